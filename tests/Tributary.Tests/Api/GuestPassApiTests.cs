using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Partners;
using Tributary.Tests.Identity;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>Visits by programs: prepared, answered, ended, read of; and never made.</summary>
public sealed class GuestPassApiTests
{
    [Theory, OnBoth]
    public async Task S0_05_A_program_prepares_a_visit_and_both_names_stand_in_the_trail(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var (nora, piet, rosa) = (await panel.Api(world.Nora), await panel.Api(world.Piet), await panel.Api(world.Rosa));
        var visitor = await Visits.Person(panel, world.Nora, name: "Nora Novak");

        var wrong = (await nora.Post("/guest-passes", new { account = world.Rosa.Ref(), visitor = Ref(visitor), reason = " ", minutes = 481 })).Must(422);
        Assert.NotNull(wrong.Wrong("minutes"));
        Assert.NotNull((await nora.Post("/guest-passes", new { account = world.Rosa.Ref(), reason = "Helps" })).Must(422).Wrong("visitor"));
        var pass = (await nora.Post("/guest-passes", new { account = world.Rosa.Ref(), visitor = Ref(visitor), reason = "Helps with prices", minutes = 30, mode = "full" }, key: "once")).Must(201);
        Assert.Equal(("agreed", pass.Id), (pass.At("state"), (await nora.Post("/guest-passes", new { account = world.Rosa.Ref(), visitor = Ref(visitor), reason = "Helps with prices", minutes = 30, mode = "full" }, key: "once")).Must(201).Id));

        PublicId.TryParse(pass.Id, "gst", out var id);
        await world.Do(Visits.Enter(visitor, world.Rosa, new(id, GuestState.Agreed, default)));
        await using var db = world.Db();
        var row = await db.GuestPasses.FindAsync([id, world.Rosa.BranchId], TestContext.Current.CancellationToken);
        await world.Do(new SetOwnSettings { By = row!.AsGuest(visitor, world.Rosa.Account, hidesPrices: false), DefaultMarkupPercent = 31 });

        Assert.Equal(("running", "Nora Novak (Nora)", "full"), Shown((await nora.Get($"/guest-passes/{pass.Id}")).Must(200)));
        Assert.Equal(("running", "Your seller", "full"), Shown((await piet.Get($"/guest-passes/{pass.Id}")).Must(200)));
        Assert.Equal(("running", "Your seller", "full"), Shown((await rosa.Get($"/guest-passes/{pass.Id}")).Must(200)));
        (await (await panel.Api(world.Saul)).Get($"/guest-passes/{pass.Id}")).Must(404);
        Assert.Contains(pass.Id, (await rosa.Get("/guest-passes?state=running")).Must(200).Text);
        Assert.DoesNotContain(pass.Id, (await rosa.Get("/guest-passes?state=ended")).Must(200).Text);

        async Task<Answer> Line(HttpClient reader) => (await reader.Get($"/trail?guestPass={pass.Id}&action=account.settings")).Must(200);
        foreach (var (reader, actor) in new[] { (nora, "Nora Novak (Nora)"), (piet, "Your seller"), (rosa, "Your seller") })
        {
            var line = await Line(reader);
            Assert.Equal((actor, world.Rosa.Ref(), pass.Id), (line.At("items.0.actor"), line.At("items.0.onBehalfOf"), line.At("items.0.guestPass")));
        }
        Assert.Null((await Line(rosa)).At("items.0.actorAccount"));

        Assert.Equal("ended", (await rosa.Post($"/guest-passes/{pass.Id}/end")).Must(200).At("state"));
        Assert.Equal("account", (await nora.Get($"/guest-passes/{pass.Id}")).At("endedBy"));
        Assert.Contains(pass.Id, (await rosa.Get("/guest-passes?state=ended")).Must(200).Text);
    }

    [Theory, OnBoth]
    public async Task N10_An_account_that_asks_first_answers(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var (visitor, owner) = (await Visits.Person(panel, world.Piet), await Visits.Person(panel, world.Rosa));
        var (piet, rosa) = (await panel.Api(world.Piet), await panel.Api(world.Rosa));
        await world.Do(new WelcomeGuests { By = owner, Welcome = Welcome.AsksFirst });
        async Task<Answer> Ask() => (await piet.Post("/guest-passes", new { account = world.Rosa.Ref(), visitor = Ref(visitor), reason = "Looks into a question", seeAs = "sales" })).Must(201);

        var first = await Ask();
        Assert.Equal("asked", first.At("state"));
        Assert.Equal("guest.open", (await piet.Post("/guest-passes", new { account = world.Rosa.Ref(), visitor = Ref(visitor), reason = "Again" })).Must(409).Code);
        Assert.Equal("guest.not_yours_to_answer", (await piet.Post($"/guest-passes/{first.Id}/answer", new { agree = true })).Must(403).Code);
        Assert.Contains("guest.asked", (await rosa.Get("/notices?kind=guest.asked")).Must(200).Text);
        Assert.Equal("refused", (await rosa.Post($"/guest-passes/{first.Id}/answer", new { agree = false })).Must(200).At("state"));
        Assert.Equal("guest.answered", (await rosa.Post($"/guest-passes/{first.Id}/answer", new { agree = true })).Must(409).Code);

        var second = await Ask();
        Assert.Equal("agreed", (await rosa.Post($"/guest-passes/{second.Id}/answer", new { agree = true })).Must(200).At("state"));
        world.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal("ended", (await rosa.Get($"/guest-passes/{second.Id}")).At("state"));
        await world.Refused("guest.over", Visits.Enter(visitor, world.Rosa, new(Parsed(second.Id), GuestState.Agreed, default)));

        await world.Do(new WelcomeGuests { By = owner, Welcome = Welcome.Nobody });
        Assert.Equal("guest.not_welcome", (await piet.Post("/guest-passes", new { account = world.Rosa.Ref(), visitor = Ref(visitor), reason = "Again" })).Must(409).Code);
    }

    [Theory, OnBoth]
    public async Task No_key_acts_by_a_pass(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var piet = await panel.Api(world.Piet);
        var visitor = await Visits.Person(panel, world.Piet);
        var pass = (await piet.Post("/guest-passes", new { account = world.Rosa.Ref(), visitor = Ref(visitor), reason = "Helps", mode = "full" })).Must(201);

        await world.Refused("guest.not_visitor", Visits.Enter(visitor with { KeyId = Guid.CreateVersion7() }, world.Rosa, new(Parsed(pass.Id), GuestState.Agreed, default)));
        await world.Refused("guest.not_visitor", Visits.Enter(world.Piet.Viewer with { UserId = null }, world.Rosa, new(Parsed(pass.Id), GuestState.Agreed, default)));
        foreach (var header in new[] { "Guest-Pass", "X-Guest-Pass" }) piet.DefaultRequestHeaders.Add(header, pass.Id);
        Assert.Contains(world.Piet.Ref(), (await piet.Get("/accounts?limit=200")).Must(200).Text);
    }

    private static string Ref(Viewer person) => PublicId.Format("usr", person.UserId!.Value);

    private static Guid Parsed(string id) => PublicId.TryParse(id, "gst", out var guid) ? guid : throw new ArgumentException(id);

    private static (string?, string?, string?) Shown(Answer answer) => (answer.At("state"), answer.At("visitor"), answer.At("mode"));
}
