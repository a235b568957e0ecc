using System.Security.Cryptography;
using Tributary.Data;
using Tributary.Subscriptions;

namespace Tributary.Reports;

/// <summary>
/// What is kept of a branch's forecast. One walk tells what those at its guard and above read, as long as no wallet above is
/// short; where one is, those at its depth and above get a walk of their own, in which it is looked at. So a branch without a
/// shortage is walked through once, and one with shortages once more for each depth that has any.
/// </summary>
internal sealed class ForecastRows
{
    private readonly int branch;
    private readonly DateOnly first;
    private readonly DateTime at;
    private readonly List<(int Low, int High, List<(DateOnly Day, Subscription Subscription, string Amounts)> Charges)> charged = [];

    private ForecastRows(int branch, DateOnly first, DateTime at) => (this.branch, this.first, this.at) = (branch, first, at);

    /// <summary>A row for each wallet that something is asked of.</summary>
    public List<WalletForecast> Wallets { get; } = [];

    /// <summary>What accounts pay and are paid.</summary>
    public List<AccountForecast> Accounts { get; } = [];

    /// <summary>The charges one by one, in their order; each is made when it is asked for, as there are many.</summary>
    public IEnumerable<ChargeForecast> Charges =>
        from walk in charged
        orderby walk.High
        from charge in walk.Charges
        select new ChargeForecast
        {
            BranchId = branch, Id = charge.Subscription.Id, AccountId = charge.Subscription.AccountId, Path = charge.Subscription.Path, Day = charge.Day,
            Low = walk.Low, High = walk.High, Amounts = charge.Amounts,
        };

    /// <summary>Renewals that will be refused soon.</summary>
    public List<RefusalForecast> Refusals { get; } = [];

    /// <summary>Subscriptions on which the decision failed.</summary>
    public List<(Guid SubscriptionId, Exception Fault)> Faults { get; } = [];

