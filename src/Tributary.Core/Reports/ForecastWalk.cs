using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Pricing;
using Tributary.Subscriptions;

namespace Tributary.Reports;

/// <summary>One wallet on the walk: what was asked of it, and where it failed. Amounts are minor units.</summary>
internal sealed class WalkedWallet(Account buyer, Terms terms)
{
    public Account Buyer { get; } = buyer;
    public int Depth { get; } = TreePath.Depth(buyer.Path);
    public Terms Terms { get; set; } = terms;
    /// <summary>By how much it would have to be larger, where it was supposed to suffice.</summary>
    public long Need { get; set; } = long.MinValue;
    public DateOnly? DryOn { get; set; }
    public long RefusedThen { get; set; }
    public long Missing { get; set; }
    public int Affected { get; set; }
}

/// <summary>
/// The renewals of a branch for twelve months, decided day by day as the renewal run decides them and written nowhere. Wallets
/// above a depth of the tree are supposed to suffice for everything, so that what an account reads of its future tells nothing
/// of the wallets above it; what they would have needed is noted. It reads nothing once it has begun.
/// </summary>
internal sealed class ForecastWalk
{
    /// <summary>Deeper than any wallet: all are supposed to suffice.</summary>
    public const int Everybody = 99;

    /// <summary>For so many days ahead the single refusals are kept.</summary>
    public const int RefusalDays = 31;

    private readonly Sheet sheet;
    private readonly Viewer by;
    private readonly int branch;
    private readonly int guard;
    private readonly DateOnly first;
    private readonly TimeZoneInfo zone;
    private readonly List<Subscription>?[] days;
    private readonly Dictionary<Guid, int> depths = [];
    private readonly Dictionary<string, string> texts = [];
    private readonly HashSet<Guid> refusedNow = [];
    private readonly HashSet<(Guid Wallet, Guid Subscription)> affected = [];
    private readonly HashSet<WalkedWallet> dryToday = [];
    private WalkedWallet? shortOne;
    private long asked;

    private ForecastWalk(Sheet sheet, Viewer by, int branch, int guard, TimeZoneInfo zone)
    {
        (this.sheet, this.by, this.branch, this.guard, first, this.zone) = (sheet, by, branch, guard, sheet.Today, zone);
        days = new List<Subscription>?[first.AddYears(1).DayNumber - first.DayNumber];
        (sheet.Frees, sheet.Hears) = (terms => WalletOf(terms).Depth < guard, Hear);
    }

    /// <summary>The wallets that something was asked of, by their buyers.</summary>
    public Dictionary<Guid, WalkedWallet> Wallets { get; } = [];

    /// <summary>What accounts pay and are paid, by day.</summary>
    public Dictionary<(Guid Account, Currency Currency, bool IsRevenue), List<ForecastDay>> Sums { get; } = [];

    /// <summary>What is charged, in the order of the days.</summary>
    public List<(DateOnly Day, Subscription Subscription, string Amounts)> Charges { get; } = [];

    /// <summary>What is refused soon for want of wallets at the depth of the guard.</summary>
    public List<(DateOnly Day, Subscription Subscription, WalkedWallet Wallet)> Refusals { get; } = [];

    /// <summary>Subscriptions on which the decision failed: bugs, to be told to whoever runs this.</summary>
    public List<(Guid SubscriptionId, Exception Fault)> Faults { get; } = [];

    /// <summary>The greatest depth above the guard at which a wallet does not suffice; 0 when all do.</summary>
    public int NextShort => Wallets.Values.Where(w => w.Depth < guard && w.Need > 0).Select(w => w.Depth).DefaultIfEmpty(0).Max();

    /// <summary>How deep in the tree an account stands that the walk has met.</summary>
    public int DepthOf(Guid accountId)
    {
        if (!depths.TryGetValue(accountId, out var depth)) depths[accountId] = depth = TreePath.Depth(sheet.Get<Account>(accountId).Path);
        return depth;
    }

