using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Tests.Orders;

/// <summary>A change that a level above cannot pay for waits as a sale waits.</summary>
public sealed class WaitingChangeTests
{
    [Theory, OnBoth]
    public async Task A_change_waits_for_a_level_above_and_goes_on_counted_from_that_day(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind, rosa: 15.63m);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        world.Clock.MoveTo(new DateTime(2026, 1, 31, 9, 0, 0, DateTimeKind.Utc));

        var change = await world.Do(More(world, bought));

        Assert.Equal((ChangeWhen.Now, OrderState.AwaitingFunds, world.Rosa.Account.Path), (change.When, change.Order!.State, change.Order.ShortPath));
        Assert.Equal((1000_00 - 24_43, 0), await world.Held(world.Cora));
        Assert.Equal("subscription.change_open", (await Assert.ThrowsAsync<Refusal>(() => world.Do(More(world, bought)))).Code);

        world.Clock.MoveTo(new DateTime(2026, 2, 1, 9, 0, 0, DateTimeKind.Utc));
        await world.TopUp(world.Rosa, 100m);
        Assert.Equal(1, await world.Retry(world.Rosa));
        // From 1 to 15 February, 14 of 31 days of one seat more: 24.43 × 14 / 31 = 11.03.
        Assert.Equal((1000_00 - 24_43 - 11_03, 11_03), await world.Held(world.Cora));
        await world.Deliver();

        Assert.Equal(2, (await world.Reload(bought.Id)).Quantity);
        Assert.Equal(["Paid 2026-01-15..2026-02-01", "Paid 2026-02-01..2026-02-15"], await world.TimeLine(bought.Id));
    }

    [Theory, OnBoth]
    public async Task Quoted_anew_on_a_day_on_which_it_was_tried_before_it_is_still_a_change(DatabaseKind kind)
    {
        // What a month of SMALL costs Rosa is there, what BIG costs beyond it is not.
        await using var world = await PlaceOrderTests.Funded(kind, rosa: 15.63m);
        var small = await world.Plan("SMALL", 10m);
        var big = await world.Plan(world.Nora, small.ProductId, "BIG", 20m);
        var bought = await world.Buy(world.Cora, small);
        var change = await world.Do(new ChangeSubscription { By = world.Cora.Viewer, Branch = 1, SubscriptionId = bought.Id, PlanId = big });
        Assert.Equal(OrderState.AwaitingFunds, change.Order!.State);
        world.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromMinutes(1));
        await world.Retry(world.Rosa);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.TopUp(world.Rosa, 100m);

        await world.Do(new ProceedOrder { By = world.Rosa.Viewer, Branch = 1, OrderId = change.Order.OrderId, Why = ProceedWhy.Resubmitted });

        // 28 of 31 days of BIG at 48.83 (44.10) less as many of SMALL at 24.43 (22.07).
        Assert.Equal((1000_00 - 24_43 - 22_03, 22_03), await world.Held(world.Cora));
        await world.Deliver();
        Assert.Equal(big, (await world.Reload(bought.Id)).PlanId);
    }

    [Theory, OnBoth]
    public async Task It_lapses_at_its_deadline_and_the_subscription_is_free_again(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind, rosa: 15.63m);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        var change = await world.Do(More(world, bought));

        world.Clock.Advance(TimeSpan.FromDays(3));
        await world.Retry(world.Rosa);

        Assert.Equal(OrderState.Cancelled, (await world.Reload(change.Order!)).State);
        var after = await world.Reload(bought.Id);
        Assert.Equal((SubscriptionState.Active, 1, null), (after.State, after.Quantity, after.OpenLineId));
        Assert.Equal((1000_00 - 24_43, 0), await world.Held(world.Cora));
    }

    [Theory, OnBoth]
    public async Task It_lapses_with_the_term_it_was_to_change(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind, rosa: 15.63m);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        world.Clock.MoveTo(new DateTime(2026, 2, 14, 9, 0, 0, DateTimeKind.Utc));
        var change = await world.Do(More(world, bought));
        world.Clock.MoveTo(new DateTime(2026, 2, 15, 9, 0, 0, DateTimeKind.Utc));
        await world.TopUp(world.Rosa, 100m);

        await world.Retry(world.Rosa);
        await world.Renew();

        Assert.Equal(OrderState.Cancelled, (await world.Reload(change.Order!)).State);
        Assert.Equal((1, new DateOnly(2026, 3, 15)), ((await world.Reload(bought.Id)).Quantity, (await world.Reload(bought.Id)).TermEnd));
    }

    [Theory, OnBoth]
    public async Task Work_that_a_person_puts_back_takes_its_order_along(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var order = await world.Order(world.Cora, await world.Plan("MAIL", 10m, details: new() { Connector = "licence" }));
        await using var db = world.Db();
        var work = await db.Work.AsNoTracking().SingleAsync();
        await world.Do(new FinishWork { By = world.Worker, Branch = 1, WorkId = work.Id, Outcome = new() { Kind = OutcomeKind.NeedsPerson, Reason = "Look." } });
        Assert.Equal(OrderState.NeedsAttention, (await world.Reload(order)).State);

        await world.Do(new ResubmitWork { By = world.Nora.Viewer, WorkBranchId = 1, WorkId = work.Id });

        Assert.Equal(OrderState.Provisioning, (await world.Reload(order)).State);
        await world.Deliver();
        Assert.Equal(OrderState.Completed, (await world.Reload(order)).State);
    }

    private static ChangeSubscription More(World world, Subscription bought) => new() { By = world.Cora.Viewer, Branch = 1, SubscriptionId = bought.Id, Quantity = 2 };
}
