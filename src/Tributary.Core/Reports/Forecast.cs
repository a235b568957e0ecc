using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Reports;

/// <summary>The days or months to come of an account in one currency: what it pays its seller and what its buyers pay it.</summary>
public sealed record ForecastStep
{
    /// <summary>The day, or the first day of the month.</summary>
    public required DateOnly Day { get; init; }
    /// <summary>The currency.</summary>
    public required Currency Currency { get; init; }
    /// <summary>How many charges it pays.</summary>
    public required int CostCount { get; init; }
    /// <summary>What it pays.</summary>
    public required Money Cost { get; init; }
    /// <summary>How many charges are refused then for the first time for want of its own funds.</summary>
    public required int RefusedCount { get; init; }
    /// <summary>What those would have been.</summary>
    public required Money Refused { get; init; }
    /// <summary>How many charges its buyers pay.</summary>
    public required int RevenueCount { get; init; }
    /// <summary>What they pay.</summary>
    public required Money Revenue { get; init; }
}

/// <summary>What the coming twelve months hold for one account, as it may itself read it: a few kept rows, however much runs below it.</summary>
public sealed record Forecast
{
    /// <summary>When it was made (UTC); of several branches the oldest. Null while there is none.</summary>
    public required DateTime? AsOf { get; init; }
    /// <summary>The first day.</summary>
    public required DateOnly First { get; init; }
    /// <summary>The own wallet's; null where nothing is asked of it.</summary>
    public required WalletForecast? Wallet { get; init; }
    /// <summary>The days on which something is charged or refused, by currency, the first one first.</summary>
    public required IReadOnlyList<ForecastStep> Days { get; init; }

    private static readonly FixedQuery<Guid, WalletForecast> Own = new((db, id) => db.WalletForecasts.AsNoTracking().Where(w => w.Id == id));

    /// <summary>What is foretold of the own wallet; null where nothing is asked of it, or one may see no amounts.</summary>
    public static async Task<WalletForecast?> OwnWallet(TributaryDb db, Viewer viewer, CancellationToken cancel = default) =>
        viewer.IsProvider || viewer.HidesPrices || !viewer.May(Right.ViewMoney) ? null : (await Own.List(db, viewer.AccountId, cancel)).FirstOrDefault();

    /// <summary>The forecast of the viewer's own account.</summary>
    /// <exception cref="Refusal">403 for who may see no amounts, or does not look at all that it counts.</exception>
    public static async Task<Forecast> Of(TributaryDb db, Viewer viewer, Account account, DateOnly today, CancellationToken cancel = default)
    {
        viewer.Need(Right.ViewMoney);
        if (viewer.HidesPrices) throw Refusal.Forbidden("prices.hidden", "Your account is not shown amounts.");
        if (viewer.For(Right.ViewMoney).Reach != Reach.AllBelow && account.HasBelow)
            throw Refusal.Forbidden("reach.missing", "These figures count accounts that you do not look after.");
        var (id, branch) = (account.Id, account.BranchId);
        var made = await db.BranchForecasts.AsNoTracking().Where(f => f.Batches >= 0 && (branch == 0 || f.BranchId == branch))
            .Select(f => (DateTime?)f.MadeAt).MinAsync(cancel);
        var rows = await db.AccountForecasts.AsNoTracking().Where(f => f.AccountId == id).ToListAsync(cancel);
        return new()
        {
            AsOf = made, First = today, Wallet = await OwnWallet(db, viewer, cancel),
            Days = Steps(rows.SelectMany(row => row.Read().Where(day => day.Day >= today).Select(day => (row, day))), day => day),
        };
    }

    /// <summary>The same by month.</summary>
    public IReadOnlyList<ForecastStep> ByMonth() =>
    [
        .. Days.GroupBy(d => (Day: new DateOnly(d.Day.Year, d.Day.Month, 1), d.Currency)).Select(month => Sum(month.Key.Day, month.Key.Currency, month))
            .OrderBy(m => m.Currency.Code, StringComparer.Ordinal).ThenBy(m => m.Day),
    ];

