using System.Collections.Concurrent;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Tributary.Accounts;
using Tributary.Identity;
using Tributary.Web.Security;

namespace Tributary.Browser;

/// <summary>
/// Every page, as the provider, a partner, a reseller, a customer and somebody not signed in see it: axe finds nothing,
/// nothing is cut off at the side, and the browser has nothing against it. With TRIBUTARY_PICTURES=1 each one is drawn
/// into artifacts/screenshots, wide and narrow, light and dark.
/// </summary>
public sealed class CleanPagesTests(Panel panel)
{
    private static readonly bool Pictures = Environment.GetEnvironmentVariable("TRIBUTARY_PICTURES") == "1";
    private static readonly string Folder = Path.Combine(Folders.Root, "artifacts", "screenshots");

    /// <summary>The pages that this walk does not show, and why.</summary>
    private static readonly Dictionary<string, string> NotShown = new()
    {
        ["logout"] = "It only signs out, by POST.",
        ["visits/leave"] = "It only leads a guest home, by POST.",
        ["preferences"] = "It only keeps a choice, by POST.",
        ["provisioning/{id}/{deed:regex(^(take|retry|settle)$)}"] = "Its buttons post; whoever comes by a link is led to the work itself.",
        ["customers/{id}/onboarding"] = "Only resellers have a list to go by; at a customer's address there is no such page.",
        ["subscriptions/bulk/{id}"] = "Nobody has had anything done to many; ProductsTests draws it.",
        ["subscriptions/{id}/open"] = "Buttons lead to it, by POST; LaunchTests draws it.",
        ["kit"] = "The gallery of the kit exists in Development only.",
    };

    // Rows that show more cells than there are headings above them, or fewer: a column is left out as a whole or not at all.
    private const string Torn = """
        () => [...document.querySelectorAll('main table.table:has(> thead)')].flatMap(table => {
            const shown = row => [...row.cells].filter(cell => getComputedStyle(cell).display !== 'none').reduce((all, cell) => all + cell.colSpan, 0);
            const heads = shown(table.tHead.rows[0]);
            return [...table.querySelectorAll(':scope > tbody > tr')].filter(row => !row.querySelector(':scope > [colspan]') && shown(row) !== heads).map(row => row.innerText.slice(0, 80));
        })
        """;

    private readonly ConcurrentBag<string> wrong = [];
    private readonly ConcurrentDictionary<string, bool> drawnDark = new();

    // An article is the same for everybody: it is looked at by who comes to it first.
    private readonly ConcurrentDictionary<string, string> articles = new();

