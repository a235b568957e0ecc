using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Partners;
using Tributary.Pricing;
using Tributary.Tests.Api;
using Tributary.Tests.Identity;
using Tributary.Web.Security;

namespace Tributary.Tests.Web;

/// <summary>Visiting an account in the panel: the way in, the bar, the doors that stay shut, the way home.</summary>
public sealed class VisitTests
{
    [Theory, OnBoth]
    public async Task S0_05_The_globe_opens_a_resellers_panel_and_the_bar_leads_home(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var nora = await panel.SignIn(await panel.Person(world.Nora, name: "Nora Novak"));
        Assert.NotNull((await nora.Get("/resellers")).Document.QuerySelector($"a[href='/resellers/{world.Piet.Ref()}/visit'] [aria-label]"));
        Assert.NotNull((await nora.Get($"/resellers/{world.Rosa.Ref()}")).Document.QuerySelector($"a[href='/resellers/{world.Rosa.Ref()}/visit']"));

        var unsaid = await nora.Submit(await nora.Get($"/resellers/{world.Rosa.Ref()}/visit"), "/visit", ("Input.Minutes", "30"), ("Input.Mode", "Full"));
        Assert.Contains("This is needed", unsaid.Text);
        var began = await GoIn(nora, world.Rosa, "Full");
        Assert.Equal((302, "/"), (began.Status, began.Leads));

        var home = await nora.Get("/");
        Assert.Contains("You are visiting Rosa", home.Of(".visit-banner"));
        Assert.Contains("30 minutes left", home.Of(".visit-banner"));
        Assert.Contains("Nora Novak", home.Of(".visit-banner"));
        Assert.DoesNotContain("Piet", (await nora.Get("/resellers")).Of("main"));
        Assert.Contains("Saul", (await nora.Get("/resellers")).Of("main"));
        Assert.Equal(404, (await nora.Get($"/resellers/{world.Piet.Ref()}")).Status);
        Assert.Null((await nora.Get("/resellers")).Document.QuerySelector("main a[href$='/visit']"));

        Assert.Equal(302, (await nora.Submit(await nora.Get("/settings/selling"), "/settings/selling", ("Input.DefaultMarkupPercent", "31"))).Status);
        Assert.Equal(31m, (await world.Reload(world.Rosa)).DefaultMarkupPercent);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Contains("20 minutes left", (await nora.Get("/orders")).Of(".visit-banner"));

        var left = await Leave(nora);
        Assert.Equal((302, "/"), (left.Status, left.Leads));
        var back = await nora.Get("/resellers");
        Assert.Null(back.Document.QuerySelector(".visit-banner"));
        Assert.Contains("Piet", back.Of("main"));
        Assert.Contains("Nora Novak (Nora) for Rosa", (await nora.Get($"/resellers/{world.Rosa.Ref()}/history")).Of("main"));

        var rosa = await panel.SignIn(world.Rosa);
        Assert.Contains("your seller, on behalf of you", (await rosa.Get("/activity")).Of("main"));
        Assert.Contains("Your seller is visiting your account", (await rosa.Get("/notices")).Of("main"));
        var visit = (await rosa.Get("/visits")).Document.QuerySelector("main a.row-open")!.GetAttribute("href")!;
        var told = (await rosa.Get(visit)).Of("main");
        foreach (var words in new[] { "Looks into a question", "Settings changed", "Visit began", "Visit ended", "by the visitor", "your seller, on behalf of you" }) Assert.Contains(words, told);
        var piet = await panel.SignIn(world.Piet);
        Assert.Contains("your seller, on behalf of Rosa", (await piet.Get(visit)).Of("main"));
    }

