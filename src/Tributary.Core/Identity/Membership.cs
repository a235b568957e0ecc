using Tributary.Data;

namespace Tributary.Identity;

/// <summary>A preset of rights.</summary>
public enum Role
{
    /// <summary>Everything, and the last one cannot be removed.</summary>
    Owner = 1,
    /// <summary>Everything but who owns it.</summary>
    Admin = 2,
    /// <summary>Money, invoices, prices.</summary>
    Billing = 3,
    /// <summary>Accounts, orders, prices.</summary>
    Sales = 4,
    /// <summary>Sees all, helps with orders and provisioning.</summary>
    Support = 5,
    /// <summary>Sees, changes nothing.</summary>
    Viewer = 6,
}

/// <summary>A person's place in an account: role and reach.</summary>
public sealed class Membership : TenantEntity
{
    /// <summary>The person.</summary>
    public required Guid UserId { get; init; }
    /// <summary>What they may do.</summary>
    public required Role Role { get; set; }
    /// <summary>How far down they look.</summary>
    public required Reach Reach { get; set; }
    /// <summary>Since when (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>
    /// True until the person says yes: somebody who was there already is invited, not simply added, and whoever
    /// invited them reads nothing of them but the email they typed.
    /// </summary>
    public bool AwaitsConsent { get; set; }
    /// <summary>When it was ended (UTC), or null: history stays.</summary>
    public DateTime? EndedAt { get; set; }
}
