using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Partners;

namespace Tributary.Tests.Partners;

public sealed class SetUpTests
{
    private static SetUp FirstRun(string name = "Nora") =>
        new() { By = SetUp.Nobody, Details = World.Details(name) with { Currency = "usd", TimeZone = "Pacific/Auckland" } };

    [Theory, OnBoth]
    public async Task The_first_run_makes_the_provider_and_its_time_zone(DatabaseKind kind)
    {
        await using var world = await World.Empty(kind);
        var made = await world.Do(FirstRun());

        await using var db = world.Db();
        var root = await db.Accounts.SingleAsync();
        Assert.Equal((made.Id, 0, "/", AccountStatus.Active, MayOpen.All), (root.Id, root.BranchId, root.Path, root.Status, root.MayOpen));
        Assert.True(HumanNumber.Is(root.Number!));
        Assert.Equal(root.Number, (await db.AccountNumbers.SingleAsync()).Number);
        Assert.Equal(32, (await db.Branches.SingleAsync(b => b.Id == 0)).Salt.Length);
        Assert.Equal(root.Id.ToString(), (await db.Settings.FindAsync(["root"], TestContext.Current.CancellationToken))!.Value);
        Assert.Equal("Pacific/Auckland", (await db.Settings.FindAsync(["time_zone"], TestContext.Current.CancellationToken))!.Value);
        Assert.Equal("account.opened", (await db.Trail.SingleAsync()).Action);
    }

    [Theory, OnBoth]
    public async Task There_is_one_first_run(DatabaseKind kind)
    {
        await using var world = await World.Empty(kind);
        var answers = await world.Desk.DoAll([FirstRun("Nora"), FirstRun("Mallory")]);
        Assert.Equal("setup.done", Assert.Single(answers.OfType<Refusal>()).Code);
        await world.Refused("setup.done", FirstRun());
    }

    [Theory, OnBoth]
    public async Task Two_programs_at_once_make_one_provider(DatabaseKind kind)
    {
        await using var world = await World.Empty(kind);
        await using var other = new Tributary.Ledger.Desk(world.Database, world.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<Tributary.Ledger.Desk>.Instance);
        var outcomes = await Task.WhenAll(world.Desk.DoAll([FirstRun("Nora")]), other.DoAll([FirstRun("Mallory")]));
        Assert.Equal("setup.done", Assert.Single(outcomes.SelectMany(o => o).OfType<Refusal>()).Code);
    }

    [Theory, OnBoth]
    public async Task What_is_missing_is_named_by_field(DatabaseKind kind)
    {
        await using var world = await World.Empty(kind);
        var refusal = await world.Refused("account.invalid", new SetUp { By = SetUp.Nobody, Details = new() { TimeZone = "Nowhere/Land" } });
        Assert.Equal(["country", "currency", "name", "timeZone"], refusal.Errors.Keys.Order());
    }
}
