using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Audit;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Partners;
using Tributary.Reports;
using Tributary.Tests.Web;

namespace Tributary.Tests.Identity;

/// <summary>Who may visit whom, how far that goes, and what each level reads of it.</summary>
public sealed class GuestPassTests
{
    [Theory, OnBoth]
    public async Task Nobody_visits_upward_sideways_themselves_or_what_does_not_live(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var (rosa, nora) = (await Visits.Person(panel, world.Rosa), await Visits.Person(panel, world.Nora));
        var sven = await world.Add(world.Rosa, AccountKind.Reseller, "Sven");

        foreach (var foreign in new[] { world.Piet, world.Nora, world.Xena }) await world.Refused("account.not_found", Visits.Ask(rosa, foreign));
        await world.Refused("account.not_found", Visits.Ask(await Visits.Person(panel, world.Saul), sven));
        await world.Refused("guest.self", Visits.Ask(rosa, world.Rosa));
        await world.Do(new Deactivate { By = world.Rosa.Viewer, InBranch = sven.BranchId, AccountId = sven.Id, Reason = "Asked for" });
        await world.Refused("guest.account_closed", Visits.Ask(rosa, sven));

        // From a visit nobody goes on to the next one, and there is one visit of an account at a time.
        var guest = await Visits.Begin(world, nora, world.Rosa, GuestMode.Full);
        await world.Refused("guest.nested", Visits.Ask(guest, world.Saul));
        await world.Refused("guest.open", Visits.Ask(nora, world.Rosa));
        Assert.Equal(GuestState.Running, (await world.Do(Visits.Ask(nora, world.Saul))).State);
    }

    [Theory, OnBoth]
    public async Task A_visit_gives_no_right_and_no_reach_that_is_not_held_at_home(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var support = await Visits.Person(panel, world.Piet, Role.Support);
        var near = await Visits.Person(panel, world.Piet, Role.Owner, Reach.Direct);

        await world.Refused("right.missing", Visits.Ask(support, world.Rosa, GuestMode.Full));
        // What a program asks for somebody is held to what that person may.
        await world.Refused("right.missing", Visits.Ask(world.Piet.Viewer with { UserId = null }, world.Rosa, GuestMode.Full, visitor: support.UserId));
        await world.Refused("person.not_found", Visits.Ask(world.Piet.Viewer, world.Rosa, visitor: Guid.CreateVersion7()));
        await world.Refused("account.not_found", Visits.Ask(near, world.Saul));

        var looks = await Visits.Begin(world, support, world.Rosa);
        Assert.Equal(Right.ViewAll & ~GuestPass.Closed, looks.Rights);
        Assert.True(looks.Sees(world.Cora.Account.Path));
        var helps = await Visits.Begin(world, near, world.Rosa, GuestMode.Full);
        Assert.Equal(Right.All & ~GuestPass.Closed, helps.Rights);
        Assert.False(helps.Sees(world.Saul.Account.Path));
        var eyes = await Visits.Begin(world, await Visits.Person(panel, world.Piet), world.Rosa, seeAs: Role.Billing);
        Assert.Equal((Role.Billing.Rights(), true), (eyes.Rights, eyes.Guest!.IsReadOnly));
        await world.Refused("guest.invalid", Visits.Ask(await Visits.Person(panel, world.Piet), world.Rosa, GuestMode.Full, seeAs: Role.Billing));
    }

    [Theory, OnBoth]
    public async Task Who_only_looks_changes_nothing_by_whatever_way(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var before = (await world.Reload(world.Rosa)).DefaultMarkupPercent;

        foreach (var seeAs in new Role?[] { null, Role.Owner })
        {
            var guest = await Visits.Begin(world, await Visits.Person(panel, world.Nora), world.Rosa, seeAs: seeAs);
            await world.Refused("guest.read_only", new SetOwnSettings { By = guest, DefaultMarkupPercent = 3 });
            await world.Refused("guest.read_only", new SetOwnSettings { By = guest with { Rights = Right.All }, DefaultMarkupPercent = 3 });
        }
        Assert.Equal(before, (await world.Reload(world.Rosa)).DefaultMarkupPercent);
    }

