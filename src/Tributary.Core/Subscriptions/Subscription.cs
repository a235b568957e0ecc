using Tributary.Accounts;
using Tributary.Data;
using Tributary.Pricing;

namespace Tributary.Subscriptions;

/// <summary>The states of a subscription.</summary>
public enum SubscriptionState
{
    /// <summary>Ordered, not delivered.</summary>
    Pending = 1,
    /// <summary>In use and paid for.</summary>
    Active = 2,
    /// <summary>A renewal was short of funds; the service goes on for the plan's days of grace.</summary>
    Grace = 3,
    /// <summary>Not in use; no renewal. By request, or for want of funds.</summary>
    Paused = 4,
    /// <summary>Not in use by an administrator's decision, while billing goes on.</summary>
    OnHold = 5,
    /// <summary>Ended for want of funds.</summary>
    Expired = 6,
    /// <summary>Ended by request, or never delivered.</summary>
    Cancelled = 7,
}

/// <summary>
/// What an account has of a plan. Terms are counted from <see cref="Anchor"/>; <see cref="TermStart"/> and
/// <see cref="TermEnd"/> are the term paid for last. Dates are civil dates in the root's time zone.
/// </summary>
public sealed class Subscription : TenantEntity
{
    /// <summary>Who pays: the account, or the nearest one above it that is no division.</summary>
    public required Guid PayerId { get; init; }
    /// <summary>The order it came from.</summary>
    public required Guid OrderId { get; init; }
    /// <summary>The product.</summary>
    public required Guid ProductId { get; init; }
    /// <summary>The plan.</summary>
    public Guid PlanId { get; internal set; }
    /// <summary>The plan's version it was sold at.</summary>
    public int PlanVersion { get; internal set; }
    /// <summary>How often it renews.</summary>
    public Interval Interval { get; internal set; }
    /// <summary>How many units.</summary>
    public int Quantity { get; internal set; }
    /// <summary>When it was ordered (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>What people call it, or empty.</summary>
    public string Label { get; set; } = "";

    /// <summary>Its state.</summary>
    public SubscriptionState State { get; internal set; } = SubscriptionState.Pending;
    /// <summary>Since when (UTC).</summary>
    public DateTime StateSince { get; internal set; }
    /// <summary>Why it is in its state, as a code: <c>requested</c>, <c>unpaid</c>, <c>not_delivered</c>, or null.</summary>
    public string? StateReason { get; internal set; }
    /// <summary>The deactivation of an account that paused it; only that account's coming back resumes it. Null where nobody did so.</summary>
    public Guid? StoppedById { get; internal set; }
    /// <summary>The state a hold was put on, to go back to.</summary>
    public SubscriptionState? HeldFrom { get; internal set; }

    /// <summary>The day terms are counted from; null until activation.</summary>
    public DateOnly? Anchor { get; internal set; }
    /// <summary>First day of the last charged term.</summary>
    public DateOnly? TermStart { get; internal set; }
    /// <summary>First day after it.</summary>
    public DateOnly? TermEnd { get; internal set; }
    /// <summary>The number of the last row of <see cref="Period"/>.</summary>
    public int LastPeriod { get; internal set; }
    /// <summary>The next day the renewal run has to look at it; null when there is none.</summary>
    public DateOnly? DueOn { get; internal set; }
    /// <summary>The term's end with which it ends; null while it renews by itself.</summary>
    public DateOnly? EndsOn { get; internal set; }
    /// <summary>Whether it goes on at the term's end.</summary>
    public bool AutoRenew => EndsOn is null;
    /// <summary>The last day of grace: the service goes on though the renewal is unpaid.</summary>
    public DateOnly? GraceUntil { get; internal set; }
    /// <summary>The day it expires if it is not paid for by then.</summary>
    public DateOnly? ExpiresOn { get; internal set; }
    /// <summary>The level that was short when it was last tried; seen by that level and those above it only.</summary>
    public Guid? ShortId { get; internal set; }
    /// <summary>That level's path; null also where a renewal failed because a price is missing somewhere above.</summary>
    public string? ShortPath { get; internal set; }
    /// <summary>The order line of a change that is being delivered, or null.</summary>
    public Guid? OpenLineId { get; internal set; }

