using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Subscriptions;

namespace Tributary.Tests.Partners;

/// <summary>An account is switched off for months and comes back: what runs goes on or is paused as was chosen, and renewals follow.</summary>
public sealed class DeactivationTests
{
    [Theory, OnBoth]
    public async Task What_goes_on_renews_month_after_month_while_its_reseller_is_inactive(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var running = await Trade(world);
        await world.Do(Off(world.Rosa, world.Saul, RunningChoice.GoOn));
        Assert.Equal(0, await Run(world));

        await Months(world, 3);

        Assert.Equal((SubscriptionState.Active, new DateOnly(2026, 5, 15)), await At(world, running));
        Assert.Equal(4, (await world.TimeLine(running.Id)).Count(line => line.StartsWith("Paid", StringComparison.Ordinal)));
        // It still earns and pays, although it sells nothing new.
        await world.Refused("account.not_active", new PlaceOrder { By = world.Rosa.Viewer, Branch = 1, AccountId = world.Cora.Id, Items = [new(running.PlanId, Interval.Monthly, 1)] });
        await world.Refused("order.unavailable", new PlaceOrder { By = world.Cora.Viewer, Branch = 1, AccountId = world.Cora.Id, Items = [new(running.PlanId, Interval.Monthly, 1)] });
    }

    [Theory, OnBoth]
    public async Task What_is_paused_is_not_charged_and_comes_back_with_the_account_and_nothing_else_does(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var running = await Trade(world);
        var kept = await world.Buy(world.Cora, new MadePlan(Guid.Empty, running.PlanId, world.Nora));
        await world.Do(Pause(world.Cora, kept, PauseWhat.Pause));
        var elsewhere = await world.Buy(world.Xena, new MadePlan(Guid.Empty, running.PlanId, world.Nora));
        await world.Do(Off(world.Rosa, world.Saul, RunningChoice.Pause));
        Assert.Equal(1, (await Row(world, world.Saul)).Total);
        Assert.Equal(1, await Run(world));
        Assert.Equal(0, await Run(world));
        var row = await Row(world, world.Saul);
        Assert.Equal((1, true, row.Id), (row.Paused, row.Through, (await world.Reload(running.Id)).StoppedById));
        var balance = await world.Balance(world.Cora);

        await Months(world, 3);

        Assert.Equal(balance, await world.Balance(world.Cora));
        Assert.Equal((SubscriptionState.Paused, new DateOnly(2026, 2, 15)), await At(world, running));
        Assert.Equal(SubscriptionState.Active, (await world.Reload(elsewhere.Id)).State);
        // Its own customer, or anybody else, does not resume what its deactivation has paused.
        await world.Refused("subscription.paused_by_seller", Pause(world.Cora, running, PauseWhat.Resume));
        await world.Refused("subscription.paused_by_seller", Pause(world.Rosa, running, PauseWhat.Resume));

        await world.Do(new RequestReactivation { By = world.Rosa.Viewer, InBranch = 1, AccountId = world.Saul.Id });
        Assert.Equal(0, await Run(world));
        await world.Do(new ConfirmAccount { By = world.Nora.Viewer, InBranch = 1, AccountId = world.Saul.Id });
        Assert.Equal(1, await Run(world));
        await world.Deliver();

        // 15 April, the start of a term: that term is paid, and the months between are a pause of their own.
        Assert.Equal((SubscriptionState.Active, new DateOnly(2026, 5, 15)), await At(world, running));
        Assert.Equal(["Paid 2026-01-15..2026-02-15", "Paused 2026-02-15..2026-04-15", "Paid 2026-04-15..2026-05-15"], await world.TimeLine(running.Id));
        Assert.Equal((SubscriptionState.Paused, (Guid?)null), ((await world.Reload(kept.Id)).State, (await world.Reload(kept.Id)).StoppedById));
        Assert.Null((await Row(world, world.Saul)).NextAt);
        await Months(world, 1);
        Assert.Equal((SubscriptionState.Active, new DateOnly(2026, 6, 15)), await At(world, running));
        await using var db = world.Db();
        Assert.Equal(["account.subscriptions_paused", "account.subscriptions_resumed"],
            await db.Trail.Where(t => t.AccountId == world.Saul.Id && t.Action.StartsWith("account.subscriptions")).Select(t => t.Action).Order().ToListAsync());
    }

    [Theory, OnBoth]
    public async Task Whoever_is_short_when_it_comes_back_waits_for_funds_and_goes_on_by_itself(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 1000m);
        await world.TopUp(world.Cora, 20m);
        var running = await world.Buy(world.Cora, await world.Plan()); // Costs her 19.54.
        await world.Do(Off(world.Rosa, world.Saul, RunningChoice.Pause));
        await Run(world);
        await Months(world, 2);
        await world.Do(new RequestReactivation { By = world.Rosa.Viewer, InBranch = 1, AccountId = world.Saul.Id });
        await world.Do(new ConfirmAccount { By = world.Nora.Viewer, InBranch = 1, AccountId = world.Saul.Id });
        await Run(world);

