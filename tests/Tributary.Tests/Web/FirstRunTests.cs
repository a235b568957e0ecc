using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Security;

namespace Tributary.Tests.Web;

public sealed class FirstRunTests
{
    private static readonly (string, string)[] Company =
    [
        ("Input.Name", "Nora Networks"), ("Input.Country", "DE"), ("Input.Currency", "EUR"), ("Input.Language", "en"), ("Input.TimeZone", "Europe/Berlin"),
    ];

    private static readonly (string, string)[] Nora =
        [("Input.Person", "Nora North"), ("Input.Email", "nora@example.com"), ("Input.Password", "seven green umbrellas")];

    [Theory, OnBoth]
    public async Task The_wizard_sets_up_the_provider_and_its_owner_and_is_gone(DatabaseKind kind)
    {
        await using var panel = await Panel.Empty(kind);
        var visitor = panel.Visitor();
        Assert.Equal("/setup", (await visitor.Get("/")).Leads);
        Assert.Equal("/setup", (await visitor.Get("/login")).Leads);

        var person = await visitor.Submit(await visitor.Get("/setup"), "/setup", [("Input.Code", Code(panel)), .. Company]);
        var markup = await visitor.Submit(person, "Finish", Nora);
        Assert.Equal("/setup/markup", markup.Leads);
        var done = await visitor.Submit(await visitor.Get("/setup/markup"), "/setup/markup", ("Input.DefaultMarkupPercent", "30"));

        Assert.Contains("ready", (await visitor.Get(done.Leads!)).Text);
        Assert.Equal(200, (await visitor.Get("/people")).Status);
        Assert.Equal(404, (await visitor.Get("/setup")).Status);
        await using var db = panel.World.Db();
        var root = await db.Accounts.SingleAsync();
        Assert.Equal(("Nora Networks", "EUR", 30m), (root.Name, root.Currency.Code, root.DefaultMarkupPercent));
        Assert.Equal(Role.Owner, (await db.Memberships.SingleAsync()).Role);
        Assert.Equal(302, (await panel.Visitor().Login("nora@example.com", "seven green umbrellas")).Status);
    }

    [Fact]
    public async Task Without_the_code_a_stranger_gets_nowhere()
    {
        await using var panel = await Panel.Empty(DatabaseKind.Sqlite);
        var visitor = panel.Visitor();

        var first = await visitor.Submit(await visitor.Get("/setup"), "/setup", [("Input.Code", "AAAAA-AAAAA"), .. Company]);
        Assert.Contains("not the code", first.Text);
        var token = first.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        await visitor.Client.PostAsync("/setup?handler=Finish", new FormUrlEncodedContent(
            Company.Concat(Nora).Append(("__RequestVerificationToken", token)).Select(value => KeyValuePair.Create(value.Item1, value.Item2))));

        await using var db = panel.World.Db();
        Assert.False(await db.Accounts.AnyAsync());
        Assert.False(await db.Users.AnyAsync());
    }

    [Fact]
    public async Task Of_two_who_finish_at_the_same_moment_one_does()
    {
        await using var panel = await Panel.Empty(DatabaseKind.Sqlite);
        var (one, two) = (panel.Visitor(), panel.Visitor());
        var ones = await one.Submit(await one.Get("/setup"), "/setup", [("Input.Code", Code(panel)), .. Company]);
        var twos = await two.Submit(await two.Get("/setup"), "/setup", [("Input.Code", Code(panel)), .. Company]);

        var seen = await Task.WhenAll(one.Submit(ones, "Finish", Nora), two.Submit(twos, "Finish", Nora));

        Assert.Equal([302, 404], seen.Select(page => page.Status).Order());
        await using var db = panel.World.Db();
        Assert.Equal((1, 1, 1), (await db.Accounts.CountAsync(), await db.Users.CountAsync(), await db.Memberships.CountAsync()));
    }

    [Fact]
    public async Task A_second_set_up_is_refused()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var visitor = panel.Visitor();
        var login = await visitor.Get("/login");
        var token = login.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

        var again = await visitor.Client.PostAsync("/setup?handler=Finish", new FormUrlEncodedContent(
            Company.Concat(Nora).Append(("Input.Code", Code(panel))).Append(("__RequestVerificationToken", token)).Select(value => KeyValuePair.Create(value.Item1, value.Item2))));

        Assert.Equal(404, (int)again.StatusCode);
        Assert.Equal(404, (await visitor.Get("/setup")).Status);
    }

    [Fact]
    public async Task What_is_wrong_is_told_before_anything_is_written()
    {
        await using var panel = await Panel.Empty(DatabaseKind.Sqlite);
        var visitor = panel.Visitor();
        var start = await visitor.Get("/setup");
        Assert.Contains("This is needed", (await visitor.Submit(start, "/setup", ("Input.Code", Code(panel)), ("Input.Name", "Nora Networks"), ("Input.Currency", "EUR"))).Text);
        var person = await visitor.Submit(start, "/setup", [("Input.Code", Code(panel)), .. Company]);

        var easy = await visitor.Submit(person, "Finish", ("Input.Person", "Nora North"), ("Input.Email", "nora@example.com"), ("Input.Password", "password1234"));

        Assert.Contains("easily guessed", easy.Text);
        await using var db = panel.World.Db();
        Assert.False(await db.Accounts.AnyAsync());
        Assert.False(await db.Users.AnyAsync());
    }

    private static string Code(Panel panel) => panel.Services.GetRequiredService<FirstRun>().Code.ToLowerInvariant();
}