    /// <summary>The plan from the next term on, or null.</summary>
    public Guid? NextPlanId { get; internal set; }
    /// <summary>The quantity from the next term on, or null.</summary>
    public int? NextQuantity { get; internal set; }
    /// <summary>The interval from the next term on, or null.</summary>
    public Interval? NextInterval { get; internal set; }

    /// <summary>The day it was delivered first, for good; null before, and where that was before such days were kept.</summary>
    public DateOnly? ActivatedOn { get; private set; }
    /// <summary>The day it ended, by request or for want of funds; null while it has not, and for what was never delivered.</summary>
    public DateOnly? EndedOn { get; private set; }

    /// <summary>What every level pays for the running term, from the maker down.</summary>
    public IReadOnlyList<Level> Levels { get; internal set; } = [];

    /// <summary>The connector's id of what was delivered, or null.</summary>
    public string? ExternalId { get; internal set; }
    /// <summary>Where it came from: <c>order</c>, or the system it was adopted from.</summary>
    public string Origin { get; init; } = "order";
    /// <summary>For an adopted subscription: paid elsewhere up to here, so that it is not billed again.</summary>
    public DateOnly? PaidThrough { get; init; }

    /// <summary>What it counts as on a dashboard: active, paused (paused, on hold, in grace), expired (expired, cancelled), pending.</summary>
    public string Group => State switch
    {
        SubscriptionState.Pending => "pending",
        SubscriptionState.Active => "active",
        SubscriptionState.Grace or SubscriptionState.Paused or SubscriptionState.OnHold => "paused",
        SubscriptionState.Expired or SubscriptionState.Cancelled => "expired",
        _ => throw new InvalidOperationException($"Unknown state {State}."),
    };

    /// <summary>
    /// What it counts as for the account at <paramref name="path"/>, at or above its own. That somebody above that account
    /// is short does not show while the service goes on; see <see cref="SubscriptionView"/>.
    /// </summary>
    public string GroupAt(string path) => State == SubscriptionState.Grace && !SubscriptionView.Knows(path, ShortPath) ? "active" : Group;

    /// <summary>Goes to another account of the same payer; terms and prices stay as they are.</summary>
    internal void MoveTo(Account account) => Move(account.Id, account.Path);

    /// <summary>Keeps the day on which it was delivered, or ended, as its change from a state shows; each is kept once.</summary>
    internal void KeepDay(SubscriptionState before, DateOnly today)
    {
        if (before == SubscriptionState.Pending && Group is ("active" or "paused")) ActivatedOn ??= today;
        if (before != SubscriptionState.Pending && Group == "expired") EndedOn ??= today;
    }

    /// <summary>True when its price still recurs.</summary>
    public bool Recurs => Interval != Interval.OneTime
        && State is SubscriptionState.Active or SubscriptionState.Grace or SubscriptionState.OnHold;
}

/// <summary>What a row of a subscription's time line is.</summary>
public enum PeriodKind
{
    /// <summary>A charged term, or the part of one.</summary>
    Paid = 1,
    /// <summary>Not paid for want of funds.</summary>
    Unpaid = 2,
    /// <summary>Paused by request.</summary>
    Paused = 3,
    /// <summary>Free of charge.</summary>
    Trial = 4,
}

/// <summary>
/// A row of a subscription's time line, [<see cref="Start"/>, <see cref="End"/>). The rows of one subscription leave no
/// gap and no overlap; a charged start is unique.
/// </summary>
public sealed class Period : Row
{
    /// <summary>The branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The subscription.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>Its place, from 1.</summary>
    public required int Seq { get; init; }
    /// <summary>What it is.</summary>
    public required PeriodKind Kind { get; init; }
    /// <summary>First day.</summary>
    public required DateOnly Start { get; init; }
    /// <summary>First day after; null while a pause or an unpaid time lasts.</summary>
    public DateOnly? End { get; set; }
    /// <summary>The order line that paid for it, or null.</summary>
    public Guid? LineId { get; init; }
    /// <summary>The quantity it was paid for.</summary>
    public int Quantity { get; init; }
    /// <summary>Grows by one with every change.</summary>
    public long Version { get; private set; }

    internal override void Age() => Version++;
}