    [Fact]
    public async Task Every_page_is_clean()
    {
        var empty = Wizard();
        await using var site = await panel.AfterAYear();
        var paul = await Furnish(site);
        await Task.WhenAll(new[] { "Nora", "Piet", "Rosa", "Cora" }.Select(who => SignedIn(site, who)).Append(Nobody(site, paul)));

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Order()));
        var table = site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null).Select(endpoint => endpoint.RoutePattern.RawText!).ToHashSet();
        Assert.Empty(NotShown.Keys.Except(table));
        Assert.Empty(table.Except(site.Seen.Routes).Except((await empty).Routes).Except(NotShown.Keys));
    }

    // What a year of trade does not leave behind by itself: an import half way, a list of people likewise, an API key, a colleague to
    // part with, and Paul, who has two places and is about to change his email; and something that a delivery made.
    private static async Task<User> Furnish(Site site)
    {
        await site.Person("Olaf Berg", "olaf@example.com", site.Cast["Nora"].Name);
        var paul = await site.Person("Paul Doe", "paul@example.com", site.Cast["Cora"].Name);
        await site.Place(paul, site.Cast["Rosa"].BranchId, site.Cast["Rosa"].Id);
        await using (var scope = site.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<Data.TributaryDb>();
            (await db.Users.SingleAsync(user => user.Id == paul.Id)).NewEmail = paul.NewEmail = "paul@example.org";
            var cora = await db.Accounts.SingleAsync(account => account.Id == site.Cast["Cora"].Id);
            db.Assets.Add(new()
            {
                BranchId = cora.BranchId, Id = Guid.CreateVersion7(), AccountId = cora.Id, Path = cora.Path, Kind = "certificate", Name = "corbel.example TLS", Secret = "a key",
                CreatedAt = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime,
            });
            await db.SaveChangesAsync();
        }
        var nora = await site.SignIn("Nora");
        await SaleTests.Check(nora, shared: false);
        await nora.GotoAsync("/settings/agreements");
        await nora.Type(("Input.Title", "Partner agreement"), ("Input.Text", "# Payment\n\nWithin 14 days."));
        await nora.Press("Publish");
        await nora.GotoAsync("/usage");
        await nora.Type(("Input.Text", "Spring promotion"));
        await nora.Press("Note it");
        await nora.GotoAsync("/people/imports");
        await nora.Locator("[name='Input.File']").SetInputFilesAsync(new FilePayload
        {
            Name = "people.csv", MimeType = "text/csv", Buffer = "Name,Email,Role\nAnna Ahlers,anna@example.com,sales\nBen Beck,ben,king\n"u8.ToArray(),
        });
        await nora.Press("Upload");
        await nora.Press("Check all rows");
        await nora.GetByText("Nobody is added yet.").WaitForAsync();
        await nora.GotoAsync("/keys/new");
        await nora.Type(("Input.Name", "Monitoring"));
        await nora.Locator("main [name='Input.Scopes'][value='orders:read']").CheckAsync();
        await nora.Press("Make the key");
        await nora.GotoAsync(await site.AddressOf(site.Cast["Rosa"].Name) + "/visit");
        await nora.Type(("Input.Reason", "Looks into the renewals"));
        await nora.Press("Visit " + site.Cast["Rosa"].Name);
        await nora.Follow(nora.Locator(".visit-banner button"));
        return paul;
    }

    private async Task SignedIn(Site site, string who)
    {
        var page = await site.SignIn(who);
        // A reseller says first for whom; the cart remembers it.
        if (who is "Rosa") await page.GotoAsync("/marketplace?for=" + (await site.AddressOf("Corbel Architects")).Split('/')[^1]);
        if (who is "Rosa" or "Cora") await SaleTests.Choose(page, "Slack", "Plus", "3");
        var patterns = new HashSet<string>();
        var pages = new List<string>();
        await foreach (var stop in Walk.Through(page, each: 12))
        {
            if (stop.Status >= 400) wrong.Add($"{who}: {stop.Address} answers {stop.Status}");
            else if (stop.IsPage && patterns.Add(stop.Pattern) && (!stop.Address.StartsWith("/help/", StringComparison.Ordinal) || articles.TryAdd(stop.Address, who))) pages.Add(stop.Address);
        }
        // A place of the operations view, into which this walk does not change.
        if (who is "Nora") pages.Add("/registers");
        foreach (var address in pages) await Look(page, who, address, 200);
        await Opened(page, who);
    }

    // What opens over a page: the person's menu, the navigation of a phone, a row's menu, the question before a deed; and
    // a form that was sent with nothing in it.
    private async Task Opened(IPage page, string who)
    {
        foreach (var (width, theme) in new[] { (1440, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            var how = $"{width}-{theme.ToString().ToLowerInvariant()}";
            await Turn(page, width, theme);
            await page.GotoAsync("/");
            await page.Locator(".person-button").ClickAsync();
            await Judge(page, who, "opened-person", how);
            if (width == 390)
            {
                await page.GotoAsync("/");
                await page.Locator(".menu-button").ClickAsync();
                await Judge(page, who, "opened-navigation", how);
            }
            await page.GotoAsync("/orders");
            await page.Locator(".list-menu > summary").Last.ClickAsync();
            await Judge(page, who, "opened-columns", how);
            await page.GotoAsync("/people/add");
            await page.Follow(page.Locator("main form button[type=submit]"));
            await Judge(page, who, "opened-errors", how);
            if (who is "Cora") continue;
            await page.GotoAsync("/customers");
            await page.Locator("td details.more summary").First.ClickAsync();
            await Judge(page, who, "opened-row", how);
            await page.Locator("td details.more[open] .menu-line-danger").ClickAsync();
            await page.Locator("dialog[open] .btn-danger").WaitForAsync();
            await Judge(page, who, "opened-question", how);
        }
    }

    private async Task Nobody(Site site, User paul)
    {
        var page = await site.Open();
        foreach (var address in new[] { "/login", "/forgot", "/reset", "/email" }) await Look(page, "nobody", address, 200);
        foreach (var code in new[] { 400, 403, 404, 429, 500 }) await Look(page, "nobody", $"/error/{code}", code);
        await Look(page, "nobody", "/a/page/that/is/not", 404);

        await Look(page, "nobody", "/reset?token=" + await Secret(site, paul, LinkKind.Reset), 200, "reset-link");
        await Look(page, "nobody", "/email?token=" + await Secret(site, paul, LinkKind.Email), 200, "email-link");
        page = await site.SignInAs("paul@example.com");
        await Look(page, "nobody", "/choose", 200);
    }

    private async Task<PagesSeen> Wizard()
    {
        await using var site = await panel.Empty();
        var page = await site.Open();
        await Look(page, "first", "/setup", 200);
        await SaleTests.SetUpCompany(site, page);
        await Look(page, "first", null, 200, "setup-person");
        await SaleTests.SetUpPerson(page);
        await Look(page, "first", null, 200, "setup-markup");
        await page.Press("Go on");
        await Look(page, "first", null, 200, "setup-done");
        foreach (var next in await page.Locator("main a").EvaluateAllAsync<string[]>("links => links.map(link => link.href)"))
            if ((await page.APIRequest.GetAsync(next)).Status != 200) wrong.Add($"first: {next} leads nowhere");
        foreach (var address in new[] { "/", "/customers", "/resellers", "/orders", "/subscriptions", "/catalogue", "/prices", "/provisioning", "/books", "/activity", "/people", "/keys", "/notices", "/marketplace", "/wallet/buyers" })
            await Look(page, "first", address, 200);
        await foreach (var stop in Walk.Through(page, each: 3))
        {
            if (stop.Status >= 400) wrong.Add($"first: {stop.Address} answers {stop.Status}");
        }
        return site.Seen;
    }

    private static async Task<string> Secret(Site site, User user, LinkKind kind)
    {
        await using var scope = site.Services.CreateAsyncScope();
        return scope.ServiceProvider.GetRequiredService<Links>().Make(user, kind);
    }

    // Once wide and light, and once narrow and dark unless somebody else's page of this sort was drawn so already.
    private async Task Look(IPage page, string who, string? address, int status, string? name = null)
    {
        await Turn(page, 1440, ColorScheme.Light);
        if (address is not null)
        {
            var answer = await page.GotoAsync(address);
            if (answer!.Status != status) wrong.Add($"{who}: {address} answers {answer.Status}");
        }
        name ??= Name(address!);
        if (await page.TitleAsync() is "" or "Tributary") wrong.Add($"{who}: {address} has no title");
        await Judge(page, who, name, "1440-light");
        if (Pictures)
        {
            await Turn(page, 1440, ColorScheme.Dark);
            await Draw(page, who, name, "1440-dark");
            await Turn(page, 390, ColorScheme.Light);
            await Draw(page, who, name, "390-light");
        }
        if (!drawnDark.TryAdd(name, true) && !Pictures) return;
        await Turn(page, 390, ColorScheme.Dark);
        await Judge(page, who, name, "390-dark");
    }

    private static async Task Turn(IPage page, int width, ColorScheme theme)
    {
        await page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
        await page.EmulateMediaAsync(new() { ColorScheme = theme });
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    private async Task Judge(IPage page, string who, string name, string how)
    {
        if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth")) wrong.Add($"{who} {name} {how}: scrolls sideways");
        foreach (var row in await page.EvaluateAsync<string[]>(Torn)) wrong.Add($"{who} {name} {how}: not below its headings: {row}");
        foreach (var violation in await page.Violations()) wrong.Add($"{who} {name} {how}: {violation}");
        if (Pictures) await Draw(page, who, name, how);
    }

    private static Task Draw(IPage page, string who, string name, string how) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{who.ToLowerInvariant()}-{name}-{how}.png"), FullPage = true });

    private static string Name(string address) => Walk.Pattern(address).Replace("{id}", "one", StringComparison.Ordinal).Trim('/') is { Length: > 0 } name
        ? string.Join('-', name.Split('/', '?', '=', '&')) : "home";
}
