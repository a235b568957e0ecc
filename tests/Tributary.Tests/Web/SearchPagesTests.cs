using Tributary.Data;
using Tributary.Identity;

namespace Tributary.Tests.Web;

/// <summary>The search as people use it: the box on every page, what stands below it, the page without JavaScript.</summary>
public sealed class SearchPagesTests
{
    [Fact]
    public async Task The_page_groups_what_is_found_and_leads_to_all_of_it()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        for (var i = 0; i < 10; i++) await world.Add(world.Saul, AccountKind.Customer, $"Café Zürich {i}");
        var saul = await panel.SignIn(world.Saul);

        var page = await saul.Get("/search?q=cafe+zur");

        Assert.Equal(8, page.Document.QuerySelectorAll("#found-customer + a, [aria-labelledby=found-customer] .found-thing").Count(e => e.ClassName!.Contains("found-thing")));
        var all = page.Document.QuerySelector("[aria-labelledby=found-customer] .card-header a")!;
        Assert.Equal(("All 10", "/customers?q=cafe%20zur"), (all.TextContent, all.GetAttribute("href")));
        Assert.Equal(10, (await saul.Get(all.GetAttribute("href")!)).Document.QuerySelectorAll("#accounts tbody tr").Length);
        var first = page.Document.QuerySelector("[aria-labelledby=found-customer] .found-thing")!;
        Assert.Equal(200, (await saul.Get(first.GetAttribute("href")!)).Status);
        Assert.Contains("Nothing found", (await saul.Get("/search?q=nowherewhatever")).Of("main"));
        Assert.Contains("at least two", (await saul.Get("/search?q=x")).Of("main"));
    }

    [Fact]
    public async Task The_box_stands_on_every_page_and_answers_while_one_types()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var rosa = await panel.SignIn(panel.World.Rosa);

        var form = (await rosa.Get("/customers")).Document.QuerySelector(".topbar form[role=search]")!;
        Assert.Equal("/search", form.GetAttribute("action"));
        var few = await rosa.Get("/search?handler=Few&q=cor");

        Assert.Null(few.Document.QuerySelector(".topbar"));
        Assert.Equal("Cora", few.Of(".found-thing .found-name"));
        Assert.Empty((await rosa.Get("/search?handler=Few&q=")).Document.QuerySelectorAll(".found"));
    }

    [Fact]
    public async Task A_stranger_finds_nothing_and_nobody_is_asked_to_sign_in()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;

        foreach (var page in new[] { "/search?q=cora", "/search?handler=Few&q=cora" })
        {
            Assert.Contains("Cora", (await (await panel.SignIn(world.Saul)).Get(page)).Of("body"));
            foreach (var stranger in new[] { await panel.SignIn(world.Xena), await panel.SignIn(world.Dana), await panel.SignIn(world.Rosa, reach: Reach.Own) })
                Assert.Empty((await stranger.Get(page)).Document.QuerySelectorAll(".found-thing"));
            Assert.Contains("/login", (await panel.Visitor().Get(page)).Leads);
        }
        var billing = await (await panel.SignIn(world.Saul, Role.Billing)).Get("/search?q=person");
        Assert.DoesNotContain("@example.com", billing.Of("main"));
    }
}
