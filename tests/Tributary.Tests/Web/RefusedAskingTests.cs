using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Tests.Api;

namespace Tributary.Tests.Web;

/// <summary>Whoever tries what is not theirs finds a 404, and their own account a line in its trail, once an hour for each family of addresses.</summary>
public sealed class RefusedAskingTests
{
    [Theory, OnBoth]
    public async Task Who_tries_many_numbers_leaves_one_line_in_the_trail_of_their_own_account(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (panel, world) = (stage.Panel, stage.World);
        var prober = await panel.Person(world.Xena, Role.Viewer, email: "paula@xena.test", name: "Paula Probe");
        var (pages, program) = (await panel.SignIn(prober), panel.Api(await panel.KeyOf(world.Xena, prober)));

        // Orders that are somebody else's and orders that are nobody's, all at once.
        var tried = Enumerable.Range(0, 12).Select(i => i % 3 == 0 ? stage.Delivering : PublicId.Format("ord", Guid.CreateVersion7()));
        var answers = await Task.WhenAll(tried.Select(id => pages.Get($"/orders/{id}")));
        Assert.All(answers, answer => Assert.Equal(404, answer.Status));
        (await program.Get($"/orders/{stage.Delivering}")).Must(404);
        (await program.Post("/orders", new { account = world.Xena.Ref(), items = new[] { new { plan = PublicId.Format("pln", stage.Own.PlanId), quantity = 1, interval = "monthly" } } })).Must(403);
        Assert.Equal(403, (await pages.Get("/keys/new")).Status);
        Assert.Equal(404, (await pages.Get("/there/is/no/such/page")).Status);

        // The same person by a browser and by a key: the key has a name and a line of its own.
        Assert.Equal(["/keys by Paula Probe", "/orders by Mine", "/orders by Paula Probe"], await Lines(world));
        // A program beside it, which has noted nothing yet, knows of it all the same.
        await world.Do(NoteRefusal.Of(await Asker(world, prober), "/orders", world.Clock.GetUtcNow().UtcDateTime));
        Assert.Equal(3, (await Lines(world)).Count);
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(404, (await pages.Get($"/orders/{stage.Delivering}")).Status);
        Assert.Equal(4, (await Lines(world)).Count);

        // Her administrators read it, and the provider; whose the order is does not learn that it was looked for.
        foreach (var reader in new[] { world.Xena, world.Nora })
            Assert.Contains(NoteRefusal.Action, (await (await stage.As(reader)).Get($"/trail?action={NoteRefusal.Action}")).Must(200).Text);
        var history = (await (await stage.Visit(world.Xena)).Get("/activity")).Text;
        Assert.Contains("Asked for what is not theirs", history);
        Assert.DoesNotContain(stage.Delivering, history);
        foreach (var other in new[] { world.Saul, world.Cora, world.Piet })
            Assert.DoesNotContain(NoteRefusal.Action, (await (await stage.As(other)).Get("/trail?limit=200")).Must(200).Text);
    }

    [Theory, OnBoth]
    public async Task A_guest_who_may_only_look_is_noted_by_name_where_they_were(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var guest = world.Rosa.Viewer with
        {
            AccountId = world.Saul.Id, BranchId = world.Saul.BranchId, Path = world.Saul.Account.Path, Name = "Saul", Rights = Right.ViewAll,
            Guest = new() { PassId = Guid.CreateVersion7(), Name = "Rita (Rosa)", AccountId = world.Rosa.Id, Path = world.Rosa.Account.Path, IsReadOnly = true },
        };

        await world.Do(NoteRefusal.Of(guest, "/orders", world.Clock.GetUtcNow().UtcDateTime));

        await using var db = world.Db();
        var line = await db.Trail.AsNoTracking().SingleAsync(t => t.Action == NoteRefusal.Action, TestContext.Current.CancellationToken);
        Assert.Equal((world.Saul.Id, "Rita (Rosa)", "Saul", guest.Guest.PassId), (line.AccountId, line.Actor, line.OnBehalfOf, line.PassId));
    }

    private static async Task<IReadOnlyList<string>> Lines(World world)
    {
        await using var db = world.Db();
        var lines = await db.Trail.AsNoTracking().Where(t => t.AccountId == world.Xena.Id && t.Action == NoteRefusal.Action).ToListAsync();
        return [.. lines.Select(line => $"{line.Summary} by {line.Actor}").Order(StringComparer.Ordinal)];
    }

    private static async Task<Viewer> Asker(World world, User person)
    {
        await using var db = world.Db();
        var place = await db.Memberships.SingleAsync(m => m.UserId == person.Id);
        return world.Xena.Viewer with { UserId = person.Id, Name = person.Name, Rights = place.Held().Rights };
    }
}
