using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Notices;
using Tributary.Partners;
using Tributary.Tests.Api;
using Tributary.Web.Mail;
using Tributary.Web.Pages.Mail;

namespace Tributary.Tests.Web;

/// <summary>Sent mail as the sender's people read it, where there is no mail server.</summary>
public sealed class SentMailTests
{
    [Theory, OnBoth]
    public async Task S0_03_Without_a_mail_server_the_link_is_read_in_the_panel_by_whoever_looks_after_the_person(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var cora = await panel.SignIn(await panel.Person(world.Cora, email: "cora@cora.test", name: "Cora Cole"));
        await cora.Submit(await cora.Get("/profile"), "Email", ("Input.CurrentPassword", Panel.Password), ("Input.Email", "new@cora.test"));
        var kept = await Kept(panel, "new@cora.test");
        var address = "/mail/" + PublicId.Format("msg", kept.Id);
        var (saul, support) = (await panel.SignIn(world.Saul), await panel.SignIn(world.Saul, Role.Support));

        var list = await saul.Get("/mail?q=new");
        Assert.Contains("No mail is sent", list.Text);
        Assert.Contains("cora@cora.test", (await saul.Get("/mail")).Text);
        var read = await saul.Get(address);
        Assert.Contains("hand it over yourself", read.Text);
        Assert.Contains("Kept here", read.Text);
        var link = Links(read.Of("#mail-text")).Single(l => l.Contains("/email?token=", StringComparison.Ordinal));
        var frame = await saul.Client.GetAsync(address + "?handler=Html", TestContext.Current.CancellationToken);
        Assert.Equal(DetailsModel.FramePolicy, Assert.Single(frame.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("SAMEORIGIN", Assert.Single(frame.Headers.GetValues("X-Frame-Options")));
        Assert.Contains("/email?token=", await frame.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        // Whoever may see people and not look after them reads the words, and not the link.
        var without = await support.Get(address);
        Assert.Contains("The link stands in the mail itself", without.Text);
        Assert.DoesNotContain("token=", without.Document.DocumentElement.OuterHtml + (await support.Get(address + "?handler=Html")).Document.DocumentElement.OuterHtml);
        Assert.Null(without.Document.QuerySelector("form[action*=Resend]"));

        var visitor = panel.Visitor();
        await visitor.Submit(await visitor.Get(new Uri(link).PathAndQuery), "/email");
        Assert.Equal(302, (await panel.Visitor().Login("new@cora.test", Panel.Password)).Status);
        await using var db = world.Db();
        // It was handed over, so nobody has proven that the mailbox is theirs.
        Assert.False((await db.Users.SingleAsync(u => u.Email == "new@cora.test", TestContext.Current.CancellationToken)).EmailConfirmed);
    }

    [Theory, OnBoth]
    public async Task An_invitation_is_kept_with_a_link_that_works_and_sent_again_as_another_mail(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var api = await panel.Api(world.Saul);
        var handed = (await api.Post($"/accounts/{world.Cora.Ref()}/users", new { email = "carla@cora.test", name = "Carla", role = "viewer" })).Must(201);
        Assert.NotNull(handed.At("link"));
        var kept = await Kept(panel, "carla@cora.test");

        var shown = (await api.Get($"/mail/{PublicId.Format("msg", kept.Id)}")).Must(200);
        Assert.Equal(("kept", "true", "Your access to Cora", "invitation", "Saul"), (shown.At("state"), shown.At("handsOver")!.ToLowerInvariant(), shown.At("subject"), shown.At("template"), shown.At("fromName")));
        var link = new Uri(Links(shown.At("text")!).Single()).PathAndQuery;
        var reader = await panel.Api(world.Saul, "people:read");
        var words = (await reader.Get($"/mail/{PublicId.Format("msg", kept.Id)}")).Must(200);
        Assert.Equal("false", words.At("handsOver")!.ToLowerInvariant());
        Assert.DoesNotContain("token=", words.Text);
        (await reader.Post($"/mail/{PublicId.Format("msg", kept.Id)}/resend")).Must(403);

        var again = (await api.Post($"/mail/{PublicId.Format("msg", kept.Id)}/resend", key: "again")).Must(201);
        Assert.Equal(again.Id, (await api.Post($"/mail/{PublicId.Format("msg", kept.Id)}/resend", key: "again")).Must(201).Id);
        Assert.NotEqual(PublicId.Format("msg", kept.Id), again.Id);
        Assert.Equal(2, (await api.Get("/mail?q=carla")).Must(200).Body.GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await api.Get("/mail?q=carla&state=failed")).Must(200).Body.GetProperty("items").GetArrayLength());
        Assert.Contains("mail.resent", (await api.Get($"/trail?account={world.Cora.Ref()}")).Text);

        var carla = panel.Visitor();
        await carla.Submit(await carla.Get(link), "/reset", ("Input.Password", "four yellow bicycles"));
        Assert.Equal("/", (await carla.Login("carla@cora.test", "four yellow bicycles")).Leads);
        // Whoever has a password by now is shown the way in, and no link that would set another.
        var later = (await api.Get($"/mail/{again.Id}")).Must(200);
        Assert.DoesNotContain("token=", later.Text);
        Assert.Contains("/login", later.At("text"));
    }

    [Theory, OnBoth]
    public async Task Somebody_known_is_asked_by_mail_and_nothing_of_them_stands_in_it(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await panel.Person(world.Xena, email: "known@xena.test", name: "Secret Name");
        var api = await panel.Api(world.Saul);

        (await api.Post($"/accounts/{world.Cora.Ref()}/users", new { email = "known@xena.test", role = "viewer" })).Must(201);
        var kept = await Kept(panel, "known@xena.test");

        var shown = (await api.Get($"/mail/{PublicId.Format("msg", kept.Id)}")).Must(200);
        Assert.Equal(("invited", "Cora asks you to join"), (kept.Template, shown.At("subject")));
        Assert.DoesNotContain("Secret Name", shown.Text);
        Assert.DoesNotContain("token=", shown.Text);
        Assert.Contains("/choose", shown.At("text"));
    }

    [Theory, OnBoth]
    public async Task Nobody_reads_what_another_account_sent_and_a_list_pages_by_key(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await using (var db = world.Db())
        {
            for (var i = 0; i < 53; i++)
                db.Messages.Add(new Message
                {
                    BranchId = world.Cora.BranchId, Id = PublicId.New(world.Clock), AccountId = world.Cora.Id, Path = world.Cora.Account.Path, SenderId = world.Saul.Id,
                    Email = $"p{i}@cora.test", Template = "invited", Department = Department.Sales, At = world.Clock.GetUtcNow().UtcDateTime,
                });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        var saul = await panel.SignIn(world.Saul);
        await Kept(panel, "p52@cora.test");

        var first = await saul.Get("/mail");
        var rest = await saul.Get("/mail?after=" + first.Document.QuerySelectorAll("main tbody a.row-open").Last().GetAttribute("href")!.Split('/')[^1]);

        Assert.Equal((50, 3), (first.Document.QuerySelectorAll("main tbody tr").Length, rest.Document.QuerySelectorAll("main tbody tr").Length));
        Assert.Contains("p52@cora.test", (await saul.Get("/mail?q=p52@cora.test&state=kept")).Of("main"));
        Assert.Contains("Nothing found", (await saul.Get("/mail?q=p52@cora.test&state=failed")).Of("main"));
        foreach (var other in new[] { world.Nora, world.Piet, world.Rosa, world.Xena, world.Cora, world.Dana })
        {
            var visitor = await panel.SignIn(other);
            Assert.DoesNotContain("@cora.test", (await visitor.Get("/mail")).Text);
            Assert.Equal(404, (await visitor.Get(first.Document.QuerySelector("main tbody a.row-open")!.GetAttribute("href")!)).Status);
        }
        await world.Refused("mail.not_found", new ResendMessage { By = world.Rosa.Viewer, InBranch = world.Cora.BranchId, MessageId = (await Kept(panel, "p0@cora.test")).Id });
        await world.Refused("mail.not_found", new ResendMessage { By = world.Saul.Viewer with { Reach = Reach.Own }, InBranch = world.Cora.BranchId, MessageId = (await Kept(panel, "p0@cora.test")).Id });
    }

    [Theory, OnBoth]
    public async Task A_reader_without_amounts_reads_none_in_what_was_sent(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await panel.Person(world.Cora, email: "cora@cora.test");
        await using (var db = world.Db())
        {
            db.Notices.Add(new Notice
            {
                BranchId = world.Cora.BranchId, Id = PublicId.New(world.Clock), AccountId = world.Cora.Id, Path = world.Cora.Account.Path, Kind = "wallet.low",
                At = world.Clock.GetUtcNow().UtcDateTime, Data = """{"available":"12.50","currency":"USD"}""", ForMail = true,
            });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        var kept = await Kept(panel, "cora@cora.test");

        var (money, people) = (await panel.Api(world.Saul), await panel.Api(world.Saul, "people:read"));

        Assert.Contains("12.50", (await money.Get($"/mail/{PublicId.Format("msg", kept.Id)}")).Must(200).At("subject"));
        Assert.DoesNotContain("12.50", (await people.Get($"/mail/{PublicId.Format("msg", kept.Id)}")).Must(200).Text);
    }

    [Fact]
    public async Task A_mail_leads_to_the_senders_own_host_once_that_is_proven()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite, host => host.UseSetting("TRIBUTARY_URL", "https://panel.provider.example"));
        var world = panel.World;
        await using (var db = world.Db())
        {
            foreach (var (host, owner, proven) in new[] { ("portal.saul.test", world.Saul, true), ("claimed.saul.test", world.Saul, false), ("portal.rosa.test", world.Rosa, true) })
                db.HostNames.Add(new HostName
                {
                    Host = host, AccountId = owner.Id, BranchId = owner.BranchId, Token = "t", ClaimedAt = world.Clock.GetUtcNow().UtcDateTime,
                    ProvenAt = proven ? world.Clock.GetUtcNow().UtcDateTime : null,
                });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        var api = await panel.Api(world.Saul);
        (await api.Post($"/accounts/{world.Cora.Ref()}/users", new { email = "carla@cora.test", name = "Carla", role = "viewer" })).Must(201);

        var shown = (await api.Get($"/mail/{PublicId.Format("msg", (await Kept(panel, "carla@cora.test")).Id)}")).Must(200);

        Assert.StartsWith("https://portal.saul.test/reset?token=", Links(shown.At("text")!).Single());
        Assert.DoesNotContain("provider.example", shown.Text);
        Assert.DoesNotContain("rosa", shown.Text);
    }

    [Theory]
    [InlineData("mail.example.com")]
    [InlineData("http://mail.example.com")]
    [InlineData("smtp://mail.example.com?from=nobody")]
    public void A_setting_that_cannot_be_read_is_told(string setting)
    {
        var settings = new Microsoft.Extensions.Configuration.ConfigurationManager { [MailServer.Setting] = setting };

        Assert.Contains(MailServer.Setting, Assert.Throws<InvalidOperationException>(() => new MailServer(settings)).Message);
    }

    private static IEnumerable<string> Links(string text) =>
        WebUtility.HtmlDecode(text).Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("http", StringComparison.Ordinal));

    private static async Task<Message> Kept(Panel panel, string to)
    {
        while (true)
        {
            await using var db = panel.World.Db();
            if (await db.Messages.AsNoTracking().FirstOrDefaultAsync(m => m.State == MessageState.Kept && m.To == to, TestContext.Current.CancellationToken) is { } found) return found;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
