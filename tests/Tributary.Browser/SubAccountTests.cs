using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Tributary.Data;
using Tributary.Subscriptions;

namespace Tributary.Browser;

/// <summary>People and assets of sub-accounts, what a person may do matter by matter, and the help, as somebody at the panel uses them.</summary>
public sealed partial class SubAccountTests(Panel panel)
{
    private static readonly bool Pictures = Environment.GetEnvironmentVariable("TRIBUTARY_PICTURES") == "1";
    private static readonly string Folder = Path.Combine(Folders.Root, "artifacts", "screenshots");

    [Fact]
    public async Task S4_06_From_the_row_menu_one_user_and_then_several()
    {
        var site = await panel.Trading();
        var rosa = await site.SignIn("Rosa");

        await rosa.GotoAsync("/customers");
        await rosa.Locator("tr", new() { HasText = "Corbel Architects" }).Locator("details.more summary").ClickAsync();
        await Draw(rosa, "row-menu");
        await rosa.Follow(rosa.GetByRole(AriaRole.Link, new() { Name = "Add user", Exact = true }));
        await rosa.Type(("Input.Name", "Anna Arch"), ("Input.Email", "anna@corbel.example"), ("Input.Phone", "+49 40 1234"), ("Input.Language", "de"), ("Input.TimeZone", "Europe/Berlin"), ("Input.Role", "Viewer"));
        await Draw(rosa, "add-user");
        await rosa.Press("Add");
        Assert.Contains("Anna Arch is added", await rosa.Text());
        Assert.Matches(Link(), await rosa.Text());

        await rosa.GotoAsync("/customers");
        await rosa.Locator("tr", new() { HasText = "Corbel Architects" }).Locator("details.more summary").ClickAsync();
        await rosa.Follow(rosa.GetByRole(AriaRole.Link, new() { Name = "Add more users", Exact = true }));
        await rosa.Type(("Input.Rows[0].Name", "Ben Beam"), ("Input.Rows[0].Email", "ben@corbel.example"), ("Input.Rows[1].Name", "Cleo Column"), ("Input.Rows[1].Email", "cleo at corbel"));
        await rosa.Press("Add another");
        Assert.Equal(4, await rosa.Locator(".person-row").CountAsync());
        await rosa.Press("Submit");
        Assert.Contains("Enter an email address", await rosa.Text());
        await Draw(rosa, "add-more-users");
        await rosa.Type(("Input.Rows[1].Email", "cleo@corbel.example"));
        await rosa.Press("Submit");
        Assert.Contains("2 people are added", await rosa.Text());
        await Draw(rosa, "added-users");
        Assert.Contains("cleo@corbel.example", await rosa.Read("/people?q=cleo"));
    }

    [Fact]
    public async Task S4_06_Without_JavaScript_another_row_and_all_of_them()
    {
        var site = await panel.Trading();
        var rosa = await site.SignIn("Rosa", javaScript: false);
        var customer = (await site.AddressOf("Corbel Architects")).Split('/')[^1];

        await rosa.GotoAsync("/people/add-many?account=" + customer);
        await rosa.Type(("Input.Rows[0].Name", "Dora Door"), ("Input.Rows[0].Email", "dora@corbel.example"));
        await rosa.Press("Add another");
        await rosa.Type(("Input.Rows[3].Name", "Emil Eave"), ("Input.Rows[3].Email", "emil@corbel.example"));
        await rosa.Press("Submit");

        Assert.Contains("2 people are added", await rosa.Text());
    }

    [Fact]
    public async Task S4_08_People_of_sub_accounts_are_found_and_given_rights_matter_by_matter()
    {
        var site = await panel.Trading();
        await site.Person("Gil Grid", "gil@rosewood.example", "Rosewood IT");
        var (piet, rosa) = (await site.SignIn("Piet"), await site.SignIn("Rosa"));

        await piet.GotoAsync("/people?q=gil");
        await Draw(piet, "people");
        await piet.Follow(piet.GetByRole(AriaRole.Link, new() { Name = "Gil Grid", Exact = true }));
        await piet.Type(("Input.Role", "Support"), ("Input.Reach", "AllBelow"));
        if (!await piet.Locator("details.grants").EvaluateAsync<bool>("details => details.open")) await piet.Locator("details.grants summary").ClickAsync();
        await piet.Type(("Input.Grid[3].Level", "None"), ("Input.Grid[2].Level", "View"), ("Input.Grid[2].Reach", "Own"));
        await Draw(piet, "rights-grid");
        await piet.Press("Save");
        Assert.Contains("Orders and subscriptions: See (This account)", await piet.Text());
        await Draw(piet, "person");

        var gil = await site.SignInAs("gil@rosewood.example");
        Assert.Equal(0, await gil.Locator(".side a[href='/wallet']").CountAsync());
        Assert.DoesNotContain("Corbel", await gil.Read("/orders"));
        Assert.Contains("Corbel", await gil.Read("/customers"));
        Assert.Equal(403, (await gil.GotoAsync("/wallet"))!.Status);
        await rosa.GotoAsync("/people?status=active");
        Assert.Contains("Gil Grid", await rosa.Text());
        Assert.DoesNotContain("Piet", await rosa.Text());
    }

