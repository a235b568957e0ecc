using System.Buffers.Binary;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Partners;
using Tributary.Web.Security;

namespace Tributary.Tests.Web;

public sealed class SignInTests
{
    [Theory, OnBoth]
    public async Task Whoever_knows_the_password_is_in_and_comes_where_they_wanted(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var rosa = await panel.Person(panel.World.Rosa, email: "rosa@example.com");
        var visitor = panel.Visitor();

        Assert.Equal("/login?returnUrl=%2Fpeople", (await visitor.Get("/people")).Leads);
        var seen = await visitor.Login("ROSA@example.com", Panel.Password, "/people");

        Assert.Equal("/people", seen.Leads);
        Assert.Contains("rosa@example.com", (await visitor.Get("/people")).Text);
        await using var db = panel.World.Db();
        var record = await db.SignIns.SingleAsync();
        Assert.True(record is { Succeeded: true, How: "password" } && record.UserId == rosa.Id);
    }

    [Theory, OnBoth]
    public async Task A_wrong_password_and_an_unknown_email_read_the_same_and_are_both_written_down(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        await panel.Person(panel.World.Rosa, email: "rosa@example.com");

        var wrong = await panel.Visitor().Login("rosa@example.com", "not her password");
        var unknown = await panel.Visitor().Login("nobody@example.com", "not her password");

        Assert.Equal(wrong.Status, unknown.Status);
        Assert.Equal(wrong.Of("main").Replace("rosa@", "nobody@"), unknown.Of("main"));
        Assert.Contains("not right", wrong.Text);
        await using var db = panel.World.Db();
        var records = await db.SignIns.OrderBy(record => record.Email).ToListAsync();
        Assert.Equal([("nobody@example.com", false), ("rosa@example.com", false)], records.Select(record => (record.Email, record.Succeeded)));
        Assert.Null(records[0].UserId);
    }

    [Theory, OnBoth]
    public async Task After_five_wrong_passwords_the_right_one_has_to_wait_and_waits_grow(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var rosa = await panel.Person(panel.World.Rosa, email: "rosa@example.com");
        for (var i = 0; i < User.FreeAttempts; i++) await panel.Visitor().Login("rosa@example.com", "wrong");

        Assert.Equal(200, (await panel.Visitor().Login("rosa@example.com", Panel.Password)).Status);
        panel.World.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(200, (await panel.Visitor().Login("rosa@example.com", "wrong")).Status);
        panel.World.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(200, (await panel.Visitor().Login("rosa@example.com", Panel.Password)).Status);
        panel.World.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(302, (await panel.Visitor().Login("rosa@example.com", Panel.Password)).Status);

        await using var db = panel.World.Db();
        Assert.Equal(0, (await db.Users.SingleAsync(user => user.Id == rosa.Id)).AccessFailedCount);
    }

    [Theory, OnBoth]
    public async Task Attempts_made_at_the_same_moment_all_count(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        await panel.Person(panel.World.Rosa, email: "rosa@example.com");
        async Task<SignInAnswer> Try(string password)
        {
            await using var scope = panel.Services.CreateAsyncScope();
            return (await scope.ServiceProvider.GetRequiredService<SignIn>().WithPassword("rosa@example.com", password, new("::1", ""))).Answer;
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Try("wrong")));

        await using var db = panel.World.Db();
        var rosa = await db.Users.SingleAsync(user => user.Email == "rosa@example.com");
        Assert.Equal(User.FreeAttempts, rosa.AccessFailedCount);
        Assert.Equal(SignInAnswer.Refused, await Try(Panel.Password));
        Assert.Equal(9, await db.SignIns.CountAsync());
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task Nobody_is_led_elsewhere(string elsewhere)
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await panel.Person(panel.World.Rosa, email: "rosa@example.com");

