using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Partners;
using Tributary.Tests.Api;
using Tributary.Web.Media;
using Tributary.Web.Security;

namespace Tributary.Tests.Web;

/// <summary>At a reseller's own domain: its sign-in, its brand, its people and those below it, and nobody else.</summary>
public sealed class WhiteLabelTests
{
    private const string Host = "panel.rosewood.example";
    private const string Wrong = "The email or the password is not right.";

    [Theory, OnBoth]
    public async Task S0_15_A_reseller_signs_in_at_its_own_domain_in_its_brand(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await world.Prove(world.Rosa, Host);
        await world.Dress(world.Rosa, new() { Name = "Rosewood", Colour = "#aa3300" });
        var rosa = await panel.Person(world.Rosa);
        var visitor = panel.Visitor(Host);

        var door = await visitor.Get("/login");
        Assert.Equal(("Sign in · Rosewood", "Rosewood"), (door.Document.Title, door.Of(".brand-name")));
        Assert.Equal("/brand/aa3300.css", door.Document.QuerySelector("link[href^='/brand/']")?.GetAttribute("href"));
        Assert.DoesNotContain("Tributary", door.Document.DocumentElement.TextContent);
        Assert.Equal("/", (await visitor.Login(rosa.Email!, Panel.Password)).Leads);
        Assert.Equal("Rosewood", (await visitor.Get("/")).Of(".brand-name"));
        Assert.Equal("Rosewood", (await visitor.Get("/no/such/page")).Of(".brand-name"));

        // At the installation's own /login they sign in as before.
        Assert.Equal("/", (await panel.Visitor().Login(rosa.Email!, Panel.Password)).Leads);
    }

    [Theory, OnBoth]
    public async Task S0_15_Only_who_has_a_place_under_the_brand_gets_in(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await world.Prove(world.Rosa, Host);
        foreach (var below in new[] { world.Rosa, world.Saul, world.Cora, world.Dana })
            Assert.Equal("/", (await panel.Visitor(Host).Login((await panel.Person(below)).Email!, Panel.Password)).Leads);
        foreach (var other in new[] { world.Nora, world.Piet, world.Xena })
        {
            var person = await panel.Person(other);
            var refused = await panel.Visitor(Host).Login(person.Email!, Panel.Password);
            var unknown = await panel.Visitor(Host).Login("nobody@example.com", Panel.Password);
            Assert.Contains(Wrong, refused.Text);
            Assert.Equal((unknown.Status, unknown.Of("main").Replace("nobody@example.com", "")), (refused.Status, refused.Of("main").Replace(person.Email!, "")));
            // Nor with a session brought along from elsewhere.
            Assert.Contains("/login", (await (await panel.SignIn(person, Host)).Get("/")).Leads);
            Assert.Equal(200, (await (await panel.SignIn(person)).Get("/")).Status);
        }
    }

