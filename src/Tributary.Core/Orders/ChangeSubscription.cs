using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>When a change takes effect.</summary>
public enum ChangeWhen
{
    /// <summary>Delivered at once, with credit and charge for the rest of the term.</summary>
    Now = 1,
    /// <summary>With the next term.</summary>
    AtRenewal = 2,
}

/// <summary>What a change of plan, seats or interval comes to.</summary>
public sealed record ChangeAnswer(ChangeWhen When, DateOnly EffectiveOn, OrderAnswer? Order, IReadOnlyList<Level> Levels);

/// <summary>
/// Another plan, quantity or interval. What costs the payer as much or more happens now: the rest of the old term is
/// given back, the rest of the new one charged, by day, at every level. What costs less, and another interval, happens
/// at renewal, unless the plan allows it at once.
/// </summary>
public sealed class ChangeSubscription : Deed<ChangeAnswer>
{
    /// <summary>The subscription's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>The subscription.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>The new plan, or null to keep it.</summary>
    public Guid? PlanId { get; init; }
    /// <summary>The new quantity, or null to keep it.</summary>
    public int? Quantity { get; init; }
    /// <summary>The new interval, or null to keep it.</summary>
    public Interval? Interval { get; init; }

    /// <inheritdoc/>
    public override int BranchId => Branch;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var changes = deeds.Cast<ChangeSubscription>().ToList();
        await SubscriptionFacts.Load(sheet, [.. changes.Select(c => c.SubscriptionId)], [.. changes.Select(c => c.PlanId).OfType<Guid>()]);
    }

    /// <inheritdoc/>
    public override ChangeAnswer Decide(Sheet sheet)
    {
        By.Need(Right.ManageOrders);
        var subscription = sheet.Find<Subscription>(SubscriptionId);
        if (subscription is null || subscription.BranchId != Branch || !By.Sees(Right.ManageOrders, subscription.Path)) throw Refusal.NotFound("subscription");
        NeedTerm(sheet, subscription);
        if (subscription.State != SubscriptionState.Active || subscription.TermEnd is null || subscription.TermEnd <= sheet.Today)
            throw Refusal.Conflict("subscription.cannot_change", "Only an active subscription that recurs can be changed.");
        if (subscription.OpenLineId is not null)
            throw Refusal.Conflict("subscription.change_open", "A change is being delivered. Wait for it before the next one.");
        if (subscription.TermStart > sheet.Today)
            throw Refusal.Conflict("subscription.renewed_early", "Its next term is paid for already. It can be changed once that has begun.");

        var facts = sheet.Facts<PriceFacts>();
        var old = sheet.Get<Plan>(subscription.PlanId);
        var plan = PlanId is { } id ? Allowed(sheet, old, id) : old;
        var quantity = Quantity ?? subscription.Quantity;
        var interval = Interval ?? subscription.Interval;
        if (quantity < plan.MinQuantity || quantity > (plan.MaxQuantity ?? 1_000_000))
            throw Refusal.Field("quantity", "quantity.range", "The quantity must be between {0} and {1}.", plan.MinQuantity, plan.MaxQuantity ?? 1_000_000);
        if (plan.Id == old.Id && quantity == subscription.Quantity && interval == subscription.Interval)
            throw Refusal.Field("quantity", "change.nothing", "This is what the subscription has already.");
        if (interval == Tributary.Interval.OneTime || facts.PointOf(plan.Id, interval, sheet.Today) is not { } point || !Sold(plan, old, interval, subscription, point))
            throw Refusal.Field("plan", "plan.not_sold", "{0} is not sold for this interval.", plan.Name);

        var payer = sheet.Get<Account>(subscription.PayerId);
        // Prices hold until the next renewal: more of the same costs what the running term costs.
        var units = plan.Id == old.Id && interval == subscription.Interval ? subscription.Levels : Quoting.Quote(facts, By, payer, plan, point, sheet.Today);
        if (interval != subscription.Interval || CostsLess(subscription, units, quantity) && !old.DowngradesAtOnce)
            return Later(sheet, subscription, plan, quantity, interval, units);
        return Now(sheet, subscription, plan, quantity, payer, units);
    }

    /// <summary>
    /// Refuses while the next term is due and not charged, in the same words whether it will be in a moment or somebody is
    /// short.
    /// </summary>
    public static void NeedTerm(Sheet sheet, Subscription subscription)
    {
        if (subscription.State is SubscriptionState.Active or SubscriptionState.Grace && subscription.TermEnd <= sheet.Today)
            throw Refusal.Conflict("subscription.renewing", "Its next term is being charged. Try again once that is done.");
    }

    private ChangeAnswer Later(Sheet sheet, Subscription subscription, Plan plan, int quantity, Interval interval, IReadOnlyList<Level> units)
    {
        sheet.Change(subscription);
        (subscription.NextPlanId, subscription.NextQuantity, subscription.NextInterval) =
            (plan.Id == subscription.PlanId ? null : plan.Id, quantity == subscription.Quantity ? null : quantity,
             interval == subscription.Interval ? null : interval);
        sheet.Trail(By, subscription.BranchId, subscription.AccountId, subscription.Path, "subscription.change_planned", PublicId.Format("sub", subscription.Id), plan.Name);
        return new ChangeAnswer(ChangeWhen.AtRenewal, subscription.TermEnd!.Value, null, Charging.Whole(units, quantity));
    }

    private ChangeAnswer Now(Sheet sheet, Subscription subscription, Plan plan, int quantity, Account payer, IReadOnlyList<Level> units)
    {
        var (rest, days) = OrderSteps.RestOfTerm(subscription.Anchor!.Value, subscription.Interval, sheet.Today);
        var levels = Charging.Change(units, quantity, subscription.Levels, subscription.Quantity, rest.Days, days);
        var order = OrderSteps.NewOrder(sheet, By, sheet.Get<Account>(subscription.AccountId), payer.Id, OrderKind.Change);
        var line = Charges.NewLine(sheet, order, subscription, plan, subscription.Interval, quantity, LineAction.Change, rest, levels);

        var shortage = LineMoney.Short(sheet, [levels]);
        if (shortage is { } own && own.BuyerId == payer.Id) throw Shortages.Refuse(By.At(subscription.Path), payer, own);
        sheet.Change(subscription);
        (subscription.NextPlanId, subscription.NextQuantity, subscription.NextInterval) = (null, null, null);
        OrderSteps.Write(sheet, order, [line]);
        // A level above that is short makes it wait as a sale waits; it goes on by itself, counted anew from that day.
        if (shortage is null) OrderSteps.Start(sheet, order, [line]);
        else OrderSteps.Await(sheet, order, shortage);
        sheet.Trail(By, subscription.BranchId, subscription.AccountId, subscription.Path, "subscription.change_ordered", PublicId.Format("sub", subscription.Id), line.Title);
        return new ChangeAnswer(ChangeWhen.Now, sheet.Today, OrderAnswer.Of(order, [line]), levels);
    }

    // Compared is what the payer pays a term, the one thing this deed may speak of.
    private static bool CostsLess(Subscription subscription, IReadOnlyList<Level> units, int quantity)
    {
        if (units.Count == 0 || subscription.Levels.Count == 0) return quantity < subscription.Quantity;
        return units[^1].UnitPrice * quantity < subscription.Levels[^1].UnitPrice * subscription.Quantity;
    }

    private static bool Sold(Plan plan, Plan old, Interval interval, Subscription subscription, PricePoint point) =>
        plan.Id == old.Id && interval == subscription.Interval ? point.SaleState != SaleState.Withdrawn
            : point.SaleState == SaleState.Sold && plan.WithdrawnAt is null;

    private static Plan Allowed(Sheet sheet, Plan old, Guid id)
    {
        var plan = sheet.Find<Plan>(id);
        var paths = old.UpgradePaths is { } text ? System.Text.Json.JsonSerializer.Deserialize<Guid[]>(text) : null;
        if (plan is null || plan.ProductId != old.ProductId || plan.Kind != old.Kind || paths is not null && id != old.Id && !paths.Contains(id))
            throw Refusal.Field("plan", "plan.no_path", "A subscription of this plan cannot be changed to that plan.");
        return plan;
    }
}
