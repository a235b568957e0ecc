using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Usage;

namespace Tributary.Reports;

/// <summary>
/// Invariant 6 for what end users do: the days of each are those of their events, and the figures of every account are what
/// follows from those days. They are counted here the plain way, person by person, not as they are kept.
/// </summary>
internal static class CheckUsage
{
    public static async Task Run(Snapshot snapshot, Findings findings)
    {
        await using var users = await snapshot.Open(db => snapshot.Of<EndUser>(db).OrderBy(u => u.BranchId).ThenBy(u => u.AccountId).ThenBy(u => u.Key));
        await using var days = await snapshot.Open(db => snapshot.Of<UsageEvent>(db)
            .GroupBy(e => new { e.BranchId, e.AccountId, Key = e.UserKey, e.Day }).Select(g => new { g.Key.BranchId, g.Key.AccountId, g.Key.Key, g.Key.Day, Events = g.LongCount() })
            .OrderBy(d => d.BranchId).ThenBy(d => d.AccountId).ThenBy(d => d.Key).ThenBy(d => d.Day));
        await using var accounts = await snapshot.Open(db => snapshot.Of<Account>(db).OrderBy(a => a.BranchId).Select(a => new { a.BranchId, a.Id, a.Path }));
        await using var kept = await snapshot.Open(db => snapshot.Of<ActiveDay>(db).OrderBy(d => d.BranchId));
        var root = Guid.Empty;
        await foreach (var id in snapshot.Read(db => db.Accounts.Where(a => a.Path == TreePath.Root).Select(a => a.Id))) root = id;

        await foreach (var branch in snapshot.Read(snapshot.Branches))
        {
            var (paths, byPath) = (new Dictionary<Guid, string>(), new Dictionary<string, Guid> { [TreePath.Root] = root });
            await foreach (var account in accounts.At(a => a.BranchId.CompareTo(branch.Id))) (paths[account.Id], byPath[account.Path]) = (account.Path, account.Id);

            var due = new Dictionary<(Guid, DateOnly), long[]>();
            for (; users.Has && users.Row.BranchId == branch.Id; await users.Step())
            {
                var user = users.Row;
                findings.Looked(Invariant.Figures);
                var (active, events) = (new List<DateOnly>(), new List<long>());
                for (; days.Has && (days.Row.BranchId, days.Row.AccountId, days.Row.Key) == (user.BranchId, user.AccountId, user.Key); await days.Step())
                {
                    active.Add(days.Row.Day);
                    events.Add(days.Row.Events);
                }
                if (!active.SequenceEqual(ActiveDays.Of(user)) || active.Count == 0 || (active[0], active[^1]) != (user.FirstDay, user.LastDay))
                    findings.Add(Invariant.Figures, branch.Id, Ids.Account(user.AccountId), $"An end user must be active on {active.Count} days by their events, {ActiveDays.Of(user).Count()} are kept.");
                if (!paths.TryGetValue(user.AccountId, out var path)) continue;
                foreach (var above in TreePath.Chain(path)) Count(due, byPath[above], active, events);
            }
            await foreach (var stray in days.At(d => d.BranchId.CompareTo(branch.Id)))
                findings.Add(Invariant.Figures, branch.Id, Ids.Account(stray.AccountId), "Usage of somebody is recorded who is not kept.");

            await foreach (var day in kept.At(d => d.BranchId.CompareTo(branch.Id)))
            {
                findings.Looked(Invariant.Figures);
                long[] found = [day.Events, day.Users, day.Users7, day.Users30, day.MonthUsers, day.Came, day.Returned, day.Lost];
                var must = due.Remove((day.AccountId, day.Day), out var counted) ? counted : new long[8];
                if (!must.SequenceEqual(found))
                    findings.Add(Invariant.Figures, branch.Id, Ids.Account(day.AccountId), $"Usage on {day.Day:yyyy-MM-dd} must be {string.Join(" ", must)}, it is {string.Join(" ", found)}.");
            }
            foreach (var ((account, day), _) in due.Where(left => left.Value.Any(count => count != 0)))
                findings.Add(Invariant.Figures, branch.Id, Ids.Account(account), $"Usage on {day:yyyy-MM-dd} is not kept.");
        }
    }

    private static void Count(Dictionary<(Guid, DateOnly), long[]> due, Guid account, List<DateOnly> active, List<long> events)
    {
        long[] On(DateOnly day) => due.TryGetValue((account, day), out var sums) ? sums : due[(account, day)] = new long[8];
        for (var i = 0; i < active.Count; i++)
        {
            var (day, next) = (active[i], i + 1 < active.Count ? active[i + 1] : DateOnly.MaxValue);
            On(day)[0] += events[i];
            On(day)[1]++;
            for (var at = day; at < day.AddDays(7) && at < next; at = at.AddDays(1)) On(at)[2]++;
            for (var at = day; at < day.AddDays(30) && at < next; at = at.AddDays(1)) On(at)[3]++;
            if (i == 0 || (active[i - 1].Year, active[i - 1].Month) != (day.Year, day.Month)) On(new(day.Year, day.Month, 1))[4]++;
            if (i == 0) On(day)[5]++;
            if (next.DayNumber - day.DayNumber <= 30) continue;
            On(day.AddDays(30))[7]++;
            if (next != DateOnly.MaxValue) On(next)[6]++;
        }
    }
}