    [Theory, OnBoth]
    public async Task S0_15_A_person_with_several_places_sees_there_only_those_under_the_brand(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await world.Prove(world.Rosa, Host);
        var both = await panel.Person(world.Xena);
        await panel.Place(world.Cora, both);
        var (there, here) = (panel.Visitor(Host), panel.Visitor());

        Assert.Equal("/", (await there.Login(both.Email!, Panel.Password)).Leads);
        Assert.Contains("/choose", (await here.Login(both.Email!, Panel.Password)).Leads!, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Xena", (await here.Get("/choose")).Text);
        var choice = await there.Get("/choose");
        Assert.Contains("Cora", choice.Text);
        Assert.DoesNotContain("Xena", choice.Text);
        await using var db = world.Db();
        var xena = await db.Memberships.Where(m => m.UserId == both.Id && m.AccountId == world.Xena.Id).Select(m => m.Id).SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(404, (await Post(there, "/choose", ("place", xena.ToString()))).Status);
        Assert.DoesNotContain("/choose", (await there.Get("/profile")).Document.QuerySelector("main")!.InnerHtml);
    }

    [Theory, OnBoth]
    public async Task A_key_opens_there_what_is_under_the_brand_and_no_more(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await world.Prove(world.Rosa, Host);
        foreach (var (cast, status) in new[] { (world.Rosa, 200), (world.Cora, 200), (world.Piet, 401), (world.Xena, 401) })
        {
            var api = await panel.Api(cast);
            api.DefaultRequestHeaders.Host = Host;
            Assert.Equal(status, (await api.Get("/accounts")).Status);
            api.DefaultRequestHeaders.Host = null;
            Assert.Equal(200, (await api.Get("/accounts")).Status);
        }
    }

    [Fact]
    public async Task At_a_host_that_is_nobodys_there_is_nothing()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        await world.Claim(world.Rosa, Host); // Claimed, but not proven.
        await world.Prove(world.Saul, "panel.saul.example");
        await world.Do(new Deactivate { By = world.Rosa.Viewer, InBranch = world.Saul.BranchId, AccountId = world.Saul.Id, Reason = "Asked for" });
        var (rosa, key) = (await panel.Person(world.Rosa), await panel.Key(world.Rosa));

        foreach (var host in new[]
        {
            Host, "panel.saul.example", "evil.example", "localhost.evil.example", "panel.rosewood.example.evil.example", "203.0.113.7", "[2001:db8::1]", "a", "127.0.0.1.evil.example", "evil.example:443",
        })
        {
            var visitor = await panel.SignIn(rosa, host);
            foreach (var address in new[] { "/", "/login", "/css/base.css", "/img/mark.svg", "/docs/api", "/error/404", "/media/" + new string('0', 32) })
            {
                var seen = await visitor.Get(address);
                Assert.Equal((host, address, 421), (host, address, seen.Status));
                foreach (var word in new[] { "Tributary", "Nora", "Rosa", "Saul", "/login", "href" }) Assert.DoesNotContain(word, seen.Document.DocumentElement.OuterHtml);
                Assert.False(seen.Response.Headers.Contains("Set-Cookie"));
            }
            var api = panel.Api(key);
            api.DefaultRequestHeaders.Host = host;
            Assert.Equal((421, "host.unknown"), await api.Get("/accounts") is var answer ? (answer.Status, answer.Code) : default);
            Assert.Equal(200, (await visitor.Get("/health/live")).Status);
        }
    }

    [Fact]
    public async Task However_the_host_is_written_it_is_the_same()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await panel.World.Prove(panel.World.Rosa, "müller.example");
        await panel.World.Dress(panel.World.Rosa, new() { Name = "Rosewood" });

