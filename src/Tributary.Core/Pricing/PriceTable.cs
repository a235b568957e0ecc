using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;

namespace Tributary.Pricing;

/// <summary>
/// What the viewer's account pays and asks for each plan it may sell, with the rule behind each price: for one direct
/// buyer, or for whoever has no price of their own. Read with <see cref="Desk.Preview"/>, so that what is shown comes out
/// of the same quotes that an order is settled by, also for a price that is only being considered.
/// </summary>
public sealed class PriceTable : Deed<PricesShown>
{
    /// <summary>The most plans of a page.</summary>
    public const int Most = 25;

    /// <summary>A direct buyer, or null for everybody.</summary>
    public Guid? BuyerId { get; init; }
    /// <summary>For whoever has no price of its own and pays in this currency; null for the seller's own.</summary>
    public Currency? PaysIn { get; init; }
    /// <summary>Only plans of this product.</summary>
    public Guid? ProductId { get; init; }
    /// <summary>Only this plan.</summary>
    public Guid? PlanId { get; init; }
    /// <summary>Only what is made for the buyer alone.</summary>
    public bool MadeForBuyer { get; init; }
    /// <summary>Part of a product's or plan's name.</summary>
    public string? Search { get; init; }
    /// <summary>The last plan of the page before.</summary>
    public Guid? After { get; init; }
    /// <summary>The day whose prices are shown; today when null.</summary>
    public DateOnly? Day { get; init; }
    /// <summary>A rule that is only being considered.</summary>
    public PriceRule? Considered { get; init; }

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        foreach (var table in deeds.Cast<PriceTable>())
        {
            var plans = await table.PlansOf(sheet.Db);
            sheet.Facts<Shown>().Plans[table] = plans;
            Guid[] accounts = table.BuyerId is { } buyer ? [table.By.AccountId, buyer] : [table.By.AccountId];
            var facts = await PriceFacts.Load(sheet, accounts, [.. plans.Select(p => p.Id)]);
            if (table.Considered is { } rule) facts.Suppose(rule);
        }
    }

    public override PricesShown Decide(Sheet sheet)
    {
        By.Need(Right.ViewPrices);
        if (By.HidesPrices) throw Refusal.Forbidden("prices.hidden", "Your account is not shown amounts.");
        var (facts, day) = (sheet.Facts<PriceFacts>(), Day ?? sheet.Today);
        var seller = sheet.Get<Account>(By.AccountId);
        if (seller.Kind is not (AccountKind.Provider or AccountKind.Reseller)) throw Refusal.Forbidden("account.no_seller", "Only who sells makes prices.");
        var buyer = BuyerOf(sheet, facts, day);

        var plans = sheet.Facts<Shown>().Plans[this];
        var rows = new List<PriceRow>();
        foreach (var plan in plans.Take(Most))
            foreach (var interval in Intervals.All)
                if (facts.PointOf(plan.Id, interval, day) is { SaleState: not SaleState.Withdrawn } point)
                    rows.Add(Row(sheet, facts, seller, buyer, plan, point, day));
        return new() { Day = day, Currency = buyer?.Terms.Currency ?? PaysIn ?? seller.Currency, Rows = rows, Next = plans.Count > Most ? plans[Most - 1].Id : null };
    }

    private (Account Account, Terms Terms)? BuyerOf(Sheet sheet, PriceFacts facts, DateOnly day)
    {
        if (BuyerId is not { } id) return null;
        if (sheet.Find<Account>(id) is not { } account || !By.Sees(Right.ViewPrices, account.Path)) throw Refusal.NotFound("account");
        if (facts.TermsOf(id, day) is not { } terms || terms.SellerId != By.AccountId) throw Refusal.NotFound("account");
        return (account, terms);
    }

    private PriceRow Row(Sheet sheet, PriceFacts facts, Account seller, (Account Account, Terms Terms)? buyer, Plan plan, PricePoint point, DateOnly day)
    {
        var row = new PriceRow
        {
            Product = sheet.Get<Product>(plan.ProductId), Plan = plan, Interval = point.Interval, SaleState = point.SaleState,
            Recommended = point.Recommended is { } recommended ? new(recommended, point.Currency) : null,
        };
        try
        {
            var (cost, costCurrency) = Cost(facts, seller, plan, point, day);
            row = row with { Cost = new(cost, costCurrency) };
            var level = Ask(facts, seller, buyer, plan, point, cost, costCurrency, day);
            row = Priced(sheet, row, level);
            return row with { Later = [.. Later(sheet, facts, seller, buyer, plan, point.Interval, day, row.Price!.Value)] };
        }
        catch (Refusal no)
        {
            return row with { Problem = no };
        }
    }

    private (long Cost, Currency Currency) Cost(PriceFacts facts, Account seller, Plan plan, PricePoint point, DateOnly day) => CostOf(facts, By, seller, plan, point, day);

    /// <summary>What one unit costs a seller, rounded in this currency at its rate; null where there is no price or no rate yet.</summary>
    internal static Money? CostIn(PriceFacts facts, Viewer by, Account seller, Plan plan, PricePoint point, Currency currency, DateOnly day)
    {
        try
        {
            var (cost, costCurrency) = CostOf(facts, by, seller, plan, point, day);
            if (costCurrency == currency) return new(cost, currency);
            return facts.RateOf(seller.Id, costCurrency, currency, day) is { } rate ? Money.Round(new Money(cost, costCurrency).Amount * rate.Rate, currency) : null;
        }
        catch (Refusal)
        {
            return null;
        }
    }

    private static (long Cost, Currency Currency) CostOf(PriceFacts facts, Viewer by, Account seller, Plan plan, PricePoint point, DateOnly day) =>
        plan.OwnerId == seller.Id ? (point.BaseCost, point.Currency)
            : Quoting.Quote(facts, by, seller, plan, point, day) is [.., var mine] ? (mine.UnitPrice, mine.Currency)
            : throw Refusal.NotFound("plan");

    private Level Ask(PriceFacts facts, Account seller, (Account Account, Terms Terms)? buyer, Plan plan, PricePoint point, long cost, Currency costCurrency, DateOnly day) =>
        Quoting.Ask(facts, By, seller, (buyer?.Account.Id ?? Guid.Empty, buyer?.Account.Name ?? "everybody"), buyer?.Terms.Currency ?? PaysIn ?? seller.Currency,
            buyer?.Terms.Settlement ?? Settlement.Prepaid, plan, point, cost, costCurrency, day);

    private PriceRow Priced(Sheet sheet, PriceRow row, Level level)
    {
        var price = new Money(level.UnitPrice, level.Currency);
        var rule = level.RuleId is not { } id ? null : id == Considered?.Id ? Considered : sheet.Find<PriceRule>(id);
        return row with
        {
            Price = price, Margin = price - new Money(Charging.Converted(level.UnitCost, level), level.Currency), Rule = rule,
            Percent = level.Percent, Rate = level.Rate, AtLoss = level.AtLoss,
        };
    }

    private IEnumerable<LaterPrice> Later(Sheet sheet, PriceFacts facts, Account seller, (Account Account, Terms Terms)? buyer, Plan plan, Interval interval, DateOnly day, Money now)
    {
        var last = now;
        foreach (var turn in facts.TurnsAfter(day, seller.Id, buyer?.Account.Id ?? Guid.Empty, plan, interval).Take(5))
        {
            if (facts.PointOf(plan.Id, interval, turn) is not { SaleState: not SaleState.Withdrawn } point) continue;
            Level level;
            try
            {
                var (cost, currency) = Cost(facts, seller, plan, point, turn);
                level = Ask(facts, seller, buyer, plan, point, cost, currency, turn);
            }
            catch (Refusal)
            {
                continue;
            }
            var price = new Money(level.UnitPrice, level.Currency);
            if (price == last) continue;
            last = price;
            yield return new(turn, price, level.RuleId is { } id ? sheet.Find<PriceRule>(id) : null);
        }
    }

    // Whoever stands at or above the seller may have made what it sells; one row beyond the page says that there are more.
    private async Task<List<Plan>> PlansOf(Data.TributaryDb db)
    {
        var (makers, buyer) = (TreePath.Chain(By.Path).ToArray(), BuyerId);
        var query = from plan in db.Plans.AsNoTracking()
                    join product in db.Products.AsNoTracking() on plan.ProductId equals product.Id
                    where makers.Contains(plan.OwnerPath) && plan.WithdrawnAt == null && product.WithdrawnAt == null
                        // What is made for one buyer has a price for that one, and for those to whom it sells it on.
                        && (plan.ForPath == null || plan.ForId == buyer || makers.Contains(plan.ForPath))
                    select new { plan, product };
        if (ProductId is { } one) query = query.Where(r => r.product.Id == one);
        if (MadeForBuyer) query = query.Where(r => r.plan.ForId == buyer);
        if (PlanId is { } only) query = query.Where(r => r.plan.Id == only);
        if (Search?.Trim().ToUpperInvariant() is { Length: > 0 } part)
            query = query.Where(r => r.product.Name.ToUpper().Contains(part) || r.plan.Name.ToUpper().Contains(part) || r.plan.Code.ToUpper().Contains(part));
        if (After is { } after && await query.Where(r => r.plan.Id == after).Select(r => new { Product = r.product.Name, ProductId = r.product.Id, Plan = r.plan.Name }).FirstOrDefaultAsync() is { } last)
            query = query.Where(r => string.Compare(r.product.Name, last.Product) > 0
                || r.product.Name == last.Product && (r.product.Id > last.ProductId
                    || r.product.Id == last.ProductId && (string.Compare(r.plan.Name, last.Plan) > 0 || r.plan.Name == last.Plan && r.plan.Id > after)));
        return await query.OrderBy(r => r.product.Name).ThenBy(r => r.product.Id).ThenBy(r => r.plan.Name).ThenBy(r => r.plan.Id)
            .Select(r => r.plan).Take(Most + 1).ToListAsync();
    }

    private sealed class Shown
    {
        public Dictionary<PriceTable, List<Plan>> Plans { get; } = new(ReferenceEqualityComparer.Instance);
    }
}

