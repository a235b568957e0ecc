using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Orders;

namespace Tributary.Web.Api;

/// <summary>The lines of an order or a quote as they are asked for.</summary>
internal static class Items
{
    /// <summary>The most lines of one order or quote.</summary>
    public const int Most = 100;

    /// <summary>Reads the lines; an interval that was left out is the one the plan is sold for, where there is one only.</summary>
    public static async Task<IReadOnlyList<OrderItem>> Read(IReadOnlyList<OrderItemJson> items, Viewer viewer, TributaryDb db, DateOnly day, CancellationToken cancel)
    {
        var unsaid = items.Where(i => i.Interval is null).Select(i => i.Plan!.Value.Id).Distinct().ToArray();
        var sold = unsaid.Length == 0 ? [] : (await SoldIntervals(db, [.. await Visible(db, viewer, unsaid, cancel)], day, cancel)).ToDictionary();
        var errors = new Dictionary<string, string[]>();
        var read = new List<OrderItem>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var plan = items[i].Plan!.Value.Id;
            var interval = items[i].Interval;
            if (interval is null && sold.TryGetValue(plan, out var intervals))
            {
                if (intervals is [var only]) interval = only;
                else errors[$"items[{i}].interval"] = [$"Say for how long one pays: {string.Join(", ", intervals.Select(one => one.Code()))}."];
            }
            // A plan that is not there, or not sold, is for the deed to refuse.
            read.Add(new(plan, interval ?? Interval.Monthly, items[i].Quantity!.Value));
        }
        return errors.Count == 0 ? read : throw Refusal.Fields("body.invalid", errors);
    }

    /// <summary>For which intervals plans are sold anew on a day, the shortest first.</summary>
    public static async Task<IEnumerable<KeyValuePair<Guid, IReadOnlyList<Interval>>>> SoldIntervals(TributaryDb db, Guid[] plans, DateOnly day, CancellationToken cancel)
    {
        var points = await db.PricePoints.AsNoTracking().Where(p => plans.Contains(p.PlanId) && p.EffectiveFrom <= day)
            .Select(p => new { p.PlanId, p.Interval, p.EffectiveFrom, p.CreatedAt, p.Id, p.SaleState }).ToListAsync(cancel);
        return from point in points
               group point by point.PlanId into plan
               select KeyValuePair.Create(plan.Key, (IReadOnlyList<Interval>)[.. plan.GroupBy(p => p.Interval)
                   .Select(same => same.OrderBy(p => p.EffectiveFrom).ThenBy(p => p.CreatedAt).ThenBy(p => p.Id).Last())
                   .Where(p => p.SaleState == SaleState.Sold).Select(p => p.Interval).Order()]);
    }

    private static Task<List<Guid>> Visible(TributaryDb db, Viewer viewer, Guid[] plans, CancellationToken cancel) =>
        ProductsApi.SeenBy(db.Plans.AsNoTracking(), viewer).Where(p => plans.Contains(p.Id)).Select(p => p.Id).ToListAsync(cancel);
}
