using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Tests.Crashes;

/// <summary>
/// What an ordeal came to: each method gives what is wrong, a sentence each, and nothing when all is well. The negative
/// controls are the stories in which they must find something.
/// </summary>
public static class Reckoning
{
    private const long PerMonth = 24_43, PerYear = 244_14;

    /// <summary>Everything, once the ordeal is settled.</summary>
    public static async Task<IReadOnlyList<string>> All(Ordeal ordeal) =>
    [
        .. ordeal.Shoppers.Contradictions, .. await Lost(ordeal), .. await Doubled(ordeal), .. await Wrong(ordeal),
        .. await Undelivered(ordeal), .. await Untold(ordeal), .. await Unbalanced(ordeal),
        .. from wish in ordeal.Shoppers.All where wish.Answers < 2 select $"never asked again: {wish.Key}",
    ];

    /// <summary>What was answered with 201 and is not there.</summary>
    public static async Task<IReadOnlyList<string>> Lost(Ordeal ordeal)
    {
        var answered = ordeal.Shoppers.All.Where(w => w.Answer is not null).ToList();
        await using var db = ordeal.World.Db();
        var orders = (await db.Orders.AsNoTracking().Select(o => new { o.Id, o.BuyerReference }).ToListAsync()).ToDictionary(o => PublicId.Format("ord", o.Id), o => o.BuyerReference);
        var postings = (await db.Postings.AsNoTracking().Where(p => p.Kind == "top_up").Select(p => new { p.Id, p.Memo }).ToListAsync()).ToDictionary(p => PublicId.Format("pst", p.Id), p => p.Memo);
        return
        [
            .. from wish in answered
               let json = JsonDocument.Parse(wish.Answer!).RootElement
               let known = json.TryGetProperty("posting", out var posting) ? postings.GetValueOrDefault(posting.GetString()!) : orders.GetValueOrDefault(json.GetProperty("id").GetString()!)
               where known != wish.Key
               select $"lost: {wish.Key} was answered and is not there",
        ];
    }

    /// <summary>What was asked for once and is there more than once, or was asked for and in the end is not there.</summary>
    public static async Task<IReadOnlyList<string>> Doubled(Ordeal ordeal)
    {
        await using var db = ordeal.World.Db();
        var orders = await db.Orders.Where(o => o.BuyerReference != "").GroupBy(o => o.BuyerReference).Select(g => new { g.Key, Count = g.Count() }).ToListAsync();
        var credits = await db.Postings.Where(p => p.Kind == "top_up" && p.Memo.StartsWith("top-up-")).GroupBy(p => p.Memo).Select(g => new { g.Key, Count = g.Count() }).ToListAsync();
        var there = orders.Concat(credits).ToDictionary(g => g.Key, g => g.Count);
        return [.. from wish in ordeal.Shoppers.All let count = there.GetValueOrDefault(wish.Key) where count != 1 select count == 0 ? $"missing: {wish.Key}" : $"doubled: {wish.Key} is there {count} times"];
    }

    /// <summary>Terms that leave a gap, overlap, drift from their anchor or are not paid; and money that does not fit them.</summary>
    private static async Task<IReadOnlyList<string>> Wrong(Ordeal ordeal)
    {
        var wrong = new List<string>();
        var today = DateOnly.FromDateTime(ordeal.Clock.GetUtcNow().UtcDateTime);
        await using var db = ordeal.World.Db();
        var periods = (await db.Periods.AsNoTracking().OrderBy(p => p.Seq).ToListAsync()).ToLookup(p => p.SubscriptionId);
        var (sales, subscriptions) = (0L, await db.Subscriptions.AsNoTracking().ToListAsync());
        foreach (var subscription in subscriptions)
        {
            var id = PublicId.Format("sub", subscription.Id);
            if (subscription is not { State: SubscriptionState.Active, Anchor: { } anchor })
            {
                wrong.Add($"{id} is {subscription.State}");
                continue;
            }
            var terms = periods[subscription.Id].ToList();
            var months = subscription.Interval == Interval.Monthly ? 1 : 12;
            for (var n = 0; n < terms.Count; n++)
            {
                if (terms[n] is not { Kind: PeriodKind.Paid } term || term.Start != Months.After(anchor, n * months) || term.End != Months.After(anchor, (n + 1) * months))
                    wrong.Add($"{id}, of {anchor:O}: its term {n + 1} is {terms[n].Kind} {terms[n].Start:O} to {terms[n].End:O}");
            }
            if (terms.Count == 0 || terms[^1].End <= today || (terms.Count > 1 && terms[^1].Start > today)) wrong.Add($"{id} is paid up to {terms.LastOrDefault()?.End:O} on {today:O}");
            sales += terms.Count * (subscription.Interval == Interval.Monthly ? PerMonth : PerYear);
        }
        var taken = await ordeal.World.Sales(ordeal.World.Cora);
        if (taken != sales) wrong.Add($"{taken} was charged, and the terms come to {sales}");
        return wrong;
    }

