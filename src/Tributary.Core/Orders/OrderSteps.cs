using System.Text.Json;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Provisioning.Connectors.Manual;
using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>The steps that several deeds of orders share.</summary>
internal static class OrderSteps
{
    /// <summary>How long quoted prices hold while an order waits.</summary>
    public static readonly TimeSpan QuoteHolds = TimeSpan.FromDays(3);

    public static Order NewOrder(Sheet sheet, Viewer by, Account account, Guid payerId, OrderKind kind, string reference = "")
    {
        var id = sheet.NewId();
        return new Order
        {
            BranchId = account.BranchId, Id = id, AccountId = account.Id, Path = account.Path, PayerId = payerId, Kind = kind,
            Number = OrderNumber.Of(id), PlacedAt = sheet.Now, PlacedBy = by.Name, PlacedFromId = by.AccountId, BuyerReference = reference,
        };
    }

    /// <summary>
    /// Writes a new order with its lines. What it sells is pending from then on, whether it is delivered at once or waits:
    /// that there is a subscription tells nobody how far an order is.
    /// </summary>
    public static void Write(Sheet sheet, Order order, IReadOnlyList<OrderLine> lines)
    {
        sheet.Add(order);
        foreach (var line in lines)
        {
            sheet.Add(line);
            if (line.Action == LineAction.Create) Create(sheet, order, line);
            else if (line.Action == LineAction.Change) sheet.Change(sheet.Get<Subscription>(line.SubscriptionId)).OpenLineId = line.Id;
        }
    }

    /// <summary>Lets a new order wait for the funds of the level that is short; nothing moves.</summary>
    public static void Await(Sheet sheet, Order order, Shortage shortage)
    {
        order.Turn(OrderState.AwaitingFunds, sheet.Now);
        order.Deadline = sheet.Now + QuoteHolds;
        Shortages.Note(sheet, order, shortage);
        Tally.Count(sheet, order, +1);
    }

    /// <summary>Reserves an order's lines and hands them to provisioning.</summary>
    public static void Start(Sheet sheet, Order order, IReadOnlyList<OrderLine> lines)
    {
        Tally.Count(sheet, order, -1);
        sheet.Change(order).Turn(OrderState.Provisioning, sheet.Now);
        order.Deadline = null;
        Tally.Count(sheet, order, +1);
        LineMoney.Reserve(sheet, order, lines);
        foreach (var line in lines)
            Hand(sheet, sheet.Get<Subscription>(line.SubscriptionId), line.Action == LineAction.Create ? WorkAction.Create : WorkAction.Change, line);
    }

    /// <summary>Writes a piece of work for what a subscription needs at the thing sold.</summary>
    public static void Hand(Sheet sheet, Subscription subscription, WorkAction action, OrderLine? line = null)
    {
        var plan = sheet.Get<Plan>(line?.PlanId ?? subscription.PlanId);
        var quantity = line?.Quantity ?? subscription.Quantity;
        var work = sheet.Add(Work.For(sheet.NewId(), subscription, plan, action, sheet.Now, line?.Title ?? plan.Name, quantity, null, line?.OrderId, line?.Id));
        ManualConnector.Ask(work, sheet.Get<Product>(plan.ProductId), plan, sheet.Get<Account>(subscription.AccountId), quantity);
    }

    /// <summary>The days one pays for from a day up to the next start, out of how many.</summary>
    public static (Term Left, int Days) RestOfTerm(DateOnly anchor, Interval interval, DateOnly day)
    {
        var term = Calendar.Containing(anchor, interval, day);
        return (new Term(day, term.End), term.Days);
    }

    private static void Create(Sheet sheet, Order order, OrderLine line)
    {
        var subscription = sheet.Add(new Subscription
        {
            BranchId = order.BranchId, Id = line.SubscriptionId, AccountId = order.AccountId, Path = order.Path, PayerId = order.PayerId,
            OrderId = order.Id, ProductId = line.ProductId, PlanId = line.PlanId, PlanVersion = line.PlanVersion, Interval = line.Interval,
            Quantity = line.Quantity, CreatedAt = sheet.Now, StateSince = sheet.Now,
        });
        Tally.Count(sheet, subscription, +1);
    }
}

/// <summary>How a shortage is told: exactly to the one that is short, and as <c>processing</c> to whoever stands below it.</summary>
internal static class Shortages
{
    /// <summary>What the payer, or who orders for it, reads when the payer itself is short.</summary>
    public static Refusal Refuse(Viewer by, Account payer, Shortage shortage)
    {
        var missing = new Money(shortage.Amount, shortage.Currency);
        if (by.HidesPrices || !by.May(Right.ViewPrices))
            return Refusal.Conflict("wallet.insufficient", "The balance does not suffice. Your seller can help.");
        if (by.AccountId == payer.Id || TreePath.Within(by.Path, payer.Path))
            return Refusal.Conflict("wallet.insufficient", "Your balance does not suffice: {0} {1} is missing.", missing.AmountText, missing.Currency.Code);
        if (by.AccountId == shortage.SellerId)
            return Refusal.Conflict("wallet.insufficient", "The balance of {2} does not suffice: {0} {1} is missing.", missing.AmountText, missing.Currency.Code, payer.Name);
        return Refusal.Conflict("wallet.insufficient", "The balance of {0} does not suffice.", payer.Name);
    }

    /// <summary>Notes on the order which level is short, and tells that level.</summary>
    public static void Note(Sheet sheet, Order order, Shortage shortage)
    {
        sheet.Change(order);
        var first = order.ShortId != shortage.BuyerId;
        (order.ShortId, order.ShortPath, order.ShortAmount, order.ShortCurrency) = (shortage.BuyerId, shortage.BuyerPath, shortage.Amount, shortage.Currency);
        if (first) Tell(sheet, shortage, "order.awaiting_funds", PublicId.Format("ord", order.Id));
    }

    /// <summary>Tells the short level how much is missing.</summary>
    public static void Tell(Sheet sheet, Shortage shortage, string kind, string subject) =>
        sheet.Notify(sheet.Get<Account>(shortage.BuyerId), kind, subject, JsonSerializer.Serialize(new
        {
            amount = new Money(shortage.Amount, shortage.Currency).AmountText, currency = shortage.Currency.Code,
        }));
}
