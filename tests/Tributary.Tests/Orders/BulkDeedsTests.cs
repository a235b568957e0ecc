using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Orders;
using Tributary.Orders.Bulk;
using Tributary.Subscriptions;

namespace Tributary.Tests.Orders;

/// <summary>One deed on many subscriptions: each once, with the rights of that moment, whatever becomes of the program.</summary>
public sealed class BulkDeedsTests
{
    [Theory, OnBoth]
    public async Task S1_07_Killed_between_the_deeds_and_their_counting_each_is_done_and_counted_once(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var (by, rows) = await Bought(world, 4);
        await world.Do(new PauseSubscription { By = world.Cora.Viewer, Branch = rows[3].BranchId, SubscriptionId = rows[3].Id, What = PauseWhat.Pause });
        await world.Deliver();
        var started = await world.Do(Start(by, BulkDeed.Renew, rows));

        // The first program has done two and is gone before it could say so.
        var items = await Items(world, started.RunId);
        await world.Desk.DoAll(items.Take(2).Select(i => RunBulk.DeedOf(BulkDeed.Renew, by, i.OfBranch, i.SubscriptionId, reference: $"bulk:{started.RunId:N}:{i.Seq}")));
        Assert.Equal(1, await new RunBulk(world.Database, world.Desk).Drain(world.Worker));
        Assert.Equal(0, await new RunBulk(world.Database, world.Desk).Drain(world.Worker));

        var run = await Run(world, started.RunId);
        Assert.Equal((BulkState.Done, 3, 1, 4), (run.State, run.Succeeded, run.Refused, run.Position));
        await using var now = world.Db();
        Assert.Equal(3, await now.Orders.CountAsync(o => o.Kind == OrderKind.Renewal));
        Assert.All(rows.Take(3), row => Assert.Equal(new DateOnly(2026, 3, 15), now.Subscriptions.Single(s => s.Id == row.Id).TermEnd));
        var refused = await now.BulkItems.AsNoTracking().SingleAsync(i => i.State == BulkItemState.Refused);
        Assert.Equal((rows[3].Id, "subscription.cannot_renew"), (refused.SubscriptionId, refused.Why()!.Code));
        Assert.Equal(["bulk.over", "bulk.started"], await now.Trail.Where(t => t.Action.StartsWith("bulk.")).Select(t => t.Action).OrderBy(a => a).ToListAsync());
        Assert.Equal(3, await now.Trail.CountAsync(t => t.Action == "subscription.renewed" && t.ActorAccountId == world.Saul.Id));
    }

    [Theory, OnBoth]
    public async Task S1_07_Whoever_may_no_more_gets_nothing_done_and_who_stops_it_leaves_the_rest(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var (by, rows) = await Bought(world, 2);

        var stopped = await world.Do(Start(by, BulkDeed.Pause, rows));
        Assert.Equal(BulkState.Stopped, (await world.Do(new StopBulk { By = by, RunId = stopped.RunId })).State);
        await world.Refused("bulk.over", new StopBulk { By = by, RunId = stopped.RunId });
        var failed = await world.Do(Start(by, BulkDeed.Pause, rows));
        await using (var db = world.Db())
        {
            await db.ApiKeys.ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, world.Desk.Now));
        }
        await new RunBulk(world.Database, world.Desk).Drain(world.Worker);

        Assert.Equal((BulkState.Failed, "asker.gone"), ((await Run(world, failed.RunId)).State, (await Run(world, failed.RunId)).WhyFailed()!.Code));
        Assert.Equal((BulkState.Stopped, 0), ((await Run(world, stopped.RunId)).State, (await Run(world, stopped.RunId)).Succeeded));
        foreach (var row in rows) Assert.Equal(SubscriptionState.Active, (await world.Reload(row.Id)).State);
        await world.Refused("bulk_run.not_found", new StopBulk { By = world.Xena.Viewer, RunId = failed.RunId });
        await world.Refused("bulk_run.not_found", new StopBulk { By = world.Rosa.Viewer, RunId = failed.RunId });
        await world.Refused("bulk.nothing", Start(by, BulkDeed.Pause, []));
    }

    [Fact]
    public async Task The_review_sums_what_moves_at_the_viewers_level_and_sees_money_run_out()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var (_, rows) = await Bought(world, 3);

        // Cora has 58.62 left over of 117.24: enough for three; a fourth of somebody else's is not hers to see.
        var seen = await BulkReview.Of(world.Desk, world.Cora.Viewer, BulkDeed.Renew, rows);
        Assert.Equal((3, "58.62 USD", 0), (seen.Possible, seen.Pays.Single().ToString(), seen.Charges.Count));
        var sold = await BulkReview.Of(world.Desk, world.Saul.Viewer, BulkDeed.Renew, rows);
        Assert.Equal(("46.89 USD", "58.62 USD"), (sold.Pays.Single().ToString(), sold.Charges.Single().ToString()));
        var foreign = await BulkReview.Of(world.Desk, world.Xena.Viewer, BulkDeed.Renew, rows);
        Assert.All(foreign.Refused, r => Assert.Equal("subscription.not_found", r.Why.Code));
        await world.Order(world.Cora, new(default, rows[0].PlanId, world.Nora));
        var shorter = await BulkReview.Of(world.Desk, world.Cora.Viewer, BulkDeed.Renew, rows);
        Assert.Equal((2, 1), (shorter.Possible, shorter.Refused.Count));
    }

    private static async Task<(Viewer By, IReadOnlyList<Subscription> Rows)> Bought(World world, int count)
    {
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 1000m);
        await world.TopUp(world.Cora, 19.54m * count * 2);
        var plan = await world.Plan();
        var rows = new List<Subscription>();
        for (var i = 0; i < count; i++) rows.Add(await world.Buy(world.Cora, plan));
        var secret = KeySecret.New();
        var key = await world.Do(new CreateKey
        {
            By = world.Saul.Viewer, AccountBranch = world.Saul.BranchId, AccountId = world.Saul.Id, Name = "Shop", Scopes = Scopes.All, Hash = secret.Hash, Prefix = secret.Prefix,
        });
        return (world.Saul.Viewer with { KeyId = key.KeyId }, rows);
    }

    private static StartBulk Start(Viewer by, BulkDeed what, IReadOnlyList<Subscription> rows) =>
        new() { By = by, What = what, Subscriptions = [.. rows.Select(row => (row.BranchId, row.Id))] };

    private static async Task<List<BulkItem>> Items(World world, Guid run)
    {
        await using var db = world.Db();
        return await db.BulkItems.AsNoTracking().Where(i => i.RunId == run).OrderBy(i => i.Seq).ToListAsync();
    }

    private static async Task<BulkRun> Run(World world, Guid id)
    {
        await using var db = world.Db();
        return await db.BulkRuns.AsNoTracking().SingleAsync(r => r.Id == id);
    }
}
