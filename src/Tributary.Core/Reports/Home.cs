using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Pricing;

namespace Tributary.Reports;

/// <summary>
/// Where an account stands now, as it may itself read it: kept figures, never a sum over raw rows. The root's figures
/// are one row a branch and are summed here.
/// </summary>
public sealed record Home
{
    /// <summary>Resellers below, at any depth, by status.</summary>
    public required IReadOnlyDictionary<AccountStatus, long> Resellers { get; init; }
    /// <summary>Customers and divisions below, at any depth, by status.</summary>
    public required IReadOnlyDictionary<AccountStatus, long> Customers { get; init; }
    /// <summary>Subscriptions of the account and all below by what they count as: active, paused, expired, pending.</summary>
    public required IReadOnlyDictionary<string, long> Subscriptions { get; init; }
    /// <summary>Open orders of the account and all below by the code of the state that this account reads.</summary>
    public required IReadOnlyDictionary<string, long> Orders { get; init; }
    /// <summary>How many products are in use.</summary>
    public required int Products { get; init; }
    /// <summary>The own wallet; null for the root, for divisions, and for who may see no amounts.</summary>
    public Wallet? Wallet { get; init; }
    /// <summary>What recurs, by interval, the shortest first; empty for who may see no amounts.</summary>
    public IReadOnlyList<Recurring> Recurring { get; init; } = [];
    /// <summary>What all that makes a month; null for who may see no amounts.</summary>
    public Recurring? AMonth { get; init; }
    /// <summary>How far the demonstration has been built, while it is; null otherwise.</summary>
    public Progress? Seeding { get; init; }

    private static readonly string[] Names =
    [
        FigureName.Accounts, FigureName.Subscriptions, FigureName.Software, FigureName.Orders, FigureName.RecurringCost, FigureName.RecurringRevenue,
    ];

    private const string SeedProgress = "seed_progress";

    private static readonly FixedQuery<Guid, HomeRow> Figures = new((db, id) => db.Figures.AsNoTracking().Where(f => f.AccountId == id && Names.Contains(f.Name))
        .OrderBy(f => f.Name).ThenBy(f => f.Key).ThenBy(f => f.Currency).ThenBy(f => f.BranchId)
        .Select(f => new HomeRow { Figure = f, Seeding = db.Settings.Where(s => s.Name == SeedProgress).Select(s => s.Value).FirstOrDefault() }));

    // A figure, and how far the demonstration has come, which is asked for on the same way.
    private sealed class HomeRow
    {
        public required Figure Figure { get; init; }
        public string? Seeding { get; init; }
    }

    private static readonly FixedQuery<string, string> Setting = new((db, name) => db.Settings.AsNoTracking().Where(s => s.Name == name).Select(s => s.Value));

    /// <summary>The home of the viewer's own account, in at most five queries whatever its size.</summary>
    /// <param name="db">Where from.</param>
    /// <param name="viewer">Who reads.</param>
    /// <param name="account">The viewer's own account.</param>
    /// <param name="today">The day in the root's time zone.</param>
    /// <param name="cancel">Stops the reading.</param>
    public static async Task<Home> Of(TributaryDb db, Viewer viewer, Account account, DateOnly today, CancellationToken cancel = default)
    {
        // In an order of their own: where a row lies tells when it was last changed, and so that something happened above.
        var rows = await Figures.List(db, account.Id, cancel);
        var figures = rows.ConvertAll(row => row.Figure);
        // An account without figures is told of the demonstration too.
        var seeding = rows.Count > 0 ? rows[0].Seeding : (await Setting.List(db, SeedProgress, cancel)).FirstOrDefault();
        // A figure counts everything below, and is told to who looks that far.
        bool Reaches(Right right) => viewer.May(right) && (viewer.For(right).Reach == Reach.AllBelow || !account.HasBelow);
        if (!Reaches(Right.ViewAccounts)) figures.RemoveAll(f => f.Name == FigureName.Accounts);
        if (!Reaches(Right.ViewOrders)) figures.RemoveAll(f => f.Name is FigureName.Subscriptions or FigureName.Orders or FigureName.Software);
        IReadOnlyDictionary<AccountStatus, long> Accounts(params AccountKind[] kinds) => Enum.GetValues<AccountStatus>().ToDictionary(status => status,
            status => figures.Where(f => f.Name == FigureName.Accounts && kinds.Any(kind => f.Key == $"{kind.Code()}:{status.Code()}")).Sum(f => f.Count));

        var money = viewer.May(Right.ViewMoney) && !viewer.HidesPrices;
        var wallet = money ? (await Wallet.OfMany(db, viewer, [account.Id], today, cancel)).GetValueOrDefault(account.Id) : null;
        var sums = money && Reaches(Right.ViewMoney) ? await RecurringSums.Load(db, account, figures, today, cancel) : null;
        return new()
        {
            Resellers = Accounts(AccountKind.Reseller),
            Customers = Accounts(AccountKind.Customer, AccountKind.Division),
            Subscriptions = figures.Where(f => f.Name == FigureName.Subscriptions).GroupBy(f => f.Key).ToDictionary(g => g.Key, g => g.Sum(f => f.Count)),
            Orders = figures.Where(f => f.Name == FigureName.Orders).GroupBy(f => f.Key).ToDictionary(g => g.Key, g => g.Sum(f => f.Count)),
            Products = figures.Where(f => f.Name == FigureName.Software).GroupBy(f => f.Key).Count(g => g.Sum(f => f.Count) > 0),
            Wallet = wallet,
            Recurring = sums is null ? [] : [.. Intervals.All.Where(i => i != Interval.OneTime).Select(sums.Of)],
            AMonth = sums?.AMonth(),
            Seeding = SeedingOf(seeding),
        };
    }

