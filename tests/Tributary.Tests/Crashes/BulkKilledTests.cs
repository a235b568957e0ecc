extern alias crash;

using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Orders.Bulk;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Tests.Api;

namespace Tributary.Tests.Crashes;

/// <summary>
/// One deed is being done to very many subscriptions when the served program is killed with SIGKILL, at moments of chance; the
/// next one goes on: each is done once, paid once, counted once.
/// </summary>
[Trait("Category", "Crash")]
public sealed class BulkKilledTests
{
    private const int Many = 1_500, Kills = 3;

    [Theory, OnBoth]
    public async Task S1_07_Killed_while_very_many_are_renewed_each_is_renewed_and_counted_once(DatabaseKind kind)
    {
        var folder = Directory.CreateTempSubdirectory("tributary-bulk-").FullName;
        await using var world = await World.Open(kind);
        try
        {
            await Buy(world);
            // The clock of the story is moved past leases, which the killed program took along.
            var clock = new crash::Tributary.Crash.FileClock(Path.Combine(folder, "clock"));
            clock.MoveTo(world.Clock.GetUtcNow().UtcDateTime);
            var key = await world.Key(world.Saul);
            await using var program = await Served.Start(world.Setting, clock);

            // A quick machine may be done before it is killed: then all are renewed once more, until enough kills met it at work.
            int runs = 0, met = 0;
            for (var kill = 1; met < Kills; kill++)
            {
                Assert.True(kill <= 5 * Kills, "It was never killed in time to show anything.");
                var run = await Last(world);
                if (run is not { State: BulkState.Running })
                {
                    (await program.Caller(key).Post("/subscriptions/bulk", new { deed = "renew" })).Must(202);
                    runs++;
                }
                var least = Math.Min((run is { State: BulkState.Running } ? run.Position : 0) + Many / (Kills + 2), Many - 1);
                await Until(program, world, run => run.Position > least || run.State != BulkState.Running, look: 5);
                await Task.Delay(Random.Shared.Next(0, 40));
                await program.Kill();
                world.Database.Postgres?.Clear();
                if ((await Last(world))!.State == BulkState.Running) met++;
                clock.Advance(TimeSpan.FromMinutes(1));
                await program.Start();
            }
            await Until(program, world, run => run.State != BulkState.Running, look: 50);

            await using var read = world.Db();
            Assert.All(await read.BulkRuns.AsNoTracking().ToListAsync(),
                run => Assert.Equal((BulkState.Done, Many, 0), (run.State, run.Succeeded, run.Refused)));
            Assert.Equal(runs, await read.BulkRuns.CountAsync());
            Assert.Equal(runs * Many, await read.Orders.CountAsync(order => order.Kind == OrderKind.Renewal));
            var next = new DateOnly(2026, 2, 15).AddMonths(runs);
            Assert.Equal(Many, await read.Subscriptions.CountAsync(s => s.TermEnd == next));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Buy(World world)
    {
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 10_000_000m); // Enough to renew all of them each time.
        var (cora, plan) = (world.Cora, await world.Plan());
        Mind(await world.Desk.DoAll(Enumerable.Range(0, Many).Select(_ => new PlaceOrder
        {
            By = cora.Viewer, Branch = cora.BranchId, AccountId = cora.Id, Items = [new(plan.PlanId, Interval.Monthly, 1)],
        })));
        await using var db = world.Db();
        var open = await db.Work.AsNoTracking().Where(w => w.FinishedAt == null).Select(w => new { w.Id, w.BranchId }).ToListAsync();
        Mind(await world.Desk.DoAll(open.Select(w => new FinishWork
        {
            By = world.Worker, Branch = w.BranchId, WorkId = w.Id, Outcome = new WorkOutcome { Kind = OutcomeKind.Done },
        })));
    }

    private static void Mind(IReadOnlyList<object> answers)
    {
        Assert.Equal(Many, answers.Count);
        foreach (var answer in answers)
            if (answer is Exception no) throw no;
    }

    private static async Task Until(Served program, World world, Func<BulkRun, bool> what, int look)
    {
        for (var since = System.Diagnostics.Stopwatch.StartNew(); ; await Task.Delay(look))
        {
            if (await Last(world) is { } run && what(run)) return;
            if (since.Elapsed > TimeSpan.FromMinutes(2)) Assert.Fail($"It does not come so far:\n{program.Said}");
        }
    }

    private static async Task<BulkRun?> Last(World world)
    {
        await using var db = world.Db();
        return await db.BulkRuns.AsNoTracking().OrderByDescending(run => run.Id).FirstOrDefaultAsync();
    }
}