    /// <summary>Reads what a branch's renewals are decided on.</summary>
    /// <param name="db">Where from; one moment of it.</param>
    /// <param name="root">The root's id: the program itself renews.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="first">The first day.</param>
    /// <param name="guard">Wallets at this depth and below are looked at; those above are supposed to suffice.</param>
    /// <param name="clock">For new ids.</param>
    /// <param name="cancel">Stops the reading.</param>
    public static async Task<ForecastWalk> Load(TributaryDb db, Guid root, int branch, DateOnly first, int guard, TimeProvider clock, CancellationToken cancel)
    {
        var zone = await db.RootZone(cancel);
        var sheet = new Sheet(db, Noon(first, zone), first, clock);
        var walk = new ForecastWalk(sheet, Viewer.Program("Forecast", root), branch, guard, zone);
        await sheet.LoadBranches([branch]);

        var (paths, plans) = (new HashSet<string>(), new HashSet<Guid>());
        var end = first.AddYears(1);
        var living = db.Subscriptions.AsNoTracking().Where(s => s.BranchId == branch && s.DueOn != null && s.DueOn < end);
        await foreach (var subscription in living.AsAsyncEnumerable().WithCancellation(cancel))
        {
            // The decision takes prices from the price list of its day, and the old ones are the bulk of a subscription.
            subscription.Levels = [];
            sheet.Keep(subscription);
            paths.Add(subscription.Path);
            plans.Add(subscription.PlanId);
            if (subscription.NextPlanId is { } next) plans.Add(next);
            walk.Put(subscription, subscription.DueOn!.Value);
        }
        var facts = sheet.Facts<SubscriptionFacts>();
        var periods = from s in living join p in db.Periods.AsNoTracking() on new { s.BranchId, s.Id, Seq = s.LastPeriod } equals new { p.BranchId, Id = p.SubscriptionId, p.Seq } select p;
        await foreach (var period in periods.AsAsyncEnumerable().WithCancellation(cancel)) facts.Know(period);
        await PriceFacts.LoadBranch(sheet, branch, paths, plans);
        await sheet.LoadFunds(branch);
        return walk;
    }

    /// <summary>Walks through all days. <paramref name="rest"/> is called now and then, so that others come to their turn.</summary>
    public async Task Go(Func<Task> rest, CancellationToken cancel)
    {
        for (var i = 0; i < days.Length; i++)
        {
            var day = first.AddDays(i);
            sheet.GoOn(Noon(day, zone), day);
            await Walk(i, day, rest, cancel);
            foreach (var wallet in dryToday) wallet.Missing = wallet.RefusedThen - Math.Max(0, Available(wallet));
            dryToday.Clear();
            days[i] = null;
        }
    }

    // As the run does it: the oldest first, and again as long as a term that was missed brings the next one.
    private async Task Walk(int i, DateOnly day, Func<Task> rest, CancellationToken cancel)
    {
        var looked = 0;
        while (days[i] is { Count: > 0 } due)
        {
            days[i] = null;
            due.Sort((a, b) => a.DueOn == b.DueOn ? a.Id.CompareTo(b.Id) : a.DueOn!.Value.CompareTo(b.DueOn!.Value));
            foreach (var subscription in due)
            {
                var renewed = Look(subscription, day);
                if (subscription.DueOn is { } next) Put(subscription, !renewed && next <= day ? day.AddDays(1) : next);
                if (++looked % 256 != 0) continue;
                sheet.GoOn(sheet.Now, day);
                await rest();
                cancel.ThrowIfCancellationRequested();
            }
        }
    }

    private void Put(Subscription subscription, DateOnly day)
    {
        var at = Math.Max(day.DayNumber, sheet.Today.DayNumber) - first.DayNumber;
        if (at < days.Length) (days[at] ??= []).Add(subscription);
    }

