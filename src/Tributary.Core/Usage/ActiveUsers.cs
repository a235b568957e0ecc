using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Usage;

/// <summary>
/// How many end users an account and all below it have, by kept figures: what is read grows with the days asked for, never with
/// the people. Days are those of the customers, taken over by everybody above them.
/// </summary>
public static class ActiveUsers
{
    /// <summary>The longest range that is read at once, in days: three years.</summary>
    public const int MostDays = 3 * 366;

    // A day of the root's is one row a branch.
    private static readonly FixedQuery<Guid, DateOnly, DateOnly, ActiveDay> Days = new((db, id, from, to) => db.ActiveDays.AsNoTracking()
        .Where(d => d.AccountId == id && d.Day >= from && d.Day <= to).GroupBy(d => d.Day)
        .Select(g => new ActiveDay
        {
            BranchId = 0, AccountId = id, Day = g.Key, Events = g.Sum(d => d.Events), Users = g.Sum(d => d.Users), Users7 = g.Sum(d => d.Users7), Users30 = g.Sum(d => d.Users30),
            MonthUsers = g.Sum(d => d.MonthUsers), Came = g.Sum(d => d.Came), Returned = g.Sum(d => d.Returned), Lost = g.Sum(d => d.Lost),
        }));

    /// <summary>The figures of one day; all zero where nothing was recorded.</summary>
    public static async Task<ActiveDay> On(TributaryDb db, Guid accountId, DateOnly day, CancellationToken cancel = default) =>
        (await Between(db, accountId, day, day, cancel))[0];

    /// <summary>The figures of every day from <paramref name="from"/> to <paramref name="to"/>, both included, the first one first.</summary>
    /// <exception cref="Refusal">The range is longer than <see cref="MostDays"/>, or ends before it begins.</exception>
    public static async Task<IReadOnlyList<ActiveDay>> Between(TributaryDb db, Guid accountId, DateOnly from, DateOnly to, CancellationToken cancel = default)
    {
        if (to < from) throw Refusal.Field("to", "usage.range", "The last day is not before the first.");
        if (to.DayNumber - from.DayNumber >= MostDays) throw Refusal.Field("from", "usage.range_long", "At most {0} days are read at once.", MostDays);
        var kept = (await Days.List(db, accountId, from, to, cancel)).ToDictionary(d => d.Day);
        return
        [
            .. Enumerable.Range(from.DayNumber, to.DayNumber - from.DayNumber + 1).Select(DateOnly.FromDayNumber).Select(day => kept.TryGetValue(day, out var d) ? d
                : new ActiveDay { BranchId = 0, AccountId = accountId, Day = day }),
        ];
    }

    /// <summary>End users of each month from that of <paramref name="from"/> to that of <paramref name="to"/>, by the month's first day.</summary>
    public static async Task<IReadOnlyDictionary<DateOnly, long>> ByMonth(TributaryDb db, Guid accountId, DateOnly from, DateOnly to, CancellationToken cancel = default)
    {
        var first = new DateOnly(from.Year, from.Month, 1);
        return await db.ActiveDays.AsNoTracking().Where(d => d.AccountId == accountId && d.Day >= first && d.Day <= to && d.MonthUsers != 0)
            .GroupBy(d => d.Day).Select(g => new { g.Key, Users = g.Sum(d => d.MonthUsers) }).ToDictionaryAsync(d => d.Key, d => d.Users, cancel);
    }
}
