using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Pricing;

namespace Tributary.Orders;

/// <summary>A plan that an account can order, at the viewer's level.</summary>
public sealed record Offer
{
    /// <summary>The product.</summary>
    public required Product Product { get; init; }
    /// <summary>The plan.</summary>
    public required Plan Plan { get; init; }
    /// <summary>The interval it is priced for.</summary>
    public required Interval Interval { get; init; }
    /// <summary>How many units <see cref="Price"/> is for.</summary>
    public required int Quantity { get; init; }
    /// <summary>What the viewer may read of the price.</summary>
    public required PriceView Price { get; init; }
    /// <summary>Why it cannot be ordered now, in words this viewer may read; null when it can.</summary>
    public Refusal? Why { get; init; }
    /// <summary>The name of the product it needs, or null.</summary>
    public string? Needs { get; init; }
}

/// <summary>A page of offers and the product after which the next one begins, null at the end.</summary>
public sealed record ShelfPage(IReadOnlyList<Offer> Offers, Guid? Next);

/// <summary>
/// What an account can order and what it costs at the viewer's level. A page is priced in one load, by the same
/// <see cref="Quoting"/> that places orders. The account must have been reached through the viewer.
/// </summary>
public sealed class Shelf(TributaryDb db, Desk desk, TimeProvider clock)
{
    /// <summary>How many products a page has.</summary>
    public const int PageSize = 20;

    /// <summary>The intervals for which anything is on the shelf, the shortest first.</summary>
    public async Task<IReadOnlyList<Interval>> Intervals(Account account)
    {
        var today = await desk.Today();
        var shelf = OnShelf(account);
        var found = await db.PricePoints.Where(Sold(today))
            .Where(point => shelf.Any(product => db.Plans.Any(p => p.Id == point.PlanId && p.ProductId == product.Id && p.WithdrawnAt == null)))
            .Select(point => point.Interval).Distinct().ToListAsync();
        return [.. found.Order()];
    }

    /// <summary>The products after <paramref name="after"/>, by name, each with its plans that are sold for the interval.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="account">Whom it would be for.</param>
    /// <param name="interval">For which interval.</param>
    /// <param name="search">A part of a product's, maker's or plan's name, or null for all.</param>
    /// <param name="after">The last product of the page before, or null.</param>
    public async Task<ShelfPage> Page(Viewer viewer, Account account, Interval interval, string? search = null, Guid? after = null)
    {
        var today = await desk.Today();
        var sold = db.PricePoints.Where(Sold(today)).Where(point => point.Interval == interval);
        var query = OnShelf(account).Where(product => db.Plans.Any(p => p.ProductId == product.Id && p.WithdrawnAt == null && sold.Any(s => s.PlanId == p.Id)));
        var words = search?.Trim().ToLowerInvariant();
        if (!string.IsNullOrEmpty(words))
            query = query.Where(product => product.Name.ToLower().Contains(words) || product.Vendor.ToLower().Contains(words)
                || db.Plans.Any(p => p.ProductId == product.Id && p.Name.ToLower().Contains(words)));
        if (after is { } last && await OnShelf(account).Where(p => p.Id == last).Select(p => p.Name).FirstOrDefaultAsync() is { } name)
            query = query.Where(p => string.Compare(p.Name, name) > 0 || p.Name == name && p.Id.CompareTo(last) > 0);

        var products = await query.OrderBy(p => p.Name).ThenBy(p => p.Id).Take(PageSize + 1).Select(p => p.Id).ToListAsync();
        var next = products.Count > PageSize ? products[PageSize - 1] : (Guid?)null;
        if (next is not null) products.RemoveAt(PageSize);
        var plans = await db.Plans.Where(p => products.Contains(p.ProductId) && p.WithdrawnAt == null && sold.Any(s => s.PlanId == p.Id))
            .Select(p => p.Id).ToListAsync();
        var offers = await Quote(viewer, account, [.. plans.Select(id => new OrderItem(id, interval, 1))]);
        var order = products.Index().ToDictionary(p => p.Item, p => p.Index);
        // A price point that was sold once may have been taken off by a later one.
        return new([.. offers.Where(o => o.Why?.Code != NotSold).OrderBy(o => order[o.Product.Id]).ThenBy(o => o.Plan.Kind)
            .ThenBy(o => o.Price.Pays?.UnitPrice.Minor ?? o.Price.Charges?.UnitPrice.Minor ?? 0).ThenBy(o => o.Plan.Name)], next);
    }

    /// <summary>These items priced for the account; what is not on its shelf is left out.</summary>
    public async Task<IReadOnlyList<Offer>> Quote(Viewer viewer, Account account, IReadOnlyList<OrderItem> items)
    {
        var sheet = new Sheet(db, desk.Now, await desk.Today(), clock);
        var facts = await PriceFacts.Load(sheet, [account.Id], [.. items.Select(i => i.PlanId)]);
        var needs = sheet.All<Product>().Select(p => p.NeedsProductId).OfType<Guid>().Distinct().ToArray();
        if (needs.Length > 0) await sheet.Fetch(db.Products.Where(p => needs.Contains(p.Id)));

        var payer = facts.PayerOf(facts.At(account.Path)!);
        var offers = new List<Offer>(items.Count);
        foreach (var item in items)
        {
            if (sheet.Find<Plan>(item.PlanId) is not { } plan || !plan.IsOfferedTo(account.Path)) continue;
            var product = sheet.Get<Product>(plan.ProductId);
            var offer = new Offer
            {
                Product = product, Plan = plan, Interval = item.Interval, Quantity = item.Quantity, Price = PriceView.Nothing,
                Needs = product.NeedsProductId is { } needed ? sheet.Find<Product>(needed)?.Name : null,
            };
            try
            {
                var point = plan.WithdrawnAt is null && product.WithdrawnAt is null ? facts.PointOf(plan.Id, item.Interval, sheet.Today) : null;
                if (point is not { SaleState: SaleState.Sold }) throw Refusal.Conflict(NotSold, "{0} is not sold for this interval.", plan.Name);
                var levels = Charging.Whole(Quoting.Quote(facts, viewer, payer, plan, point, sheet.Today), item.Quantity);
                offers.Add(offer with { Price = PriceView.Of(levels, item.Quantity, viewer.At(account.Path), payer.Id) });
            }
            catch (Refusal no)
            {
                offers.Add(offer with { Why = no });
            }
        }
        return offers;
    }

    private const string NotSold = "plan.not_sold";

    // What its makers offer: the accounts from the root down to this one.
    private IQueryable<Product> OnShelf(Account account)
    {
        var makers = TreePath.Chain(account.Path).ToArray();
        return db.Products.AsNoTracking().Where(p => makers.Contains(p.OwnerPath) && (p.ForPath == null || makers.Contains(p.ForPath)) && p.WithdrawnAt == null);
    }

    private static System.Linq.Expressions.Expression<Func<PricePoint, bool>> Sold(DateOnly today) =>
        point => point.EffectiveFrom <= today && point.SaleState == SaleState.Sold;
}
