using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>The subscriptions of a batch, locked, with the last rows of their time lines, their assets, plans and chains.</summary>
internal sealed class SubscriptionFacts
{
    private readonly Dictionary<Guid, Period> last = [];
    private readonly Dictionary<Guid, List<Guid>> assets = [];

    /// <param name="sheet">The batch.</param>
    /// <param name="ids">The subscriptions.</param>
    /// <param name="plans">Plans that they may change to.</param>
    /// <param name="withAssets">Whether a deed asks for their assets.</param>
    public static async Task<SubscriptionFacts> Load(Sheet sheet, IReadOnlyCollection<Guid> ids, IReadOnlyCollection<Guid>? plans = null, bool withAssets = false)
    {
        var facts = sheet.Facts<SubscriptionFacts>();
        if (ids.Count == 0) return facts;
        var rows = await sheet.Lock<Subscription>(ids);
        var fresh = rows.FindAll(s => !facts.last.ContainsKey(s.Id));
        if (fresh.Count > 0)
        {
            // The last row alone: a deed changes nothing before it. Its lock is that of its subscription.
            var last = sheet.Db.Under<Period>(["branch_id", "subscription_id", "seq"], [.. fresh.Select(s => new object[] { s.BranchId, s.Id, s.LastPeriod })]);
            foreach (var period in await last.ToListAsync()) facts.last[period.SubscriptionId] = period;
        }
        if (withAssets) await facts.LoadAssets(sheet, rows);
        await PriceFacts.Load(sheet, [.. rows.Select(s => s.Path)],
            [.. rows.Select(s => s.PlanId), .. rows.Select(s => s.NextPlanId).OfType<Guid>(), .. plans ?? []]);
        return facts;
    }

    private async Task LoadAssets(Sheet sheet, IReadOnlyList<Subscription> rows)
    {
        var fresh = rows.Select(s => s.Id).Where(id => !assets.ContainsKey(id)).ToArray();
        if (fresh.Length == 0) return;
        foreach (var id in fresh) assets[id] = [];
        foreach (var asset in await sheet.Fetch(sheet.Db.Assets.Where(a => a.SubscriptionId != null && fresh.Contains(a.SubscriptionId.Value))))
            assets[asset.SubscriptionId!.Value].Add(asset.Id);
    }

    public Period? LastOf(Guid subscriptionId) => last.GetValueOrDefault(subscriptionId);

    /// <summary>Takes in a last row that was read elsewhere.</summary>
    public void Know(Period period) => last[period.SubscriptionId] = period;

    public void SetLast(Sheet sheet, Period period)
    {
        var before = last.GetValueOrDefault(period.SubscriptionId);
        last[period.SubscriptionId] = period;
        sheet.OnUndo(() =>
        {
            if (before is null) last.Remove(period.SubscriptionId);
            else last[period.SubscriptionId] = before;
        });
    }

    /// <summary>The subscription's assets, which were asked for while loading, with those that an earlier deed of the batch has made.</summary>
    public IEnumerable<Asset> AssetsOf(Sheet sheet, Guid subscriptionId) =>
        (assets.GetValueOrDefault(subscriptionId) ?? throw new InvalidOperationException($"The assets of subscription {subscriptionId} were not loaded.")).Select(sheet.Get<Asset>).Concat(sheet.Added<Asset>().Where(a => a.SubscriptionId == subscriptionId));
}

/// <summary>The rows of a subscription's time line, which leave no gap and no overlap.</summary>
internal static class Periods
{
    /// <summary>Appends a row; it begins where the one before ends.</summary>
    public static void Append(Sheet sheet, Subscription subscription, PeriodKind kind, DateOnly start, DateOnly? end, OrderLine? line)
    {
        var before = sheet.Facts<SubscriptionFacts>().LastOf(subscription.Id);
        if (before is not null && before.End != start)
            throw new InvalidOperationException($"A row from {start} would leave a gap or overlap after {before.End}.");
        var seq = sheet.Change(subscription).LastPeriod += 1;
        sheet.Facts<SubscriptionFacts>().SetLast(sheet, sheet.Add(new Period
        {
            BranchId = subscription.BranchId, SubscriptionId = subscription.Id, Seq = seq, Kind = kind, Start = start, End = end,
            LineId = line?.Id, Quantity = line?.Quantity ?? subscription.Quantity,
        }));
    }

    /// <summary>Ends the last row at a day.</summary>
    public static void Cut(Sheet sheet, Subscription subscription, DateOnly day)
    {
        if (sheet.Facts<SubscriptionFacts>().LastOf(subscription.Id) is { } period && period.End != day) sheet.Change(period).End = day;
    }
}