    [Theory, OnBoth]
    public async Task Each_level_reads_of_a_visit_what_is_for_it(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var nora = await Visits.Person(panel, world.Nora, name: "Zenobia Quill");
        var guest = await Visits.Begin(world, nora, world.Rosa, GuestMode.Full);

        await world.Do(new SetOwnSettings { By = guest, DefaultMarkupPercent = 31 });
        await world.Do(new Deactivate { By = guest, InBranch = world.Saul.BranchId, AccountId = world.Saul.Id, Reason = "Wants a break" });

        await using var db = world.Db();
        var row = await db.Trail.SingleAsync(t => t.Action == "account.deactivated");
        Assert.Equal(("Zenobia Quill (Nora)", world.Nora.Id, world.Rosa.Id, "Rosa", guest.Guest!.PassId), (row.Actor, row.ActorAccountId, row.OnBehalfOfId, row.OnBehalfOf, row.PassId));
        Assert.Equal(("Zenobia Quill (Nora)", "Rosa", false), await Read(world, world.Nora, "account.settings"));
        Assert.Equal((null, "Rosa", false), await Read(world, world.Piet, "account.settings"));
        Assert.Equal((null, "Rosa", true), await Read(world, world.Rosa, "account.settings"));
        // Saul reads what his seller did, with the words that were written for him, and nothing of a visit.
        Assert.Equal((null, null, false), await Read(world, world.Saul, "account.deactivated"));
        Assert.Equal("Wants a break", Activity.SummaryFor(world.Saul.Viewer, row));
        Assert.Equal("Wants a break", Activity.SummaryFor(world.Rosa.Viewer, row));
        // What keeps a name keeps the visited account's.
        Assert.Equal("Rosa", (await world.Reload(world.Saul)).StatusBy);
    }

    [Theory, OnBoth]
    public async Task Who_is_asked_agrees_or_refuses_and_nobody_else(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var (piet, owner) = (await Visits.Person(panel, world.Piet), await Visits.Person(panel, world.Rosa));
        await world.Do(new WelcomeGuests { By = owner, Welcome = Welcome.AsksFirst });

        var asked = await world.Do(Visits.Ask(piet, world.Rosa));
        Assert.Equal(GuestState.Asked, asked.State);
        await world.Refused("guest.unanswered", Visits.Enter(piet, world.Rosa, asked));
        await world.Refused("guest.not_yours_to_answer", Answer(piet, world.Rosa, asked));
        await world.Refused("right.missing", Answer(await Visits.Person(panel, world.Rosa, Role.Sales), world.Rosa, asked));
        await world.Refused("guest_pass.not_found", Answer(world.Saul.Viewer, world.Rosa, asked));
        await world.Do(Answer(owner, world.Rosa, asked));
        await world.Refused("guest.answered", Answer(owner, world.Rosa, asked));
        await world.Refused("guest.not_visitor", Visits.Enter(await Visits.Person(panel, world.Piet), world.Rosa, asked));
        Assert.Equal(GuestState.Running, (await world.Do(Visits.Enter(piet, world.Rosa, asked))).State);

        await using var db = world.Db();
        Assert.Equal(1, await db.Notices.CountAsync(n => n.AccountId == world.Rosa.Id && n.Kind == "guest.asked"));
        Assert.Equal(1, await db.Notices.CountAsync(n => n.AccountId == world.Piet.Id && n.Kind == "guest.agreed"));
        var second = await world.Do(Visits.Ask(await Visits.Person(panel, world.Piet), world.Rosa));
        Assert.Equal(GuestState.Refused, (await world.Do(Answer(owner, world.Rosa, second, agree: false))).State);
    }

    [Theory, OnBoth]
    public async Task An_owner_decides_who_comes_in_and_what_is_not_welcome_ends(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var owner = await Visits.Person(panel, world.Rosa);
        var (piet, nora) = (await Visits.Person(panel, world.Piet), await Visits.Person(panel, world.Nora));
        await world.Refused("right.missing", new WelcomeGuests { By = await Visits.Person(panel, world.Rosa, Role.Admin), Welcome = Welcome.Nobody });
        await Visits.Begin(world, piet, world.Rosa, GuestMode.Full);
        await Visits.Begin(world, nora, world.Rosa);

        Assert.Equal(1, (await world.Do(new WelcomeGuests { By = owner, Welcome = Welcome.LookOnly })).Ended);
        await world.Refused("guest.look_only", Visits.Ask(piet, world.Rosa, GuestMode.Full));
        Assert.Equal(1, (await world.Do(new WelcomeGuests { By = owner, Welcome = Welcome.Nobody })).Ended);
        foreach (var above in new[] { piet, nora }) await world.Refused("guest.not_welcome", Visits.Ask(above, world.Rosa));
        await world.Refused("right.missing", new WelcomeGuests { By = await Visits.Begin(world, piet, world.Saul, GuestMode.Full), Welcome = Welcome.Nobody });
    }

    [Theory, OnBoth]
    public async Task Where_nobody_could_answer_the_door_stands_open(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await world.Do(new WelcomeGuests { By = world.Rosa.Viewer, Welcome = Welcome.Nobody });
        var piet = await Visits.Person(panel, world.Piet);

        var guest = await Visits.Begin(world, piet, world.Rosa, GuestMode.Full);
        await world.Do(Visits.End(piet, world.Rosa, guest.Guest!.PassId));
        await Visits.Person(panel, world.Rosa, Role.Sales);
        await world.Do(Visits.End(piet, world.Rosa, (await world.Do(Visits.Ask(piet, world.Rosa))).PassId));
        await Visits.Person(panel, world.Rosa, Role.Admin);
        await world.Refused("guest.not_welcome", Visits.Ask(piet, world.Rosa));
    }

