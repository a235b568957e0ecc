using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>What to do with a subscription's use.</summary>
public enum PauseWhat
{
    /// <summary>Stop use and the next renewal.</summary>
    Pause = 1,
    /// <summary>Use again; after the paid term, paid from today to the next start.</summary>
    Resume = 2,
    /// <summary>Stop use while billing goes on: an administrator's decision.</summary>
    Hold = 3,
    /// <summary>End the hold.</summary>
    Unhold = 4,
}

/// <summary>What it comes to: the new state, and what resuming charges at each level.</summary>
public sealed record PauseAnswer(Guid SubscriptionId, SubscriptionState State, IReadOnlyList<Level> Levels);

/// <summary>Pauses, resumes, holds a subscription or ends the hold.</summary>
public sealed class PauseSubscription : Deed<PauseAnswer>
{
    /// <summary>The subscription's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>The subscription.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>What to do.</summary>
    public required PauseWhat What { get; init; }

    /// <summary>
    /// The deactivation of an account with which the program pauses or resumes: what was paused so is resumed only so, and what
    /// cannot be paid for then waits for funds in place of being refused. Null where somebody asks for it.
    /// </summary>
    public Guid? DeactivationId { get; init; }

    /// <inheritdoc/>
    public override int BranchId => Branch;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        await SubscriptionFacts.Load(sheet, [.. deeds.Cast<PauseSubscription>().Select(d => d.SubscriptionId)]);

    /// <inheritdoc/>
    public override PauseAnswer Decide(Sheet sheet)
    {
        By.Need(Right.ManageOrders);
        var subscription = sheet.Find<Subscription>(SubscriptionId);
        if (subscription is null || subscription.BranchId != Branch || !By.Sees(Right.ManageOrders, subscription.Path)) throw Refusal.NotFound("subscription");
        if (DeactivationId is not null && !By.IsProgram) throw Refusal.Forbidden("right.missing", "The program does this by itself.");
        if (subscription.OpenLineId is not null)
            throw Refusal.Conflict("subscription.change_open", "A change is being delivered. Wait for it before the next one.");
        return What switch
        {
            PauseWhat.Pause => Pause(sheet, subscription),
            PauseWhat.Resume => Resume(sheet, subscription),
            PauseWhat.Hold => Hold(sheet, subscription),
            PauseWhat.Unhold => Unhold(sheet, subscription),
        };
    }

    private PauseAnswer Pause(Sheet sheet, Subscription subscription)
    {
        ChangeSubscription.NeedTerm(sheet, subscription);
        if (subscription.State != SubscriptionState.Active || subscription.TermEnd is null || subscription.TermEnd <= sheet.Today)
            throw Refusal.Conflict("subscription.cannot_pause", "Only an active subscription that recurs can be paused.");
        var reason = DeactivationId is null ? StateReasons.Requested : StateReasons.BySeller;
        Turn(sheet, subscription, SubscriptionState.Paused, s => (s.StateReason, s.DueOn, s.StoppedById) = (reason, s.EndsOn, DeactivationId));
        OrderSteps.Hand(sheet, subscription, WorkAction.Suspend);
        return Answer(sheet, subscription, DeactivationId is null ? "subscription.paused" : "subscription.paused_by_seller");
    }

