using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Ledger;

namespace Tributary.Pricing;

/// <summary>
/// What quoting needs, loaded for a whole batch in a constant number of queries: the accounts from the root down to
/// each payer, the terms between them, the plans, and each seller's own rules and rates. What deeds of the same batch
/// have added to these since counts too: a batch comes to what its deeds would come to one by one.
/// </summary>
public sealed class PriceFacts
{
    private Sheet sheet = null!;
    private KeptPrices kept = null!;
    private readonly Dictionary<string, Account> byPath = [];
    private readonly Dictionary<Guid, IReadOnlyList<Terms>> terms = [];
    private readonly Dictionary<Guid, IReadOnlyList<PricePoint>> points = [];
    private readonly Dictionary<(Guid Seller, Guid Buyer, Guid Plan), IReadOnlyList<PriceRule>> rules = [];
    private readonly Dictionary<Guid, IReadOnlyList<ExchangeRate>> rates = [];
    private readonly List<PriceRule> supposed = [];
    private ILookup<(Guid Seller, Guid Buyer), PriceRule>? whole;

    /// <summary>Loads for these accounts and plans, on top of what was loaded before.</summary>
    public static async Task<PriceFacts> Load(Sheet sheet, IReadOnlyCollection<Guid> accountIds, IReadOnlyCollection<Guid> planIds)
    {
        var missing = accountIds.Distinct().Where(id => sheet.Find<Account>(id) is null).ToArray();
        if (missing.Length > 0) await sheet.Fetch(sheet.Db.Accounts.Where(a => missing.Contains(a.Id)));
        return await Load(sheet, [.. accountIds.Select(id => sheet.Find<Account>(id)?.Path).OfType<string>()], planIds);
    }

    /// <summary>The same for the accounts at these paths.</summary>
    public static async Task<PriceFacts> Load(Sheet sheet, IReadOnlyCollection<string> paths, IReadOnlyCollection<Guid> planIds)
    {
        var facts = sheet.Facts<PriceFacts>();
        (facts.sheet, facts.kept) = (sheet, sheet.Standing<KeptPrices>());
        await facts.LoadChains(paths);
        await facts.LoadPlans(planIds);
        await facts.LoadRules(paths);
        await facts.LoadRates();
        return facts;
    }

    /// <summary>
    /// The same for a whole branch, by what is there and not by every buyer and plan that there could be: rules are found by who
    /// made them for whom.
    /// </summary>
    internal static async Task<PriceFacts> LoadBranch(Sheet sheet, int branchId, IReadOnlyCollection<string> paths, IReadOnlyCollection<Guid> planIds)
    {
        var facts = sheet.Facts<PriceFacts>();
        (facts.sheet, facts.kept) = (sheet, sheet.Standing<KeptPrices>());
        foreach (var part in paths.Chunk(2000)) await facts.LoadChains(part);
        await facts.LoadPlans(planIds);
        var sellers = facts.byPath.Values.Where(a => a.Kind is AccountKind.Provider or AccountKind.Reseller).Select(a => a.Id).ToArray();
        var rules = await sheet.Db.PriceRules.AsNoTracking()
            .Where(r => sellers.Contains(r.SellerId) && (r.BuyerId == null || sheet.Db.Accounts.Any(a => a.Id == r.BuyerId && a.BranchId == branchId))).ToListAsync();
        facts.whole = rules.ToLookup(r => (r.SellerId, r.BuyerId ?? Guid.Empty));
        await facts.LoadRates();
        return facts;
    }

    /// <summary>The account at this path, or null when it was not loaded or does not exist.</summary>
    public Account? At(string path) => byPath.GetValueOrDefault(path);

    /// <summary>The accounts from the root down to the one at <paramref name="path"/>, both included.</summary>
    public IEnumerable<Account> Chain(string path) => TreePath.Chain(path).Select(p => byPath[p]);

    /// <summary>Who pays for the account: itself, or the nearest one above that is no division.</summary>
    public Account PayerOf(Account account)
    {
        while (account.Kind == AccountKind.Division) account = byPath[TreePath.Parent(account.Path)!];
        return account;
    }

    /// <summary>Who sells to the payer: the nearest one above that is no division; null for the root.</summary>
    public Account? SellerOf(Account payer) => TreePath.Parent(payer.Path) is { } parent ? PayerOf(byPath[parent]) : null;

    /// <summary>The terms of a buyer on a day, or null.</summary>
    public Terms? TermsOf(Guid buyerId, DateOnly day) =>
        Known(terms.GetValueOrDefault(buyerId), t => t.BuyerId == buyerId).Where(t => t.HoldsOn(day)).MaxBy(t => t.From);

