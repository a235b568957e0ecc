using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>Keeps the figures of subscriptions and orders: whatever changes one is done between taking its old share out and putting the new one in.</summary>
internal static class Tally
{
    /// <summary>Changes a subscription and the figures of everybody above it with it.</summary>
    public static void Turn(Sheet sheet, Subscription subscription, Action<Subscription> change)
    {
        var before = (Subscription)subscription.Copy();
        change(sheet.Change(subscription));
        subscription.KeepDay(before.State, sheet.Today);
        // A renewal at the same price changes no figure.
        if (CountsAs(before, subscription)) return;
        Count(sheet, before, -1);
        Count(sheet, subscription, +1);
        if (before.ActivatedOn != subscription.ActivatedOn || before.EndedOn != subscription.EndedOn)
            OnDay(sheet, subscription, before.ActivatedOn is null ? subscription.ActivatedOn : null, before.EndedOn is null ? subscription.EndedOn : null, 1);
    }

    /// <summary>Moves a subscription to another account, and all that is counted of it with it; above both nothing changes.</summary>
    public static void Move(Sheet sheet, Subscription subscription, Account account)
    {
        var before = (Subscription)subscription.Copy();
        sheet.Change(subscription).MoveTo(account);
        foreach (var (row, sign) in new[] { (before, -1), (subscription, +1) })
        {
            Count(sheet, row, sign);
            OnDay(sheet, row, row.ActivatedOn, row.EndedOn, sign);
        }
    }

    // What was delivered and what ended on a day stands for good: only where it stands is another place once it has moved.
    private static void OnDay(Sheet sheet, Subscription subscription, DateOnly? activated, DateOnly? ended, int sign)
    {
        foreach (var account in sheet.Facts<PriceFacts>().Chain(subscription.Path))
        {
            if (activated is { } first)
            {
                sheet.Figure(subscription.BranchId, account.Id, FigureName.Activated, FigureDay.Key(first), sign);
                sheet.Figure(subscription.BranchId, account.Id, FigureName.ActivatedOf, FigureDay.Key(first, subscription.ProductId), sign);
            }
            if (ended is not { } last) continue;
            sheet.Figure(subscription.BranchId, account.Id, FigureName.Ended, FigureDay.Key(last), sign);
            sheet.Figure(subscription.BranchId, account.Id, FigureName.EndedOf, FigureDay.Key(last, subscription.ProductId), sign);
        }
    }

    private static bool CountsAs(Subscription one, Subscription other) =>
        one.State == other.State && one.ShortPath == other.ShortPath && one.ProductId == other.ProductId && one.Recurs == other.Recurs && one.Interval == other.Interval
        && (KeptLevels.WrittenAlike(one.Levels, other.Levels) || one.Levels.Count == other.Levels.Count
            && one.Levels.Zip(other.Levels).All(p => p.First.BuyerId == p.Second.BuyerId && p.First.SellerId == p.Second.SellerId
                && p.First.Currency == p.Second.Currency && p.First.PerTerm == p.Second.PerTerm));

    /// <summary>Counts a new subscription (+1), or takes one out (−1).</summary>
    public static void Count(Sheet sheet, Subscription subscription, int sign)
    {
        foreach (var account in sheet.Facts<PriceFacts>().Chain(subscription.Path))
        {
            var group = subscription.GroupAt(account.Path);
            sheet.Figure(subscription.BranchId, account.Id, FigureName.Subscriptions, group, sign);
            if (group == "active") sheet.Figure(subscription.BranchId, account.Id, FigureName.Software, subscription.ProductId.ToString("N"), sign);
        }
        if (!subscription.Recurs) return;
        var interval = subscription.Interval.Code();
        foreach (var level in subscription.Levels)
        {
            sheet.Figure(subscription.BranchId, level.BuyerId, FigureName.RecurringCost, interval, sign, level.Currency, sign * level.PerTerm);
            sheet.Figure(subscription.BranchId, level.SellerId, FigureName.RecurringRevenue, interval, sign, level.Currency, sign * level.PerTerm);
        }
    }

    /// <summary>Changes an order's state and the figures of open orders with it.</summary>
    public static void Turn(Sheet sheet, Order order, OrderState state)
    {
        Count(sheet, order, -1);
        sheet.Change(order).Turn(state, sheet.Now);
        Count(sheet, order, +1);
    }

    /// <summary>Counts an order while it is open, for each account under the state that this account reads.</summary>
    public static void Count(Sheet sheet, Order order, int sign)
    {
        if (!order.IsOpen) return;
        foreach (var account in sheet.Facts<PriceFacts>().Chain(order.Path))
            sheet.Figure(order.BranchId, account.Id, FigureName.Orders,
                OrderView.StateAt(account.Kind, account.Id, account.Path, order.State, order.ShortPath, order.AccountId), sign);
    }

    /// <summary>Counts what a captured line sold and bought, in the month of the capture.</summary>
    public static void Sold(Sheet sheet, int branchId, IReadOnlyList<Level> levels)
    {
        var month = sheet.Today.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var level in levels)
        {
            sheet.Figure(branchId, level.SellerId, FigureName.SoldNet, month, 1, level.Currency, level.Net);
            sheet.Figure(branchId, level.BuyerId, FigureName.BoughtNet, month, 1, level.Currency, level.Net);
        }
    }
}
