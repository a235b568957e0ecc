using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Partners;
using Tributary.Tests.Api;
using Tributary.Tests.Stories;
using Tributary.Web.Mail;

namespace Tributary.Tests.Web;

/// <summary>Mail as it arrives at a real mail server.</summary>
public sealed class SmtpTests
{
    // What must not be read below the seller, and stands in everything that those above it show of themselves.
    private const string Canary = "Kanarienvogel";

    [Theory, OnBoth]
    public async Task An_invitation_comes_in_the_brand_of_the_seller_with_its_departments_signature(DatabaseKind kind)
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(kind, With(postbox));
        await Dress(panel.World);
        var saul = await panel.Api(panel.World.Saul);

        var added = (await saul.Post($"/accounts/{panel.World.Cora.Ref()}/users", new { email = "carla@cora.test", name = "Carla <Cut> & Co", role = "viewer" })).Must(201);

        Assert.Null(added.At("link"));
        var mail = Assert.Single(await postbox.To("carla@cora.test"));
        Assert.Equal("multipart/alternative", mail.Kind);
        Assert.Equal("Saul Soft <hello@saul.test>", mail.Of("From"));
        Assert.Equal("Saul Soft <sales@saul.test>", mail.Of("Reply-To"));
        Assert.Equal(("carla@cora.test", "hello@saul.test"), (mail.Of("To"), mail.Of("X-Envelope-From")));
        Assert.Equal("Your access to Cora", mail.Of("Subject"));
        Assert.Equal(("auto-generated", "en"), (mail.Of("Auto-Submitted"), mail.Of("Content-Language")));
        await using var db = panel.World.Db();
        var row = await Closed(panel, m => m.Template == "invitation");
        Assert.Equal($"<{PublicId.Format("msg", row.Id)}@saul.test>", mail.Of("Message-ID"));
        Assert.Equal((MessageState.Sent, "carla@cora.test", 1), (row.State, row.To, row.Attempts));

        Assert.Contains("Hello Carla <Cut> & Co,", mail.Plain);
        Assert.Contains("Hello Carla &lt;Cut&gt; &amp; Co,", mail.Html);
        Assert.EndsWith("-- \nSaul <Sales>\nHafen 4, 20457 Hamburg\n", mail.Plain);
        Assert.Contains("Saul &lt;Sales&gt;<br>\nHafen 4, 20457 Hamburg", mail.Html);
        Assert.Contains("#b03a2e", mail.Html);
        Assert.DoesNotContain("<Cut>", mail.Html);
        Assert.DoesNotContain("http://", mail.Html.Replace("http://localhost", "").Replace("http://127.0.0.1", ""));
        Assert.DoesNotContain(Canary, mail.Whole, StringComparison.OrdinalIgnoreCase);

