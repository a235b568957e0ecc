using Microsoft.Extensions.Logging.Abstractions;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Pricing;
using Tributary.Tests.Orders;

namespace Tributary.Tests.Ledger;

/// <summary>A desk remembers books and prices from batch to batch; another program writes to the same database meanwhile.</summary>
public sealed class LaneTests
{
    [Theory, OnBoth]
    public async Task What_another_program_sets_counts_for_the_next_order(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        await using var other = new Desk(world.Database, world.Clock, NullLogger<Desk>.Instance);
        var plan = await world.Plan("MAIL", 10m);
        PlaceOrder Order() => new() { By = world.Saul.Viewer, Branch = 1, AccountId = world.Cora.Id, Items = [new(plan.PlanId, Interval.Monthly, 1)] };
        async Task<long> Price() => (await world.Desk.Do(Order())).Lines[0].Levels[^1].UnitPrice;
        Assert.Equal(24_43, await Price());
        Assert.Equal(24_43, await Price());

        await other.Do(new SetPrice { By = world.Saul.Viewer, PlanId = plan.PlanId, Kind = PriceRuleKind.Fixed, Amount = new(30_00, Currency.Usd) });
        Assert.Equal(30_00, await Price());
        await other.Do(new SetPrice { By = world.Saul.Viewer, BuyerId = world.Cora.Id, PlanId = plan.PlanId, Kind = PriceRuleKind.Fixed, Amount = new(31_00, Currency.Usd) });
        Assert.Equal(31_00, await Price());
        // The root's prices are in another branch, which this order's batch does not lock.
        await other.Do(new SetPricePoint { By = world.Nora.Viewer, PlanId = plan.PlanId, Interval = Interval.Monthly, BaseCost = new(20_00, Currency.Usd) });
        Assert.Equal("price.below_cost", (await Assert.ThrowsAsync<Refusal>(Price)).Code);
        await other.Do(new SetPrice { By = world.Nora.Viewer, Kind = PriceRuleKind.Discount, Percent = 0, PlanId = plan.PlanId });
        await other.Do(new SetPricePoint { By = world.Nora.Viewer, PlanId = plan.PlanId, Interval = Interval.Monthly, BaseCost = new(1_00, Currency.Usd) });
        Assert.Equal(31_00, await Price());

        await other.Do(new Deactivate { By = world.Saul.Viewer, InBranch = 1, AccountId = world.Cora.Id, Reason = "Paid nothing" });
        Assert.Equal("account.not_active", (await Assert.ThrowsAsync<Refusal>(Price)).Code);
    }

    [Theory, OnBoth]
    public async Task What_another_program_moves_is_there_for_the_next_order(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        await using var other = new Desk(world.Database, world.Clock, NullLogger<Desk>.Instance);
        var plan = await world.Plan("MAIL", 10m);
        PlaceOrder Order(int quantity) => new() { By = world.Saul.Viewer, Branch = 1, AccountId = world.Cora.Id, Items = [new(plan.PlanId, Interval.Monthly, quantity)] };
        await world.Desk.Do(Order(1));
        var left = (long)(await world.Balance(world.Cora) * 100);
        var most = (int)(left / 24_43);

        // The other program spends all but one; this one sees what is left, and after a top-up there that it suffices again.
        await other.Do(Order(most - 1));
        Assert.Equal("wallet.insufficient", (await Assert.ThrowsAsync<Refusal>(() => world.Desk.Do(Order(2)))).Code);
        await other.Do(new TopUp { By = world.Saul.Viewer, InBranch = 1, BuyerId = world.Cora.Id, Amount = new(24_43, Currency.Usd) });
        await world.Desk.Do(Order(2));
        Assert.Equal((left - (most + 1) * 24_43 + 24_43) / 100m, await world.Balance(world.Cora));
    }

    [Theory, OnBoth]
    public async Task Two_programs_that_sell_from_one_wallet_at_once_lose_nothing(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        await using var other = new Desk(world.Database, world.Clock, NullLogger<Desk>.Instance);
        var plan = await world.Plan("MAIL", 10m);
        var before = await world.Balance(world.Cora);
        async Task<int> Buy(Desk desk)
        {
            var bought = 0;
            for (var i = 0; i < 30; i++)
            {
                try
                {
                    await desk.Do(new PlaceOrder { By = world.Saul.Viewer, Branch = 1, AccountId = world.Cora.Id, Items = [new(plan.PlanId, Interval.Monthly, 1)] });
                    bought++;
                }
                catch (Refusal no) when (no.Code == "wallet.insufficient") { }
            }
            return bought;
        }
        var bought = await Task.WhenAll(Task.Run(() => Buy(world.Desk)), Task.Run(() => Buy(other)));
        Assert.Equal(Math.Min(60, (int)(before / 24.43m)), bought.Sum());
        Assert.Equal(before - bought.Sum() * 24.43m, await world.Balance(world.Cora));
    }

    [Theory, OnBoth]
    public async Task What_a_failed_batch_had_changed_is_not_remembered(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var plan = await world.Plan("MAIL", 10m);
        Task<OrderAnswer> Order() => world.Desk.Do(new PlaceOrder { By = world.Saul.Viewer, Branch = 1, AccountId = world.Cora.Id, Items = [new(plan.PlanId, Interval.Monthly, 1)] });
        await Order();
        var before = await world.Balance(world.Cora);
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Desk.Do(new Spoiler { By = world.Saul.Viewer, Buyer = world.Cora }));
        await Order();
        Assert.Equal(before - 24.43m, await world.Balance(world.Cora));
    }

    /// <summary>Takes money out of the books and then fails, like a deed with a bug.</summary>
    private sealed class Spoiler : Deed<string>
    {
        public required Cast Buyer { get; init; }
        public override int BranchId => 1;
        public override bool SparesFacts => true;

        public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => Edges.Load(sheet, [(1, Buyer.Id)]);

        public override string Decide(Sheet sheet)
        {
            var terms = Edges.Of(sheet, Buyer.Id)[0];
            sheet.Post(1, "spoilt", "topup", null, "", [new(sheet.Funding(terms), sheet.Book(terms, BookPurpose.Cash), 1_00)]);
            throw new InvalidOperationException("I have a bug.");
        }
    }
}