    private static Progress? SeedingOf(string? text) =>
        text is null || JsonSerializer.Deserialize<Progress>(text, JsonSerializerOptions.Web) is not { Percent: < 100 } progress ? null : progress;
}

/// <summary>How far long work is: 0 to 100, and in words what is being done.</summary>
public sealed record Progress(int Percent, string Text);

/// <summary>What recurs in one interval for an account, per term, or in all together a month.</summary>
public sealed record Recurring
{
    /// <summary>The interval; monthly for a sum of all.</summary>
    public required Interval Interval { get; init; }
    /// <summary>How many subscriptions the account pays for.</summary>
    public required long CostCount { get; init; }
    /// <summary>What it pays its seller, one amount a currency.</summary>
    public required IReadOnlyList<Money> Cost { get; init; }
    /// <summary>How many its buyers pay for.</summary>
    public required long RevenueCount { get; init; }
    /// <summary>What its buyers pay it, one amount a currency.</summary>
    public required IReadOnlyList<Money> Revenue { get; init; }
    /// <summary>Revenue less cost in the currency it sells in, at its own rates of the day; null where a rate is missing, or nothing recurs.</summary>
    public required Money? Margin { get; init; }
}

/// <summary>Sums the figures of what recurs, and converts them for the margin.</summary>
internal sealed class RecurringSums(IReadOnlyList<Figure> figures, OwnRates rates)
{
    public static async Task<RecurringSums> Load(TributaryDb db, Account account, IReadOnlyList<Figure> figures, DateOnly today, CancellationToken cancel) =>
        new(figures, await OwnRates.Load(db, account, figures.Where(f => f.Name is FigureName.RecurringCost or FigureName.RecurringRevenue && f.Amount != 0).Select(f => f.Currency), today, cancel));

    public Recurring Of(Interval interval) => Make(interval, f => f.Key == interval.Code(), _ => 1);

    /// <summary>All intervals by what they are a month, each currency rounded once.</summary>
    public Recurring AMonth() => Make(Interval.Monthly, f => RecurringAMonth.Months.ContainsKey(f.Key), f => RecurringAMonth.Months[f.Key]);

    private Recurring Make(Interval interval, Func<Figure, bool> counts, Func<Figure, int> months)
    {
        var (cost, revenue) = (Sum(FigureName.RecurringCost), Sum(FigureName.RecurringRevenue));
        return new()
        {
            Interval = interval, CostCount = Count(FigureName.RecurringCost), Cost = cost, RevenueCount = Count(FigureName.RecurringRevenue), Revenue = revenue,
            Margin = rates.Margin(revenue, cost),
        };

        IEnumerable<Figure> Of(string name) => figures.Where(f => f.Name == name && counts(f));
        long Count(string name) => Of(name).Sum(f => f.Count);
        IReadOnlyList<Money> Sum(string name) =>
        [
            .. Of(name).GroupBy(f => f.Currency)
                .Select(g => Money.Round(g.Sum(f => new Money(f.Amount, Currency.Of(g.Key)).Amount / months(f)), Currency.Of(g.Key)))
                .Where(m => m.Minor != 0).OrderBy(m => m.Currency.Code, StringComparer.Ordinal),
        ];
    }
}
