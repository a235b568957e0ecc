using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Usage;

namespace Tributary.Tests.Stories;

/// <summary>
/// Ten thousand deeds at random, and between them what end users did: a million events on PostgreSQL in batches of ten thousand,
/// a tenth of that on SQLite; a fifth of them were sent before, another fifth comes up to two months late. What the
/// dashboard says of every account is then what its raw rows say. <c>TRIBUTARY_TEST_SEED</c> repeats a failure.
/// </summary>
[Trait("Category", "Long")]
public sealed class MillionEventsTests
{
    private const int Deeds = 10_000;
    private const int Batches = 100;

    [Theory, OnBoth]
    public Task S1_01_Ten_thousand_deeds_and_a_million_events_leave_the_figures_of_a_recount(DatabaseKind kind) => TenThousandDeedsTests.Seeded(async seed =>
    {
        await using var town = await Town.Open(kind);
        var model = new Model(town);
        var whims = new Queue<Whim>(Whim.All.Sample(Deeds, new Rnd(seed), 50));
        var users = new Crowd(town.World, new Random((int)(seed % int.MaxValue)), kind == DatabaseKind.Postgres ? RecordUsage.Most : RecordUsage.Most / 10);
        while (whims.Count > 0)
        {
            var first = whims.Peek();
            await model.Do(town.Desks[0], [.. Enumerable.Range(0, Math.Min(whims.Count, 20 + first.B % 220)).Select(_ => whims.Dequeue())], await town.Look());
            town.World.Clock.Advance(TimeSpan.FromHours(first.C % 8 * 24 + first.D % 20));
            await town.World.Register();
            await town.Night(town.Desks[0]);
            if (users.Sent < Batches) await users.Send(await town.Look());
        }
        while (users.Sent < Batches) await users.Send(await town.Look());

        await model.MustHoldInTheEnd();
        await users.MustBeCounted();
    });

    /// <summary>The end users of a town, and how often each id was sent.</summary>
    private sealed class Crowd(World world, Random random, int most)
    {
        private readonly List<ReportedUse> earlier = [];
        private int fresh;

        public int Sent { get; private set; }

        public async Task Send(Sight sight)
        {
            Thing[] used = [.. sight.Living, .. sight.Ended];
            if (used.Length == 0) return;
            var now = world.Clock.GetUtcNow().UtcDateTime;
            var (batch, known) = (new List<ReportedUse>(most), earlier.Count);
            while (batch.Count < most)
            {
                // What was sent before is sent again as it was, some of it from batches long ago.
                if (known > 0 && random.Next(5) == 0)
                {
                    batch.Add(earlier[random.Next(known)]);
                    continue;
                }
                var late = random.Next(5) == 0 ? random.Next(60 * 24 * 60) : random.Next(24 * 60);
                var use = new ReportedUse($"event {fresh++}", used[random.Next(used.Length)].Id, $"person {random.Next(400)}", now.AddMinutes(-late), "use");
                batch.Add(use);
                earlier.Add(use);
            }
            var done = await new RecordUsage(world.Database, world.Clock).Do(world.Nora.Viewer, batch, default);
            Assert.Empty(done.Rejected);
            Assert.Equal(earlier.Count - known, done.Recorded);
            Assert.Equal(most, done.Recorded + done.Repeated);
            Sent++;
        }

        /// <summary>That each id counts once, and that every level reads of the last day what the raw rows below it say.</summary>
        public async Task MustBeCounted()
        {
            await using var db = world.Db();
            Assert.Equal(fresh, await db.UsageEvents.CountAsync());
            var (paths, last) = (await db.Accounts.AsNoTracking().ToDictionaryAsync(a => a.Id, a => a.Path), world.Today);
            // Those of the month reach back a day more than thirty in long months.
            var raw = (await db.UsageEvents.AsNoTracking().Where(e => e.Day > last.AddDays(-32) && e.Day <= last)
                .Select(e => new { e.AccountId, e.UserKey, e.Day }).Distinct().ToListAsync()).ConvertAll(e => (Path: paths[e.AccountId], e.AccountId, e.UserKey, e.Day));
            Assert.NotEmpty(raw);
            foreach (var (account, path) in paths)
            {
                var below = raw.FindAll(e => TreePath.Within(e.Path, path));
                long Users(DateOnly from) => below.Where(e => e.Day >= from).DistinctBy(e => (e.AccountId, e.UserKey)).LongCount();
                var kept = await ActiveUsers.On(db, account, last);
                Assert.Equal((Users(last), Users(last.AddDays(-6)), Users(last.AddDays(-29))), (kept.Users, kept.Users7, kept.Users30));
                var month = await ActiveUsers.ByMonth(db, account, last, last);
                Assert.Equal(Users(new(last.Year, last.Month, 1)), month.GetValueOrDefault(new(last.Year, last.Month, 1)));
            }
        }
    }
}
