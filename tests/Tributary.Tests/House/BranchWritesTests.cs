using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Orders;
using Tributary.Partners;

namespace Tributary.Tests.House;

/// <summary>A deed touches one branch: what it writes lies in its own, and no statement of it brings two together.</summary>
public sealed class BranchWritesTests
{
    [Theory, OnBoth]
    public async Task What_a_deed_writes_lies_in_its_own_branch(DatabaseKind kind)
    {
        await using var world = await World.Open(kind, lanes: 1);
        var touched = await Touched.Watch(world);

        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora, world.Xena }) await world.TopUp(buyer, 1000m);
        var plan = await world.Plan("MAIL", 10m);
        await world.Markup(world.Saul, 30m);
        await world.Price(world.Piet, plan.PlanId, 14m);
        var customer = await world.Add(world.Saul, AccountKind.Customer, "Carl");
        await world.TopUp(customer, 500m);
        var kept = await world.Buy(world.Cora, plan, 2);
        var ended = await world.Buy(customer, plan);
        var elsewhere = await world.Buy(world.Xena, plan);
        await world.Do(new ChangeSubscription { By = world.Cora.Viewer, Branch = kept.BranchId, SubscriptionId = kept.Id, Quantity = 3 });
        await world.Deliver();
        await world.Do(new PauseSubscription { By = customer.Viewer, Branch = ended.BranchId, SubscriptionId = ended.Id, What = PauseWhat.Pause });
        await world.Do(new PauseSubscription { By = customer.Viewer, Branch = ended.BranchId, SubscriptionId = ended.Id, What = PauseWhat.Resume });
        await world.Deliver();
        await world.Do(new CancelSubscription { By = customer.Viewer, Branch = ended.BranchId, SubscriptionId = ended.Id, Now = true });
        await world.Deliver();
        world.Clock.Advance(TimeSpan.FromDays(40));
        await world.Renew();

        Assert.Empty(touched.Wrong);
        Assert.Equal(new DateOnly(2026, 3, 15), (await world.Reload(kept.Id)).TermEnd);
        Assert.Equal(new DateOnly(2026, 3, 15), (await world.Reload(elsewhere.Id)).TermEnd);
        Assert.NotEqual(kept.BranchId, elsewhere.BranchId);
        Assert.Superset(
            new HashSet<string> { "CancelSubscription", "ChangeSubscription", "FinishWork", "OpenAccount", "PlaceOrder", "RenewSubscription", "SetPrice", "TopUp" },
            touched.Deeds.ToHashSet());
        Assert.True(touched.Statements > 100, $"{touched.Statements} writes were seen.");
    }

    [Theory, OnBoth]
    public async Task Only_the_deed_that_opens_a_branch_writes_into_two(DatabaseKind kind)
    {
        await using var world = await World.Open(kind, lanes: 1);
        var touched = await Touched.Watch(world);

        var opened = await world.Do(new OpenAccount
        {
            By = world.Nora.Viewer, ParentBranchId = 0, ParentId = world.Nora.Id, Kind = AccountKind.Reseller, Details = World.Details("Bea"),
        });

        // It counts the branches in the root's own, and writes all else into the new one.
        Assert.NotEmpty(touched.Wrong);
        Assert.All(touched.Wrong, wrong => Assert.Contains($"of branch {opened.BranchId}", wrong));
    }

    [Theory, OnBoth]
    public async Task A_deed_that_strays_is_noticed(DatabaseKind kind)
    {
        await using var world = await World.Open(kind, lanes: 1);
        var touched = await Touched.Watch(world);

        await world.Do(new Stray { By = world.Nora.Viewer, To = world.Piet.Account });
        Assert.Empty(touched.Wrong);

        await world.Do(new Stray { By = world.Nora.Viewer, To = world.Xena.Account });
        Assert.Equal([$"Stray of branch 1 writes notices of branch {world.Xena.BranchId}"], touched.Wrong);
    }

    [Theory]
    [InlineData("INSERT INTO \"orders\" (\"id\", \"branch_id\") SELECT * FROM unnest($1::uuid[], $2::integer[]) AS u(\"id\", \"branch_id\")", null)]
    [InlineData("UPDATE \"books\" t SET \"balance\" = u.\"balance\" FROM unnest($1) AS u(\"id\") WHERE t.\"id\" = u.\"id\" AND t.\"branch_id\" = u.\"branch_id\"", null)]
    [InlineData("UPDATE branches SET last_node = 3 WHERE id = 1", null)]
    [InlineData("SELECT * FROM books JOIN accounts ON true", null)]
    [InlineData("UPDATE books SET balance = 0 WHERE id = $1", "books is written without its branch")]
    [InlineData("UPDATE books SET balance = 0 FROM accounts a WHERE a.id = buyer_id AND books.branch_id = 1", "books is written by means of accounts")]
    [InlineData("INSERT INTO notices SELECT a.branch_id FROM accounts a", "notices is written by means of accounts")]
    [InlineData("DELETE FROM books WHERE branch_id = 1 AND id IN (SELECT id FROM books)", "books is written by means of books")]
    public void A_write_that_joins_is_recognised(string words, string? told) =>
        Assert.Equal(told, Touched.Joins(words, ["accounts", "books", "branches", "notices", "orders"]));

    private sealed class Stray : Deed<string>
    {
        public required Account To { get; init; }
        public override int BranchId => 1;
        public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => Task.CompletedTask;

        public override string Decide(Sheet sheet)
        {
            sheet.Notify(To, "stray");
            return "";
        }
    }
}