    [Theory, OnBoth]
    public async Task A_visit_ends_by_those_whom_it_concerns_and_by_its_time(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var nora = await Visits.Person(panel, world.Nora);
        async Task<GuestEnd?> Ended(Viewer by)
        {
            var pass = (await Visits.Begin(world, nora, world.Rosa)).Guest!.PassId;
            await world.Do(Visits.End(by, world.Rosa, pass));
            await using var db = world.Db();
            return (await db.GuestPasses.SingleAsync(p => p.Id == pass)).EndedBy;
        }

        Assert.Equal(GuestEnd.Visitor, await Ended(nora));
        Assert.Equal(GuestEnd.VisitorsAccount, await Ended(world.Nora.Viewer));
        Assert.Equal(GuestEnd.Account, await Ended(world.Rosa.Viewer));
        var running = (await Visits.Begin(world, nora, world.Rosa)).Guest!.PassId;
        await world.Refused("guest.not_yours_to_end", Visits.End(world.Piet.Viewer, world.Rosa, running));
        await world.Refused("guest_pass.not_found", Visits.End(world.Saul.Viewer, world.Rosa, running));
        await world.Refused("right.missing", Visits.End(world.Rosa.Viewer with { Rights = Role.Sales.Rights() }, world.Rosa, running));

        await using var over = world.Db();
        Assert.Empty(await EndGuestPass.Over(over, world.Worker, world.Desk.Now));
        world.Clock.Advance(TimeSpan.FromMinutes(31));
        // The program's own worker may have come first; the line is written once.
        foreach (var deed in await EndGuestPass.Over(over, world.Worker, world.Desk.Now)) await world.Do(deed);
        var pass = await over.GuestPasses.AsNoTracking().SingleAsync(p => p.Id == running);
        Assert.Equal((GuestEnd.Time, pass.BeganAt!.Value.AddMinutes(30)), (pass.EndedBy, pass.EndedAt));
        Assert.Equal(5, await over.Trail.CountAsync(t => t.Action == "guest.ended" || t.PassId == running && t.Action == "guest.began"));
    }

    private static AnswerGuestPass Answer(Viewer by, Cast at, GuestPassAnswer asked, bool agree = true) =>
        new() { By = by, AccountBranch = at.BranchId, PassId = asked.PassId, Agree = agree };

    private static async Task<(string? Actor, string? OnBehalfOf, bool OfReader)> Read(World world, Cast reader, string action)
    {
        await using var db = world.Db();
        var line = (await Activity.Page(db, reader.Viewer, null, null, [], null, 50)).First(l => l.Action == action);
        return (line.Actor, line.OnBehalfOf, line.OnBehalfOfReader);
    }
}

/// <summary>How the stories visit.</summary>
internal static class Visits
{
    /// <summary>A person of this account, as they are at home.</summary>
    public static async Task<Viewer> Person(Panel panel, Cast at, Role role = Role.Owner, Reach reach = Reach.AllBelow, string name = "Vera Guest")
    {
        var user = await panel.Person(at, role, reach, name: name);
        return at.Viewer with { UserId = user.Id, Name = user.Name, Rights = role.Rights(), Reach = reach };
    }

    /// <summary>Asks for half an hour in this account.</summary>
    public static AskGuestPass Ask(Viewer by, Cast at, GuestMode mode = GuestMode.ReadOnly, Role? seeAs = null, Guid? visitor = null) => new()
    {
        By = by, AccountBranch = at.BranchId, AccountId = at.Id, VisitorId = visitor ?? by.UserId!.Value, Reason = "Looks into a question", Minutes = 30, Mode = mode, SeeAs = seeAs,
    };

    public static BeginGuestPass Enter(Viewer by, Cast at, GuestPassAnswer asked) => new() { By = by, AccountBranch = at.BranchId, PassId = asked.PassId };

    public static EndGuestPass End(Viewer by, Cast at, Guid pass) => new() { By = by, AccountBranch = at.BranchId, PassId = pass };

    /// <summary>Begins a visit where guests are welcome, and gives the guest.</summary>
    public static async Task<Viewer> Begin(World world, Viewer by, Cast at, GuestMode mode = GuestMode.ReadOnly, Role? seeAs = null)
    {
        var answer = await world.Do(Ask(by, at, mode, seeAs));
        await using var db = world.Db();
        var (pass, account) = (await db.GuestPasses.AsNoTracking().SingleAsync(p => p.Id == answer.PassId), await world.Reload(at));
        Assert.True(pass.IsGood(by, account, world.Desk.Now));
        return pass.AsGuest(by, account, hidesPrices: false);
    }
}