    private bool Look(Subscription subscription, DateOnly day)
    {
        var goesOn = subscription.State is SubscriptionState.Active or SubscriptionState.OnHold;
        shortOne = null;
        sheet.Begin();
        RenewalAnswer answer;
        try
        {
            answer = new RenewSubscription { By = by, Branch = branch, SubscriptionId = subscription.Id }.Decide(sheet);
        }
        catch (Exception fault)
        {
            // The run, too, goes on with the next one, and comes back to this.
            sheet.Undo();
            if (fault is not Refusal) Faults.Add((subscription.Id, fault));
            return false;
        }
        subscription.Levels = [];
        if (answer.Step is RenewalStep.Renewed or RenewalStep.Resumed) Charge(subscription, day, answer.Levels);
        else if (shortOne is { } wallet) Refuse(subscription, day, wallet, goesOn);
        return answer.Step == RenewalStep.Renewed;
    }

    private void Charge(Subscription subscription, DateOnly day, IReadOnlyList<Level> levels)
    {
        refusedNow.Remove(subscription.Id);
        var text = new StringBuilder();
        foreach (var level in levels)
        {
            if (level.Gross == 0) continue;
            Add((level.BuyerId, level.Currency, false), new(day, 1, level.Gross));
            Add((level.SellerId, level.Currency, true), new(day, 1, level.Gross));
            text.Append(CultureInfo.InvariantCulture, $"{DepthOf(level.BuyerId)} {level.Currency.Code} {level.Gross};");
        }
        if (text.Length == 0) return;
        // Few amounts are charged many times.
        var amounts = text.ToString();
        if (!texts.TryGetValue(amounts, out var known)) texts[amounts] = known = amounts;
        Charges.Add((day, subscription, known));
    }

    private void Refuse(Subscription subscription, DateOnly day, WalkedWallet wallet, bool goesOn)
    {
        var begins = refusedNow.Add(subscription.Id);
        if (wallet.Depth != guard) return;
        wallet.DryOn ??= day;
        if (wallet.DryOn == day)
        {
            wallet.RefusedThen += asked;
            dryToday.Add(wallet);
        }
        if (subscription.PayerId != wallet.Buyer.Id && affected.Add((wallet.Buyer.Id, subscription.Id))) wallet.Affected++;
        if (begins) Add((wallet.Buyer.Id, wallet.Terms.Currency, false), new(day, 0, 0, 1, asked));
        if (begins && goesOn && day.DayNumber - first.DayNumber < RefusalDays) Refusals.Add((day, subscription, wallet));
    }

    private void Add((Guid Account, Currency Currency, bool IsRevenue) key, ForecastDay more)
    {
        if (DepthOf(key.Account) > guard) return;
        if (!Sums.TryGetValue(key, out var sums)) Sums[key] = sums = [];
        if (sums.Count == 0 || sums[^1].Day != more.Day) sums.Add(more);
        else sums[^1] = new(more.Day, sums[^1].Count + more.Count, checked(sums[^1].Amount + more.Amount), sums[^1].Refused + more.Refused, sums[^1].RefusedAmount + more.RefusedAmount);
    }

    private void Hear(Terms terms, long amount, long available)
    {
        var wallet = WalletOf(terms);
        if (wallet.Depth < guard) wallet.Need = Math.Max(wallet.Need, amount - available);
        else if (amount > Math.Max(0, available)) (shortOne, asked) = (wallet, amount);
    }

    private WalkedWallet WalletOf(Terms terms)
    {
        if (!Wallets.TryGetValue(terms.BuyerId, out var wallet)) Wallets[terms.BuyerId] = wallet = new(sheet.Get<Account>(terms.BuyerId), terms);
        wallet.Terms = terms;
        return wallet;
    }

    private long Available(WalkedWallet wallet) => wallet.Terms.FloorOn(sheet.Today) is { } floor ? sheet.Funding(wallet.Terms).Balance - floor : 0;

    private static DateTime Noon(DateOnly day, TimeZoneInfo zone) => TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(new TimeOnly(12, 0)), zone);
}
