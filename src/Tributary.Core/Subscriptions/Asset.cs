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
}
