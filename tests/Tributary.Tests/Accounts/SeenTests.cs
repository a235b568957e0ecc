using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Tests.Accounts;

public sealed class SeenTests
{
    [Theory]
    [OnBoth("Nora", Reach.AllBelow, "Cora Dana Nora Piet Rosa Saul Xena")]
    [OnBoth("Nora", Reach.Direct, "Nora Piet Xena")]
    [OnBoth("Nora", Reach.Own, "Nora")]
    [OnBoth("Rosa", Reach.AllBelow, "Cora Dana Rosa Saul")]
    [OnBoth("Rosa", Reach.Direct, "Rosa Saul")]
    [OnBoth("Rosa", Reach.Own, "Rosa")]
    [OnBoth("Xena", Reach.AllBelow, "Xena")]
    public async Task Everyone_sees_themselves_and_what_lies_below_within_reach(DatabaseKind kind, string who, Reach reach, string seen)
    {
        await using var world = await World.Open(kind);
        var viewer = new[] { world.Nora, world.Rosa, world.Xena }.Single(c => c.Account.Name == who).Viewer with { Reach = reach };
        await using var db = world.Db();
        Assert.Equal(seen, string.Join(' ', (await db.Accounts.SeenBy(viewer).Select(a => a.Name).ToListAsync()).Order()));
        Assert.Equal(seen, string.Join(' ', (await db.Trail.SeenBy(viewer).Where(t => t.Action == "account.opened").Select(t => t.Summary).ToListAsync()).Order()));
    }

    [Theory, OnBoth]
    public async Task A_subtree_is_a_range_of_an_index(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await using var db = world.Db();
        var query = db.Accounts.Under("/1/1/2/");
        Assert.Equal(3, await query.CountAsync());
        Assert.Equal(1, System.Text.RegularExpressions.Regex.Count(query.ToQueryString(), "path\"? >= "));
        Assert.Equal(1, System.Text.RegularExpressions.Regex.Count(query.ToQueryString(), "path\"? < "));
    }

    [Theory, OnBoth]
    public async Task What_is_not_seen_is_not_there(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await using var db = world.Db();
        Assert.Equal("Saul", (await db.Accounts.One(world.Rosa.Viewer, world.Saul.Id)).Name);
        foreach (var stranger in new[] { world.Xena, world.Cora })
            Assert.Equal("account.not_found", (await Assert.ThrowsAsync<Refusal>(() => db.Accounts.One(stranger.Viewer, world.Saul.Id))).Code);
    }

    [Theory, OnBoth]
    public async Task Hidden_prices_are_inherited(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Do(new Tributary.Partners.GrantRights
        {
            By = world.Piet.Viewer, InBranch = 1, AccountId = world.Rosa.Id, MayOpen = MayOpen.All, MaxResellerDepth = null, MaxAccounts = null, HidesPrices = true,
        });
        await using var db = world.Db();
        Assert.True(await db.Accounts.HidesPricesAt(world.Dana.Account.Path));
        Assert.False(await db.Accounts.HidesPricesAt(world.Piet.Account.Path));
    }
}
