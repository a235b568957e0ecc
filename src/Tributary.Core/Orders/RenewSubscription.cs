using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Provisioning.Connectors.Manual;
using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>What became of a subscription that was looked at.</summary>
public enum RenewalStep
{
    /// <summary>Nothing was due.</summary>
    NotDue = 0,
    /// <summary>The next term was charged.</summary>
    Renewed = 1,
    /// <summary>It was paid for from today, after a pause or an unpaid time.</summary>
    Resumed = 2,
    /// <summary>It ended, as was asked.</summary>
    Ended = 3,
    /// <summary>Somebody is short: the service goes on in grace.</summary>
    InGrace = 4,
    /// <summary>Grace is over: paused for want of funds.</summary>
    Paused = 5,
    /// <summary>Paused too long: expired.</summary>
    Expired = 6,
    /// <summary>A change is being delivered; it is looked at again tomorrow.</summary>
    Postponed = 7,
}

/// <summary>What became of a renewal, with what every level paid or would pay.</summary>
public sealed record RenewalAnswer(
    Guid SubscriptionId, RenewalStep Step, Guid? OrderId, DateOnly? TermStart, DateOnly? TermEnd, string? ShortPath, IReadOnlyList<Level> Levels);

/// <summary>
/// Looks at one subscription whose day has come: charges the next term at that day's prices, or leads it through grace,
/// pause and expiry. One call renews one term; the run repeats until nothing is due, so a term missed in a downtime is
/// charged for its own days. The posting's reference names the term: it is charged once, whoever calls.
/// </summary>
public sealed class RenewSubscription : Deed<RenewalAnswer>
{
    /// <summary>The subscription's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>The subscription.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>True when a person asks for the next term before its day.</summary>
    public bool Early { get; init; }

    /// <summary>True when money came in: an unpaid subscription is tried before its next daily look.</summary>
    public bool Again { get; init; }

    /// <inheritdoc/>
    public override int BranchId => Branch;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        await SubscriptionFacts.Load(sheet, [.. deeds.Cast<RenewSubscription>().Select(d => d.SubscriptionId)]);

    /// <inheritdoc/>
    public override RenewalAnswer Decide(Sheet sheet)
    {
        By.Need(Right.ManageOrders);
        var subscription = sheet.Find<Subscription>(SubscriptionId);
        if (subscription is null || subscription.BranchId != Branch || !By.Sees(Right.ManageOrders, subscription.Path)) throw Refusal.NotFound("subscription");
        if (Early) NeedEarly(sheet, subscription);
        else if (subscription.DueOn is null || subscription.DueOn > sheet.Today && !(Again && subscription.ShortId is not null)) return Answer(subscription, RenewalStep.NotDue);
        if (subscription.OpenLineId is not null)
        {
            // Put off to tomorrow, an early wish would come true weeks before its day, when nobody asks for it any more.
            if (Early) throw Refusal.Conflict("subscription.change_open", "A change is being delivered. Wait for it before the next one.");
            sheet.Change(subscription).DueOn = sheet.Today.AddDays(1);
            return Answer(subscription, RenewalStep.Postponed);
        }

        return subscription.State switch
        {
            SubscriptionState.Active or SubscriptionState.OnHold or SubscriptionState.Grace => NextTerm(sheet, subscription),
            SubscriptionState.Paused when subscription.StateReason == StateReasons.Unpaid => Back(sheet, subscription),
            SubscriptionState.Paused when subscription.EndsOn <= sheet.Today => End(sheet, subscription),
            _ => Never(sheet, subscription),
        };
    }

    private RenewalAnswer NextTerm(Sheet sheet, Subscription subscription)
    {
        var start = subscription.TermEnd!.Value;
        if (subscription.EndsOn <= start && !Early) return End(sheet, subscription);

        var facts = sheet.Facts<PriceFacts>();
        var plan = sheet.Get<Plan>(subscription.NextPlanId ?? subscription.PlanId);
        var interval = subscription.NextInterval ?? subscription.Interval;
        var quantity = subscription.NextQuantity ?? subscription.Quantity;
        if (facts.PointOf(plan.Id, interval, start) is not { SaleState: not SaleState.Withdrawn } point)
        {
            // It ends with the term that is paid for, not on the day somebody asked for more.
            if (Early) throw Refusal.Conflict("plan.not_sold", "This plan is not sold any more.");
            return End(sheet, subscription);
        }
        // Another interval begins to count at the term it begins with.
        var anchor = subscription.NextInterval is null ? subscription.Anchor!.Value : start;
        var term = Calendar.Containing(anchor, interval, start);

        if (Priced(sheet, facts, subscription, plan, point, start) is not { } units) return Unpaid(sheet, subscription, null);
        var levels = Charging.Whole(units, quantity);
        // At the same prices the line and the subscription share the text that was read.
        if (KeptLevels.WrittenAlike(subscription.Levels, levels)) levels = subscription.Levels;
        if (LineMoney.Short(sheet, [levels]) is { } shortage)
        {
            if (Early) throw ShortEarly(sheet, subscription, shortage);
            return Unpaid(sheet, subscription, shortage);
        }

        var line = Charge(sheet, subscription, plan, interval, quantity, new Term(start, term.End), levels, LineAction.Renew);
        var (wasGrace, own) = (subscription.State == SubscriptionState.Grace, subscription.ShortId == subscription.PayerId);
        Tally.Turn(sheet, subscription, s =>
        {
            (s.PlanId, s.PlanVersion, s.Interval, s.Quantity, s.Levels) = (plan.Id, plan.PlanVersion, interval, quantity, levels);
            (s.NextPlanId, s.NextInterval, s.NextQuantity, s.Anchor) = (null, null, null, anchor);
            (s.TermStart, s.TermEnd, s.DueOn) = (start, term.End, term.End);
            // Where the payer was not short itself, it has been active all the time to it.
            if (wasGrace) (s.State, s.StateSince, s.StateReason) = (SubscriptionState.Active, own ? sheet.Now : s.StateSince, null);
            (s.GraceUntil, s.ExpiresOn, s.ShortId, s.ShortPath) = (null, null, null, null);
        });
        Periods.Append(sheet, subscription, PeriodKind.Paid, start, term.End, line);
        if (HearsRenewals(plan)) OrderSteps.Hand(sheet, subscription, WorkAction.Renew);
        sheet.Trail(By, subscription.BranchId, subscription.AccountId, subscription.Path, "subscription.renewed", PublicId.Format("sub", subscription.Id), line.Title);
        return Answer(subscription, RenewalStep.Renewed, line) with { Levels = levels };
    }

