using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>Lines that are paid the moment they are written.</summary>
internal static class Charges
{
    /// <summary>Writes an order of one line and pays it at every level under a reference that happens once.</summary>
    public static OrderLine Paid(
        Sheet sheet, Viewer by, Subscription subscription, Plan plan, Interval interval, int quantity, Term? term, IReadOnlyList<Level> levels,
        LineAction action, OrderKind kind, string reference, string posting)
    {
        var account = sheet.Get<Account>(subscription.AccountId);
        var order = sheet.Add(OrderSteps.NewOrder(sheet, by, account, subscription.PayerId, kind));
        var line = sheet.Add(NewLine(sheet, order, subscription, plan, interval, quantity, action, term, levels));
        LineMoney.Pay(sheet, order, line, reference, posting);
        order.Turn(OrderState.Completed, sheet.Now);
        return line;
    }

    public static OrderLine NewLine(
        Sheet sheet, Order order, Subscription subscription, Plan plan, Interval interval, int quantity, LineAction action, Term? term, IReadOnlyList<Level> levels)
    {
        var product = sheet.Get<Product>(plan.ProductId);
        return new OrderLine
        {
            BranchId = order.BranchId, Id = sheet.NewId(), AccountId = order.AccountId, Path = order.Path, OrderId = order.Id, Seq = 1, Action = action,
            SubscriptionId = subscription.Id, ProductId = plan.ProductId, PlanId = plan.Id, PlanVersion = plan.PlanVersion,
            Title = product.Name == plan.Name ? plan.Name : $"{product.Name} {plan.Name}", Interval = interval, Quantity = quantity,
            TermStart = term?.Start, TermEnd = term?.End, Levels = levels,
        };
    }
}

/// <summary>Coming back from a pause or an unpaid time: paid from today to the next start, by day; the anchor stays.</summary>
internal static class Resuming
{
    /// <summary>Charges and resumes when every level can pay; otherwise says who is short (null when there is no price) and changes nothing.</summary>
    public static bool Try(Sheet sheet, Viewer by, Subscription subscription, out Shortage? shortage, out OrderLine? line)
    {
        (shortage, line) = (null, null);
        var facts = sheet.Facts<PriceFacts>();
        var plan = sheet.Get<Plan>(subscription.PlanId);
        var (rest, days) = OrderSteps.RestOfTerm(subscription.Anchor!.Value, subscription.Interval, sheet.Today);
        if (facts.PointOf(plan.Id, subscription.Interval, sheet.Today) is not { SaleState: not SaleState.Withdrawn } point) return false;
        IReadOnlyList<Level> units;
        try
        {
            units = Quoting.Quote(facts, by, sheet.Get<Account>(subscription.PayerId), plan, point, sheet.Today);
        }
        catch (Refusal) when (by.IsProgram)
        {
            return false;
        }
        var levels = Charging.Part(units, subscription.Quantity, rest.Days, days);
        // By itself it comes back only with means for a whole term; the last days of one would soon be affordable
        // to anybody, and it would stop again with the next.
        shortage = LineMoney.Short(sheet, [by.IsProgram ? Charging.Whole(units, subscription.Quantity) : levels]);
        if (shortage is not null) return false;

        var gap = sheet.Facts<SubscriptionFacts>().LastOf(subscription.Id)!;
        if (gap.End is null) Periods.Cut(sheet, subscription, sheet.Today);
        else if (gap.End < sheet.Today) Periods.Append(sheet, subscription, PeriodKind.Paused, gap.End.Value, sheet.Today, null);
        var paid = Charges.Paid(sheet, by, subscription, plan, subscription.Interval, subscription.Quantity, rest, levels, LineAction.Resume, OrderKind.Renewal,
            $"renew:{subscription.Id:N}:{rest.Start:yyyyMMdd}", "renewal");
        Tally.Turn(sheet, subscription, s =>
        {
            (s.State, s.StateSince, s.StateReason, s.Levels) = (s.HeldFrom is null ? SubscriptionState.Active : SubscriptionState.OnHold, sheet.Now, null, paid.Levels);
            (s.TermStart, s.TermEnd, s.DueOn) = (rest.Start, rest.End, rest.End);
            (s.GraceUntil, s.ExpiresOn, s.ShortId, s.ShortPath) = (null, null, null, null);
        });
        Periods.Append(sheet, subscription, PeriodKind.Paid, rest.Start, rest.End, paid);
        if (subscription.State == SubscriptionState.Active) OrderSteps.Hand(sheet, subscription, WorkAction.Resume);
        sheet.Trail(by, subscription.BranchId, subscription.AccountId, subscription.Path, "subscription.resumed", PublicId.Format("sub", subscription.Id), paid.Title);
        line = paid;
        return true;
    }
}