/// <summary>A page of prices.</summary>
public sealed record PricesShown
{
    /// <summary>The day they hold.</summary>
    public required DateOnly Day { get; init; }
    /// <summary>The currency they are asked in.</summary>
    public required Currency Currency { get; init; }
    /// <summary>The rows: product by product, plan by plan, the shortest interval first.</summary>
    public required IReadOnlyList<PriceRow> Rows { get; init; }
    /// <summary>The last plan, when more follow.</summary>
    public required Guid? Next { get; init; }
}

/// <summary>One unit of a plan for one interval: what it costs the seller, what it asks, and why.</summary>
public sealed record PriceRow
{
    /// <summary>The product.</summary>
    public required Product Product { get; init; }
    /// <summary>The plan.</summary>
    public required Plan Plan { get; init; }
    /// <summary>The interval.</summary>
    public required Interval Interval { get; init; }
    /// <summary>Whether it is sold anew, or renewed only.</summary>
    public required SaleState SaleState { get; init; }
    /// <summary>The price recommended to end customers, in the maker's currency.</summary>
    public required Money? Recommended { get; init; }
    /// <summary>What it costs the seller; null when its own seller cannot price it.</summary>
    public Money? Cost { get; init; }
    /// <summary>What the seller asks; null when it cannot be priced.</summary>
    public Money? Price { get; init; }
    /// <summary>Price less cost, in the price's currency at the seller's rate.</summary>
    public Money? Margin { get; init; }
    /// <summary>The margin as a part of the price; null without a price or for nothing.</summary>
    public decimal? MarginPart => Price is { Minor: > 0 } price && Margin is { } margin ? (decimal)margin.Minor / price.Minor : null;
    /// <summary>The rule behind the price; null for the default markup.</summary>
    public PriceRule? Rule { get; init; }
    /// <summary>The percentage that was used, where one was.</summary>
    public decimal Percent { get; init; }
    /// <summary>The seller's rate from the cost's currency to the price's; null when they are the same.</summary>
    public decimal? Rate { get; init; }
    /// <summary>True when the price lies below cost and the seller said so.</summary>
    public bool AtLoss { get; init; }
    /// <summary>Why there is no price.</summary>
    public Refusal? Problem { get; init; }
    /// <summary>What the price is going to be, the nearest day first.</summary>
    public IReadOnlyList<LaterPrice> Later { get; init; } = [];
}

/// <summary>A price from a later day on, and the rule behind it; null for the default markup.</summary>
public sealed record LaterPrice(DateOnly From, Money Price, PriceRule? Rule);
