using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Reports;

/// <summary>
/// Keeps the forecasts: of each branch anew after midnight, and when something of it has changed since. It writes what is
/// different from what is kept, in chunks; a branch that a program was ended in is begun again when its lease is over, the
/// others stay as they are. Any number of programs may run it at once.
/// </summary>
/// <param name="database">Where it reads and writes.</param>
/// <param name="desk">Who warns.</param>
/// <param name="clock">What time it is.</param>
/// <param name="daysAhead">How many days ahead of a refusal one is warned; <see cref="WarnOfRefusals.Default"/> when null.</param>
public sealed class ForecastRun(DatabaseChoice database, Desk desk, TimeProvider clock, IReadOnlyList<int>? daysAhead = null)
{
    /// <summary>The least time between two forecasts of a branch.</summary>
    public static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(5);

    /// <summary>A branch is forecast again only after so many times as long as it took: at most a twentieth of a processor goes into one.</summary>
    public const int TimesItsCost = 20;

    private const int Chunk = 5000;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Makes what is due. Gives how many branches it made.</summary>
    /// <param name="by">The program.</param>
    /// <param name="atOnce">True when nothing waits for its turn: whatever has changed is made.</param>
    /// <param name="fault">Told of subscriptions on which the decision failed.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<int> Run(Viewer by, bool atOnce = false, Action<Guid, Exception>? fault = null, CancellationToken cancel = default)
    {
        var made = 0;
        foreach (var branch in await Due(atOnce, cancel))
            if (await Make(by, branch, fault, cancel)) made++;
        return made;
    }

    private async Task<List<int>> Due(bool atOnce, CancellationToken cancel)
    {
        var (today, now) = (await desk.Today(), desk.Now);
        await using var db = database.CreateDbContext();
        var root = await db.Branches.Where(b => b.Id == 0).Select(b => b.Facts).FirstOrDefaultAsync(cancel);
        var rows = await (from b in db.Branches.AsNoTracking()
                          where b.Id != 0
                          join f in db.BranchForecasts.AsNoTracking() on b.Id equals f.BranchId into made
                          from f in made.DefaultIfEmpty()
                          where f == null || f.Batches != b.Batches || f.RootFacts != root || f.FirstDay != today
                          orderby b.Id
                          select new { b.Id, Made = f }).ToListAsync(cancel);
        bool MayBe(BranchForecast? made) => made is null
            || (made.LeasedUntil is null || made.LeasedUntil <= now)
            && (atOnce || made.FirstDay != today || now - made.MadeAt >= TimeSpan.FromMilliseconds(Math.Max(AtMostEvery.TotalMilliseconds, TimesItsCost * made.Took)) || now < made.MadeAt);
        return [.. rows.Where(r => MayBe(r.Made)).Select(r => r.Id)];
    }

