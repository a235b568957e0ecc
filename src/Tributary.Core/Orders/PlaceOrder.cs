using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Pricing;

namespace Tributary.Orders;

/// <summary>One thing to be ordered.</summary>
public sealed record OrderItem(Guid PlanId, Interval Interval, int Quantity);

/// <summary>
/// Places an order for an account: quoted from the maker down, reserved at every level at once, handed to provisioning.
/// The payer's own shortage refuses; a level above that is short makes the order wait, and nothing moves.
/// </summary>
public sealed class PlaceOrder : Deed<OrderAnswer>
{
    /// <summary>The most lines of one order.</summary>
    public const int MostItems = Selling.MostItems;

    /// <summary>The account's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>Whom it is for.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>Its path where the caller knows it, which saves looking it up; it decides nothing.</summary>
    public string? AccountPath { get; init; }
    /// <summary>What is ordered.</summary>
    public required IReadOnlyList<OrderItem> Items { get; init; }
    /// <summary>The buyer's own reference, at most 100 characters.</summary>
    public string BuyerReference { get; init; } = "";
    /// <summary>
    /// What the asker agreed to pay in all, gross; where it pays nothing of it itself, what it agreed to charge. The order is
    /// refused when it comes to anything else by now. Null for whatever it costs.
    /// </summary>
    public Money? AgreedTotal { get; init; }

    /// <inheritdoc/>
    public override int BranchId => Branch;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var orders = deeds.Cast<PlaceOrder>().ToList();
        var plans = orders.SelectMany(o => o.Items).Select(i => i.PlanId).ToList();
        if (orders.TrueForAll(o => o.AccountPath is not null)) await PriceFacts.Load(sheet, [.. orders.Select(o => o.AccountPath!)], plans);
        else await PriceFacts.Load(sheet, [.. orders.Select(o => o.AccountId)], plans);
        await Owned.Load(sheet, [.. orders.Select(o => o.AccountId)]);
    }

    /// <inheritdoc/>
    public override OrderAnswer Decide(Sheet sheet)
    {
        By.Need(Right.ManageOrders);
        var facts = sheet.Facts<PriceFacts>();
        var account = sheet.Find<Account>(AccountId);
        if (account is null || account.BranchId != Branch || !By.Sees(Right.ManageOrders, account.Path)) throw Refusal.NotFound("account");
        var payer = facts.PayerOf(account);
        Selling.NeedAble(By, facts, account);

        Checked();

        var order = OrderSteps.NewOrder(sheet, By, account, payer.Id, OrderKind.Sale, BuyerReference);
        var lines = Items.Select((_, i) => Selling.Line(sheet, By, account, payer, order.Id, Items, i)).ToList();

        if (AgreedTotal is { } agreed) NeedTotal(By.At(account.Path), lines, agreed, payer);

        if (NeedsApproval(facts, account, payer)) return Wait(sheet, order, lines, null, account);
        var shortage = LineMoney.Short(sheet, lines.Select(l => l.Levels));
        if (shortage is { } own && own.BuyerId == payer.Id) throw Shortages.Refuse(By.At(account.Path), payer, own);
        if (shortage is not null) return Wait(sheet, order, lines, shortage, account);
        return Go(sheet, order, lines, account);
    }

    private OrderAnswer Go(Sheet sheet, Order order, List<OrderLine> lines, Account account)
    {
        OrderSteps.Write(sheet, order, lines);
        OrderSteps.Start(sheet, order, lines);
        sheet.Trail(By, account, "order.placed", PublicId.Format("ord", order.Id), order.Number);
        return OrderAnswer.Of(order, lines);
    }

    // For the funds of the level that is short, or for the seller's approval where nobody is.
    private OrderAnswer Wait(Sheet sheet, Order order, List<OrderLine> lines, Shortage? shortage, Account account)
    {
        OrderSteps.Write(sheet, order, lines);
        if (shortage is not null)
        {
            OrderSteps.Await(sheet, order, shortage);
        }
        else
        {
            order.Turn(OrderState.AwaitingApproval, sheet.Now);
            order.Deadline = sheet.Now + OrderSteps.QuoteHolds;
            Tally.Count(sheet, order, +1);
        }
        sheet.Trail(By, account, "order.placed", PublicId.Format("ord", order.Id), order.Number);
        if (shortage is null && sheet.Facts<PriceFacts>().SellerOf(sheet.Get<Account>(order.PayerId)) is { } seller)
            sheet.Notify(seller, "order.awaiting_approval", PublicId.Format("ord", order.Id));
        return OrderAnswer.Of(order, lines);
    }

    private static void NeedTotal(Viewer by, List<OrderLine> lines, Money agreed, Account payer)
    {
        var seen = lines.Select(l => l.Levels.SeenBy(by, by.Kind == AccountKind.Division ? payer.Id : null)).ToList();
        var levels = seen.Select(s => s.Pays).OfType<Level>().ToList();
        if (levels.Count == 0) levels = [.. seen.Select(s => s.Charges).OfType<Level>()];
        // Whoever is shown no amounts agrees to none: otherwise one could guess until it fits.
        if (levels.Count == 0) throw Refusal.Conflict("order.price_changed", "The price is another one than was agreed to.");
        var now = levels.Aggregate(Money.Zero(levels[0].Currency), (sum, level) => sum + new Money(level.Gross, level.Currency));
        if (now != agreed) throw Refusal.Conflict("order.price_changed", "The price has changed: it is {0} {1} now.", now.AmountText, now.Currency.Code);
    }

    private bool NeedsApproval(PriceFacts facts, Account account, Account payer) =>
        By.Kind is AccountKind.Customer or AccountKind.Division && facts.SellerOf(payer) is { ApprovesCustomerOrders: true };

    private void Checked()
    {
        if (Items.Count == 0) throw Refusal.Field("items", "items.count", "An order has between 1 and {0} lines.", Selling.MostItems);
        if (BuyerReference.Length > 100) throw Refusal.Field("reference", "reference.length", "The reference may have {0} characters.", 100);
    }
}