        var waiting = await world.Reload(running.Id);
        Assert.Equal((SubscriptionState.Paused, StateReasons.Unpaid, world.Cora.Id, null), (waiting.State, waiting.StateReason, waiting.ShortId, waiting.StoppedById));
        Assert.Null((await Row(world, world.Saul)).NextAt);
        await world.TopUp(world.Cora, 20m);
        Assert.Equal(1, await world.Retry(world.Cora));
        Assert.Equal((SubscriptionState.Active, new DateOnly(2026, 4, 15)), await At(world, running));
    }

    [Theory, OnBoth]
    public async Task It_is_done_in_chunks_and_goes_on_where_it_was_ended(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var plan = new MadePlan(Guid.Empty, (await Trade(world)).PlanId, world.Nora);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 100_000m);
        await world.Desk.DoAll(Enumerable.Range(0, DeactivationRun.Chunk + 30).Select(_ => new PlaceOrder { By = world.Cora.Viewer, Branch = 1, AccountId = world.Cora.Id, Items = [new(plan.PlanId, Interval.Monthly, 1)] }));
        await world.Deliver();
        await world.Do(Off(world.Rosa, world.Saul, RunningChoice.Pause));
        var row = await Row(world, world.Saul);
        Assert.Equal(DeactivationRun.Chunk + 31, row.Total);

        // A first chunk was done, and the program ended before it had noted so.
        await using (var db = world.Db())
        {
            var first = await db.Subscriptions.Where(s => s.State == SubscriptionState.Active).OrderBy(s => s.Id).Take(50).Select(s => s.Id).ToListAsync();
            await world.Desk.DoAll(first.Select(id => new PauseSubscription { By = world.Worker, Branch = 1, SubscriptionId = id, What = PauseWhat.Pause, DeactivationId = row.Id }));
        }
        Assert.Equal(DeactivationRun.Chunk + 31 - 50, await Run(world));
        Assert.Equal((row.Total, row.Total, true), ((await Row(world, world.Saul)).Paused, (await Row(world, world.Saul)).Total, (await Row(world, world.Saul)).Through));

        await world.Do(new RequestReactivation { By = world.Rosa.Viewer, InBranch = 1, AccountId = world.Saul.Id });
        await world.Do(new ConfirmAccount { By = world.Nora.Viewer, InBranch = 1, AccountId = world.Saul.Id });
        Assert.Equal(row.Total, await Run(world));
        await using var read = world.Db();
        Assert.False(await read.Subscriptions.AnyAsync(s => s.StoppedById != null || s.State != SubscriptionState.Active));
    }

    [Theory, OnBoth]
    public async Task What_becomes_active_later_is_paused_later_and_one_below_comes_back_after_the_one_above(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var running = await Trade(world);
        var order = await world.Order(world.Cora, new MadePlan(Guid.Empty, running.PlanId, world.Nora));
        await world.Do(Off(world.Saul, world.Cora, RunningChoice.Pause));
        await world.Do(Off(world.Piet, world.Rosa, RunningChoice.Pause));
        Assert.Equal(1, await Run(world));
        await world.Deliver();
        Assert.Equal(SubscriptionState.Active, (await world.Reload(order.Lines[0].SubscriptionId)).State);
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(1, await Run(world));
        Assert.Equal((2, 0), ((await Row(world, world.Cora)).Paused, (await Row(world, world.Rosa)).Paused));

        // Who cannot see Rosa reads nothing of her.
        Assert.DoesNotContain("Rosa", (await world.Refused("account.above_inactive", new RequestReactivation { By = world.Saul.Viewer, InBranch = 1, AccountId = world.Cora.Id })).Message);
        Assert.Contains("Rosa", (await world.Refused("account.above_inactive", new RequestReactivation { By = world.Piet.Viewer, InBranch = 1, AccountId = world.Cora.Id })).Message);
        await world.Do(new RequestReactivation { By = world.Piet.Viewer, InBranch = 1, AccountId = world.Rosa.Id });
        await world.Do(new ConfirmAccount { By = world.Nora.Viewer, InBranch = 1, AccountId = world.Rosa.Id });
        Assert.Equal(0, await Run(world));
        await world.Do(new RequestReactivation { By = world.Saul.Viewer, InBranch = 1, AccountId = world.Cora.Id });
        Assert.Equal(2, await Run(world));
    }

    [Theory, OnBoth]
    public async Task Nobody_but_the_program_pauses_in_its_name(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var running = await Trade(world);
        await world.Refused("right.missing", new PauseSubscription { By = world.Nora.Viewer, Branch = 1, SubscriptionId = running.Id, What = PauseWhat.Pause, DeactivationId = Guid.NewGuid() });
        await world.Refused("account.invalid", Off(world.Rosa, world.Saul, (RunningChoice)7));
    }

    private static async Task<Subscription> Trade(World world)
    {
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora, world.Xena }) await world.TopUp(buyer, 1000m);
        return await world.Buy(world.Cora, await world.Plan());
    }

    private static async Task Months(World world, int count)
    {
        for (var day = world.Today.AddMonths(count); world.Today < day;)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await Run(world);
            await world.Renew();
        }
    }

    private static Task<int> Run(World world) => new DeactivationRun(world.Database, world.Desk).Run(world.Worker);

    private static async Task<Deactivation> Row(World world, Cast of)
    {
        await using var db = world.Db();
        return await db.Deactivations.AsNoTracking().OrderByDescending(d => d.Id).FirstAsync(d => d.AccountId == of.Id);
    }

    private static async Task<(SubscriptionState, DateOnly?)> At(World world, Subscription of)
    {
        var now = await world.Reload(of.Id);
        return (now.State, now.TermEnd);
    }

    private static Deactivate Off(Cast by, Cast who, RunningChoice running) =>
        new() { By = by.Viewer, InBranch = who.BranchId, AccountId = who.Id, Reason = "Stops reselling", Running = running };

    private static PauseSubscription Pause(Cast by, Subscription of, PauseWhat what) => new() { By = by.Viewer, Branch = of.BranchId, SubscriptionId = of.Id, What = what };
}