    /// <summary>Makes the forecast of one branch, and warns of what it says. False when another program is at it.</summary>
    public async Task<bool> Make(Viewer by, int branch, Action<Guid, Exception>? fault = null, CancellationToken cancel = default)
    {
        if (await Claim(branch, cancel) is not { } until) return false;
        var began = Stopwatch.GetTimestamp();
        var (leased, lost) = (began, false);
        BranchForecast made;
        try
        {
            await using var snapshot = await Snapshot.Take(database, branch, cancel);
            made = await Basis(snapshot.Db, branch, cancel);
            var rows = await ForecastRows.Of(snapshot.Db, by.AccountId, branch, made.FirstDay, made.MadeAt, clock, Rest, cancel);
            foreach (var (id, failed) in rows.Faults) fault?.Invoke(id, failed);
            await Keep(branch, Fence, ForecastRows.Kept, rows.Wallets, ForecastRows.ByWallet, ForecastRows.IsSame, cancel);
            await Keep(branch, Fence, ForecastRows.Kept, rows.Accounts, ForecastRows.ByAccount, ForecastRows.IsSame, cancel);
            await Keep(branch, Fence, ForecastRows.Kept, rows.Charges, ForecastRows.ByCharge, ForecastRows.IsSame, cancel);
            // Another day is another shortage, of which one is told again.
            await Keep(branch, Fence, ForecastRows.Kept, rows.Refusals, ForecastRows.ByRefusal, ForecastRows.IsSame, cancel);
        }
        catch (LostUpdateException) when (lost)
        {
            // Away for so long that another program has begun: the branch is that one's.
            return false;
        }
        await using var db = database.CreateDbContext();
        var took = (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var kept = await db.BranchForecasts.Where(f => f.BranchId == branch && f.LeasedUntil == until).ExecuteUpdateAsync(set => set
            .SetProperty(f => f.Batches, made.Batches).SetProperty(f => f.RootFacts, made.RootFacts).SetProperty(f => f.MadeAt, made.MadeAt)
            .SetProperty(f => f.FirstDay, made.FirstDay).SetProperty(f => f.Took, took).SetProperty(f => f.LeasedUntil, (DateTime?)null), cancel);
        if (kept == 0) return false;
        await WarnOfRefusals.Run(db, desk, by, branch, made.FirstDay, daysAhead ?? WarnOfRefusals.Default, cancel);
        return true;

        // The reading may be long.
        async Task Rest()
        {
            await Task.Yield();
            if (Stopwatch.GetElapsedTime(leased) < Lease / 4) return;
            await using var own = database.CreateDbContext();
            await Fence(own);
        }

        // Within a transaction nothing of it is kept by who has lost the branch.
        async Task Fence(TributaryDb own)
        {
            var longer = desk.Now + Lease;
            lost = await own.BranchForecasts.Where(f => f.BranchId == branch && f.LeasedUntil == until).ExecuteUpdateAsync(set => set.SetProperty(f => f.LeasedUntil, longer), cancel) == 0;
            if (lost) throw new LostUpdateException("branch_forecasts");
            (until, leased) = (longer, Stopwatch.GetTimestamp());
        }
    }

    // Until when the branch is this program's; null while another one is at it.
    private async Task<DateTime?> Claim(int branch, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var (now, until) = (desk.Now, desk.Now + Lease);
        var never = DateOnly.MinValue;
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO branch_forecasts (branch_id, batches, root_facts, made_at, first_day, took, leased_until)
            VALUES ({branch}, -1, -1, {now}, {never}, 0, NULL) ON CONFLICT (branch_id) DO NOTHING
            """, cancel);
        return await db.BranchForecasts.Where(f => f.BranchId == branch && (f.LeasedUntil == null || f.LeasedUntil <= now))
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.LeasedUntil, until), cancel) == 1 ? until : null;
    }

    // What the snapshot holds; what comes after it makes the forecast due again.
    private async Task<BranchForecast> Basis(TributaryDb db, int branch, CancellationToken cancel)
    {
        var counters = await db.Branches.AsNoTracking().Where(b => b.Id == branch || b.Id == 0).ToDictionaryAsync(b => b.Id, cancel);
        return new()
        {
            BranchId = branch, Batches = counters[branch].Batches, RootFacts = counters[0].Facts, MadeAt = desk.Now, FirstDay = await desk.Today(), Took = 0,
        };
    }

    /// <summary>Makes what is kept equal to what was made, both in one order, and writes nothing else.</summary>
    private async Task Keep<T>(int branch, Func<TributaryDb, Task> fence, Func<IQueryable<T>, IQueryable<T>> inOrder, IEnumerable<T> made, Comparison<T> order, Func<T, T, bool> isSame, CancellationToken cancel) where T : Row
    {
        var (add, remove) = (new List<Row>(), new List<Row>());
        await using (var reading = database.CreateDbContext())
        {
            // The stream stands still while what differs is written.
            reading.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
            var rows = inOrder(reading.Set<T>().AsNoTracking().Where(row => EF.Property<int>(row, "BranchId") == branch));
            await using var kept = await Cursor<T>.On(rows.AsAsyncEnumerable());
            foreach (var fresh in made)
            {
                while (kept.Has && order(kept.Row, fresh) < 0)
                {
                    remove.Add(kept.Row);
                    await kept.Step();
                }
                var there = kept.Has && order(kept.Row, fresh) == 0;
                if (!there || !isSame(kept.Row, fresh))
                {
                    if (there) remove.Add(kept.Row);
                    add.Add(fresh);
                }
                if (there) await kept.Step();
                if (add.Count + remove.Count >= Chunk) await Write();
            }
            for (; kept.Has; await kept.Step())
            {
                remove.Add(kept.Row);
                if (remove.Count >= Chunk) await Write();
            }
        }
        await Write();

        async Task Write()
        {
            if (add.Count + remove.Count == 0) return;
            await using var db = database.CreateDbContext();
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            await fence(db);
            await new Bulk(db).Delete(typeof(T), remove).Insert(typeof(T), add).Send(cancel);
            await transaction.CommitAsync(cancel);
            add.Clear();
            remove.Clear();
        }
    }
}
