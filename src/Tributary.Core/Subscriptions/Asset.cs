using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Subscriptions;

/// <summary>What delivery made: a licence, a domain, a mailbox. Belongs to an account, or waits to be assigned.</summary>
public sealed class Asset : TenantEntity
{
    /// <summary>The subscription it belongs to, or null.</summary>
    public Guid? SubscriptionId { get; init; }
    /// <summary>What it is, as a code: <c>licence</c>, <c>service</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>What people call it.</summary>
    public required string Name { get; set; }
    /// <summary>A key or secret that the owner may see, or null.</summary>
    public string? Secret { get; set; }
    /// <summary>More, as a JSON object.</summary>
    public string Data { get; set; } = "{}";
    /// <summary>When it was made (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>When it was taken back (UTC), or null.</summary>
    public DateTime? RemovedAt { get; set; }
    /// <summary>Its last day, or null.</summary>
    public DateOnly? ExpiresOn { get; set; }
    /// <summary>Who uses it: the account that owns it or one below that; null while it waits to be assigned.</summary>
    public Guid? AssignedToId { get; private set; }
    /// <summary>That account's path.</summary>
    public string? AssignedPath { get; private set; }
    /// <summary>Since when (UTC).</summary>
    public DateTime? AssignedAt { get; private set; }
    /// <summary>Who said so.</summary>
    public string? AssignedBy { get; private set; }

    /// <summary>Gives it to an account to use.</summary>
    public void Assign(Guid accountId, string path, string by, DateTime at) => (AssignedToId, AssignedPath, AssignedBy, AssignedAt) = (accountId, path, by, at);

    /// <summary>Whether it can belong to this account: its owner uses it, nobody does, or somebody at or below that account.</summary>
    internal bool FitsIn(Account account) => RemovedAt is not null || AssignedToId is null || AssignedToId == AccountId || TreePath.Within(AssignedPath!, account.Path);

    /// <summary>Goes with its subscription to another account. What its owner used itself, the new one uses.</summary>
    internal void MoveTo(Account account, string by, DateTime at)
    {
        if (AssignedToId == AccountId) Assign(account.Id, account.Path, by, at);
        else if (AssignedPath is { } used && !TreePath.Within(used, account.Path)) TakeBack();
        Move(account.Id, account.Path);
    }

    /// <summary>Takes it back from who uses it; it waits to be assigned again.</summary>
    public void TakeBack() => (AssignedToId, AssignedPath, AssignedBy, AssignedAt) = (null, null, null, null);
}
