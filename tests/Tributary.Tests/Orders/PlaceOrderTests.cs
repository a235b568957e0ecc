using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Pricing;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Tests.Orders;

public sealed class PlaceOrderTests
{
    // Cost 10.00, and 25 % at each of four sellers: 12.50, 15.63, 19.54, 24.43; the unit price is rounded, then multiplied.
    private static readonly long[] Prices = [12_50, 15_63, 19_54, 24_43];

    [Theory, OnBoth]
    public async Task A_sale_reserves_at_every_level_and_captures_on_delivery(DatabaseKind kind)
    {
        await using var world = await Funded(kind);
        var plan = await world.Plan("MAIL", 10m);

        var order = await world.Order(world.Cora, plan, 3);

        Assert.Equal(OrderState.Provisioning, order.State);
        Cast[] buyers = [world.Piet, world.Rosa, world.Saul, world.Cora];
        foreach (var (buyer, price) in buyers.Zip(Prices)) Assert.Equal((1000_00 - 3 * price, 3 * price), await world.Held(buyer));

        await world.Deliver();

        foreach (var (buyer, price) in buyers.Zip(Prices))
        {
            Assert.Equal((1000_00 - 3 * price, 0), await world.Held(buyer));
            Assert.Equal(3 * price, await world.Sales(buyer));
        }
        var subscription = await world.Reload(order.Lines[0].SubscriptionId);
        Assert.Equal((SubscriptionState.Active, new DateOnly(2026, 1, 15), new DateOnly(2026, 2, 15)), (subscription.State, subscription.TermStart, subscription.TermEnd));
        Assert.Equal([3 * 2_50, 3 * 3_13, 3 * 3_91, 3 * 4_89], subscription.Levels.Select(l => l.Margin));
        Assert.Equal(OrderState.Completed, (await world.Reload(order)).State);
    }

    [Theory, OnBoth]
    public async Task A_discount_says_what_it_was_taken_off(DatabaseKind kind)
    {
        await using var world = await Funded(kind);
        var plan = await world.Plan("MAIL", 10m, recommended: 40m);
        await world.Do(new SetPrice { By = world.Saul.Viewer, PlanId = plan.PlanId, Kind = PriceRuleKind.Discount, Percent = 10 });

        var seen = PriceView.Of((await world.Order(world.Cora, plan)).Lines[0].Levels, 1, world.Saul.Viewer, world.Cora.Id);

        Assert.Equal((new Money(40_00, Currency.Usd), new Money(36_00, Currency.Usd)), (seen.Made!.Recommended, seen.Charges!.UnitPrice));
    }

    [Theory, OnBoth]
    public async Task A_division_has_its_customer_pay(DatabaseKind kind)
    {
        await using var world = await Funded(kind);
        await world.Buy(world.Dana, await world.Plan("MAIL", 10m));
        Assert.Equal((1000_00 - 24_43, 0), await world.Held(world.Cora));
    }

    [Theory, OnBoth]
    public async Task Who_is_short_itself_is_told_exactly_what_is_missing_and_nothing_moves(DatabaseKind kind)
    {
        await using var world = await Funded(kind);
        var plan = await world.Plan("MAIL", 10m);

        var refusal = await Assert.ThrowsAsync<Refusal>(() => world.Order(world.Cora, plan, 41));

        Assert.Equal("wallet.insufficient", refusal.Code);
        Assert.Contains("1.63 USD", refusal.Message); // 41 × 24.43 = 1,001.63
        Assert.Equal((1000_00, 0), await world.Held(world.Piet));
        await using var db = world.Db();
        Assert.Equal(0, await db.Orders.CountAsync());
    }

