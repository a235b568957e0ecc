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
    private readonly Dictionary<string, Account> byPath = [];
    private readonly Dictionary<Guid, List<Terms>> terms = [];
    private readonly Dictionary<Guid, List<PriceRule>> rules = [];
    private readonly Dictionary<Guid, List<ExchangeRate>> rates = [];
    private readonly HashSet<Guid> rated = [];
    private readonly Dictionary<Guid, List<PricePoint>> points = [];

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
        facts.sheet = sheet;
        await facts.LoadChains(sheet, paths);
        await facts.LoadPlans(sheet, planIds);
        await facts.LoadRates(sheet);
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
        Known(terms, buyerId, t => t.BuyerId).Where(t => t.HoldsOn(day)).MaxBy(t => t.From);

    /// <summary>The price point of a plan and interval that counts on a day, or null.</summary>
    public PricePoint? PointOf(Guid planId, Interval interval, DateOnly day) =>
        Known(points, planId, p => p.PlanId)
            .Where(p => p.Interval == interval && p.EffectiveFrom <= day)
            .OrderByDescending(p => p.EffectiveFrom).ThenByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id)
            .FirstOrDefault();

    /// <summary>Which rules of a seller fit, the one that counts first.</summary>
    public IEnumerable<PriceRule> RulesFor(Guid sellerId, Guid buyerId, Plan plan, Interval interval, Currency currency, DateOnly day) =>
        Known(rules, sellerId, r => r.SellerId)
            .Where(r => r.EffectiveFrom <= day && (r.EffectiveTo is null || day < r.EffectiveTo)
                && (r.BuyerId is null || r.BuyerId == buyerId)
                && (r.PlanId is null || r.PlanId == plan.Id)
                && (r.ProductId is null || r.ProductId == plan.ProductId)
                && (r.Interval is null || r.Interval == interval)
                && (r.Kind != PriceRuleKind.Fixed || r.Currency == currency))
            .OrderByDescending(r => r.Narrowness).ThenByDescending(r => r.EffectiveFrom).ThenByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id);

    /// <summary>The days after <paramref name="day"/> on which a rule of the seller that may speak here begins or ends, the nearest first.</summary>
    public IEnumerable<DateOnly> TurnsAfter(DateOnly day, Guid sellerId, Guid buyerId, Plan plan, Interval interval) =>
        (rules.GetValueOrDefault(sellerId) ?? [])
            .Where(r => (r.EffectiveTo is null || r.EffectiveTo > r.EffectiveFrom)
                && (r.BuyerId is null || r.BuyerId == buyerId)
                && (r.PlanId is null || r.PlanId == plan.Id)
                && (r.ProductId is null || r.ProductId == plan.ProductId)
                && (r.Interval is null || r.Interval == interval))
            .SelectMany(r => new[] { r.EffectiveFrom, r.EffectiveTo ?? r.EffectiveFrom })
            .Where(turn => turn > day).Distinct().Order();

    /// <summary>Prices as though this rule had been written: for showing the effect of a price before it is set.</summary>
    public void Suppose(PriceRule rule) => Put(rules, rule.SellerId, rule);

    /// <summary>A seller's rate on a day, or null.</summary>
    public ExchangeRate? RateOf(Guid sellerId, Currency from, Currency to, DateOnly day) =>
        Known(rates, sellerId, r => r.SellerId)
            .Where(r => r.From == from && r.To == to && r.EffectiveFrom <= day)
            .OrderByDescending(r => r.EffectiveFrom).ThenByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id)
            .FirstOrDefault();

    private async Task LoadChains(Sheet sheet, IReadOnlyCollection<string> paths)
    {
        var wanted = paths.Distinct().SelectMany(TreePath.Chain).Distinct().Where(path => !byPath.ContainsKey(path)).ToArray();
        if (wanted.Length == 0) return;
        var accounts = await sheet.Fetch(sheet.Db.Accounts.Where(a => wanted.Contains(a.Path)));
        foreach (var account in accounts) byPath[account.Path] = account;

        var ids = accounts.Select(a => a.Id).ToArray();
        foreach (var row in await sheet.Fetch(sheet.Db.Terms.Where(t => ids.Contains(t.BuyerId)))) Put(terms, row.BuyerId, row);
        foreach (var account in accounts)
            if (account.Kind is not (AccountKind.Division or AccountKind.Provider)) sheet.WantBooks(account.BranchId, account.Id);
    }

    private async Task LoadPlans(Sheet sheet, IReadOnlyCollection<Guid> planIds)
    {
        var plans = planIds.Distinct().ToArray();
        var fresh = plans.Where(id => !points.ContainsKey(id)).ToArray();
        if (fresh.Length > 0)
        {
            foreach (var id in fresh) points[id] = [];
            var rows = await (from plan in sheet.Db.Plans.AsNoTracking()
                              where fresh.Contains(plan.Id)
                              join product in sheet.Db.Products.AsNoTracking() on plan.ProductId equals product.Id
                              select new { plan, product }).ToListAsync();
            foreach (var row in rows)
            {
                sheet.Keep(row.plan);
                sheet.Keep(row.product);
            }
            foreach (var point in await sheet.Fetch(sheet.Db.PricePoints.Where(p => fresh.Contains(p.PlanId)))) points[point.PlanId].Add(point);
        }

        // Another class of deeds may have loaded other sellers or plans before, so the rules are read for what is known now.
        var sellers = byPath.Values.Where(a => a.Kind is AccountKind.Provider or AccountKind.Reseller).Select(a => a.Id).ToArray();
        var buyers = byPath.Values.Select(a => (Guid?)a.Id).ToArray();
        var known = points.Keys.Select(id => (Guid?)id).ToArray();
        var productIds = points.Keys.Select(id => sheet.Find<Plan>(id)?.ProductId).Distinct().ToArray();
        var found = await sheet.Fetch(sheet.Db.PriceRules.Where(r => sellers.Contains(r.SellerId)
            && (r.PlanId == null || known.Contains(r.PlanId))
            && (r.ProductId == null || productIds.Contains(r.ProductId))
            && (r.BuyerId == null || buyers.Contains(r.BuyerId))));
        rules.Clear();
        foreach (var rule in found) Put(rules, rule.SellerId, rule);
    }

    // Where everything is in one currency nobody is asked for a rate.
    private async Task LoadRates(Sheet sheet)
    {
        var currencies = byPath.Values.Select(a => a.Currency).Concat(terms.Values.SelectMany(t => t).Select(t => t.Currency))
            .Concat(points.Values.SelectMany(p => p).Select(p => p.Currency)).Distinct().Take(2).Count();
        var sellers = byPath.Values.Select(a => a.Id).Where(id => !rated.Contains(id)).ToArray();
        if (currencies < 2 || sellers.Length == 0) return;
        rated.UnionWith(sellers);
        foreach (var row in await sheet.Fetch(sheet.Db.ExchangeRates.Where(r => sellers.Contains(r.SellerId)))) Put(rates, row.SellerId, row);
    }

    private IEnumerable<T> Known<T>(Dictionary<Guid, List<T>> loaded, Guid key, Func<T, Guid> keyOf) where T : Data.Row =>
        (loaded.GetValueOrDefault(key) ?? []).Concat(sheet.Added<T>().Where(row => keyOf(row) == key));

    private static void Put<T>(Dictionary<Guid, List<T>> lists, Guid key, T row)
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        if (!list.Contains(row)) list.Add(row);
    }
}