    /// <summary>Makes them from one moment of the database.</summary>
    /// <param name="db">That moment.</param>
    /// <param name="root">The root's id.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="first">The first day.</param>
    /// <param name="at">The moment of the forecast (UTC).</param>
    /// <param name="clock">For ids that are thrown away.</param>
    /// <param name="rest">Called now and then.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<ForecastRows> Of(
        TributaryDb db, Guid root, int branch, DateOnly first, DateTime at, TimeProvider clock, Func<Task> rest, CancellationToken cancel)
    {
        var rows = new ForecastRows(branch, first, at);
        var before = new Dictionary<Guid, WalkedWallet>();
        var demand = new Dictionary<(Guid, Currency), long>();
        for (var guard = ForecastWalk.Everybody; guard > 0;)
        {
            var walk = await ForecastWalk.Load(db, root, branch, first, guard, clock, cancel);
            await walk.Go(rest, cancel);
            var next = walk.NextShort;
            rows.Take(walk, next == 0 ? 0 : next + 1, guard, before, demand);
            before = walk.Wallets;
            demand = walk.Sums.Where(s => !s.Key.IsRevenue).ToDictionary(s => (s.Key.Account, s.Key.Currency), s => rows.Soon(s.Value));
            guard = next;
        }
        rows.Sort();
        return rows;
    }

    private void Take(ForecastWalk walk, int low, int high, Dictionary<Guid, WalkedWallet> before, Dictionary<(Guid, Currency), long> demand)
    {
        bool Reads(int depth) => low <= depth && depth <= high;
        foreach (var (key, days) in walk.Sums)
            if (Reads(walk.DepthOf(key.Account)))
                Accounts.Add(new() { BranchId = branch, AccountId = key.Account, Currency = key.Currency, IsRevenue = key.IsRevenue, Days = AccountForecast.Written(days) });
        foreach (var wallet in walk.Wallets.Values.Where(w => Reads(w.Depth)))
        {
            var (buyer, terms) = (wallet.Buyer, wallet.Terms);
            // What it would have needed is known from the walk in which it was supposed to suffice.
            var guarded = wallet.Depth == high;
            var asked = guarded ? demand.GetValueOrDefault((buyer.Id, terms.Currency))
                : walk.Sums.TryGetValue((buyer.Id, terms.Currency, false), out var days) ? Soon(days) : 0;
            Wallets.Add(new()
            {
                BranchId = branch, Id = buyer.Id, AccountId = buyer.Id, Path = buyer.Path, SellerId = terms.SellerId, Currency = terms.Currency,
                MadeAt = at, FirstDay = first, DryOn = wallet.DryOn, Missing = wallet.Missing, Affected = wallet.Affected, Next30 = asked,
                TopUp = guarded && before.TryGetValue(buyer.Id, out var supposed) ? Math.Max(0, supposed.Need) : 0,
            });
        }
        walk.Charges.Sort((a, b) => a.Day != b.Day ? a.Day.CompareTo(b.Day) : a.Subscription.Id.CompareTo(b.Subscription.Id));
        charged.Add((low, high, walk.Charges));
        foreach (var (day, subscription, wallet) in walk.Refusals)
            Refusals.Add(new()
            {
                BranchId = branch, Id = IdOf(subscription.Id, wallet.Buyer.Id), AccountId = subscription.AccountId, Path = subscription.Path,
                SubscriptionId = subscription.Id, ShortId = wallet.Buyer.Id, ShortPath = wallet.Buyer.Path, Day = day,
            });
        // The same bug is met in each walk.
        if (high == ForecastWalk.Everybody) Faults.AddRange(walk.Faults.DistinctBy(f => f.SubscriptionId));
    }

    private long Soon(List<ForecastDay> days) => days.Where(d => d.Day < first.AddDays(30)).Sum(d => d.Amount);

    private void Sort()
    {
        Wallets.Sort(ByWallet);
        Accounts.Sort(ByAccount);
        Refusals.Sort(ByRefusal);
    }

    public static int ByWallet(WalletForecast a, WalletForecast b) => a.Id.CompareTo(b.Id);

    public static int ByAccount(AccountForecast a, AccountForecast b) => a.AccountId.CompareTo(b.AccountId) is var id and not 0 ? id
        : string.CompareOrdinal(a.Currency.Code, b.Currency.Code) is var currency and not 0 ? currency : a.IsRevenue.CompareTo(b.IsRevenue);

    public static int ByCharge(ChargeForecast a, ChargeForecast b) => a.High != b.High ? a.High.CompareTo(b.High)
        : a.Day != b.Day ? a.Day.CompareTo(b.Day) : a.Id.CompareTo(b.Id);

    public static int ByRefusal(RefusalForecast a, RefusalForecast b) => a.Id.CompareTo(b.Id);

    public static IQueryable<WalletForecast> Kept(IQueryable<WalletForecast> rows) => rows.OrderBy(r => r.Id);

    public static IQueryable<AccountForecast> Kept(IQueryable<AccountForecast> rows) => rows.OrderBy(r => r.AccountId).ThenBy(r => r.Currency).ThenBy(r => r.IsRevenue);

    public static IQueryable<ChargeForecast> Kept(IQueryable<ChargeForecast> rows) => rows.OrderBy(r => r.High).ThenBy(r => r.Day).ThenBy(r => r.Id);

    public static IQueryable<RefusalForecast> Kept(IQueryable<RefusalForecast> rows) => rows.OrderBy(r => r.Id);

    public static bool IsSame(WalletForecast a, WalletForecast b) => a.IsAs(b);

    public static bool IsSame(AccountForecast a, AccountForecast b) => a.Days == b.Days;

    public static bool IsSame(ChargeForecast a, ChargeForecast b) => (a.Low, a.Amounts, a.Path) == (b.Low, b.Amounts, b.Path);

    public static bool IsSame(RefusalForecast a, RefusalForecast b) => (a.Day, a.ShortPath, a.Path) == (b.Day, b.ShortPath, b.Path);

    // One id for one subscription and one wallet, so that what is kept of them is found again.
    private static Guid IdOf(Guid subscription, Guid wallet)
    {
        Span<byte> both = stackalloc byte[32];
        subscription.TryWriteBytes(both);
        wallet.TryWriteBytes(both[16..]);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(both, hash);
        return new Guid(hash[..16]);
    }
}
