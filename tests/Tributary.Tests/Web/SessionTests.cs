using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Mail;
using Tributary.Web.Security;

namespace Tributary.Tests.Web;

public sealed class SessionTests
{
    [Fact]
    public async Task A_new_password_ends_all_other_sessions_and_the_old_password()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var rosa = await panel.Person(panel.World.Rosa, email: "rosa@example.com");
        var (here, there) = (await panel.SignIn(rosa), await panel.SignIn(rosa));
        Assert.Equal(200, (await there.Get("/people")).Status);

        var wrong = await here.Submit(await here.Get("/profile"), "Password", ("Input.CurrentPassword", "no"), ("Input.Password", "four yellow bicycles"));
        Assert.Contains("not your current password", wrong.Text);
        var changed = await here.Submit(await here.Get("/profile"), "Password", ("Input.CurrentPassword", Panel.Password), ("Input.Password", "four yellow bicycles"));

        Assert.Equal("/profile", changed.Leads);
        Assert.Equal(200, (await here.Get("/people")).Status);
        Assert.Equal(302, (await there.Get("/people")).Status);
        Assert.Equal(200, (await panel.Visitor().Login("rosa@example.com", Panel.Password)).Status);
        Assert.Equal(302, (await panel.Visitor().Login("rosa@example.com", "four yellow bicycles")).Status);
    }

    [Theory]
    [InlineData("password1234", "easily guessed")]
    [InlineData("short", "at least 12")]
    [InlineData("Alex Doe 2026!", "your name")]
    public async Task An_easy_password_is_refused(string password, string because)
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var alex = await panel.SignIn(panel.World.Rosa);

        var seen = await alex.Submit(await alex.Get("/profile"), "Password", ("Input.CurrentPassword", Panel.Password), ("Input.Password", password));

        Assert.Contains(because, seen.Text);
    }

    [Fact]
    public async Task A_session_ends_after_eight_quiet_hours()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var rosa = await panel.SignIn(panel.World.Rosa);
        panel.World.Clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal(200, (await rosa.Get("/people")).Status);
        panel.World.Clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal(200, (await rosa.Get("/people")).Status);

        panel.World.Clock.Advance(TimeSpan.FromHours(8.1));

        Assert.Equal(302, (await rosa.Get("/people")).Status);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_a_forged_form_does_nothing()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var rosa = await panel.SignIn(panel.World.Rosa);
        Assert.Equal(400, (int)(await rosa.Client.PostAsync("/logout", new FormUrlEncodedContent([]))).StatusCode);

        var page = await rosa.Get("/profile");
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        await rosa.Client.PostAsync("/logout", new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]));

        Assert.Equal(302, (await rosa.Get("/people")).Status);
        Assert.True(page.Response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_link_sets_a_password_once_and_only_for_three_hours()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var rosa = await panel.Person(panel.World.Rosa, email: "rosa@example.com");
        var first = await Link(panel, rosa, LinkKind.Reset);
        var visitor = panel.Visitor();

        var set = await visitor.Submit(await visitor.Get("/reset?token=" + first), "/reset", ("Input.Password", "four yellow bicycles"));

        Assert.Equal("/login", set.Leads);
        Assert.Equal(302, (await panel.Visitor().Login("rosa@example.com", "four yellow bicycles")).Status);
        Assert.Contains("no good any more", (await visitor.Get("/reset?token=" + first)).Text);
        var late = await Link(panel, rosa, LinkKind.Reset);
        Assert.DoesNotContain("no good any more", (await visitor.Get("/reset?token=" + late)).Text);
        panel.World.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Contains("no good any more", (await visitor.Get("/reset?token=" + late)).Text);
        Assert.Contains("no good any more", (await visitor.Get("/reset?token=" + await Link(panel, rosa, LinkKind.SecondStep))).Text);
        Assert.Contains("no good any more", (await visitor.Get("/reset?token=abc")).Text);
    }

    [Fact]
    public async Task A_new_email_holds_once_it_is_confirmed_and_not_before()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite, host => host.UseSetting(MailServer.Setting, "smtp://127.0.0.1:1"));
        var rosa = await panel.Person(panel.World.Rosa, email: "rosa@example.com");
        var visitor = await panel.SignIn(rosa);

        await visitor.Submit(await visitor.Get("/profile"), "Email", ("Input.CurrentPassword", Panel.Password), ("Input.Email", "new@example.com"));

        Assert.Contains("new@example.com is waiting to be confirmed", (await visitor.Get("/profile")).Text);
        Assert.Equal(302, (await panel.Visitor().Login("rosa@example.com", Panel.Password)).Status);
        await using var db = panel.World.Db();
        var link = await Link(panel, await db.Users.SingleAsync(user => user.Id == rosa.Id), LinkKind.Email);
        await visitor.Submit(await visitor.Get("/email?token=" + link), "/email");
        Assert.Equal(200, (await panel.Visitor().Login("rosa@example.com", Panel.Password)).Status);
        Assert.Equal(302, (await panel.Visitor().Login("new@example.com", Panel.Password)).Status);
    }

    [Fact]
    public async Task Asking_for_a_link_does_not_tell_whose_email_it_is()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite, host => host.UseSetting(MailServer.Setting, "smtp://127.0.0.1:1"));
        await panel.Person(panel.World.Rosa, email: "rosa@example.com");
        var visitor = panel.Visitor();

        var known = await visitor.Submit(await visitor.Get("/forgot"), null, ("Input.Email", "rosa@example.com"));
        var unknown = await visitor.Submit(await visitor.Get("/forgot"), null, ("Input.Email", "nobody@example.com"));

        Assert.Equal(known.Of("main"), unknown.Of("main"));
    }

    private static async Task<string> Link(Panel panel, User user, LinkKind kind)
    {
        await using var scope = panel.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TributaryDb>();
        return scope.ServiceProvider.GetRequiredService<Links>().Make(await db.Users.SingleAsync(u => u.Id == user.Id), kind);
    }
}
