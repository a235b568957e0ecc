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
    /// <summary>Where they may do something else than their role says, as text of <see cref="Tributary.Grants"/>; null when nowhere.</summary>
    public string? Grants { get; set; }
    /// <summary>Since when (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>
    /// True until the person says yes: somebody who was there already is invited, not simply added, and whoever
    /// invited them reads nothing of them but the email they typed.
    /// </summary>
    public bool AwaitsConsent { get; set; }
    /// <summary>When they were last invited (UTC), while they have neither said yes nor set a password; null otherwise.</summary>
    public DateTime? InvitedAt { get; set; }
    /// <summary>When it was ended (UTC), or null: history stays.</summary>
    public DateTime? EndedAt { get; set; }
    /// <summary>Since when the person wants the account's report by mail each month (UTC); null where they do not.</summary>
    public DateTime? WantsReportSince { get; private set; }
    /// <summary>The first day of the last month that was reported, or that is not to be any more; null before the first.</summary>
    public DateOnly? ReportedMonth { get; private set; }

    /// <summary>From now on the report comes, beginning with that of the month that runs; or it comes no more.</summary>
    public void WantReport(bool wanted, DateTime now, DateOnly today)
    {
        if (wanted == (WantsReportSince is not null)) return;
        WantsReportSince = wanted ? now : null;
        if (wanted) Reported(new DateOnly(today.Year, today.Month, 1).AddMonths(-1));
    }

    /// <summary>The report of the month that begins on this day has been written.</summary>
    public void Reported(DateOnly month) => ReportedMonth = ReportedMonth is { } last && last > month ? last : month;
}
