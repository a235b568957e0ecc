using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>What a cancellation comes to: the last day, and what goes back at each level.</summary>
public sealed record CancelAnswer(DateOnly EndsOn, bool Now, IReadOnlyList<Level> Levels);

/// <summary>
/// Ends a subscription with its term, or now. Inside the plan's window, ending now gives the rest of the term back at
/// every level, by day; later it gives nothing back.
/// </summary>
public sealed class CancelSubscription : Deed<CancelAnswer>
{
    /// <summary>The subscription's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>The subscription.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>True to end it now.</summary>
    public bool Now { get; init; }
    /// <summary>True to take a cancellation with the term's end back.</summary>
    public bool Undo { get; init; }
    /// <summary>Why, at most 200 characters.</summary>
    public string Reason { get; init; } = "";

    /// <inheritdoc/>
    public override int BranchId => Branch;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        await SubscriptionFacts.Load(sheet, [.. deeds.Cast<CancelSubscription>().Select(d => d.SubscriptionId)]);

    /// <inheritdoc/>
    public override CancelAnswer Decide(Sheet sheet)
    {
        By.Need(Right.ManageOrders);
        var subscription = sheet.Find<Subscription>(SubscriptionId);
        if (subscription is null || subscription.BranchId != Branch || !By.Sees(Right.ManageOrders, subscription.Path)) throw Refusal.NotFound("subscription");
        if (Reason.Length > 200) throw Refusal.Field("reason", "reason.length", "The reason may have {0} characters.", 200);
        if (subscription.State is SubscriptionState.Cancelled or SubscriptionState.Expired or SubscriptionState.Pending)
            throw Refusal.Conflict("subscription.cannot_cancel", "This subscription has ended, or has not begun.");
        if (subscription.OpenLineId is not null)
            throw Refusal.Conflict("subscription.change_open", "A change is being delivered. Wait for it before the next one.");
        if (Undo) return Keep(sheet, subscription);
        return Now || subscription.TermEnd is null || subscription.TermEnd <= sheet.Today ? EndNow(sheet, subscription) : EndWithTerm(sheet, subscription);
    }

    private CancelAnswer EndWithTerm(Sheet sheet, Subscription subscription)
    {
        var plan = sheet.Get<Plan>(subscription.PlanId);
        // Said too late for this term, it takes effect with the next one.
        var late = sheet.Today > subscription.TermEnd!.Value.AddDays(-plan.NoticeDays);
        var next = subscription.NextInterval is { } other ? Calendar.NthStart(subscription.TermEnd.Value, other, 1)
            : Calendar.NextStartAfter(subscription.Anchor!.Value, subscription.Interval, subscription.TermEnd.Value);
        var ends = late ? next : subscription.TermEnd.Value;
        sheet.Change(subscription).EndsOn = ends;
        if (subscription.State == SubscriptionState.Paused) subscription.DueOn = ends;
        Cancelled(sheet, subscription, plan, [], null);
        return new CancelAnswer(ends, false, []);
    }

    private CancelAnswer EndNow(Sheet sheet, Subscription subscription)
    {
        if (subscription.TermStart > sheet.Today)
            throw Refusal.Conflict("subscription.renewed_early", "Its next term is paid for already. It can end with that term.");
        var plan = sheet.Get<Plan>(subscription.PlanId);
        var last = sheet.Facts<SubscriptionFacts>().LastOf(subscription.Id);
        IReadOnlyList<Level> credit = [];
        if (subscription.TermEnd > sheet.Today && sheet.Today < subscription.TermStart!.Value.AddDays(plan.CancellationDays))
        {
            var (rest, days) = OrderSteps.RestOfTerm(subscription.Anchor!.Value, subscription.Interval, sheet.Today);
            credit = Charging.Credit(subscription.Levels, subscription.Quantity, rest.Days, days);
        }
        var line = Cancelled(sheet, subscription, plan, credit, $"cancel:{subscription.Id:N}");
        if (last is not null && (last.End is null || last.End > sheet.Today)) Periods.Cut(sheet, subscription, sheet.Today);
        Tally.Turn(sheet, subscription, s =>
        {
            (s.State, s.StateSince, s.StateReason, s.DueOn, s.EndsOn) = (SubscriptionState.Cancelled, sheet.Now, StateReasons.Requested, null, sheet.Today);
            if (s.TermEnd > sheet.Today) s.TermEnd = sheet.Today;
            (s.GraceUntil, s.ExpiresOn, s.ShortId, s.ShortPath, s.HeldFrom) = (null, null, null, null, null);
        });
        OrderSteps.Hand(sheet, subscription, WorkAction.Remove);
        return new CancelAnswer(sheet.Today, true, line.Levels);
    }

    private CancelAnswer Keep(Sheet sheet, Subscription subscription)
    {
        if (subscription.EndsOn is null) throw Refusal.Conflict("subscription.not_ending", "This subscription is not about to end.");
        sheet.Change(subscription).EndsOn = null;
        if (subscription.State == SubscriptionState.Paused && subscription.StateReason == StateReasons.Requested) subscription.DueOn = null;
        sheet.Trail(By, subscription.BranchId, subscription.AccountId, subscription.Path, "subscription.kept", PublicId.Format("sub", subscription.Id));
        return new CancelAnswer(subscription.TermEnd ?? sheet.Today, false, []);
    }

    private OrderLine Cancelled(Sheet sheet, Subscription subscription, Plan plan, IReadOnlyList<Level> credit, string? reference)
    {
        var line = Charges.Paid(sheet, By, subscription, plan, subscription.Interval, subscription.Quantity, null, credit, LineAction.Cancel,
            OrderKind.Cancellation, reference ?? $"cancel:{subscription.Id:N}:{sheet.NewId():N}", "refund");
        sheet.Trail(By, subscription.BranchId, subscription.AccountId, subscription.Path,
            reference is null ? "subscription.ends_with_term" : "subscription.cancelled", PublicId.Format("sub", subscription.Id), Reason);
        return line;
    }
}