    /// <summary>The price point of a plan and interval that counts on a day, or null.</summary>
    public PricePoint? PointOf(Guid planId, Interval interval, DateOnly day) =>
        Known(points.GetValueOrDefault(planId), p => p.PlanId == planId)
            .Where(p => p.Interval == interval && p.EffectiveFrom <= day)
            .OrderByDescending(p => p.EffectiveFrom).ThenByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id)
            .FirstOrDefault();

    /// <summary>Which rules of a seller fit, the one that counts first.</summary>
    public IEnumerable<PriceRule> RulesFor(Guid sellerId, Guid buyerId, Plan plan, Interval interval, Currency currency, DateOnly day) =>
        Speaking(sellerId, buyerId, plan)
            .Where(r => r.EffectiveFrom <= day && (r.EffectiveTo is null || day < r.EffectiveTo)
                && (r.Interval is null || r.Interval == interval)
                && (r.Kind != PriceRuleKind.Fixed || r.Currency == currency))
            .OrderByDescending(r => r.Narrowness).ThenByDescending(r => r.EffectiveFrom).ThenByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id);

    /// <summary>The days after <paramref name="day"/> on which a rule of the seller that may speak here begins or ends, the nearest first.</summary>
    public IEnumerable<DateOnly> TurnsAfter(DateOnly day, Guid sellerId, Guid buyerId, Plan plan, Interval interval) =>
        Speaking(sellerId, buyerId, plan)
            .Where(r => (r.EffectiveTo is null || r.EffectiveTo > r.EffectiveFrom) && (r.Interval is null || r.Interval == interval))
            .SelectMany(r => new[] { r.EffectiveFrom, r.EffectiveTo ?? r.EffectiveFrom })
            .Where(turn => turn > day).Distinct().Order();

    /// <summary>Prices as though this rule had been written: for showing the effect of a price before it is set.</summary>
    public void Suppose(PriceRule rule) => supposed.Add(rule);

    /// <summary>A seller's rate on a day, or null.</summary>
    public ExchangeRate? RateOf(Guid sellerId, Currency from, Currency to, DateOnly day) =>
        Known(rates.GetValueOrDefault(sellerId), r => r.SellerId == sellerId)
            .Where(r => r.From == from && r.To == to && r.EffectiveFrom <= day)
            .OrderByDescending(r => r.EffectiveFrom).ThenByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id)
            .FirstOrDefault();

    private IEnumerable<PriceRule> Speaking(Guid sellerId, Guid buyerId, Plan plan) =>
        Made(sellerId, buyerId, plan).Concat(supposed).Where(r => r.SellerId == sellerId && MaySpeak(r, buyerId, plan));

    private IEnumerable<PriceRule> Made(Guid sellerId, Guid buyerId, Plan plan) => whole is not null
        ? whole[(sellerId, buyerId)].Concat(whole[(sellerId, Guid.Empty)])
        : Known(rules.GetValueOrDefault((sellerId, buyerId, plan.Id)), _ => true);

    private async Task LoadChains(IReadOnlyCollection<string> paths)
    {
        var wanted = paths.Distinct().SelectMany(TreePath.Chain).Distinct().Where(path => !byPath.ContainsKey(path)).ToList();
        if (wanted.Count == 0) return;
        var missing = wanted.Where(path => kept.At(path) is null).ToArray();
        if (missing.Length > 0)
        {
            var read = await sheet.Db.Accounts.AsNoTracking().Where(a => missing.Contains(a.Path)).ToListAsync();
            var ids = read.Select(a => a.Id).ToArray();
            var edges = (await sheet.Db.Terms.AsNoTracking().Where(t => ids.Contains(t.BuyerId)).ToListAsync()).ToLookup(t => t.BuyerId);
            foreach (var account in read) kept.Keep(account, [.. edges[account.Id]]);
        }
        foreach (var path in wanted)
        {
            if (kept.At(path) is not { } at) continue;
            var account = sheet.Keep(at.Account);
            byPath[path] = account;
            terms[account.Id] = [.. at.Terms.Select(sheet.Keep)];
            if (account.Kind is not (AccountKind.Division or AccountKind.Provider)) sheet.WantBooks(account.BranchId, account.Id);
        }
    }

    private async Task LoadPlans(IReadOnlyCollection<Guid> planIds)
    {
        var wanted = planIds.Distinct().Where(id => !points.ContainsKey(id)).ToList();
        if (wanted.Count == 0) return;
        var missing = wanted.Where(id => kept.Plan(id) is null).ToArray();
        if (missing.Length > 0)
        {
            var read = await (from plan in sheet.Db.Plans.AsNoTracking()
                              where missing.Contains(plan.Id)
                              join product in sheet.Db.Products.AsNoTracking() on plan.ProductId equals product.Id
                              select new { plan, product }).ToListAsync();
            var priced = (await sheet.Db.PricePoints.AsNoTracking().Where(p => missing.Contains(p.PlanId)).ToListAsync()).ToLookup(p => p.PlanId);
            foreach (var row in read) kept.Keep(row.plan, row.product, [.. priced[row.plan.Id]]);
        }
        foreach (var id in wanted)
        {
            if (kept.Plan(id) is not { } at)
            {
                points[id] = [];
                continue;
            }
            sheet.Keep(at.Plan);
            sheet.Keep(at.Product);
            points[id] = [.. at.Points.Select(sheet.Keep)];
        }
    }

    // Another class of deeds may have loaded other sellers or plans before, so the rules are read for what is known now.
    private async Task LoadRules(IReadOnlyCollection<string> paths)
    {
        var edges = byPath.Values.Where(a => a.Kind is not (AccountKind.Provider or AccountKind.Division)).Select(buyer => new Edge(SellerOf(buyer)!.Id, buyer.Id, buyer.BranchId))
            // Who is asked about is asked too what it charges those for whom it has made no rule.
            .Concat(paths.Select(At).OfType<Account>().Where(a => a.Kind is AccountKind.Provider or AccountKind.Reseller).Select(seller => new Edge(seller.Id, Guid.Empty, seller.BranchId)))
            .Distinct().ToList();
        var plans = points.Keys.Select(id => sheet.Find<Plan>(id)).OfType<Plan>().ToList();
        var missing = new List<(Edge Edge, Plan Plan)>();
        foreach (var edge in edges)
            foreach (var plan in plans)
            {
                if (rules.ContainsKey((edge.SellerId, edge.BuyerId, plan.Id))) continue;
                if (kept.Rules(edge, plan.Id) is { } found) rules[(edge.SellerId, edge.BuyerId, plan.Id)] = found;
                else missing.Add((edge, plan));
            }
        if (missing.Count == 0) return;

        var sellers = missing.Select(m => m.Edge.SellerId).Distinct().ToArray();
        var buyers = missing.Select(m => (Guid?)m.Edge.BuyerId).Distinct().ToArray();
        var planIds = missing.Select(m => (Guid?)m.Plan.Id).Distinct().ToArray();
        var productIds = missing.Select(m => (Guid?)m.Plan.ProductId).Distinct().ToArray();
        var read = (await sheet.Fetch(sheet.Db.PriceRules.Where(r => sellers.Contains(r.SellerId)
            && (r.PlanId == null || planIds.Contains(r.PlanId))
            && (r.ProductId == null || productIds.Contains(r.ProductId))
            && (r.BuyerId == null || buyers.Contains(r.BuyerId))))).ToLookup(r => r.SellerId);
        foreach (var (edge, plan) in missing)
        {
            PriceRule[] fitting = [.. read[edge.SellerId].Where(r => MaySpeak(r, edge.BuyerId, plan))];
            kept.Keep(edge, plan.Id, fitting);
            rules[(edge.SellerId, edge.BuyerId, plan.Id)] = fitting;
        }
    }

    // Where everything is in one currency nobody is asked for a rate.
    private async Task LoadRates()
    {
        var currencies = byPath.Values.Select(a => a.Currency).Concat(terms.Values.SelectMany(t => t).Select(t => t.Currency))
            .Concat(points.Values.SelectMany(p => p).Select(p => p.Currency)).Distinct().Take(2).Count();
        var sellers = byPath.Values.Where(a => !rates.ContainsKey(a.Id)).ToList();
        if (currencies < 2 || sellers.Count == 0) return;
        var missing = sellers.Where(s => kept.Rates(s.Id) is null).ToList();
        if (missing.Count > 0)
        {
            var ids = missing.Select(s => s.Id).ToArray();
            var read = (await sheet.Fetch(sheet.Db.ExchangeRates.Where(r => ids.Contains(r.SellerId)))).ToLookup(r => r.SellerId);
            foreach (var seller in missing) kept.Keep(seller, [.. read[seller.Id]]);
        }
        foreach (var seller in sellers) rates[seller.Id] = kept.Rates(seller.Id)!;
    }

    private static bool MaySpeak(PriceRule rule, Guid buyerId, Plan plan) =>
        (rule.BuyerId is null || rule.BuyerId == buyerId) && (rule.PlanId is null || rule.PlanId == plan.Id) && (rule.ProductId is null || rule.ProductId == plan.ProductId);

    // What deeds of this batch have added is in no query's answer yet.
    private IEnumerable<T> Known<T>(IReadOnlyList<T>? loaded, Func<T, bool> mine) where T : Data.Row => (loaded ?? []).Concat(sheet.Added<T>().Where(mine));
}