    [Theory, OnBoth]
    public async Task N10_An_account_that_asks_first_is_asked_and_comes_to_know_all_of_it(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var (piet, rosa) = (await panel.SignIn(world.Piet), await panel.SignIn(world.Rosa));
        Assert.Equal(302, (await rosa.Submit(await rosa.Get("/visits/welcome"), "/visits/welcome", ("Choice", "AsksFirst"))).Status);

        Assert.Contains("It asks first", (await piet.Get($"/resellers/{world.Rosa.Ref()}/visit")).Text);
        var visit = (await GoIn(piet, world.Rosa, "Full")).Leads!;
        Assert.StartsWith("/visits/gst_", visit);
        Assert.Null((await piet.Get(visit)).Document.QuerySelector("form[action$='Enter']"));
        Assert.Contains("asks to visit your account", (await rosa.Get("/notices")).Of("main"));
        Assert.Equal(302, (await rosa.Submit(await rosa.Get(visit), "Answer", ("agree", "true"))).Status);
        Assert.Contains("Rosa has agreed to your visit", (await piet.Get("/notices")).Of("main"));

        Assert.Equal("/", (await piet.Submit(await piet.Get(visit), "Enter")).Leads);
        Assert.Contains("You are visiting Rosa", (await piet.Get("/")).Of(".visit-banner"));
        // The account shows them out, and their next step is home.
        Assert.Equal(302, (await rosa.Submit(await rosa.Get(visit), "End")).Status);
        Assert.Equal((302, "/"), Went(await piet.Get("/orders")));
        Assert.Contains("Your visit is over", (await piet.Get("/")).Text);
        Assert.Contains("by the visited account", (await rosa.Get(visit)).Of("main"));
    }

    [Theory, OnBoth]
    public async Task N10_See_as_they_see_shows_what_a_role_of_the_account_is_shown(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await world.Do(new GrantRights { By = world.Rosa.Viewer, InBranch = world.Saul.BranchId, AccountId = world.Saul.Id, MayOpen = MayOpen.All, MaxResellerDepth = null, MaxAccounts = null, HidesPrices = true });
        var (nora, sales) = (await panel.SignIn(world.Nora), await panel.SignIn(world.Saul, Role.Sales));

        await GoIn(nora, world.Saul, "Full", seeAs: "Sales");

        string[] Places(Seen page) => [.. page.Document.QuerySelectorAll(".places a").Select(a => a.GetAttribute("href")!).Where(href => href is not ("/people" or "/mail"))];
        Assert.Equal(Places(await sales.Get("/")), Places(await nora.Get("/")));
        foreach (var page in new[] { "/customers", "/orders", "/subscriptions", "/marketplace/for" }) Assert.Equal(Main(await sales.Get(page)), Main(await nora.Get(page)));
        // Saul is shown no prices, and so is who sees with his people's eyes.
        Assert.Equal(200, (await nora.Get("/accounts/add?kind=customer")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Post(nora, "/accounts/add?kind=customer", Token(await nora.Get("/")))).StatusCode);
        Assert.DoesNotContain("USD", (await nora.Get("/customers")).Of("main"));

        // From a visit nobody goes on to the next, so its lists have no globe.
        static string Main(Seen page)
        {
            // Nor does a guest see an account's people, keep a view, or do things to many.
            foreach (var own in page.Document.QuerySelectorAll("main .view-form")) own.Remove();
            foreach (var link in page.Document.QuerySelectorAll("main a[href$='/visit'], main a[href^='/people']")) link.Remove();
            return Words(page);
        }

        static string Words(Seen page) => string.Join(' ', page.Of("main").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Owner")]
    public async Task A_visit_that_only_looks_is_refused_every_form_of_every_page(string? seeAs)
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var rosa = await stage.Panel.SignIn(stage.World.Rosa);
        await GoIn(rosa, stage.World.Saul, "ReadOnly", seeAs);
        var token = Token(await rosa.Get("/"));
        var (let, tried) = (new List<string>(), 0);

        foreach (var door in (await PageDoor.Of(stage.Panel)).Where(d => d.Method == "POST" && d.Pattern != "/visits/leave"))
        {
            var recipe = PageRecipes.All[door.Name];
            var answer = await Post(rosa, door.Fill(recipe.Places(stage), recipe.Query(stage)), token, recipe.Form(stage));
            tried++;
            if (answer.StatusCode != HttpStatusCode.Forbidden) let.Add($"{door}: {(int)answer.StatusCode} {answer.Headers.Location}");
        }
        // A session opens no address for programs, on a visit or not.
        foreach (var door in Door.Of(stage.Panel, "/api/v1").Where(d => d.Method != "GET"))
        {
            using var request = new HttpRequestMessage(new(door.Method), door.Fill(Recipes.All[$"{door.Method} {door.Pattern["/api/v1".Length..]}"].Places(stage)));
            var answer = await rosa.Client.SendAsync(request, TestContext.Current.CancellationToken);
            tried++;
            if (answer.StatusCode != HttpStatusCode.Unauthorized) let.Add($"{door}: {(int)answer.StatusCode}");
        }

        Assert.True(let.Count == 0, string.Join('\n', let));
        Assert.True(tried > 80, $"{tried} doors were tried.");
        var refused = await Seen.Of(await Post(rosa, "/settings/selling", token));
        Assert.Contains("nothing is changed", refused.Of("main"));
        Assert.Contains("You are visiting Saul", refused.Of(".visit-banner"));
        // What stays open: another look at the panel, and the way home.
        Assert.Equal(HttpStatusCode.Redirect, (await Post(rosa, "/preferences", token, ("theme", "dark"))).StatusCode);
        Assert.Equal(302, (await Leave(rosa)).Status);
        Assert.Equal(200, (await rosa.Get($"/resellers/{stage.World.Saul.Ref()}")).Status);
    }

    [Fact]
    public async Task People_keys_and_profiles_are_no_guests_business()
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var rosa = await stage.Panel.SignIn(stage.World.Rosa);
        await GoIn(rosa, stage.World.Saul, "Full");

        foreach (var shut in new[] { "/people", $"/people/{stage.PersonsPlace}", "/people/add", "/sign-ins", "/keys", "/keys/new", $"/keys/{stage.Key}/revoke", "/profile", "/choose", "/visits/welcome" })
            Assert.Equal(403, (await rosa.Get(shut)).Status);
        var token = Token(await rosa.Get("/"));
        foreach (var shut in new[] { $"/people/{stage.PersonsPlace}?handler=Link", "/profile?handler=Password", "/keys/new", "/keys?handler=Revoke", "/notices?handler=Seen", $"/visits/{stage.Pass}?handler=Answer" })
            Assert.True((await Post(rosa, shut, token)).StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, shut);
        var page = await rosa.Get("/");
        Assert.Null(page.Document.QuerySelector("a[href='/profile'], a[href='/people'], a[href='/keys']"));
        Assert.DoesNotContain("pia@saul.test", (await rosa.Get("/search?q=pia")).Text);
    }

