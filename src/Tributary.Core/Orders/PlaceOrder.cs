using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Subscriptions;

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
    public const int MostItems = 100;

    /// <summary>The account's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>Whom it is for.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>What is ordered.</summary>
    public required IReadOnlyList<OrderItem> Items { get; init; }
    /// <summary>The buyer's own reference, at most 100 characters.</summary>
    public string BuyerReference { get; init; } = "";

    /// <inheritdoc/>
    public override int BranchId => Branch;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var orders = deeds.Cast<PlaceOrder>().ToList();
        await PriceFacts.Load(sheet, [.. orders.Select(o => o.AccountId)], [.. orders.SelectMany(o => o.Items).Select(i => i.PlanId)]);
        await Owned.Load(sheet, orders);
    }

    /// <inheritdoc/>
    public override OrderAnswer Decide(Sheet sheet)
    {
        By.Need(Right.ManageOrders);
        var facts = sheet.Facts<PriceFacts>();
        var account = sheet.Find<Account>(AccountId);
        if (account is null || account.BranchId != Branch || !By.Sees(account.Path)) throw Refusal.NotFound("account");
        var payer = facts.PayerOf(account);
        Able(facts, account);

        Checked();

        var order = Settle.NewOrder(sheet, By, account, payer.Id, OrderKind.Sale, BuyerReference);
        var lines = Items.Select((item, i) => Line(sheet, facts, account, payer, order, item, i + 1)).ToList();

        if (NeedsApproval(facts, account, payer)) return Wait(sheet, order, lines, OrderState.AwaitingApproval, null, account);
        var shortage = Settlement.Short(sheet, lines.Select(l => l.Levels));
        if (shortage is { } own && own.BuyerId == payer.Id) throw Shortages.Refuse(By, payer, own);
        if (shortage is not null) return Wait(sheet, order, lines, OrderState.AwaitingFunds, shortage, account);
        return Go(sheet, order, lines, account);
    }

    private OrderAnswer Go(Sheet sheet, Order order, List<OrderLine> lines, Account account)
    {
        sheet.Add(order);
        foreach (var line in lines) sheet.Add(line);
        Settle.Start(sheet, order, lines);
        sheet.Trail(By, account, "order.placed", PublicId.Format("ord", order.Id), order.Number);
        return OrderAnswer.Of(order, lines);
    }

    private OrderAnswer Wait(Sheet sheet, Order order, List<OrderLine> lines, OrderState state, Shortage? shortage, Account account)
    {
        sheet.Add(order);
        foreach (var line in lines) sheet.Add(line);
        order.Turn(state, sheet.Now);
        order.Deadline = sheet.Now + Settle.QuoteHolds;
        if (shortage is not null) Shortages.Note(sheet, order, shortage);
        Tally.Count(sheet, order, +1);
        sheet.Trail(By, account, "order.placed", PublicId.Format("ord", order.Id), order.Number);
        if (state == OrderState.AwaitingApproval && sheet.Facts<PriceFacts>().SellerOf(sheet.Get<Account>(order.PayerId)) is { } seller)
            sheet.Notify(seller, "order.awaiting_approval", PublicId.Format("ord", order.Id));
        return OrderAnswer.Of(order, lines);
    }

    private void Able(PriceFacts facts, Account account)
    {
        if (!account.IsRegistered) throw Refusal.Conflict("account.pending", "This account is still being registered. Orders are possible once it has its number.");
        foreach (var above in facts.Chain(account.Path).Reverse())
        {
            var fine = above.Id == account.Id ? above.Status == AccountStatus.Active
                : above.Kind is AccountKind.Customer or AccountKind.Division ? above.Status == AccountStatus.Active : above.MaySell;
            if (fine) continue;
            // Who stands above the asker's seller, and how, is not the asker's to know.
            if (By.Sees(above.Path)) throw Refusal.Conflict("account.not_active", "{0} is not active, so nothing can be ordered through it.", above.Name);
            throw Refusal.Conflict("order.unavailable", "Orders are not possible at the moment. Your seller can help.");
        }
    }

    private OrderLine Line(Sheet sheet, PriceFacts facts, Account account, Account payer, Order order, OrderItem item, int seq)
    {
        var plan = sheet.Find<Plan>(item.PlanId);
        var field = $"items[{seq - 1}]";
        if (plan is null || !TreePath.Within(account.Path, plan.OwnerPath)) throw Refusal.Field($"{field}.plan", "plan.not_found", "There is no such plan.");
        if (item.Quantity < plan.MinQuantity || item.Quantity > (plan.MaxQuantity ?? 1_000_000))
            throw Refusal.Field($"{field}.quantity", "quantity.range", "The quantity must be between {0} and {1}.", plan.MinQuantity, plan.MaxQuantity ?? 1_000_000);
        var product = sheet.Get<Product>(plan.ProductId);
        var point = facts.PointOf(plan.Id, item.Interval, sheet.Today);
        if (plan.WithdrawnAt is not null || product.WithdrawnAt is not null || point is not { SaleState: SaleState.Sold })
            throw Refusal.Field($"{field}.plan", "plan.not_sold", "{0} is not sold for this interval.", plan.Name);
        if (product.NeedsProductId is { } needed && !Owned.Has(sheet, account.Id, needed)
            && !Items.Any(i => sheet.Find<Plan>(i.PlanId)?.ProductId == needed))
            throw Refusal.Field($"{field}.plan", "plan.needs_product", "{0} needs another product that this account does not have.", plan.Name);

        var units = Quoting.Quote(facts, By, payer, plan, point, sheet.Today);
        return new OrderLine
        {
            BranchId = Branch, Id = sheet.NewId(), AccountId = account.Id, Path = account.Path, OrderId = order.Id, Seq = seq, Action = LineAction.Create,
            SubscriptionId = sheet.NewId(), ProductId = product.Id, PlanId = plan.Id, PlanVersion = plan.PlanVersion,
            Title = product.Name == plan.Name ? plan.Name : $"{product.Name} {plan.Name}", Interval = item.Interval, Quantity = item.Quantity,
            Levels = Charging.Whole(units, item.Quantity),
        };
    }

    private bool NeedsApproval(PriceFacts facts, Account account, Account payer) =>
        By.Kind is AccountKind.Customer or AccountKind.Division && facts.SellerOf(payer) is { ApprovesCustomerOrders: true };

    private void Checked()
    {
        if (Items.Count is 0 or > MostItems) throw Refusal.Field("items", "items.count", "An order has between 1 and {0} lines.", MostItems);
        if (BuyerReference.Length > 100) throw Refusal.Field("reference", "reference.length", "The reference may have {0} characters.", 100);
    }
}

/// <summary>Which products the accounts of a batch have, read only where a plan needs another product.</summary>
internal sealed class Owned
{
    private readonly HashSet<(Guid Account, Guid Product)> has = [];

    public static async Task Load(Sheet sheet, IReadOnlyList<PlaceOrder> orders)
    {
        var needed = sheet.All<Product>().Select(p => p.NeedsProductId).OfType<Guid>().Distinct().ToArray();
        if (needed.Length == 0) return;
        var accounts = orders.Select(o => o.AccountId).Distinct().ToArray();
        var owned = sheet.Facts<Owned>();
        foreach (var subscription in await sheet.Fetch(sheet.Db.Subscriptions.Where(s => accounts.Contains(s.AccountId) && needed.Contains(s.ProductId))))
            if (subscription.Group is "active" or "pending") owned.has.Add((subscription.AccountId, subscription.ProductId));
    }

    public static bool Has(Sheet sheet, Guid accountId, Guid productId) => sheet.Facts<Owned>().has.Contains((accountId, productId));
}
