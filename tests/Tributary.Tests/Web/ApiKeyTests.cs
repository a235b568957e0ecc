using System.Net;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;

namespace Tributary.Tests.Web;

public sealed class ApiKeyTests
{
    [Theory, OnBoth]
    public async Task A_key_acts_for_its_account_with_its_scopes_until_it_is_taken_back(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var key = await panel.Key(panel.World.Rosa, "orders:write");

        var viewer = await panel.Of(key);
        Assert.Equal((panel.World.Rosa.Id, Right.ViewOrders | Right.ManageOrders), (viewer!.AccountId, viewer.Rights));
        await using var db = panel.World.Db();
        var row = await db.ApiKeys.AsNoTracking().SingleAsync();
        Assert.DoesNotContain(key, row.Prefix + Convert.ToHexString(row.Hash));
        Assert.Equal(panel.World.Clock.GetUtcNow().UtcDateTime, row.LastUsedAt);

        await panel.World.Do(new RevokeKey { By = panel.World.Rosa.Viewer, AccountBranch = row.BranchId, KeyId = row.Id });
        Assert.Null(await panel.Of(key));
    }

    [Fact]
    public async Task A_key_ends_by_itself()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var key = await panel.Key(panel.World.Rosa);
        panel.World.Clock.Advance(TimeSpan.FromDays(365) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await panel.Of(key));

        panel.World.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await panel.Of(key));
    }

    [Fact]
    public async Task A_key_that_is_wrong_reads_like_one_that_was_never_there()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var right = await panel.Key(panel.World.Rosa);
        foreach (var key in new[] { right[..^1] + "!", right.ToUpperInvariant(), "trb_", "nonsense", "" }) Assert.Null(await panel.Of(key));
        Assert.NotNull(await panel.Of(right));
    }

    [Fact]
    public async Task A_persons_key_never_does_more_than_the_person_and_leaves_with_them()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        var user = await panel.Person(world.Rosa, Role.Admin);
        var secret = KeySecret.New();
        await world.Do(new CreateKey
        {
            By = world.Rosa.Viewer with { UserId = user.Id, Rights = Role.Admin.Rights() }, AccountBranch = world.Rosa.BranchId, AccountId = world.Rosa.Id,
            UserId = user.Id, Name = "Mine", Scopes = ["people:write", "orders:read"], Hash = secret.Hash, Prefix = secret.Prefix,
        });
        await using var db = world.Db();
        var place = await db.Memberships.AsNoTracking().SingleAsync(m => m.UserId == user.Id);
        var other = await panel.Person(world.Rosa);
        Assert.NotNull(other);
        var by = world.Rosa.Viewer;

        await world.Do(new ChangeMembership { By = by, AccountBranch = place.BranchId, MembershipId = place.Id, Role = Role.Sales, Reach = Reach.Own });
        var viewer = await panel.Of(secret.Text);
        Assert.Equal((Right.ViewPeople | Right.ViewOrders, Reach.Own), (viewer!.Rights, viewer.Reach));

        await world.Do(new RemovePerson { By = by, AccountBranch = place.BranchId, MembershipId = place.Id });
        Assert.Null(await panel.Of(secret.Text));
    }

    [Fact]
    public async Task Prices_hidden_above_are_hidden_below()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var key = await panel.Key(panel.World.Cora);
        Assert.False((await panel.Of(key))!.HidesPrices);
        await using (var db = panel.World.Db())
            await db.Accounts.Where(a => a.Id == panel.World.Rosa.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.HidesPrices, true));

        Assert.True((await panel.Of(key))!.HidesPrices);
    }

    [Fact]
    public async Task A_session_opens_no_endpoint_of_the_api()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var rosa = await panel.SignIn(panel.World.Rosa);

        var answer = await rosa.Client.GetAsync("/api/v1/accounts");

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_page_shows_a_key_once_and_gives_no_scope_its_maker_has_not()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var rosa = await panel.SignIn(panel.World.Rosa);

        var made = await rosa.Submit(
            await rosa.Get("/keys/new"), "/keys/new", ("Input.Name", "Billing robot"), ("Input.Scopes", "orders:read"), ("Input.Scopes", "wallet:read"), ("Input.Days", "30"));

        var key = made.Of("#key");
        Assert.Equal(Right.ViewOrders | Right.ViewMoney, (await panel.Of(key))!.Rights);
        var list = await rosa.Get("/keys");
        Assert.Contains("Billing robot", list.Text);
        Assert.DoesNotContain(key, list.Text);
        Assert.DoesNotContain("Billing robot", (await (await panel.SignIn(panel.World.Xena)).Get("/keys")).Text);
        var above = await panel.World.Refused("scope.above", new CreateKey
        {
            By = panel.World.Rosa.Viewer with { Rights = Right.ManagePeople | Right.ViewPeople }, AccountBranch = panel.World.Rosa.BranchId,
            AccountId = panel.World.Rosa.Id, Name = "x", Scopes = ["wallet:write"], Hash = new byte[32], Prefix = "trb_",
        });
        Assert.NotNull(above);
    }
}