    [Theory, OnBoth]
    public async Task What_is_sent_when_the_time_is_over_is_not_done_anywhere(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var piet = await panel.SignIn(world.Piet);
        await GoIn(piet, world.Rosa, "Full");
        var (form, stolen) = (await piet.Get("/settings/selling"), piet.Cookies.GetCookies(piet.Client.BaseAddress!)[Session.Cookie]!.Value);
        world.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal((302, "/"), Went(await piet.Submit(form, "/settings/selling", ("Input.DefaultMarkupPercent", "31"))));

        foreach (var cast in new[] { world.Piet, world.Rosa }) Assert.Equal(25m, (await world.Reload(cast)).DefaultMarkupPercent);
        Assert.Contains("What you sent last was not done", (await piet.Get("/")).Text);
        await using (var db = world.Db()) Assert.Equal(GuestEnd.Time, (await db.GuestPasses.SingleAsync()).EndedBy);
        // The cookie as it was in the visit opens the visited account no more.
        var thief = panel.Visitor();
        thief.Cookies.Add(thief.Client.BaseAddress!, new Cookie(Session.Cookie, stolen));
        Assert.Equal((302, "/"), Went(await thief.Get("/settings/selling")));
    }

    [Theory]
    [InlineData("left")]
    [InlineData("role")]
    [InlineData("deactivated")]
    [InlineData("unwelcome")]
    [InlineData("ended")]
    public async Task A_visit_that_may_not_go_on_leads_home_with_the_next_click(string why)
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        await panel.Person(world.Rosa);
        var user = await panel.Person(world.Piet);
        var piet = await panel.SignIn(user);
        await GoIn(piet, world.Rosa, "Full");
        var stolen = piet.Cookies.GetCookies(piet.Client.BaseAddress!)[Session.Cookie]!.Value;
        Assert.Equal(200, (await piet.Get("/settings/selling")).Status);
        await using var db = world.Db();
        var (place, pass) = (await db.Memberships.SingleAsync(m => m.UserId == user.Id), await db.GuestPasses.SingleAsync());
        switch (why)
        {
            case "left": await Leave(piet); break;
            case "role":
                await panel.Person(world.Piet);
                await world.Do(new ChangeMembership { By = world.Piet.Viewer, AccountBranch = place.BranchId, MembershipId = place.Id, Role = Role.Support, Reach = Reach.AllBelow });
                break;
            case "deactivated": await world.Do(new Deactivate { By = world.Piet.Viewer, InBranch = world.Rosa.BranchId, AccountId = world.Rosa.Id, Reason = "Asked for" }); break;
            case "unwelcome": await world.Do(new WelcomeGuests { By = world.Rosa.Viewer, Welcome = Welcome.Nobody }); break;
            case "ended": await world.Do(Visits.End(world.Rosa.Viewer, world.Rosa, pass.Id)); break;
        }