    private PauseAnswer Resume(Sheet sheet, Subscription subscription)
    {
        // What ended today is paused only until the next renewal run has been here.
        if (subscription.State != SubscriptionState.Paused || subscription.EndsOn <= sheet.Today) throw Refusal.Conflict("subscription.not_paused", "This subscription is not paused.");
        if (subscription.StoppedById != DeactivationId)
            throw Refusal.Conflict("subscription.paused_by_seller", "The seller has paused this. It goes on when the seller resumes it.");
        if (subscription.TermEnd > sheet.Today)
        {
            Turn(sheet, subscription, SubscriptionState.Active, s => (s.StateReason, s.DueOn, s.StoppedById) = (null, s.TermEnd, null));
            OrderSteps.Hand(sheet, subscription, WorkAction.Resume);
            return Answer(sheet, subscription, "subscription.resumed");
        }
        var resumed = Resuming.Try(sheet, By, subscription, out var shortage, out var line);
        // What the coming back of an account cannot resume is its own affair from now on.
        sheet.Change(subscription).StoppedById = null;
        if (resumed) return new PauseAnswer(subscription.Id, subscription.State, line!.Levels);
        var own = shortage?.BuyerId == subscription.PayerId;
        if (DeactivationId is null && own) throw Shortages.Refuse(By.At(subscription.Path), sheet.Get<Account>(subscription.PayerId), shortage!);
        if (DeactivationId is not null && shortage is null)
        {
            subscription.StateReason = StateReasons.Requested;
            return Answer(sheet, subscription, "subscription.stays_paused");
        }
        if (shortage is null) throw Refusal.Conflict("plan.not_sold", "This plan is not sold any more.");
        // Somebody is short: it resumes by itself once it can, and an asker below that level learns no more than that.
        if (subscription.StateReason != StateReasons.Unpaid) Periods.Append(sheet, subscription, PeriodKind.Paused, subscription.TermEnd!.Value, null, null);
        (subscription.StateReason, subscription.DueOn) = (StateReasons.Unpaid, sheet.Today.AddDays(1));
        (subscription.ShortId, subscription.ShortPath) = (shortage.BuyerId, shortage.BuyerPath);
        subscription.ExpiresOn ??= sheet.Today.AddDays(sheet.Get<Catalog.Plan>(subscription.PlanId).PausedDays);
        Shortages.Tell(sheet, shortage, "renewal.short", PublicId.Format("sub", subscription.Id));
        return Answer(sheet, subscription, "subscription.resume_waits", DeactivationId is null ? By.Path : own ? null : shortage.BuyerPath);
    }

    private PauseAnswer Hold(Sheet sheet, Subscription subscription)
    {
        var facts = sheet.Facts<PriceFacts>();
        if (facts.SellerOf(sheet.Get<Account>(subscription.PayerId)) is not { } seller || !TreePath.Within(seller.Path, By.Path))
            throw Refusal.Forbidden("hold.sellers_only", "Only a seller of this account may put it on hold.");
        ChangeSubscription.NeedTerm(sheet, subscription);
        if (subscription.State != SubscriptionState.Active) throw Refusal.Conflict("subscription.cannot_hold", "Only an active subscription can be put on hold.");
        Turn(sheet, subscription, SubscriptionState.OnHold, s => s.HeldFrom = SubscriptionState.Active);
        OrderSteps.Hand(sheet, subscription, WorkAction.Suspend);
        return Answer(sheet, subscription, "subscription.held");
    }

    private PauseAnswer Unhold(Sheet sheet, Subscription subscription)
    {
        var facts = sheet.Facts<PriceFacts>();
        if (facts.SellerOf(sheet.Get<Account>(subscription.PayerId)) is not { } seller || !TreePath.Within(seller.Path, By.Path))
            throw Refusal.Forbidden("hold.sellers_only", "Only a seller of this account may put it on hold.");
        if (subscription.State != SubscriptionState.OnHold) throw Refusal.Conflict("subscription.not_on_hold", "This subscription is not on hold.");
        Turn(sheet, subscription, SubscriptionState.Active, s => s.HeldFrom = null);
        OrderSteps.Hand(sheet, subscription, WorkAction.Resume);
        return Answer(sheet, subscription, "subscription.unheld");
    }

    private static void Turn(Sheet sheet, Subscription subscription, SubscriptionState state, Action<Subscription> more) =>
        Tally.Turn(sheet, subscription, s =>
        {
            (s.State, s.StateSince) = (state, sheet.Now);
            more(s);
        });

    private PauseAnswer Answer(Sheet sheet, Subscription subscription, string action, string? readFrom = null)
    {
        sheet.Trail(By, subscription.BranchId, subscription.AccountId, subscription.Path, action, PublicId.Format("sub", subscription.Id), readFrom: readFrom);
        return new PauseAnswer(subscription.Id, subscription.State, []);
    }
}