    /// <summary>Pays from today to the next start; the days without service stay a row of their own.</summary>
    private RenewalAnswer Back(Sheet sheet, Subscription subscription)
    {
        if (subscription.EndsOn is { } ends && ends <= sheet.Today) return End(sheet, subscription);
        var resumed = Resuming.Try(sheet, By, subscription, out var shortage, out var line);
        if (resumed) return Answer(subscription, RenewalStep.Resumed, line) with { Levels = line!.Levels };
        if (subscription.ExpiresOn <= sheet.Today) return Expire(sheet, subscription);
        sheet.Change(subscription);
        (subscription.ShortId, subscription.ShortPath, subscription.DueOn) = (shortage?.BuyerId, shortage?.BuyerPath, sheet.Today.AddDays(1));
        return Answer(subscription, RenewalStep.Paused) with { ShortPath = shortage?.BuyerPath };
    }

    private RenewalAnswer Unpaid(Sheet sheet, Subscription subscription, Shortage? shortage)
    {
        var plan = sheet.Get<Plan>(subscription.PlanId);
        var id = PublicId.Format("sub", subscription.Id);
        var account = sheet.Get<Account>(subscription.AccountId);
        var own = shortage?.BuyerId == subscription.PayerId;
        // The lowest level that may know: who is short, or the root where a price is missing somewhere.
        var readFrom = own ? null : shortage?.BuyerPath ?? TreePath.Root;
        if (subscription.State == SubscriptionState.Active && plan.GraceDays > 0)
        {
            Tally.Turn(sheet, subscription, s =>
            {
                (s.State, s.StateSince, s.StateReason) = (SubscriptionState.Grace, own ? sheet.Now : s.StateSince, StateReasons.Unpaid);
                (s.GraceUntil, s.DueOn) = (sheet.Today.AddDays(plan.GraceDays), sheet.Today.AddDays(1));
                (s.ShortId, s.ShortPath) = (shortage?.BuyerId, shortage?.BuyerPath);
            });
            // The service goes on, so nobody below the short level has anything to be told.
            if (shortage is not null) Shortages.Tell(sheet, shortage, "renewal.short", id);
            sheet.Trail(By, account, "subscription.in_grace", id, plan.Name, readFrom: readFrom);
            return Answer(subscription, RenewalStep.InGrace) with { ShortPath = shortage?.BuyerPath };
        }
        if (subscription.State == SubscriptionState.Grace && sheet.Today < subscription.GraceUntil)
        {
            Tally.Turn(sheet, subscription, s => (s.DueOn, s.ShortId, s.ShortPath) = (sheet.Today.AddDays(1), shortage?.BuyerId, shortage?.BuyerPath));
            return Answer(subscription, RenewalStep.InGrace) with { ShortPath = shortage?.BuyerPath };
        }
        var held = subscription.State == SubscriptionState.OnHold;
        Tally.Turn(sheet, subscription, s =>
        {
            (s.State, s.StateSince, s.StateReason) = (SubscriptionState.Paused, sheet.Now, StateReasons.Unpaid);
            (s.GraceUntil, s.ExpiresOn, s.DueOn) = (null, sheet.Today.AddDays(plan.PausedDays), sheet.Today.AddDays(1));
            (s.ShortId, s.ShortPath) = (shortage?.BuyerId, shortage?.BuyerPath);
        });
        Periods.Append(sheet, subscription, PeriodKind.Unpaid, subscription.TermEnd!.Value, null, null);
        if (!held) OrderSteps.Hand(sheet, subscription, WorkAction.Suspend);
        TellPaused(sheet, subscription, shortage);
        sheet.Trail(By, account, own ? "subscription.paused_unpaid" : "subscription.paused_by_seller", id, plan.Name);
        return Answer(subscription, RenewalStep.Paused) with { ShortPath = shortage?.BuyerPath };
    }

