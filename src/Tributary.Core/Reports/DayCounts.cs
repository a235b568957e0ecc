using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Reports;

/// <summary>Reads what is counted by day: see <see cref="FigureDay"/>. What is read grows with the days asked for and the products there are.</summary>
public static class DayCounts
{
    private static readonly FixedQuery<Guid, string, string, string, DayRow> Days = new((db, id, name, first, end) => db.Figures.AsNoTracking()
        .Where(f => f.AccountId == id && f.Name == name && string.Compare(f.Key, first) >= 0 && string.Compare(f.Key, end) < 0)
        .GroupBy(f => f.Key).Select(g => new DayRow(g.Key, g.Sum(f => f.Count))));

    private sealed record DayRow(string Key, long Count);

    /// <summary>A figure of an account by day, from one day to another, both included; days without any are left out.</summary>
    public static async Task<IReadOnlyDictionary<DateOnly, long>> ByDay(TributaryDb db, Account account, string name, DateOnly from, DateOnly to, CancellationToken cancel = default)
    {
        var rows = await Days.List(db, account.Id, name, FigureDay.Key(from), FigureDay.Key(to.AddDays(1)), cancel);
        return rows.Where(r => r.Count != 0).ToDictionary(r => FigureDay.DayOf(r.Key), r => r.Count);
    }

    /// <summary>The sum of a figure of an account over days.</summary>
    public static async Task<long> Sum(TributaryDb db, Account account, string name, DateOnly from, DateOnly to, CancellationToken cancel = default) =>
        (await ByDay(db, account, name, from, to, cancel)).Values.Sum();

    // The root's are one row a branch; everybody else's lie in the one branch, by which they are found at once.
    internal static IQueryable<Figure> Of(TributaryDb db, Account account)
    {
        var (id, branch, all) = (account.Id, account.BranchId, account.Kind == AccountKind.Provider);
        return db.Figures.AsNoTracking().Where(f => f.AccountId == id && (all || f.BranchId == branch));
    }
}