        foreach (var host in new[] { "xn--mller-kva.example", "XN--MLLER-KVA.Example", "xn--mller-kva.example.", "xn--mller-kva.example:8443" })
            Assert.Equal("Rosewood", (await panel.Visitor(host).Get("/login")).Of(".brand-name"));
        foreach (var host in new[] { "localhost", "LOCALHOST:5080", "127.0.0.1", "[::1]:5080" })
            Assert.Equal("Tributary", (await panel.Visitor(host).Get("/login")).Of(".brand-name"));
    }

    [Fact]
    public async Task No_host_header_makes_a_page_lead_elsewhere()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await panel.World.Prove(panel.World.Rosa, Host);
        foreach (var host in new[] { Host, "localhost:9999", "127.0.0.1" })
        {
            var leads = (await panel.Visitor(host).Get("/people")).Leads;
            Assert.StartsWith("/login?", leads);
            Assert.Contains("returnUrl=", leads);
        }
    }

    [Fact]
    public async Task The_installations_own_hosts_are_those_of_its_settings_or_the_one_it_was_set_up_at()
    {
        await using var told = await Panel.Open(DatabaseKind.Sqlite, host => host.UseSetting("TRIBUTARY_HOSTS", "Panel.Hafen.example, ops.hafen.example").UseSetting("TRIBUTARY_URL", "https://hafen.example"));
        foreach (var (host, status) in new[] { ("panel.hafen.example", 200), ("ops.hafen.example", 200), ("hafen.example", 200), ("localhost", 200), ("other.hafen.example", 421) })
            Assert.Equal((host, status), (host, (await told.Visitor(host).Get("/login")).Status));
        // None of them is anybody's to have.
        var api = await told.Api(told.World.Rosa);
        var no = await api.Patch($"/accounts/{told.World.Rosa.Ref()}", new { domain = "ops.hafen.example" });
        Assert.Equal((422, "This name is in use here already."), (no.Status, no.Wrong("domain")));

        await using var fresh = await Panel.Empty(DatabaseKind.Sqlite);
        var first = fresh.Visitor("panel.hafen.example");
        Assert.Equal("/setup", (await first.Get("/")).Leads);
        var code = fresh.Services.GetService(typeof(FirstRun)) is FirstRun run ? run.Code : "";
        var page = await first.Submit(await first.Get("/setup"), "/setup",
            ("Input.Code", code), ("Input.Name", "Hafen"), ("Input.Country", "NL"), ("Input.Currency", "USD"), ("Input.Language", "en"), ("Input.TimeZone", "UTC"));
        await first.Submit(page, null, ("Input.Person", "Nora"), ("Input.Email", "nora@example.com"), ("Input.Password", Panel.Password));
        Assert.Equal(200, (await fresh.Visitor("panel.hafen.example").Get("/login")).Status);
        Assert.Equal(421, (await fresh.Visitor("other.hafen.example").Get("/login")).Status);
    }

    [Theory, OnBoth]
    public async Task A_link_for_somebody_leads_to_the_domain_of_their_seller(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await world.Prove(world.Rosa, Host);
        // Piet, above, adds somebody to Rosa's account, and Rosa at her own domain somebody to Saul's, who has no domain.
        foreach (var (by, at, where) in new[] { (world.Piet, world.Rosa, (string?)null), (world.Rosa, world.Saul, Host) })
        {
            var page = await (await panel.SignIn(await panel.Person(by), where)).Get("/people/add?account=" + at.Ref());
            var visitor = await panel.SignIn(await panel.Person(by), where);
            var added = await visitor.Submit(await visitor.Get("/people/add?account=" + at.Ref()), null,
                ("Input.Name", "Neil"), ("Input.Email", $"neil@{at.Account.Name}.example"), ("Input.Role", "Viewer"), ("Input.Reach", "Own"), ("Input.Account", at.Ref()));
            Assert.Equal(200, page.Status);
            Assert.Contains($"http://{Host}/reset?token=", added.Text);
        }
    }

    [Theory, OnBoth]
    public async Task A_front_server_may_fetch_a_certificate_for_proven_names_only(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        await panel.World.Prove(panel.World.Rosa, Host);
        await panel.World.Claim(panel.World.Xena, "panel.xena.example");
        var visitor = panel.Visitor("tributary.internal"); // Whatever name it is asked by.

        Assert.Equal(200, (await visitor.Get("/tls/ask?domain=" + Host)).Status);
        foreach (var other in new[] { "panel.xena.example", "evil.example", "localhost", "", new string('a', 5000), "a%00b", "*." + Host }) Assert.Equal(404, (await visitor.Get("/tls/ask?domain=" + other)).Status);
        visitor.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        Assert.Equal(404, (await visitor.Get("/tls/ask?domain=" + Host)).Status);
    }

    [Theory, OnBoth]
    public async Task S0_03_A_photo_is_shown_beside_the_name_and_can_be_taken_away(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var person = await panel.Person(panel.World.Rosa, name: "Rosa Lind");
        var visitor = await panel.SignIn(person);

        Assert.Null((await visitor.Get("/")).Document.QuerySelector(".person img"));
        var refused = await Upload(visitor, "/profile/photo", "/profile/photo", "photo.png", Encoding.ASCII.GetBytes("<html>"));
        Assert.Contains("This is no photo we can read", refused.Text);
        Assert.Equal("/profile/photo", (await Upload(visitor, "/profile/photo", "/profile/photo", "photo.html", Png)).Leads);

        var photo = (await visitor.Get("/")).Document.QuerySelector(".person .face img")!.GetAttribute("src")!;
        Assert.StartsWith("/media/", photo);
        var (file, again) = (await panel.Visitor().Client.GetAsync(photo), await panel.SignIn(panel.World.Piet));
        Assert.Equal((200, "image/jpeg", "public, max-age=31536000, immutable"), ((int)file.StatusCode, file.Content.Headers.ContentType!.MediaType, file.Headers.CacheControl!.ToString()));
        Assert.Equal("nosniff", file.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", file.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Contains(photo, (await again.Get("/people")).Document.QuerySelector("main")!.InnerHtml);

        await visitor.Submit(await visitor.Get("/profile/photo"), "handler=Drop");
        Assert.Null((await visitor.Get("/")).Document.QuerySelector(".person img"));
        // An hour later it is gone for good.
        await using var db = panel.World.Db();
        var now = panel.World.Clock.GetUtcNow().UtcDateTime;
        Assert.Equal(0, await ForgetUploads.Run(db, now, TestContext.Current.CancellationToken));
        Assert.Equal(1, await ForgetUploads.Run(db, now + ForgetUploads.Kept + TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotFound, (await panel.Visitor().Client.GetAsync(photo, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory, OnBoth]
    public async Task A_seller_dresses_itself_and_those_below_it_see_that(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await world.Prove(world.Saul, Host);
        var saul = await panel.SignIn(await panel.Person(world.Saul));
        var page = await saul.Get("/settings/branding");
        Assert.Equal("/settings/branding", (await saul.Submit(page, "/settings/branding", ("Input.Name", "Saul & Sons"), ("Input.Colour", "#0f766e"), ("Input.SupportSignature", "Yours,\nSaul"))).Leads);
        Assert.Equal("/settings/branding", (await Upload(saul, "/settings/branding", "handler=Logo", "logo.svg", Svg)).Leads);

        // At the installation's own host Saul and his customer read his brand, who is above them nothing of it.
        foreach (var (cast, name) in new[] { (world.Saul, "Saul & Sons"), (world.Cora, "Saul & Sons"), (world.Dana, "Saul & Sons"), (world.Rosa, "Tributary"), (world.Xena, "Tributary") })
            Assert.Equal((cast.Account.Name, name), (cast.Account.Name, (await (await panel.SignIn(cast)).Get("/")).Of(".brand-name")));
        var door = await panel.Visitor(Host).Get("/login");
        var logo = door.Document.QuerySelector(".brand img")!.GetAttribute("src")!;
        Assert.StartsWith("/media/", logo);
        var file = await panel.Visitor(Host).Client.GetAsync(logo, TestContext.Current.CancellationToken);
        Assert.Equal("image/svg+xml", file.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("script", await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        // A change is seen with the next page.
        await saul.Submit(await saul.Get("/settings/branding"), "handler=DropLogo");
        Assert.Null((await panel.Visitor(Host).Get("/login")).Document.QuerySelector(".brand img"));
        Assert.Contains("Branding changed", (await saul.Get("/activity")).Text);
        Assert.Equal(404, (await (await panel.SignIn(world.Cora)).Get("/settings/branding")).Status);
    }

    // On one database: what is fetched from both is LeakTests' business, and here it is how it is dressed.
    [Fact, Trait("Category", "Long")]
    public async Task Nothing_of_a_level_above_stands_at_a_resellers_domain()
    {
        await using var levels = await Vaults.Open(DatabaseKind.Sqlite);
        var (panel, world) = (levels.Stage.Panel, levels.World);
        var canaries = new List<string>();
        foreach (var (above, word, colour) in new[] { (world.Nora, "Zarquonfels", "#13579b"), (world.Piet, "Quillfeather", "#2468ac") })
        {
            await world.Dress(above, new()
            {
                Name = $"{word} Brand", Colour = colour, MailFrom = $"mail@{word}.example", SalesEmail = $"sales@{word}.example", SalesPhone = $"+49 {word}", SalesSignature = $"{word} sales",
                SupportEmail = $"help@{word}.example", SupportPhone = $"+49 {word}", SupportSignature = $"{word} support", BillingSignature = $"{word} billing",
            });
            var logo = await Picture.Logo(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Svg).Replace("9 9", colour == "#13579b" ? "9 8" : "9 7", StringComparison.Ordinal)), world.Clock.GetUtcNow().UtcDateTime, TestContext.Current.CancellationToken);
            await world.Do(new SetBranding { By = above.Viewer, InBranch = above.BranchId, AccountId = above.Id, Logo = logo });
            // A colour as a style, an address and an encoded address write it: six hexadecimal digits alone may stand in a number of chance.
            canaries.AddRange([word, colour, "/" + colour[1..], "%23" + colour[1..], logo.Id.ToString("n"), above.Ref(), above.Account.Number!]);
        }
        await world.Prove(world.Piet, "panel.quillfeather.example");
        await world.Prove(world.Rosa, Host);
        await world.Dress(world.Rosa, new() { Name = "Rosewood", Colour = "#aa3300" });

        var leaks = new List<string>();
        void Sweep(string who, string address, string text, IEnumerable<string> words)
        {
            foreach (var word in words.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))) leaks.Add($"{who} {address}: {word}");
        }
        var stranger = panel.Visitor(Host);
        foreach (var address in new[] { "/", "/login", "/login?returnUrl=/people", "/forgot", "/reset?token=x", "/email?token=x", "/error/404", "/error/500", "/no/such/page", "/setup", "/docs/api", "/openapi/v1.json", "/kit", "/robots.txt", "/health/ready", "/api/v1/accounts" })
            Sweep("nobody", address, await Everything(stranger, address), [.. canaries, "Nora", "Piet"]);
        Sweep("nobody", "POST /login", Unsealed((await stranger.Login("nobody@example.com", "wrong")).Document.DocumentElement.OuterHtml), [.. canaries, "Nora", "Piet"]);

        var pages = await levels.Pages();
        foreach (var reader in new[] { world.Rosa, world.Saul, world.Cora, world.Dana })
        {
            var visitor = await panel.SignIn(await panel.Person(reader, email: $"reader.of.{reader.Account.Name}@people.test".ToLowerInvariant()), Host);
            Assert.Equal("Rosewood", (await visitor.Get("/")).Of(".brand-name"));
            // At the reseller's domain its own seller is above it too.
            Regex[] forbidden = [.. levels.Forbidden(reader), new(@"\bPiet\b")];
            foreach (var address in pages)
            {
                var text = await Everything(visitor, address);
                // The reader's own id stands in the address they asked for, and so may an id that they typed.
                Sweep(reader.Account.Name, address, text, canaries.Where(word => !address.Contains(word, StringComparison.OrdinalIgnoreCase)));
                leaks.AddRange(forbidden.Where(word => word.IsMatch(text) && !word.IsMatch(address)).Select(word => $"{reader.Account.Name} {address}: {word}"));
            }
            foreach (var (address, text) in await Linked(visitor, [.. pages]))
                Sweep(reader.Account.Name, address, text, canaries);
            var api = await panel.Api(reader);
            api.DefaultRequestHeaders.Host = Host;
            foreach (var address in levels.Addresses())
            {
                var answer = await api.Get(address);
                Sweep(reader.Account.Name, "API " + address, $"{answer.Headers} {answer.Text}", canaries.Where(word => !address.Contains(word, StringComparison.OrdinalIgnoreCase)));
                leaks.AddRange(forbidden.Where(word => word.IsMatch(answer.Text) && !word.IsMatch(address)).Select(word => $"{reader.Account.Name} API {address}: {word}"));
            }
        }
        await Mails(levels, canaries, Sweep);
        Assert.True(leaks.Count == 0, string.Join('\n', leaks.Distinct()));
        // They are there to be found: Piet reads his own at his.
        Assert.Contains("Quillfeather", (await (await panel.SignIn(await panel.Person(world.Piet), "panel.quillfeather.example")).Get("/settings/branding")).Document.DocumentElement.OuterHtml);
    }

    // Wherever links lead from those pages that is none of them, a few of each sort.
    private static async Task<IReadOnlyList<(string Address, string Text)>> Linked(Visitor visitor, HashSet<string> seen)
    {
        var (found, sorts, open) = (new List<(string, string)>(), new Dictionary<string, int>(), new Queue<string>(seen));
        while (open.TryDequeue(out var address))
        {
            var page = await visitor.Get(address);
            if (!seen.Contains(address)) found.Add((address, Unsealed($"{page.Response.Headers} {page.Document.DocumentElement.OuterHtml}")));
            seen.Add(address);
            foreach (var link in page.Document.QuerySelectorAll("a[href^='/'], form[method=get][action^='/'], iframe[src^='/']").Select(at => at.GetAttribute("href") ?? at.GetAttribute("action") ?? at.GetAttribute("src")!))
            {
                var sort = Regex.Replace(link.Split('#')[0], "[a-z]{2,4}_[0-9a-z]{20,}|(?<=after=)[^&]+", "");
                if (!seen.Contains(link) && (sorts[sort] = sorts.GetValueOrDefault(sort) + 1) <= 1) open.Enqueue(link);
            }
        }
        Assert.NotEmpty(found);
        return found;
    }

    // What is written to those below: to Rosa's people in the brand of Piet, who sells to her; to all others with nothing of either.
    private static async Task Mails(Vaults levels, IReadOnlyList<string> canaries, Action<string, string, string, IEnumerable<string>> sweep)
    {
        var world = levels.World;
        await using var scope = levels.Stage.Panel.Services.CreateAsyncScope();
        var (db, now) = (scope.ServiceProvider.GetRequiredService<TributaryDb>(), world.Clock.GetUtcNow().UtcDateTime);
        foreach (var to in new[] { world.Rosa, world.Saul, world.Cora, world.Dana })
            foreach (var kind in new[] { "wallet.low", "invoice.issued", "renewal.paused", "account.deactivated" })
                db.Notices.Add(new() { BranchId = to.BranchId, Id = Guid.CreateVersion7(), AccountId = to.Id, Path = to.Account.Path, Kind = kind, At = now, ForMail = true, Data = """{"amount":"1.00","currency":"USD","number":"INV-1"}""" });
        await db.SaveChangesAsync();
        await new MailNotices(world.Database, world.Clock).Run();
        var below = await db.Messages.AsNoTracking().Where(m => m.BranchId == world.Rosa.BranchId).ToListAsync();
        var messages = below.Where(m => TreePath.Within(m.Path, world.Rosa.Account.Path)).ToList();
        Assert.True(messages.Select(m => m.AccountId).Distinct().Count() >= 3);
        var rendered = await scope.ServiceProvider.GetRequiredService<Tributary.Web.Mail.RenderMail>().Do(messages, Tributary.Web.Mail.MailReader.Recipient, null, amounts: true, default);
        foreach (var message in messages)
        {
            if (rendered[message.Id].Mail is not { } mail) continue;
            var own = message.AccountId == world.Rosa.Id;
            sweep("mail", $"{message.Template} to {message.Path}", $"{mail.From} {mail.ReplyTo} {mail.Subject} {mail.Text} {mail.Html} {mail.Logo?.Id:n}", canaries.Where(word => !own || !IsPiets(word)));
        }

        bool IsPiets(string word) => word == "Quillfeather" || word.EndsWith("2468ac", StringComparison.Ordinal) || word == world.Piet.Ref() || word == world.Piet.Account.Number;
    }

    private static async Task<string> Everything(Visitor visitor, string address)
    {
        using var response = await visitor.Client.GetAsync(address);
        Assert.True((int)response.StatusCode is < 500 or 503 || address.StartsWith("/error/", StringComparison.Ordinal), $"{address}: {response.StatusCode}");
        return Unsealed($"{(int)response.StatusCode} {response.Headers} {await response.Content.ReadAsStringAsync()}");
    }

    // Without what only the program can read, tokens and cookies: they all begin so, and by chance hold any short word.
    private static string Unsealed(string text) => Regex.Replace(text, "CfDJ8[A-Za-z0-9_-]+", "");

    private static byte[] Svg => Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><script>alert(1)</script><rect width='9' height='9'/></svg>");

    // A red dot.
    private static byte[] Png => Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    private static async Task<Seen> Upload(Visitor visitor, string page, string action, string name, byte[] file)
    {
        var form = (await visitor.Get(page)).Document.QuerySelectorAll("main form").Single(f => f.GetAttribute("action")!.EndsWith(action, StringComparison.Ordinal));
        using var body = new MultipartFormDataContent
        {
            { new ByteArrayContent(file), "Input.File", name },
            { new StringContent(form.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
        };
        return await Seen.Of(await visitor.Client.PostAsync(form.GetAttribute("action"), body));
    }

    private static async Task<Seen> Post(Visitor visitor, string address, params (string Name, string Value)[] fields)
    {
        var token = (await visitor.Get("/profile")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        return await Seen.Of(await visitor.Client.PostAsync(address, new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)))));
    }
}
