using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>What a sale and its quote have in common: who may buy, and what a line costs at every level.</summary>
internal static class Selling
{
    /// <summary>The most lines of one order.</summary>
    public const int MostItems = 100;

    /// <summary>Refuses when the account, or anybody it would buy through, is not ready.</summary>
    public static void NeedAble(Viewer by, PriceFacts facts, Account account)
    {
        if (!account.IsRegistered) throw Refusal.Conflict("account.pending", "This account is still being registered. Orders are possible once it has its number.");
        foreach (var above in facts.Chain(account.Path).Reverse())
        {
            var fine = above.Id == account.Id ? above.Status == AccountStatus.Active
                : above.Kind is AccountKind.Customer or AccountKind.Division ? above.Status == AccountStatus.Active : above.MaySell;
            if (fine) continue;
            // Who stands above the asker's seller, and how, is not the asker's to know.
            if (by.Sees(Right.ViewAccounts, above.Path)) throw Refusal.Conflict("account.not_active", "{0} is not active, so nothing can be ordered through it.", above.Name);
            throw Refusal.Conflict("order.unavailable", "Orders are not possible at the moment. Your seller can help.");
        }
    }

    /// <summary>One line of an order, checked, quoted from the maker down and charged for a whole term.</summary>
    public static OrderLine Line(Sheet sheet, Viewer by, Account account, Account payer, Guid orderId, IReadOnlyList<OrderItem> items, int index)
    {
        var facts = sheet.Facts<PriceFacts>();
        if (items.Count > MostItems) throw Refusal.Field("items", "items.count", "An order has between 1 and {0} lines.", MostItems);
        var item = items[index];
        var plan = sheet.Find<Plan>(item.PlanId);
        var field = $"items[{index}]";
        if (plan is null || !plan.IsOfferedTo(account.Path)) throw Refusal.Field($"{field}.plan", "plan.not_found", "There is no such plan.");
        if (item.Quantity < plan.MinQuantity || item.Quantity > (plan.MaxQuantity ?? 1_000_000))
            throw Refusal.Field($"{field}.quantity", "quantity.range", "The quantity must be between {0} and {1}.", plan.MinQuantity, plan.MaxQuantity ?? 1_000_000);
        var product = sheet.Get<Product>(plan.ProductId);
        var point = facts.PointOf(plan.Id, item.Interval, sheet.Today);
        if (plan.WithdrawnAt is not null || product.WithdrawnAt is not null || point is not { SaleState: SaleState.Sold })
            throw Refusal.Field($"{field}.plan", "plan.not_sold", "{0} is not sold for this interval.", plan.Name);
        if (product.NeedsProductId is { } needed && !Owned.Has(sheet, account.Id, needed)
            && !items.Any(i => sheet.Find<Plan>(i.PlanId)?.ProductId == needed))
            throw Refusal.Field($"{field}.plan", "plan.needs_product", "{0} needs another product that this account does not have.", plan.Name);

        var units = Quoting.Quote(facts, by, payer, plan, point, sheet.Today);
        return new OrderLine
        {
            BranchId = account.BranchId, Id = sheet.NewId(), AccountId = account.Id, Path = account.Path, OrderId = orderId, Seq = index + 1, Action = LineAction.Create,
            SubscriptionId = sheet.NewId(), ProductId = product.Id, PlanId = plan.Id, PlanVersion = plan.PlanVersion,
            Title = product.Name == plan.Name ? plan.Name : $"{product.Name} {plan.Name}", Interval = item.Interval, Quantity = item.Quantity,
            Levels = Charging.Whole(units, item.Quantity),
        };
    }
}

/// <summary>Which products the accounts of a batch have, read only where a plan needs another product.</summary>
internal sealed class Owned
{
    private readonly List<Subscription> found = [];

    public static async Task Load(Sheet sheet, Guid[] accounts)
    {
        var needed = sheet.All<Product>().Select(p => p.NeedsProductId).OfType<Guid>().Distinct().ToArray();
        if (needed.Length == 0) return;
        var at = accounts.Select(sheet.Find<Account>).OfType<Account>().Distinct().ToList();
        var (branches, paths) = (at.Select(a => a.BranchId).Distinct().ToArray(), at.Select(a => a.Path).ToArray());
        sheet.Facts<Owned>().found.AddRange(
            await sheet.Fetch(sheet.Db.Subscriptions.Where(s => branches.Contains(s.BranchId) && paths.Contains(s.Path) && needed.Contains(s.ProductId))));
    }

    /// <summary>True when the account has the product, or has ordered it, as of this deed of the batch.</summary>
    public static bool Has(Sheet sheet, Guid accountId, Guid productId) =>
        sheet.Facts<Owned>().found.Concat(sheet.Added<Subscription>())
            .Any(s => s.AccountId == accountId && s.ProductId == productId && s.Group is ("active" or "pending"));
}
