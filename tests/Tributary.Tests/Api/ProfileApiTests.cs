using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Tests.Web;
using Tributary.Web.Mail;

namespace Tributary.Tests.Api;

/// <summary>What somebody changes about themselves by a key of their own.</summary>
public sealed class ProfileApiTests
{
    private const string Next = "four yellow bicycles";

    [Theory, OnBoth]
    public async Task S0_03_Name_email_telephone_photo_password_language_and_time_zone_are_ones_own_to_change(DatabaseKind kind)
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(kind, host => host.UseSetting(MailServer.Setting, postbox.Setting));
        var world = panel.World;
        var pia = await panel.Person(world.Saul, Role.Viewer, email: "pia@saul.test", name: "Pia Plumb");
        var api = panel.Api(await panel.KeyOf(world.Saul, pia));
        var page = await panel.SignIn(pia);

        // What others see, and how she reads; what is not named stays.
        var saved = (await api.Patch("/profile", new { name = "Pia Plum", phone = "+49 30 4711", language = "de", timeZone = "Europe/Berlin" })).Must(200);
        Assert.Equal(("Pia Plum", "+49 30 4711", "de", "Europe/Berlin"), (saved.At("name"), saved.At("phone"), saved.At("language"), saved.At("timeZone")));
        Assert.Null((await api.Patch("/profile", new { phone = "" })).Must(200).At("phone"));
        Assert.Equal("Pia Plum", (await api.Get("/profile")).Must(200).At("name"));
        var wrong = (await api.Patch("/profile", new { name = " ", language = "tlh", timeZone = "Mars/Base" })).Must(422);
        Assert.NotNull((await api.Patch("/profile", new { phone = "1\u202e2" })).Must(422).Wrong("phone"));
        foreach (var field in new[] { "name", "language", "timeZone" }) Assert.NotNull(wrong.Wrong(field));

        // The email takes the password, and changes once its letter was opened; asked for again under the key, it is written once.
        Assert.NotNull((await api.Post("/profile/email", new { email = "pia@plum.test", currentPassword = "guessed" })).Must(422).Wrong("currentPassword"));
        Assert.NotNull((await api.Post("/profile/email", new { email = "plum", currentPassword = Panel.Password })).Must(422).Wrong("email"));
        foreach (var _ in new[] { 1, 2 })
        {
            var asked = (await api.Post("/profile/email", new { email = "pia@plum.test", currentPassword = Panel.Password }, key: "email-1")).Must(200);
            Assert.Equal(("pia@saul.test", "pia@plum.test"), (asked.At("email"), asked.At("newEmail")));
        }
        var letter = (await postbox.To("pia@plum.test"))[0];
        Assert.Contains("pia@plum.test", Assert.Single(await postbox.To("pia@saul.test")).Plain);
        await using (var db = world.Db()) Assert.Equal(2, await db.Messages.CountAsync(m => m.UserId == pia.Id, TestContext.Current.CancellationToken));
        await page.Submit(await page.Get(letter.Link("/email")), "/email");
        Assert.Equal(("pia@plum.test", null), await api.Get("/profile") is var now ? (now.At("email"), now.At("newEmail")) : default);

        // A photo by its content, cut to a square and made anew.
        using var png = new ByteArrayContent(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="));
        png.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        var photo = (await api.Send(HttpMethod.Put, "/profile/photo", png)).Must(200).At("photo")!;
        Assert.Equal("image/jpeg", (await panel.Visitor().Client.GetAsync(photo, TestContext.Current.CancellationToken)).Content.Headers.ContentType!.MediaType);
        Assert.Equal("picture.unreadable", (await api.Send(HttpMethod.Put, "/profile/photo", new { content = Convert.ToBase64String("<html>"u8) })).Must(422).Code);
        Assert.Equal(photo, (await api.Get("/profile")).At("photo"));
        Assert.Null((await api.Delete("/profile/photo")).Must(200).At("photo"));

        // The password asks for the current one, refuses what everybody guesses, and ends her sessions.
        Assert.NotNull((await api.Post("/profile/password", new { currentPassword = "guessed", password = Next })).Must(422).Wrong("currentPassword"));
        Assert.Equal("password.common", (await api.Post("/profile/password", new { currentPassword = Panel.Password, password = "password1234" })).Must(422).Code);
        page = await panel.SignIn(pia);
        (await api.Post("/profile/password", new { currentPassword = Panel.Password, password = Next })).Must(204);
        Assert.Contains("/login", (await page.Get("/profile")).Leads);
        Assert.Equal(302, (await panel.Visitor().Login("pia@plum.test", Next)).Status);

        // A key of the account is nobody's, and whoever guesses has to wait as at the door.
        Assert.Equal("key.no_person", (await (await panel.Api(world.Saul)).Get("/profile")).Must(403).Code);
        for (var i = 0; i < User.FreeAttempts; i++) (await api.Post("/profile/password", new { currentPassword = "guessed", password = Next })).Must(422);
        (await api.Post("/profile/password", new { currentPassword = Next, password = Panel.Password })).Must(422);
    }
}
