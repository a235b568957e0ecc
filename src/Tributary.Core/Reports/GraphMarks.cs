using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Usage;

namespace Tributary.Reports;

/// <summary>What happened on a day that may explain the graph: prices changed, or something its people noted.</summary>
/// <param name="Day">The day.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Count">How often, where it is counted.</param>
/// <param name="Note">The note, where it is one.</param>
public sealed record GraphMark(DateOnly Day, GraphMarkKind Kind, int Count, GraphNote? Note = null);

/// <summary>What a mark tells.</summary>
public enum GraphMarkKind
{
    /// <summary>The account's own prices changed.</summary>
    Price = 1,
    /// <summary>What the account pays changed.</summary>
    Cost = 2,
    /// <summary>A note of the account's own people.</summary>
    Note = 3,
}

/// <summary>Reads the marks of the viewer's own account.</summary>
public static class GraphMarks
{
    /// <summary>The most days of each kind that are marked, the latest ones.</summary>
    public const int Most = 100;

    private static readonly FixedQuery<Guid, DateOnly, DateOnly, PriceDay> OwnPrices = new((db, own, from, until) => db.PriceRules.AsNoTracking()
        .Where(r => r.SellerId == own && r.EffectiveFrom >= from && r.EffectiveFrom <= until)
        .GroupBy(r => r.EffectiveFrom).Select(g => new PriceDay { Day = g.Key, Count = g.Count() }).OrderByDescending(c => c.Day).Take(Most));

    private static readonly FixedQuery<int, Guid, DateOnly, DateOnly, GraphNote> Notes = new((db, branch, own, from, to) => db.GraphNotes.AsNoTracking()
        .Where(n => n.BranchId == branch && n.AccountId == own && n.RemovedAt == null && n.Day >= from && n.Day <= to).OrderByDescending(n => n.Day).ThenBy(n => n.Id).Take(Most));

    private static readonly FixedQuery<int, Guid, DateOnly, Guid> Sellers = new((db, branch, buyer, day) => db.Terms.AsNoTracking()
        .Where(t => t.BranchId == branch && t.BuyerId == buyer && t.From <= day).OrderByDescending(t => t.From).Select(t => t.SellerId).Take(1));

    private sealed class PriceDay
    {
        public required DateOnly Day { get; init; }
        public required int Count { get; init; }
    }

    /// <summary>The marks from one day to another, both included, in the order of days. Prices are told to who may see prices, and no change from above the account's seller.</summary>
    public static async Task<IReadOnlyList<GraphMark>> Between(TributaryDb db, Viewer viewer, DateOnly from, DateOnly to, DateOnly today, CancellationToken cancel = default)
    {
        List<GraphMark> marks = [];
        // What is to come is told by the pages of prices, to each as far as it is announced.
        var until = to < today ? to : today;
        if (viewer.May(Right.ViewPrices) && !viewer.HidesPrices)
        {
            var own = viewer.AccountId;
            if (viewer.Kind is AccountKind.Provider or AccountKind.Reseller) marks.AddRange((await OwnPrices.List(db, own, from, until, cancel)).Select(c => new GraphMark(c.Day, GraphMarkKind.Price, c.Count)));
            if (await SellerOf(db, viewer, until, cancel) is { } seller) marks.AddRange(await Costs(await Concerning(db, viewer, seller, cancel)));
        }
        var notes = await Notes.List(db, viewer.BranchId, viewer.AccountId, from, to, cancel);
        marks.AddRange(notes.Select(n => new GraphMark(n.Day, GraphMarkKind.Note, 1, n)));
        return [.. marks.OrderBy(m => m.Day).ThenBy(m => m.Kind)];

        async Task<IEnumerable<GraphMark>> Costs(IQueryable<Pricing.PriceRule> rules) =>
            (await rules.AsNoTracking().Where(r => r.EffectiveFrom >= from && r.EffectiveFrom <= until)
                .GroupBy(r => r.EffectiveFrom).Select(g => new { Day = g.Key, Count = g.Count() }).OrderByDescending(c => c.Day).Take(Most).ToListAsync(cancel))
            .Select(c => new GraphMark(c.Day, GraphMarkKind.Cost, c.Count));
    }

    // Of whom it bought at the end of the days; nobody sells to the provider, and a division's terms are its payer's.
    private static async Task<Guid?> SellerOf(TributaryDb db, Viewer viewer, DateOnly day, CancellationToken cancel) =>
        await Sellers.List(db, viewer.BranchId, viewer.AccountId, day, cancel) is [var seller] ? seller : null;

    // The seller's rules for everybody, and for this buyer; of products the buyer has none of, only what was set for it alone, so that
    // nobody counts what its seller does elsewhere.
    private static async Task<IQueryable<Pricing.PriceRule>> Concerning(TributaryDb db, Viewer viewer, Guid seller, CancellationToken cancel)
    {
        var (branch, buyer) = (viewer.BranchId, viewer.AccountId);
        var keys = await db.Figures.AsNoTracking().Where(f => f.BranchId == branch && f.AccountId == buyer && f.Name == Ledger.FigureName.Software && f.Count > 0).Select(f => f.Key).ToListAsync(cancel);
        var had = keys.ConvertAll(Guid.Parse);
        return db.PriceRules.Where(r => r.SellerId == seller && (r.BuyerId == buyer || r.BuyerId == null
            && (r.PlanId == null && r.ProductId == null || r.ProductId != null && had.Contains(r.ProductId.Value)
                || r.PlanId != null && db.Plans.Any(p => p.Id == r.PlanId && had.Contains(p.ProductId)))));
    }
}
