using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Tributary.Data;
using Tributary.Tests.House;
using Tributary.Web.Help;
using Tributary.Web.Kit;

namespace Tributary.Tests.Web;

/// <summary>The help: who may read what, where it is linked from, and that it speaks of what is there.</summary>
public sealed partial class HelpTests
{
    [Fact]
    public async Task Each_reads_what_is_for_them()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;

        foreach (var (cast, status) in new[] { (world.Nora, HelpReader.Provider), (world.Saul, HelpReader.Sellers), (world.Cora, HelpReader.Everyone) })
        {
            var visitor = await panel.SignIn(cast);
            var index = (await visitor.Get("/help")).Document.QuerySelectorAll("main a[href^='/help/']").Select(a => a.GetAttribute("href")!).ToHashSet();
            foreach (var article in HelpArticles.All)
            {
                var may = article.For <= status;
                Assert.Equal(may ? 200 : 404, (await visitor.Get($"/help/{article.Name}")).Status);
                Assert.Equal(may, index.Contains($"/help/{article.Name}"));
            }
        }
        Assert.Equal(404, (await (await panel.SignIn(world.Nora)).Get("/help/nothing")).Status);
        Assert.Contains("/login", (await panel.Visitor().Get("/help")).Leads);
    }

    [Fact]
    public async Task A_page_leads_to_the_article_that_explains_it()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var nora = await panel.SignIn(panel.World.Nora);
        var acc = PublicId.Format("acc", panel.World.Piet.Id);

        foreach (var (page, article) in new[]
        {
            ("/catalogue/imports", "importing-a-price-list"), ("/resellers", "partners-resellers-customers"), ($"/resellers/{acc}/wallet", "wallets-and-limits"),
            ($"/resellers/{acc}/prices", "wholesale-prices"), ("/prices/rates", "exchange-rates"), ("/orders/renewals", "renewals"), ("/orders", "ordering"), ("/keys/new", "api-keys"), ("/books", "checking-the-books"), ("/system", "health"),
            ("/provisioning", "provisioning"), ("/profile", "sign-in-security"), ("/people", "people-and-roles"), ("/subscriptions", "subscriptions"), ("/", "first-steps"),
        })
            Assert.Equal($"/help/{article}", (await nora.Get(page)).Document.QuerySelector("main .help-link")?.GetAttribute("href"));
        var home = await (await panel.SignIn(panel.World.Cora)).Get("/");
        Assert.Equal(200, home.Status);
        Assert.NotEqual("/help/first-steps", home.Document.QuerySelector("main .help-link")?.GetAttribute("href"));
    }

    [Fact]
    public async Task S0_17_Every_place_of_the_navigation_is_explained_to_whoever_sees_it()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        // The help explains itself, and Today has an article for those who set something up.
        Sources.AssertNone(from cast in new[] { world.Nora, world.Saul, world.Cora }
                           from item in Navigation.Items
                           where item.Href is not ("/help" or "/") && HelpArticles.Explaining(item.Href, cast.Viewer) is null
                           where cast != world.Cora || item.Href is not ("/catalogue" or "/prices" or "/books" or "/resellers" or "/system" or "/mail" or "/registers")
                           where cast == world.Nora || item.Href != "/system"
                           select $"{cast.Account.Name}: {item.Href}");
    }

    [Fact]
    public async Task S0_17_What_was_looked_for_is_ranked_and_marked()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (saul, cora) = (await panel.SignIn(panel.World.Saul), await panel.SignIn(panel.World.Cora));

        var found = await saul.Get("/help?q=renewal");
        Assert.Equal("/help/renewals", found.Document.QuerySelector(".help-list a")!.GetAttribute("href"));
        Assert.All(found.Document.QuerySelectorAll(".help-list mark"), mark => Assert.Contains("renewal", mark.TextContent, StringComparison.OrdinalIgnoreCase));
        Assert.NotEmpty(found.Document.QuerySelectorAll(".help-list p mark"));
        var bar = await saul.Get("/search?handler=Few&q=renewal");
        Assert.Contains(bar.Document.QuerySelectorAll(".found-group a"), link => link.GetAttribute("href") == "/help/renewals");
        Assert.Contains("/help/renewals", (await saul.Get("/search?q=renewal")).Document.QuerySelector("section[aria-labelledby=found-help]")!.InnerHtml);
        // A sentence that is typed is searched as words, and nothing of it becomes markup.
        Assert.Empty((await cora.Get("/help?q=" + Uri.EscapeDataString("<script>alert(1)</script> renewal"))).Document.QuerySelectorAll("main script"));
    }

    [Fact]
    public async Task One_finds_an_article_by_its_words()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var cora = await panel.SignIn(panel.World.Cora);

        var found = await cora.Get("/help?q=pause+hold");
        Assert.Contains("Subscriptions", found.Of(".help-list"));
        Assert.Contains("Nothing found", (await cora.Get("/help?q=zzz")).Of("main"));
    }

    [Fact]
    public void Links_lead_to_articles_that_their_readers_may_open()
    {
        var names = HelpArticles.All.ToDictionary(article => article.Name);
        Sources.AssertNone(from article in HelpArticles.All
                           from Match link in Link().Matches(article.Html)
                           let target = link.Groups[1].Value
                           where !names.TryGetValue(target, out var other) || other.For > article.For
                           select $"{article.Name} leads to {target}");
    }

    [Fact]
    public async Task Every_address_that_is_explained_exists()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var routes = panel.Services.GetServices<Microsoft.AspNetCore.Routing.EndpointDataSource>().SelectMany(source => source.Endpoints)
            .OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.PathSegments.Select(segment =>
                segment.Parts is [Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal] ? literal.Content : "*").ToArray()).ToList();
        Sources.AssertNone(from article in HelpArticles.All
                           from page in article.Pages
                           where !routes.Exists(route => route.Length >= page.Length && page.Zip(route).All(pair => pair.First == pair.Second || pair.Second == "*" || pair.First == "*"))
                           select $"{article.Name}: /{string.Join('/', page)}");
    }

    [GeneratedRegex("href=\"/help/([^\"#]+)")]
    private static partial Regex Link();
}