        Assert.Equal("/", (await panel.Visitor().Login("rosa@example.com", Panel.Password, elsewhere)).Leads);
    }

    [Fact]
    public async Task An_inactive_account_lets_nobody_in_and_does_not_say_so()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        var xena = await panel.Person(world.Xena, email: "xena@example.com");
        var inside = await panel.SignIn(xena);
        Assert.Equal(200, (await inside.Get("/people")).Status);
        await world.Do(new Deactivate { By = world.Nora.Viewer, InBranch = world.Xena.BranchId, AccountId = world.Xena.Id, Reason = "Unpaid" });

        var refused = await panel.Visitor().Login("xena@example.com", Panel.Password);

        Assert.Contains("not right", refused.Text);
        Assert.Equal(302, (await inside.Get("/people")).Status);
        Assert.Null(await panel.Of(await panel.Key(world.Xena)));
    }

    [Fact]
    public async Task Whoever_has_several_places_chooses_and_no_other_place_can_be_chosen()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (world, visitor) = (panel.World, panel.Visitor());
        var both = await panel.Person(world.Rosa, email: "both@example.com");
        await panel.Place(world.Xena, both, Role.Viewer);
        var piets = await panel.Place(world.Piet, await panel.Person(world.Saul));

        Assert.StartsWith("/choose", (await visitor.Login("both@example.com", Panel.Password)).Leads);
        Assert.StartsWith("/choose", new Uri((await visitor.Get("/people")).Leads!, UriKind.RelativeOrAbsolute).ToString());
        var choice = await visitor.Get("/choose?returnUrl=%2Fpeople");
        Assert.DoesNotContain("Piet", choice.Text);
        var form = choice.Document.QuerySelectorAll("button[name=place]").Single(button => button.TextContent.Contains("Xena"));
        var chosen = await visitor.Client.PostAsync("/choose", Form(choice, ("place", form.GetAttribute("value")!), ("ReturnUrl", "/people")));
        Assert.Equal("/people", chosen.Headers.Location!.ToString());

        Assert.DoesNotContain("Add a person", (await visitor.Get("/people")).Text);
        var other = await visitor.Client.PostAsync("/choose", Form(choice, ("place", piets.MembershipId.ToString())));
        Assert.Equal(404, (int)other.StatusCode);
    }

    [Fact]
    public async Task Two_step_sign_in_asks_for_the_code_and_takes_each_once()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (world, visitor) = (panel.World, panel.Visitor());
        await panel.Person(world.Rosa, email: "rosa@example.com");
        await visitor.Login("rosa@example.com", Panel.Password);
        await visitor.Submit(await visitor.Get("/profile"), "OfferTotp", ("Input.CurrentPassword", Panel.Password));
        var offer = await visitor.Get("/profile");
        var key = offer.Of("#totp-key").Replace(" ", "");
        Assert.NotNull(offer.Document.QuerySelector("svg.qr path"));
        string Code() => Totp.CodeAt(key, world.Clock.GetUtcNow().UtcDateTime);
        var on = await visitor.Submit(offer, "ConfirmTotp", ("Input.Code", Code()));
        var recovery = on.Document.QuerySelectorAll("#recovery-codes li").Select(code => code.TextContent.Trim()).ToList();
        Assert.Equal(10, recovery.Count);
        Assert.Equal(200, (await visitor.Get("/profile")).Status);

        var other = panel.Visitor();
        var step = await other.Login("rosa@example.com", Panel.Password);
        Assert.Equal(302, (await other.Get("/people")).Status);
        Assert.Equal(200, (await other.Submit(step, "Code", ("Input.Code", "000000"))).Status);
        Assert.Equal(200, (await other.Submit(step, "Code", ("Input.Code", Code()))).Status); // It was used to switch it on.
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(302, (await other.Submit(step, "Code", ("Input.Code", Code()))).Status);
        Assert.Equal(200, (await other.Get("/people")).Status);

        foreach (var (code, status) in new[] { (recovery[3], 302), (recovery[3], 200) })
        {
            var third = panel.Visitor();
            Assert.Equal(status, (await third.Submit(await third.Login("rosa@example.com", Panel.Password), "Code", ("Input.Code", code))).Status);
        }
        await using var db = world.Db();
        Assert.Contains(await db.SignIns.ToListAsync(), record => record is { How: "password_awaiting_code", Succeeded: false });
    }

    [Fact]
    public async Task The_second_step_runs_out_after_five_minutes()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var rosa = await panel.Person(panel.World.Rosa, email: "rosa@example.com");
        string key;
        await using (var db = panel.World.Db())
        {
            var user = await db.Users.SingleAsync(u => u.Id == rosa.Id);
            user.OfferTotp();
            key = user.TotpKey!;
            user.ConfirmTotp(Totp.CodeAt(key, panel.World.Clock.GetUtcNow().UtcDateTime), panel.World.Clock.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync();
        }
        var visitor = panel.Visitor();
        var step = await visitor.Login("rosa@example.com", Panel.Password);

        panel.World.Clock.Advance(TimeSpan.FromMinutes(5));

        var late = await visitor.Submit(step, "Code", ("Input.Code", Totp.CodeAt(key, panel.World.Clock.GetUtcNow().UtcDateTime)));
        Assert.Contains("took too long", late.Text);
    }

    [Fact]
    public async Task Guessing_from_one_address_is_slowed_down()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var visitor = panel.Visitor();
        var page = await visitor.Get("/forgot");
        var login = await visitor.Get("/login");

        var last = 0;
        for (var i = 0; i < 31 && last != 429; i++) last = (await visitor.Submit(login, "/login", ("Input.Email", ""), ("Input.Password", ""))).Status;

        Assert.Equal(429, last);
        Assert.Equal(200, (await visitor.Get("/login")).Status);
        Assert.Equal(200, page.Status);
    }

    private static FormUrlEncodedContent Form(Seen page, params (string Name, string Value)[] values) => new(
        values.Append(("__RequestVerificationToken", page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!))
            .Select(value => KeyValuePair.Create(value.Item1, value.Item2)));

    [Fact]
    public void A_password_is_hashed_as_slowly_as_is_asked_of_it()
    {
        using var services = new ServiceCollection().AddPeople().BuildServiceProvider();
        var kept = Convert.FromBase64String(new PasswordHasher<User>(services.GetRequiredService<IOptions<PasswordHasherOptions>>()).HashPassword(new(), Panel.Password));

        // What Identity writes: its format, then the function (2 is HMAC-SHA-512), then how many times.
        Assert.Equal((1, 2u, 210_000u), (kept[0], BinaryPrimitives.ReadUInt32BigEndian(kept.AsSpan(1)), BinaryPrimitives.ReadUInt32BigEndian(kept.AsSpan(5))));
    }
}