    private static IReadOnlyList<ForecastStep> Steps(IEnumerable<(AccountForecast Row, ForecastDay Day)> days, Func<DateOnly, DateOnly> step) =>
    [
        .. days.GroupBy(d => (Day: step(d.Day.Day), d.Row.Currency))
            .Select(g => Sum(g.Key.Day, g.Key.Currency, g.Select(d => new ForecastStep
            {
                Day = d.Day.Day, Currency = d.Row.Currency, CostCount = d.Row.IsRevenue ? 0 : d.Day.Count, Cost = new(d.Row.IsRevenue ? 0 : d.Day.Amount, d.Row.Currency),
                RefusedCount = d.Day.Refused, Refused = new(d.Day.RefusedAmount, d.Row.Currency),
                RevenueCount = d.Row.IsRevenue ? d.Day.Count : 0, Revenue = new(d.Row.IsRevenue ? d.Day.Amount : 0, d.Row.Currency),
            })))
            .OrderBy(d => d.Currency.Code, StringComparer.Ordinal).ThenBy(d => d.Day),
    ];

    private static ForecastStep Sum(DateOnly day, Currency currency, IEnumerable<ForecastStep> of)
    {
        var steps = of.ToList();
        return new()
        {
            Day = day, Currency = currency, CostCount = steps.Sum(s => s.CostCount), Cost = new(steps.Sum(s => s.Cost.Minor), currency),
            RefusedCount = steps.Sum(s => s.RefusedCount), Refused = new(steps.Sum(s => s.Refused.Minor), currency),
            RevenueCount = steps.Sum(s => s.RevenueCount), Revenue = new(steps.Sum(s => s.Revenue.Minor), currency),
        };
    }
}

/// <summary>What of a forecast a viewer may read row by row.</summary>
public static class ForecastsSeen
{
    /// <summary>What is foretold of the wallets of the viewer's direct buyers, which it shares with them.</summary>
    public static IQueryable<WalletForecast> OfBuyersOf(this IQueryable<WalletForecast> rows, Viewer viewer)
    {
        var self = viewer.AccountId;
        return rows.AsNoTracking().SeenBy(viewer.For(Right.ViewMoney)).Where(w => w.SellerId == self);
    }

    /// <summary>The charges of a day to come, as the viewer's level reads them: as though nobody above it were ever short.</summary>
    public static IQueryable<ChargeForecast> On(this IQueryable<ChargeForecast> rows, Viewer viewer, DateOnly day)
    {
        var depth = TreePath.Depth(viewer.Path);
        return rows.AsNoTracking().SeenBy(viewer).Where(c => c.Day == day && c.Low <= depth && c.High >= depth);
    }

    /// <summary>The refusals to come of which the viewer's level may know: those for want of its own funds, or of somebody's below it.</summary>
    public static IQueryable<RefusalForecast> KnownTo(this IQueryable<RefusalForecast> rows, Viewer viewer)
    {
        var (path, end) = (viewer.Path, TreePath.End(viewer.Path));
        return rows.AsNoTracking().SeenBy(viewer).Where(r => string.Compare(r.ShortPath, path) >= 0 && string.Compare(r.ShortPath, end) < 0);
    }

    /// <summary>What the viewer pays for a charge, and what its buyer pays the viewer for it; null where that is not there or not to be read.</summary>
    public static (Money? Pays, Money? Charges) AmountsFor(this ChargeForecast charge, Viewer viewer)
    {
        if (viewer.HidesPrices || !viewer.May(Right.ViewMoney, charge.Path)) return (null, null);
        var depth = TreePath.Depth(viewer.Path);
        var (pays, charges) = ((Money?)null, (Money?)null);
        foreach (var (at, amount) in charge.Read())
        {
            if (at == depth && !viewer.IsProvider && viewer.Kind != AccountKind.Division) pays = amount;
            // The first buyer below is the viewer's own: everybody who buys on the way sells on the way.
            if (at > depth && viewer.Kind is (AccountKind.Provider or AccountKind.Reseller)) charges ??= amount;
        }
        return (pays, charges);
    }
}