    [Fact]
    public async Task S4_09_Assets_are_assigned_and_taken_back()
    {
        var site = await panel.Trading();
        await Deliver(site, "Corbel Architects", "Studio licence");
        var (rosa, cora) = (await site.SignIn("Rosa"), await site.SignIn("Cora"));

        await rosa.GotoAsync("/assets?status=unassigned&q=studio");
        await rosa.GetByRole(AriaRole.Checkbox, new() { Name = "Choose Studio licence" }).CheckAsync();
        await rosa.Locator("#assign-to").FillAsync(await Number(site, "Corbel Architects"));
        await Draw(rosa, "assets");
        await rosa.Press("Assign");
        Assert.Contains("1 assigned to Corbel Architects", await rosa.Locator("body").InnerTextAsync());
        Assert.Contains("Corbel Architects", await rosa.Read("/assets?status=assigned&q=studio"));
        await rosa.Follow(rosa.GetByRole(AriaRole.Link, new() { Name = "Studio licence", Exact = true }));
        Assert.DoesNotContain("very secret", await rosa.Text());

        await cora.GotoAsync("/assets?q=studio");
        await cora.Follow(cora.GetByRole(AriaRole.Link, new() { Name = "Studio licence", Exact = true }));
        await cora.Locator("details.key summary").ClickAsync();
        Assert.Contains("very secret", await cora.Text());
        await Draw(cora, "asset");
        await rosa.Press("Take back");
        Assert.Contains("Studio licence", await rosa.Read("/assets?status=unassigned&q=studio"));
    }

    [Fact]
    public async Task S0_17_Help_is_found_from_the_top_and_from_the_page_it_explains()
    {
        var site = await panel.Trading();
        var (rosa, plain) = (await site.SignIn("Rosa"), await site.SignIn("Cora", javaScript: false));

        await rosa.GotoAsync("/assets");
        await rosa.Follow(rosa.Locator("main .help-link"));
        Assert.Contains("Assets: who uses what was bought", await rosa.Text());
        await rosa.Locator("#global-search").PressSequentiallyAsync("several users");
        await rosa.Locator("#found a[href='/help/adding-users']").WaitForAsync();
        await Draw(rosa, "help-from-the-top");
        await rosa.Follow(rosa.Locator("#found a[href='/help/adding-users']"));
        Assert.Contains("Adding users to an account", await rosa.Text());

        await plain.GotoAsync("/help");
        await plain.Locator("#help-search").FillAsync("how do I assign a licence");
        await plain.Follow(plain.Locator("main form button[type=submit]"));
        Assert.Equal("/help/assets", await plain.Locator(".help-list a").First.GetAttributeAsync("href"));
        Assert.NotEqual(0, await plain.Locator(".help-list mark").CountAsync());
        await Draw(plain, "help-search");
    }

    // What a delivery makes, without waiting for one.
    private static async Task Deliver(Site site, string account, string name)
    {
        await using var db = site.Services.GetRequiredService<DatabaseChoice>().CreateDbContext();
        var at = await db.Accounts.SingleAsync(a => a.Name == account);
        db.Assets.Add(new Asset
        {
            BranchId = at.BranchId, Id = Guid.CreateVersion7(), AccountId = at.Id, Path = at.Path, Kind = "licence", Name = name, Secret = "very secret",
            CreatedAt = site.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime,
        });
        await db.SaveChangesAsync();
    }

    private static async Task<string> Number(Site site, string account)
    {
        await using var db = site.Services.GetRequiredService<DatabaseChoice>().CreateDbContext();
        return (await db.Accounts.SingleAsync(a => a.Name == account)).Number!;
    }

    // As it stands, wide and narrow, light and dark.
    private static async Task Draw(IPage page, string name)
    {
        if (!Pictures) return;
        Directory.CreateDirectory(Folder);
        foreach (var (width, theme) in new[] { (1440, ColorScheme.Light), (1440, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"journey-{name}-{width}-{theme.ToString().ToLowerInvariant()}.png"), FullPage = true });
        }
        await page.SetViewportSizeAsync(1440, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    [GeneratedRegex("/reset\\?token=")]
    private static partial Regex Link();
}
