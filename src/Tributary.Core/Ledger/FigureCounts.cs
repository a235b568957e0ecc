using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Ledger;

/// <summary>Reads kept figures.</summary>
public static class FigureCounts
{
    /// <summary>
    /// The counts of one figure of the viewer's account by key, summed over the branches at the root. Null when the
    /// viewer looks less far than the figure counts, so that a tile never tells more than its list shows.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, long>?> CountsOf(this TributaryDb db, Viewer viewer, string name, Account own)
    {
        if (viewer.Reach != Reach.AllBelow && own.HasBelow) return null;
        var rows = await db.Figures.AsNoTracking().Where(f => f.AccountId == viewer.AccountId && f.Name == name)
            .GroupBy(f => f.Key).Select(g => new { g.Key, Count = g.Sum(f => f.Count) }).ToListAsync();
        return rows.ToDictionary(r => r.Key, r => r.Count);
    }
}