        var thief = panel.Visitor();
        thief.Cookies.Add(thief.Client.BaseAddress!, new Cookie(Session.Cookie, stolen));
        Assert.Equal((302, "/"), Went(await thief.Get("/orders")));
        Assert.Null((await thief.Get("/")).Document.QuerySelector(".visit-banner"));
        await using var after = world.Db();
        Assert.NotNull((await after.GuestPasses.SingleAsync()).EndedAt);
    }

    [Fact]
    public async Task Who_is_parted_with_at_home_is_out_everywhere()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        await panel.Person(world.Piet);
        var user = await panel.Person(world.Piet);
        var piet = await panel.SignIn(user);
        await GoIn(piet, world.Rosa, "Full");
        await using var db = world.Db();
        var place = await db.Memberships.SingleAsync(m => m.UserId == user.Id);

        await world.Do(new RemovePerson { By = world.Piet.Viewer, AccountBranch = place.BranchId, MembershipId = place.Id });

        Assert.Contains("/login", (await piet.Get("/orders")).Leads);
        Assert.Contains("/login", (await piet.Get("/orders")).Leads);
    }

    [Fact]
    public async Task Signing_out_ends_the_visit()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var piet = await panel.SignIn(panel.World.Piet);
        await GoIn(piet, panel.World.Rosa, "ReadOnly");

        Assert.Equal("/login", (await Post(piet, "/logout", Token(await piet.Get("/")))).Headers.Location?.ToString());

        await using var db = panel.World.Db();
        Assert.Equal(GuestEnd.Visitor, (await db.GuestPasses.SingleAsync()).EndedBy);
        Assert.Contains("/login", (await piet.Get("/")).Leads);
    }

    [Fact]
    public async Task A_form_drawn_at_home_is_refused_in_a_visit_and_the_other_way_round()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        var piet = await panel.SignIn(world.Piet);
        var drawnAtHome = await piet.Get("/settings/selling");
        await GoIn(piet, world.Rosa, "Full");
        var drawnThere = await piet.Get("/settings/selling");

        Assert.Equal(400, (await piet.Submit(drawnAtHome, "/settings/selling", ("Input.DefaultMarkupPercent", "31"))).Status);
        await Leave(piet);
        Assert.Equal(400, (await piet.Submit(drawnThere, "/settings/selling", ("Input.DefaultMarkupPercent", "31"))).Status);

        foreach (var cast in new[] { world.Piet, world.Rosa }) Assert.Equal(25m, (await world.Reload(cast)).DefaultMarkupPercent);
        Assert.Equal(302, (await piet.Submit(await piet.Get("/settings/selling"), "/settings/selling", ("Input.DefaultMarkupPercent", "31"))).Status);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Nobody_below_a_visitor_reads_their_name_or_their_accounts_anywhere()
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var world = stage.World;
        var user = await stage.Panel.Person(world.Nora, name: "Zenobia Quillfeather", email: "zenobia@canary.test");
        var nora = world.Nora.Viewer with { UserId = user.Id, Name = user.Name };
        await using (var db = world.Db())
        {
            (await db.Accounts.SingleAsync(a => a.Id == world.Nora.Id)).Name = "Quagmire Distribution";
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        var asRosa = await Visits.Begin(world, nora, world.Rosa, GuestMode.Full);
        var asSaul = await Visits.Begin(world, nora, world.Saul, GuestMode.Full);
        await world.Do(new SetOwnSettings { By = asRosa, DefaultMarkupPercent = 31 });
        await world.Do(new SetPrice { By = asRosa, BuyerId = world.Saul.Id, Kind = PriceRuleKind.Markup, Percent = 19m });
        await world.Do(new SetExchangeRate { By = asSaul, From = Currency.Usd, To = Currency.Of("GBP"), Rate = 0.8m });
        await world.Do(new SetPrice { By = asSaul, BuyerId = world.Cora.Id, Kind = PriceRuleKind.Markup, Percent = 21m });
        await world.Do(new EditAccount { By = asSaul, InBranch = world.Cora.BranchId, AccountId = world.Cora.Id, Details = new() { Phone = "+49 30 1" } });
        await world.Do(new Deactivate { By = asSaul, InBranch = stage.Opened.BranchId, AccountId = stage.Opened.Id, Reason = "Wants a break" });
        var order = await world.Order(world.Cora, stage.Plan, by: asSaul);
        var visits = new[] { asRosa, asSaul }.Select(guest => "/visits/" + PublicId.Format("gst", guest.Guest!.PassId)).ToList();

        // Those at the visitor's level read it, or this would prove nothing.
        Assert.Contains("on behalf of you", (await (await stage.Visit(world.Rosa)).Get("/activity")).Text);
        // So do those above; and before Rosa has asked for so much that is not hers that her history's first page holds nothing else.
        var above = await stage.Visit(world.Nora);
        Assert.Contains("Zenobia Quillfeather (Quagmire Distribution) for Rosa", (await above.Get($"/resellers/{world.Rosa.Ref()}/history")).Text);

        var (leaks, read) = (new List<string>(), 0);
        // Long enough that no random token holds one of them.
        string[] canaries = ["Zenobia", "Quillfeather", "Quagmire", "zenobia@canary.test", PublicId.Format("usr", user.Id)];
        var pages = (await PageDoor.Of(stage.Panel)).Where(d => d.Method == "GET").Select(d => d.Fill(PageRecipes.All[d.Name].Places(stage), PageRecipes.All[d.Name].Query(stage)))
            .Concat(visits).Append("/orders/" + PublicId.Format("ord", order.OrderId)).ToList();
        var addresses = Door.Of(stage.Panel, "/api/v1").Where(d => d.Method == "GET").Select(d => d.Fill(Recipes.All[$"GET {d.Pattern["/api/v1".Length..]}"].Places(stage)) + "?limit=200")
            .Append($"/guest-passes/{PublicId.Format("gst", asRosa.Guest!.PassId)}").ToList();
        foreach (var reader in new[] { world.Piet, world.Rosa, world.Saul, world.Cora, world.Dana })
        {
            var (visitor, api) = (await stage.Visit(reader), await stage.As(reader));
            // Piet buys from Nora and reads what she is called; her person is no more his business than anybody else's.
            var secrets = reader == world.Piet ? canaries.Where(c => c != "Quagmire").ToArray() : canaries;
            foreach (var page in pages)
            {
                var text = await (await visitor.Client.GetAsync(page, TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                Look($"{reader.Account.Name} {page}", text, secrets);
            }
            foreach (var address in addresses) Look($"{reader.Account.Name} API {address}", (await api.Get(address)).Text, secrets);
        }
        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
        Assert.True(read > 500, $"{read} answers were read.");

        void Look(string where, string text, string[] secrets)
        {
            read++;
            leaks.AddRange(secrets.Where(text.Contains).Select(secret => $"{where}: {secret}"));
        }
    }

    [Theory, OnBoth]
    public async Task A_visit_whose_time_is_over_has_its_last_line_written_by_the_program(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var piet = await panel.SignIn(world.Piet);
        await GoIn(piet, world.Rosa, "ReadOnly");
        world.Clock.Advance(TimeSpan.FromHours(1));

        await using var scope = panel.Services.CreateAsyncScope();
        foreach (var deed in await EndGuestPass.Over(scope.ServiceProvider.GetRequiredService<TributaryDb>(), world.Worker, world.Desk.Now)) await world.Do(deed);

        var rosa = await panel.SignIn(world.Rosa);
        var visit = (await rosa.Get("/visits")).Document.QuerySelector("main a.row-open")!.GetAttribute("href")!;
        Assert.Contains("by its time", (await rosa.Get(visit)).Of("main"));
        Assert.Contains("automatically", (await rosa.Get(visit)).Of("main"));
    }

    private static (int, string?) Went(Seen seen) => (seen.Status, seen.Leads);

    private static async Task<Seen> GoIn(Visitor visitor, Cast at, string mode, string? seeAs = null) => await visitor.Submit(
        await visitor.Get($"/resellers/{at.Ref()}/visit"), "/visit", ("Input.Reason", "Looks into a question"), ("Input.Minutes", "30"), ("Input.Mode", mode), ("Input.SeeAs", seeAs ?? ""));

    private static async Task<Seen> Leave(Visitor visitor) => await visitor.Submit(await visitor.Get("/"), "/visits/leave");

    private static string Token(Seen page) => page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    private static Task<HttpResponseMessage> Post(Visitor visitor, string address, string token, params (string Name, string Value)[] form) => visitor.Client.PostAsync(address,
        new FormUrlEncodedContent(form.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))));
}
