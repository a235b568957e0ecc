using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;

namespace Tributary.Tests.Web;

public sealed class PeopleTests
{
    [Fact]
    public async Task Somebody_new_gets_a_link_sets_a_password_and_is_in()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (rosa, alex) = (await panel.SignIn(panel.World.Rosa), panel.Visitor());

        var added = await rosa.Submit(await rosa.Get("/people/add"), "/people/add",
            ("Input.Name", "Alex Young"), ("Input.Email", "alex@example.com"), ("Input.Role", "Sales"), ("Input.Reach", "Own"));
        Assert.Contains("Invited", (await rosa.Get("/people?q=alex")).Text);
        var link = new Uri(added.Of("#link")).PathAndQuery;
        await alex.Submit(await alex.Get(link), "/reset", ("Input.Password", "four yellow bicycles"));

        Assert.Equal("/", (await alex.Login("alex@example.com", "four yellow bicycles")).Leads);
        Assert.Equal(403, (await alex.Get("/people/add")).Status);
    }

    [Fact]
    public async Task Somebody_known_is_asked_and_until_then_only_their_email_is_seen()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var known = await panel.Person(panel.World.Xena, email: "known@example.com", name: "Secret Name");
        var rosa = await panel.SignIn(panel.World.Rosa);

        var added = await rosa.Submit(await rosa.Get("/people/add"), "/people/add",
            ("Input.Name", "x"), ("Input.Email", "known@example.com"), ("Input.Role", "Viewer"), ("Input.Reach", "Own"));
        Assert.Equal("/people", added.Leads);
        var list = await rosa.Get("/people");
        Assert.Contains("known@example.com", list.Text);
        Assert.DoesNotContain("Secret Name", list.Text);
        Assert.DoesNotContain("Secret Name", (await rosa.Get("/people?q=secret")).Text);

        var visitor = panel.Visitor();
        await visitor.Login("known@example.com", Panel.Password);
        await visitor.Submit(await visitor.Get("/choose"), "Answer", ("accept", "true"));
        Assert.Contains("Secret Name", (await rosa.Get("/people")).Text);
        Assert.NotNull(known);
    }

    [Fact]
    public async Task A_stranger_finds_nobody_and_changes_nobody()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        await panel.Person(world.Rosa, email: "rosa@example.com");
        var (xena, saul, piet) = (await panel.SignIn(world.Xena), await panel.SignIn(world.Saul), await panel.SignIn(world.Piet));
        await using var db = world.Db();
        var place = await db.Memberships.SingleAsync(m => m.AccountId == world.Rosa.Id);
        var page = "/people/" + PublicId.Format("mbr", place.Id);

        foreach (var stranger in new[] { xena, saul })
        {
            Assert.DoesNotContain("rosa@example.com", (await stranger.Get("/people")).Text);
            Assert.Equal(404, (await stranger.Get(page)).Status);
            Assert.Equal(404, (await stranger.Get(page + "/remove")).Status);
            Assert.Equal(404, (await stranger.Get("/people/add?account=" + PublicId.Format("acc", world.Rosa.Id))).Status);
        }
        Assert.Equal(200, (await piet.Get(page)).Status);
        await world.Refused("account.not_found", new RemovePerson { By = world.Xena.Viewer, AccountBranch = place.BranchId, MembershipId = place.Id });
        await world.Refused("person.not_found", new RemovePerson { By = world.Xena.Viewer, AccountBranch = world.Xena.BranchId, MembershipId = place.Id });
    }

    [Fact]
    public async Task Whoever_is_removed_is_out_at_the_next_click()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (world, rosa) = (panel.World, await panel.SignIn(panel.World.Rosa));
        var user = await panel.Person(world.Rosa, Role.Admin, email: "alex@example.com");
        var alex = await panel.SignIn(user);
        Assert.Equal(200, (await alex.Get("/people")).Status);
        await using var db = world.Db();
        var place = await db.Memberships.SingleAsync(m => m.UserId == user.Id);

        await rosa.Submit(await rosa.Get($"/people/{PublicId.Format("mbr", place.Id)}/remove"), "/remove");

        Assert.Equal(302, (await alex.Get("/people")).Status);
        Assert.Contains("not right", (await panel.Visitor().Login("alex@example.com", Panel.Password)).Text);
        Assert.True(await db.Trail.AnyAsync(entry => entry.AccountId == world.Rosa.Id && entry.Action == "person.removed"));
    }

    [Fact]
    public async Task A_link_for_somebody_who_belongs_elsewhere_too_is_refused()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (world, rosa) = (panel.World, await panel.SignIn(panel.World.Rosa));
        var both = await panel.Person(world.Rosa, Role.Viewer);
        await using var db = world.Db();
        var page = "/people/" + PublicId.Format("mbr", (await db.Memberships.SingleAsync(m => m.UserId == both.Id)).Id);
        var own = await rosa.Submit(await rosa.Get(page), "Link");
        Assert.NotNull(own.Of("#link"));
        var before = await rosa.Get(page);

        await panel.Place(world.Xena, both);

        Assert.DoesNotContain("Make a link", (await rosa.Get(page)).Text);
        var refused = await rosa.Submit(before, "Link");
        Assert.Null(refused.Document.QuerySelector("#link"));
    }

    [Fact]
    public async Task The_history_shows_attempts_of_ones_own_people_only_and_the_provider_all()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await panel.Person(panel.World.Rosa, email: "rosa@example.com");
        await panel.Person(panel.World.Xena, email: "xena@example.com");
        foreach (var email in new[] { "rosa@example.com", "xena@example.com", "nobody@example.com" }) await panel.Visitor().Login(email, "wrong");

        var seen = (await (await panel.SignIn(panel.World.Piet)).Get("/sign-ins")).Of("main");
        Assert.Contains("rosa@example.com", seen);
        Assert.DoesNotContain("xena@example.com", seen);
        Assert.DoesNotContain("nobody@example.com", seen);
        Assert.Contains("nobody@example.com", (await (await panel.SignIn(panel.World.Nora)).Get("/sign-ins")).Of("main"));
    }

    [Theory, OnBoth]
    public async Task The_list_goes_on_by_key_and_misses_nobody(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        foreach (var at in new[] { world.Rosa, world.Saul, world.Cora })
            for (var i = 0; i < 2; i++) await panel.Person(at, Role.Viewer);
        await using var db = world.Db();
        var all = new List<PersonSeen>();
        for (Guid? after = null; ;)
        {
            var page = await PeopleSeen.Page(db, world.Rosa.Viewer, new(), after, 2, DateTime.UnixEpoch);
            if (page.Count == 0) break;
            all.AddRange(page);
            after = page[^1].MembershipId;
        }

        Assert.Equal(6, all.Select(person => person.MembershipId).Distinct().Count());
        Assert.Equal(6, all.Count);
        Assert.Equal([world.Rosa.Id, world.Rosa.Id, world.Saul.Id, world.Saul.Id, world.Cora.Id, world.Cora.Id], all.Select(person => person.AccountId));
    }
}