        // The link is the mail's alone, and using it proves the mailbox.
        var carla = panel.Visitor();
        var set = await carla.Submit(await carla.Get(mail.Link("/reset")), "/reset", ("Input.Password", "four yellow bicycles"));
        Assert.Equal("/login", set.Leads);
        Assert.True((await db.Users.SingleAsync(u => u.Email == "carla@cora.test")).EmailConfirmed);
        Assert.DoesNotContain("token", row.Data);
    }

    [Theory, OnBoth]
    public async Task S0_03_A_new_email_is_confirmed_by_mail_and_the_old_one_is_warned(DatabaseKind kind)
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(kind, With(postbox));
        await Dress(panel.World);
        var cora = await panel.Person(panel.World.Cora, email: "cora@cora.test", name: "Cora Cole");
        var visitor = await panel.SignIn(cora);

        var asked = await visitor.Submit(await visitor.Get("/profile"), "Email", ("Input.CurrentPassword", Panel.Password), ("Input.Email", "new@cora.test"));

        Assert.Equal("/profile", asked.Leads);
        Assert.Contains("new@cora.test is waiting to be confirmed", (await visitor.Get("/profile")).Text);
        var confirm = Assert.Single(await postbox.To("new@cora.test"));
        var warning = Assert.Single(await postbox.To("cora@cora.test"));
        Assert.Equal(("Confirm your email", "Your email is about to change"), (confirm.Of("Subject"), warning.Of("Subject")));
        Assert.Contains("new@cora.test instead of this address", warning.Plain);
        Assert.DoesNotContain("token=", warning.Whole);
        Assert.All(new[] { confirm, warning }, mail =>
        {
            Assert.Equal("Saul Soft <hello@saul.test>", mail.Of("From"));
            Assert.Contains("Saul helps\n", mail.Plain);
            Assert.DoesNotContain(Canary, mail.Whole, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Equal(302, (await panel.Visitor().Login("cora@cora.test", Panel.Password)).Status);

        var opened = await visitor.Get(confirm.Link("/email"));
        await visitor.Submit(opened, "/email");

        Assert.Equal(200, (await panel.Visitor().Login("cora@cora.test", Panel.Password)).Status);
        Assert.Equal(302, (await panel.Visitor().Login("new@cora.test", Panel.Password)).Status);
        Assert.Contains("no good any more", (await visitor.Get(confirm.Link("/email"))).Text);
        await using var db = panel.World.Db();
        Assert.True((await db.Users.SingleAsync(u => u.Id == cora.Id)).EmailConfirmed);
    }

    [Fact]
    public async Task A_link_for_an_email_asked_for_earlier_goes_to_nobody()
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(DatabaseKind.Sqlite, With(postbox));
        var cora = await panel.Person(panel.World.Cora, email: "cora@cora.test");
        var visitor = await panel.SignIn(cora);
        await postbox.Stop();
        foreach (var email in new[] { "first@cora.test", "second@cora.test" })
            await visitor.Submit(await visitor.Get("/profile"), "Email", ("Input.CurrentPassword", Panel.Password), ("Input.Email", email));

        await postbox.Start();
        panel.World.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Single(await postbox.To("second@cora.test"));
        var over = await Closed(panel, m => m.Email == "first@cora.test");

        Assert.Equal((MessageState.Failed, "over"), (over.State, over.Fault));
        Assert.DoesNotContain(await postbox.Read(), mail => mail.Of("X-Envelope-To") == "first@cora.test");
    }

    [Theory, OnBoth]
    public async Task A_forgotten_password_is_set_by_mail_and_nobody_is_written_to_twice_in_a_minute(DatabaseKind kind)
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(kind, With(postbox));
        await panel.Person(panel.World.Rosa, email: "rosa@rosa.test", name: "Rosa Roth");
        var visitor = panel.Visitor();
        async Task Forgot(string email) => await visitor.Submit(await visitor.Get("/forgot"), null, ("Input.Email", email));

        foreach (var email in new[] { "rosa@rosa.test", "ROSA@rosa.test", "stranger@rosa.test" }) await Forgot(email);
        var mail = Assert.Single(await postbox.To("rosa@rosa.test"));
        panel.World.Clock.Advance(TimeSpan.FromMinutes(2));
        await Forgot("rosa@rosa.test");
        Assert.Equal(2, (await postbox.To("rosa@rosa.test", 2)).Count);

        // Piet has set nothing: his name alone, the installation's address, no answer anywhere else.
        Assert.Equal(("Piet <panel@installation.test>", false), (mail.Of("From"), mail.Has("Reply-To")));
        Assert.EndsWith("-- \nPiet\n", mail.Plain);
        var set = await visitor.Submit(await visitor.Get(mail.Link("/reset")), "/reset", ("Input.Password", "four yellow bicycles"));
        Assert.Equal("/login", set.Leads);
        await using var db = panel.World.Db();
        Assert.Equal(2, await db.Messages.CountAsync(m => m.Template == "password_reset"));
    }

    [Theory, OnBoth]
    public async Task A_notice_of_consequence_is_mailed_to_those_whom_it_concerns_with_amounts_only_where_they_may_be_read(DatabaseKind kind)
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(kind, With(postbox));
        var world = panel.World;
        await Dress(world);
        foreach (var (role, email) in new[] { (Role.Owner, "owner@cora.test"), (Role.Billing, "billing@cora.test"), (Role.Support, "support@cora.test") })
            await panel.Person(world.Cora, role, email: email, name: $"{role} of Cora");
        await panel.Person(world.Dana, email: "owner@dana.test");
        var wrongly = await panel.Person(world.Cora, email: "typed.wrongly@elsewhere.test");
        await using (var db = world.Db())
            await db.Users.Where(u => u.Id == wrongly.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.EmailConfirmed, false));
        await Tell(world, world.Cora, "wallet.low", """{"available":"12.50","currency":"USD"}""");
        await Tell(world, world.Cora, "wallet.credited");
        await Tell(world, world.Cora, "subscription.expired");

        var billing = Assert.Single(await postbox.To("billing@cora.test"));
        var owner = Assert.Single(await postbox.To("owner@cora.test"));
        var support = Assert.Single(await postbox.To("support@cora.test"));

        Assert.Equal("Your balance is low: 12.50 USD is left.", billing.Of("Subject"));
        Assert.Equal("Saul Soft <billing@saul.test>", billing.Of("Reply-To"));
        Assert.Contains("Saul counts\n", billing.Plain);
        Assert.Equal("Cora: 2 things you should know", owner.Of("Subject"));
        Assert.Contains("- Your balance is low: 12.50\u00a0USD is left.", owner.Plain);
        Assert.Contains("- A subscription has expired.", owner.Plain);
        Assert.Equal("A subscription has expired.", support.Of("Subject"));
        Assert.DoesNotContain("balance", support.Whole);
        Assert.All(await postbox.Read(), mail => Assert.DoesNotContain(Canary, mail.Whole, StringComparison.OrdinalIgnoreCase));

        // Cora's prices are hidden from her by now: no figure in what she reads.
        await using (var db = world.Db()) await db.Accounts.Where(a => a.Id == world.Saul.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.HidesPrices, true));
        await Tell(world, world.Cora, "renewal.short", """{"amount":"77.31","currency":"USD"}""");
        var hidden = (await postbox.To("billing@cora.test", 2))[1];
        Assert.Equal("A renewal is short of funds and runs on for its days of grace.", hidden.Of("Subject"));
        Assert.DoesNotContain("77.31", hidden.Whole);
        Assert.DoesNotContain(await postbox.Read(), mail => mail.Of("X-Envelope-To") is "typed.wrongly@elsewhere.test" or "owner@dana.test");
    }

    [Theory, OnBoth]
    public async Task S0_10_An_invoice_is_mailed_to_whoever_looks_after_the_buyers_money_with_the_sellers_logo(DatabaseKind kind)
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(kind, With(postbox));
        var world = panel.World;
        await Dress(world);
        var png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");
        var logo = await Tributary.Web.Media.Picture.Logo(png, world.Clock.GetUtcNow().UtcDateTime, TestContext.Current.CancellationToken);
        await world.Do(new SetBranding { By = world.Saul.Viewer, InBranch = world.Saul.BranchId, AccountId = world.Saul.Id, Logo = logo });
        await panel.Person(world.Cora, Role.Billing, email: "billing@cora.test");
        await panel.Person(world.Cora, Role.Support, email: "support@cora.test");
        await panel.Person(world.Rosa, Role.Billing, email: "billing@rosa.test");
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        await world.Buy(world.Cora, await world.Plan(), 2);
        world.Clock.MoveTo(new DateOnly(2026, 2, 1));
        await world.Bill();

        var invoice = Assert.Single(await world.DocumentsTo(world.Cora));
        var mail = (await postbox.To("billing@cora.test")).Single(m => m.Plain.Contains("/invoices/", StringComparison.Ordinal));
        var amount = $"{new Money(invoice.Gross, invoice.Currency).AmountText}\u00a0USD";
        Assert.Equal($"Invoice {invoice.Number} of {amount} was issued to you.".Replace('\u00a0', ' '), mail.Of("Subject").Replace('\u00a0', ' '));
        Assert.Equal("Saul Soft <hello@saul.test>", mail.Of("From"));
        Assert.Contains("Saul counts\n", mail.Plain);
        Assert.Contains($"/invoices/{PublicId.Format("inv", invoice.Id)}", mail.Plain);
        Assert.Contains("src=\"cid:logo\"", mail.Html);
        Assert.Equal([$"<logo> image/png {logo.Content.Length}"], mail.Pictures);
        Assert.DoesNotContain(Canary, mail.Whole, StringComparison.OrdinalIgnoreCase);
        // Rosa's comes from Piet, who has uploaded no logo.
        var rosas = (await postbox.To("billing@rosa.test")).Single(m => m.Plain.Contains("/invoices/", StringComparison.Ordinal));
        Assert.Empty(rosas.Pictures);
        Assert.DoesNotContain("cid:", rosas.Html);
        Assert.DoesNotContain(await postbox.Read(), m => m.Of("X-Envelope-To") == "support@cora.test");

        // On the printed page and in the panel's own view of the mail it is a file of the panel.
        var print = await (await panel.SignIn(world.Cora)).Get($"/invoices/{PublicId.Format("inv", invoice.Id)}/print");
        Assert.Equal($"/media/{logo.Id:n}", print.Document.QuerySelector("img.brand-logo")?.GetAttribute("src"));
        var row = await Closed(panel, m => m.AccountId == world.Cora.Id && m.Template == "notice");
        var shown = await (await panel.SignIn(world.Saul)).Get($"/mail/{PublicId.Format("msg", row.Id)}?handler=Html");
        Assert.Equal($"/media/{logo.Id:n}", shown.Document.QuerySelector("img")?.GetAttribute("src"));
    }

    [Fact]
    public async Task Many_notices_at_once_are_one_mail_and_old_ones_are_none()
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(DatabaseKind.Sqlite, With(postbox));
        var world = panel.World;
        await panel.Person(world.Cora, email: "cora@cora.test");
        await using (var db = world.Db())
        {
            for (var i = 0; i < 25; i++) db.Notices.Add(Told(world, "subscription.expired", world.Clock.GetUtcNow().UtcDateTime));
            db.Notices.Add(Told(world, "wallet.low", world.Clock.GetUtcNow().UtcDateTime - MailNotices.News - TimeSpan.FromHours(1)));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var mail = Assert.Single(await postbox.To("cora@cora.test"));

        Assert.Equal("Cora: 25 things you should know", mail.Of("Subject"));
        Assert.Equal(MailNotices.MostInOne, mail.Plain.Split('\n').Count(line => line == "- A subscription has expired."));
        Assert.Contains("And 5 more.", mail.Plain);
        await using var after = world.Db();
        Assert.False(await after.Notices.AnyAsync(n => n.ForMail, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Saul\r\nBcc: spy@evil.test")]
    [InlineData("Saul\nSubject: other")]
    [InlineData("Saul\u2028X-Evil: yes")]
    [InlineData("Saul\u0007\u0085 \u202egnp.exe")]
    public async Task A_name_with_a_break_in_it_begins_no_header(string name)
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(DatabaseKind.Sqlite, With(postbox));
        var world = panel.World;
        await using (var db = world.Db())
        {
            db.Brandings.Add(new Branding
            {
                BranchId = world.Saul.BranchId, AccountId = world.Saul.Id, Name = name, MailFrom = "hello@saul.test\r\nBcc: spy@evil.test", SalesEmail = name, SalesSignature = name,
            });
            await db.Accounts.Where(a => a.Id == world.Cora.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Name, "Cora\r\nBcc: spy@evil.test"));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        var cora = new Cast(await world.Reload(world.Cora), world.Cora.Viewer, world.Saul);

        (await (await panel.Api(world.Saul)).Post($"/accounts/{cora.Ref()}/users", new { email = "carla@cora.test", name = "Carla", role = "viewer" })).Must(201);
        var mail = Assert.Single(await postbox.To("carla@cora.test"));

        foreach (var header in new[] { "Bcc", "X-Evil", "Cc" }) Assert.False(mail.Has(header), mail.Raw);
        Assert.Equal("Your access to Cora Bcc: spy@evil.test", mail.Of("Subject"));
        Assert.EndsWith("<panel@installation.test>", mail.Of("From"));
        Assert.DoesNotContain(await postbox.Read(), other => other.Of("X-Envelope-To").Contains("spy", StringComparison.Ordinal));
        Assert.DoesNotContain("\u202e", mail.Raw + mail.Of("From"), StringComparison.Ordinal);
    }

    [Theory, OnBoth]
    public async Task A_server_that_is_down_gets_every_mail_once_it_is_up_again(DatabaseKind kind)
    {
        await using var postbox = await Postbox.Open();
        await postbox.Stop();
        await using var panel = await Panel.Open(kind, With(postbox));
        var world = panel.World;
        var saul = await panel.Api(world.Saul);
        for (var i = 0; i < 3; i++)
            (await saul.Post($"/accounts/{world.Cora.Ref()}/users", new { email = $"carla{i}@cora.test", name = "Carla", role = "viewer" })).Must(201);
        var tried = await Until(panel, m => m.Attempts > 0);
        Assert.Equal((MessageState.Waiting, "unreachable", world.Clock.GetUtcNow().UtcDateTime + TimeSpan.FromMinutes(1)), (tried.State, tried.Fault, tried.NotBefore));

        await postbox.Start();
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        for (var i = 0; i < 3; i++) Assert.Single(await postbox.To($"carla{i}@cora.test"));
        Assert.Equal(3, (await postbox.Read()).Count);
        await Until(panel, m => m.Id == tried.Id && m.State == MessageState.Sent && m.Fault == null);
    }

    [Theory, OnBoth]
    public async Task What_is_refused_for_good_is_given_up_and_its_sender_is_told_without_the_servers_words(DatabaseKind kind)
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(kind, With(postbox));
        var world = panel.World;
        var (api, saul) = (await panel.Api(world.Saul), await panel.SignIn(world.Saul));
        foreach (var email in new[] { "nobody@cora.test", "later@cora.test", "carla@cora.test" })
            (await api.Post($"/accounts/{world.Cora.Ref()}/users", new { email, name = "Carla", role = "viewer" })).Must(201);

        Assert.Single(await postbox.To("carla@cora.test"));
        var refused = await Until(panel, m => m.State == MessageState.Failed);
        var later = await Until(panel, m => m.Attempts == 1 && m.State == MessageState.Waiting);

        Assert.Equal(("nobody@cora.test", "refused_550", 1), (refused.To, refused.Fault, refused.Attempts));
        Assert.Equal(("later@cora.test", "refused_451"), (later.To, later.Fault));
        var page = await saul.Get("/mail/" + PublicId.Format("msg", refused.Id));
        Assert.Contains("The mail server did not take it: 550.", page.Text);
        Assert.DoesNotContain("relay.provider.example", page.Document.DocumentElement.OuterHtml);
        await using var db = world.Db();
        while (!await db.Notices.AnyAsync(n => n.Kind == Outbox.FailedNotice, TestContext.Current.CancellationToken)) await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Contains("could not be sent and was given up", (await saul.Get("/notices")).Text);
        Assert.Contains("Mails were given up", (await (await panel.SignIn(world.Nora)).Get("/system")).Text);

        // The last of many attempts, and then it is given up too.
        await db.Messages.Where(m => m.Id == later.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.Attempts, Outbox.MostAttempts - 1), TestContext.Current.CancellationToken);
        world.Clock.MoveTo(later.NotBefore);
        Assert.Equal(MessageState.Failed, (await Until(panel, m => m.Id == later.Id && m.Attempts == Outbox.MostAttempts)).State);
        Assert.Equal(1, await db.Notices.CountAsync(n => n.Kind == Outbox.FailedNotice, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void It_is_tried_again_at_growing_gaps_for_nearly_a_day()
    {
        var now = new DateTime(2026, 1, 15, 9, 0, 0, DateTimeKind.Utc);
        var gaps = Enumerable.Range(1, Outbox.MostAttempts).Select(attempt => (Outbox.Again(attempt, now) - now)?.TotalMinutes).ToList();

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, null], gaps);
    }

    [Theory, OnBoth]
    public async Task Two_programs_send_each_mail_once(DatabaseKind kind)
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(kind, With(postbox));
        var world = panel.World;
        const int people = 60;
        var users = new List<Guid>();
        for (var i = 0; i < people; i++) users.Add((await panel.Person(world.Dana, Role.Viewer, email: $"p{i}@dana.test")).Id);
        panel.Beside();
        await using (var db = world.Db())
        {
            foreach (var user in users)
                db.Messages.Add(new Message
                {
                    BranchId = world.Cora.BranchId, Id = PublicId.New(world.Clock), AccountId = world.Cora.Id, Path = world.Cora.Account.Path, SenderId = world.Saul.Id, UserId = user,
                    Template = "invitation", Department = Department.Sales, At = world.Clock.GetUtcNow().UtcDateTime,
                });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await using var after = world.Db();
        while (await after.Messages.AnyAsync(m => m.State != MessageState.Sent, TestContext.Current.CancellationToken)) await Task.Delay(50, TestContext.Current.CancellationToken);

        var ids = (await postbox.Read()).Select(mail => mail.Of("Message-ID")).ToList();
        Assert.Equal(people, ids.Count);
        Assert.Equal(people, ids.Distinct().Count());
    }

    [Theory, OnBoth]
    public async Task Claims_of_many_workers_never_meet(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await using (var db = world.Db())
        {
            for (var i = 0; i < 200; i++)
                db.Messages.Add(new Message
                {
                    BranchId = world.Cora.BranchId, Id = PublicId.New(world.Clock), AccountId = world.Cora.Id, Path = world.Cora.Account.Path, SenderId = world.Saul.Id,
                    Email = $"p{i}@cora.test", Template = "notice", Department = Department.Sales, At = world.Clock.GetUtcNow().UtcDateTime,
                });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        async Task<List<Message>> Work()
        {
            var (outbox, all) = (new Outbox(world.Database, world.Clock), new List<Message>());
            while (await outbox.Claim(7, CancellationToken.None) is { Count: > 0 } claimed) all.AddRange(claimed);
            return all;
        }

        var claims = (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Work)))).SelectMany(all => all).ToList();

        Assert.Equal(200, claims.Count);
        Assert.Equal(200, claims.Select(m => m.Id).Distinct().Count());
        // A worker that died keeps nothing for ever; one that comes back late writes nothing over what the next one did.
        world.Clock.Advance(Outbox.LeaseTime + TimeSpan.FromSeconds(1));
        var next = new Outbox(world.Database, world.Clock);
        var again = Assert.Single(await next.Claim(1, CancellationToken.None));
        var late = claims.Single(m => m.Id == again.Id);
        late.Fail("unreachable", null);
        Assert.False(await next.Close(late));
        again.Sent("p@cora.test", world.Clock.GetUtcNow().UtcDateTime);
        Assert.True(await next.Close(again));
        await using var after = world.Db();
        Assert.Equal(MessageState.Sent, (await after.Messages.AsNoTracking().SingleAsync(m => m.Id == again.Id, TestContext.Current.CancellationToken)).State);
    }

    private static Action<IWebHostBuilder> With(Postbox postbox) => host => host.UseSetting(MailServer.Setting, postbox.Setting);

    // Saul, who sells to Cora, has dressed himself; so have those above him, each in words that nobody below may read.
    private static async Task Dress(World world)
    {
        await using var db = world.Db();
        db.Brandings.Add(new Branding
        {
            BranchId = world.Saul.BranchId, AccountId = world.Saul.Id, Name = "Saul Soft", Colour = "#b03a2e", MailFrom = "hello@saul.test",
            SalesEmail = "sales@saul.test", SalesSignature = "Saul <Sales>\r\nHafen 4, 20457 Hamburg\n", SupportSignature = "Saul helps", BillingEmail = "billing@saul.test",
            BillingSignature = "Saul counts",
        });
        foreach (var above in new[] { world.Nora, world.Piet, world.Rosa })
        {
            db.Brandings.Add(new Branding
            {
                BranchId = above.BranchId, AccountId = above.Id, Name = Canary, MailFrom = $"{Canary}@above.test", SalesEmail = $"{Canary}@above.test", SupportEmail = $"{Canary}@above.test",
                BillingEmail = $"{Canary}@above.test", SalesSignature = Canary, SupportSignature = Canary, BillingSignature = Canary,
            });
            await db.Accounts.Where(a => a.Id == above.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Name, $"{above.Account.Name} {Canary}"));
        }
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private static async Task Tell(World world, Cast account, string kind, string data = "{}") => await world.Do(new Telling { By = world.Worker, To = account.Account, Kind = kind, Data = data });

    private static Notice Told(World world, string kind, DateTime at) => new()
    {
        BranchId = world.Cora.BranchId, Id = PublicId.New(world.Clock), AccountId = world.Cora.Id, Path = world.Cora.Account.Path, Kind = kind, At = at, ForMail = true,
    };

    private static Task<Message> Closed(Panel panel, System.Linq.Expressions.Expression<Func<Message, bool>> which) =>
        Until(panel, which, m => !m.IsOpen);

    // The workers do their rounds in their own time; the runner stops a test that waits for ever.
    private static async Task<Message> Until(Panel panel, System.Linq.Expressions.Expression<Func<Message, bool>> which, Func<Message, bool>? also = null)
    {
        while (true)
        {
            await using var db = panel.World.Db();
            if (await db.Messages.AsNoTracking().Where(which).FirstOrDefaultAsync(TestContext.Current.CancellationToken) is { } found && also?.Invoke(found) is not false) return found;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Telling : Deed<string>
    {
        public required Account To { get; init; }
        public required string Kind { get; init; }
        public string Data { get; init; } = "{}";
        public override int BranchId => To.BranchId;
        public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => Task.CompletedTask;

        public override string Decide(Sheet sheet)
        {
            sheet.Notify(To, Kind, data: Data);
            return "";
        }
    }
}
