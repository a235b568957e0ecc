using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;

namespace Tributary.Tests.Identity;

public sealed class PeopleDeedsTests
{
    [Theory, OnBoth]
    public async Task The_last_owner_stays(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var first = await world.Do(Add(world, Role.Owner));

        await world.Refused("owner.last", Remove(world, first));
        await world.Refused("owner.last", Change(world, first, Role.Admin));
        var second = await world.Do(Add(world, Role.Owner));
        await world.Do(Change(world, first, Role.Admin));
        await world.Refused("owner.last", Remove(world, second));
        await world.Do(Remove(world, first));

        await using var db = world.Db();
        Assert.NotNull((await db.Memberships.SingleAsync(m => m.Id == first.MembershipId)).EndedAt);
    }

    [Fact]
    public async Task Of_two_owners_who_go_at_the_same_moment_one_stays()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var both = new[] { await world.Do(Add(world, Role.Owner)), await world.Do(Add(world, Role.Owner)) };

        var answers = await world.Desk.DoAll(both.Select(one => Remove(world, one)));

        Assert.Single(answers.OfType<Refusal>());
    }

    [Fact]
    public async Task An_invited_owner_does_not_count_until_they_say_yes()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var first = await world.Do(Add(world, Role.Owner));
        await world.Do(Add(world, Role.Owner, asksFirst: true));

        await world.Refused("owner.last", Remove(world, first));
    }

    [Theory]
    [InlineData(Role.Admin, Role.Owner, "role.above")]
    [InlineData(Role.Sales, Role.Viewer, "right.missing")]
    [InlineData(Role.Support, Role.Viewer, "right.missing")]
    public async Task Nobody_gives_more_than_they_have(Role giver, Role given, string code)
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var by = world.Rosa.Viewer with { Rights = giver.Rights() };

        await world.Refused(code, Add(world, given, by: by));
    }

    [Fact]
    public async Task An_admin_removes_no_owner_and_widens_no_reach()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        await world.Do(Add(world, Role.Owner));
        var owner = await world.Do(Add(world, Role.Owner));
        var admin = world.Rosa.Viewer with { Rights = Role.Admin.Rights(), Reach = Reach.Direct };

        await world.Refused("role.above", Remove(world, owner, admin));
        await world.Refused("role.above", Change(world, owner, Role.Viewer, admin));
        await world.Refused("reach.above", Add(world, Role.Viewer, by: admin));
    }

    [Fact]
    public async Task Those_above_may_those_below_and_beside_find_nothing()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);

        await world.Do(Add(world, Role.Owner, by: world.Piet.Viewer));
        await world.Refused("account.not_found", Add(world, Role.Viewer, by: world.Saul.Viewer));
        await world.Refused("account.not_found", Add(world, Role.Viewer, by: world.Xena.Viewer));
    }

    [Fact]
    public async Task Nobody_is_there_twice()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var user = Guid.CreateVersion7();
        await world.Do(Add(world, Role.Owner, user: user));

        await world.Refused("person.there", Add(world, Role.Viewer, user: user));
    }

    [Theory]
    [InlineData("accounts:read accounts:read", "accounts:read")]
    [InlineData("wallet:write,orders:read", "orders:read wallet:write")]
    public void Scopes_come_into_one_form(string given, string form) => Assert.Equal(form, Scopes.Parse([given]));

    [Theory]
    [InlineData("", "scope.none")]
    [InlineData("everything", "scope.unknown")]
    public void Scopes_that_are_none_are_refused(string given, string code) =>
        Assert.Equal(code, Assert.Throws<Refusal>(() => Scopes.Parse([given])).Code);

    [Fact]
    public void Every_right_but_ownership_is_reached_by_a_scope() =>
        Assert.Equal(Right.All & ~Right.ManageOwners, Scopes.Rights(string.Join(' ', Scopes.All)));

    private static AddPerson Add(World world, Role role, bool asksFirst = false, Viewer? by = null, Guid? user = null) => new()
    {
        By = by ?? world.Rosa.Viewer, AccountBranch = world.Rosa.BranchId, AccountId = world.Rosa.Id, UserId = user ?? Guid.CreateVersion7(), Role = role, AsksFirst = asksFirst,
    };

    private static RemovePerson Remove(World world, PersonAdded person, Viewer? by = null) =>
        new() { By = by ?? world.Rosa.Viewer, AccountBranch = world.Rosa.BranchId, MembershipId = person.MembershipId };

    private static ChangeMembership Change(World world, PersonAdded person, Role role, Viewer? by = null) =>
        new() { By = by ?? world.Rosa.Viewer, AccountBranch = world.Rosa.BranchId, MembershipId = person.MembershipId, Role = role, Reach = Reach.AllBelow };
}