    private RenewalAnswer Expire(Sheet sheet, Subscription subscription)
    {
        Periods.Cut(sheet, subscription, sheet.Today);
        Finish(sheet, subscription, SubscriptionState.Expired, StateReasons.Unpaid);
        sheet.Notify(sheet.Get<Account>(subscription.PayerId), "subscription.expired", PublicId.Format("sub", subscription.Id));
        return Answer(subscription, RenewalStep.Expired);
    }

    private RenewalAnswer End(Sheet sheet, Subscription subscription)
    {
        if (subscription.State == SubscriptionState.Paused && sheet.Facts<SubscriptionFacts>().LastOf(subscription.Id) is { End: null })
            Periods.Cut(sheet, subscription, sheet.Today);
        var asked = subscription.EndsOn is not null;
        Finish(sheet, subscription, asked ? SubscriptionState.Cancelled : SubscriptionState.Expired, asked ? StateReasons.Requested : StateReasons.Withdrawn);
        return Answer(subscription, RenewalStep.Ended);
    }

    private void Finish(Sheet sheet, Subscription subscription, SubscriptionState state, string reason)
    {
        Tally.Turn(sheet, subscription, s =>
        {
            (s.State, s.StateSince, s.StateReason, s.DueOn) = (state, sheet.Now, reason, null);
            (s.GraceUntil, s.ExpiresOn, s.ShortId, s.ShortPath, s.HeldFrom) = (null, null, null, null, null);
        });
        OrderSteps.Hand(sheet, subscription, WorkAction.Remove);
        sheet.Trail(By, subscription.BranchId, subscription.AccountId, subscription.Path,
            state == SubscriptionState.Expired ? "subscription.expired" : "subscription.ended", PublicId.Format("sub", subscription.Id));
    }

    // Somebody above may have no price for it just now. That is their affair; for the service it is as if funds were short.
    private IReadOnlyList<Level>? Priced(Sheet sheet, PriceFacts facts, Subscription subscription, Plan plan, PricePoint point, DateOnly day)
    {
        try
        {
            return Quoting.Quote(facts, By, sheet.Get<Account>(subscription.PayerId), plan, point, day);
        }
        catch (Refusal) when (!Early)
        {
            return null;
        }
    }

    private OrderLine Charge(Sheet sheet, Subscription subscription, Plan plan, Interval interval, int quantity, Term term, IReadOnlyList<Level> levels, LineAction action) =>
        Charges.Paid(sheet, By, subscription, plan, interval, quantity, term, levels, action, OrderKind.Renewal,
            $"renew:{subscription.Id:N}:{term.Start:yyyyMMdd}", "renewal");

    // Who is short learns how much is missing; whoever stands between it and the service learns that it is paused.
    private static void TellPaused(Sheet sheet, Subscription subscription, Shortage? shortage)
    {
        var id = PublicId.Format("sub", subscription.Id);
        if (shortage is not null) Shortages.Tell(sheet, shortage, "renewal.paused", id);
        var payer = sheet.Get<Account>(subscription.PayerId);
        foreach (var below in sheet.Facts<PriceFacts>().Chain(payer.Path))
            if (below.Path.Length > (shortage?.BuyerPath ?? TreePath.Parent(payer.Path)!).Length && below.Kind != AccountKind.Division)
                sheet.Notify(below, "renewal.paused.service", id);
    }

    private static void NeedEarly(Sheet sheet, Subscription subscription)
    {
        if (subscription.State is not (SubscriptionState.Active or SubscriptionState.Grace) || subscription.TermEnd is null || subscription.EndsOn is not null)
            throw Refusal.Conflict("subscription.cannot_renew", "Only an active subscription that goes on can be renewed.");
        if (subscription.TermStart > sheet.Today) throw Refusal.Conflict("subscription.renewed_early", "Its next term is paid for already.");
    }

    private Refusal ShortEarly(Sheet sheet, Subscription subscription, Shortage shortage) =>
        shortage.BuyerId == subscription.PayerId
            ? Shortages.Refuse(By.At(subscription.Path), sheet.Get<Account>(subscription.PayerId), shortage)
            : Refusal.Conflict("renewal.later", "It cannot be renewed early at the moment. It renews by itself on its day.");

    private static RenewalAnswer Never(Sheet sheet, Subscription subscription)
    {
        sheet.Change(subscription).DueOn = null;
        return Answer(subscription, RenewalStep.NotDue);
    }

    private static bool HearsRenewals(Plan plan) => plan.Connector != ManualConnector.Code || ManualConnector.ConfirmsRenewals(plan.ConnectorSettings);

    private static RenewalAnswer Answer(Subscription subscription, RenewalStep step, OrderLine? line = null) =>
        new(subscription.Id, step, line?.OrderId, line?.TermStart ?? subscription.TermStart, line?.TermEnd ?? subscription.TermEnd, null, []);
}
