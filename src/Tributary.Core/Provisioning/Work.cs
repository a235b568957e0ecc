using Tributary.Data;

namespace Tributary.Provisioning;

/// <summary>What is to be done at the thing sold.</summary>
public enum WorkAction
{
    /// <summary>Make it.</summary>
    Create = 1,
    /// <summary>Change plan or quantity.</summary>
    Change = 2,
    /// <summary>Stop its use, keep it.</summary>
    Suspend = 3,
    /// <summary>Let it be used again.</summary>
    Resume = 4,
    /// <summary>Take it away.</summary>
    Remove = 5,
    /// <summary>Tell it that another term was paid.</summary>
    Renew = 6,
}

/// <summary>Where a piece of work stands.</summary>
public enum WorkState
{
    /// <summary>Nobody has it.</summary>
    Waiting = 1,
    /// <summary>A worker has it until its lease ends.</summary>
    Leased = 2,
    /// <summary>Handed over; the other side answers later.</summary>
    Handed = 3,
    /// <summary>Done.</summary>
    Done = 4,
    /// <summary>A person has to look at it.</summary>
    NeedsPerson = 5,
    /// <summary>Given up; what it was for is released.</summary>
    Failed = 6,
}

/// <summary>
/// Something to be provisioned, written in the deed's own transaction. A worker claims it by lease; its id goes to the
/// other side as the idempotency key, so that a second attempt after a crash delivers nothing twice.
/// </summary>
public sealed class Work : TenantEntity
{
    /// <summary>The subscription it is for.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>The order line that waits for it, or null.</summary>
    public Guid? LineId { get; init; }
    /// <summary>The order of that line, or null.</summary>
    public Guid? OrderId { get; init; }
    /// <summary>What is to be done.</summary>
    public required WorkAction Action { get; init; }
    /// <summary>The connector's key.</summary>
    public required string Connector { get; init; }
    /// <summary>What the connector needs to know, as JSON: plan, quantity, account, settings.</summary>
    public required string Input { get; init; }
    /// <summary>What people read in the list.</summary>
    public required string Title { get; init; }
    /// <summary>When it was asked for (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>Where it stands.</summary>
    public WorkState State { get; internal set; } = WorkState.Waiting;
    /// <summary>Not before (UTC).</summary>
    public DateTime NotBefore { get; internal set; }
    /// <summary>Who has it.</summary>
    public string? LeasedBy { get; internal set; }
    /// <summary>Until when (UTC).</summary>
    public DateTime? LeasedUntil { get; internal set; }
    /// <summary>How often it was tried.</summary>
    public int Attempts { get; internal set; }
    /// <summary>What went wrong last, for the operator; never shown to a buyer.</summary>
    public string? LastError { get; internal set; }
    /// <summary>The other side's id, or null.</summary>
    public string? ExternalId { get; internal set; }
    /// <summary>When it was finished (UTC).</summary>
    public DateTime? FinishedAt { get; internal set; }
    /// <summary>Who finished it.</summary>
    public string? FinishedBy { get; internal set; }
}