    [Theory, OnBoth]
    public async Task A_level_above_that_is_short_makes_the_order_wait_and_betrays_nothing(DatabaseKind kind)
    {
        await using var world = await Funded(kind, rosa: 15.62m);
        var plan = await world.Plan("MAIL", 10m);

        var order = await world.Order(world.Cora, plan);

        Assert.Equal((OrderState.AwaitingFunds, world.Rosa.Account.Path), (order.State, order.ShortPath));
        foreach (var buyer in new[] { world.Piet, world.Saul, world.Cora }) Assert.Equal((1000_00, 0), await world.Held(buyer));
        string Seen(Cast by) => by.Viewer.StateFor(order.State, order.ShortPath, order.AccountId);
        Assert.Equal(["processing", "provisioning", "awaiting_funds", "awaiting_funds", "awaiting_funds"],
            [Seen(world.Cora), Seen(world.Saul), Seen(world.Rosa), Seen(world.Piet), Seen(world.Nora)]);

        await world.TopUp(world.Rosa, 0.01m);
        Assert.Equal(1, await world.Retry(world.Rosa));

        Assert.Equal(OrderState.Provisioning, (await world.Reload(order)).State);
        Assert.Equal((0, 15_63), await world.Held(world.Rosa));
    }

    [Theory, OnBoth]
    public async Task A_waiting_order_lapses_at_its_deadline(DatabaseKind kind)
    {
        await using var world = await Funded(kind, rosa: 0);
        var order = await world.Order(world.Cora, await world.Plan("MAIL", 10m));
        world.Clock.Advance(TimeSpan.FromDays(3));

        await world.Retry(world.Rosa);

        Assert.Equal((OrderState.Cancelled, "lapsed"), ((await world.Reload(order)).State, (await world.Reload(order)).CloseReason));
        Assert.Equal((1000_00, 0), await world.Held(world.Cora));
    }

    [Theory, OnBoth]
    public async Task The_same_reference_is_done_once_and_answered_the_same(DatabaseKind kind)
    {
        await using var world = await Funded(kind);
        var plan = await world.Plan("MAIL", 10m);
        PlaceOrder Deed(int quantity, byte asked) => new()
        {
            By = world.Cora.Viewer, Branch = world.Cora.BranchId, AccountId = world.Cora.Id, Items = [new(plan.PlanId, Interval.Monthly, quantity)], Reference = "a", Asked = [asked],
        };

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.Do(Deed(1, 1))));
        var later = await world.Do(Deed(1, 1));

        Assert.Single(all.Append(later).Select(a => a.OrderId).Distinct());
        Assert.Equal("idempotency.reused", (await Assert.ThrowsAsync<Refusal>(() => world.Do(Deed(2, 2)))).Code);
        Assert.Equal((1000_00 - 24_43, 24_43), await world.Held(world.Cora));
    }

    [Theory, OnBoth]
    public async Task What_is_not_seen_does_not_exist(DatabaseKind kind)
    {
        await using var world = await Funded(kind);
        var plan = await world.Plan("MAIL", 10m);
        foreach (var stranger in new[] { world.Xena, world.Dana })
            Assert.Equal("account.not_found", (await Assert.ThrowsAsync<Refusal>(() => world.Order(world.Cora, plan, by: stranger.Viewer))).Code);
        Assert.Equal("right.missing", (await Assert.ThrowsAsync<Refusal>(() => world.Order(world.Cora, plan, by: world.Cora.Viewer with { Rights = Right.ViewAll }))).Code);
    }

    [Theory, OnBoth]
    public async Task What_fails_for_good_is_released(DatabaseKind kind)
    {
        await using var world = await Funded(kind);
        var order = await world.Order(world.Cora, await world.Plan("MAIL", 10m));
        await using (var db = world.Db())
        {
            var work = await db.Work.SingleAsync();
            await world.Do(new FinishWork { By = world.Nora.Viewer, Branch = work.BranchId, WorkId = work.Id, Outcome = new() { Kind = OutcomeKind.Failed, Reason = "gone" } });
        }
        Assert.Equal((1000_00, 0), await world.Held(world.Cora));
        Assert.Equal((OrderState.Cancelled, "not_delivered"), ((await world.Reload(order)).State, (await world.Reload(order)).CloseReason));
        Assert.Equal(SubscriptionState.Cancelled, (await world.Reload(order.Lines[0].SubscriptionId)).State);
    }

    internal static async Task<World> Funded(DatabaseKind kind, decimal rosa = 1000m)
    {
        var world = await World.Open(kind);
        foreach (var buyer in new[] { world.Piet, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        if (rosa > 0) await world.TopUp(world.Rosa, rosa);
        return world;
    }
}