    /// <summary>Work that was not done, or done twice.</summary>
    private static async Task<IReadOnlyList<string>> Undelivered(Ordeal ordeal)
    {
        await using var db = ordeal.World.Db();
        var works = await db.Work.AsNoTracking().ToListAsync();
        var assets = (await db.Assets.AsNoTracking().ToListAsync()).ToLookup(a => a.SubscriptionId);
        var asked = ordeal.Receiver.Delivered;
        var byHand = works.Where(w => w.FinishedBy == ordeal.World.Worker.Name).Select(w => w.Id).ToHashSet();
        return
        [
            .. from work in works where work.State != WorkState.Done || work.DisputedAt is not null select $"{work.Title}, {work.Action}: {work.State} {work.LastError}",
            .. from works2 in works.Where(w => w.Action == WorkAction.Create).GroupBy(w => w.SubscriptionId) where works2.Count() > 1 select $"{works2.Key} was to be made twice",
            .. from work in works where work.Connector == "webhook" && !byHand.Contains(work.Id) != asked.ContainsKey(PublicId.Format(WorkOrder.Prefix, work.Id)) select $"{work.Title}, {work.Action}: the other side knows otherwise",
            .. from made in asked.Values.Where(d => d.Type == "work.create").GroupBy(d => d.Data.GetProperty("subscription").GetString()) where made.Count() > 1 select $"{made.Key} was made twice",
            .. from work in works where work is { Connector: "licence", Action: WorkAction.Create } && assets[work.SubscriptionId].Count(a => a.RemovedAt is null) != 1 select $"{work.SubscriptionId} has {assets[work.SubscriptionId].Count()} licences",
            .. ordeal.Receiver.Forged > 0 ? [$"{ordeal.Receiver.Forged} requests bore no valid signature"] : Array.Empty<string>(),
        ];
    }

    /// <summary>Top-ups that were told to nobody, or twice.</summary>
    private static async Task<IReadOnlyList<string>> Untold(Ordeal ordeal)
    {
        await using var db = ordeal.World.Db();
        var credits = (await db.Postings.Where(p => p.Kind == "top_up").Select(p => p.Id).ToListAsync()).Select(id => PublicId.Format("pst", id)).ToList();
        var told = (await db.Notices.Where(n => n.Kind == "wallet.credited").Select(n => n.Subject).ToListAsync()).ToLookup(s => s);
        return [.. from credit in credits where told[credit].Count() != 1 select $"{credit} was told {told[credit].Count()} times"];
    }

    private static async Task<IReadOnlyList<string>> Unbalanced(Ordeal ordeal)
    {
        var (code, said) = await ordeal.Programs[0].Command("check-books");
        return code == 0 ? [] : [said];
    }
}

/// <summary>The calendar as a person counts it, told apart from the program's own: the same day, or the month's last.</summary>
public static class Months
{
    /// <summary>The day so many months after an anchor.</summary>
    public static DateOnly After(DateOnly anchor, int months)
    {
        var month = anchor.Year * 12 + anchor.Month - 1 + months;
        var (year, number) = (month / 12, month % 12 + 1);
        return new DateOnly(year, number, Math.Min(anchor.Day, DateTime.DaysInMonth(year, number)));
    }
}
