using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Tests;

namespace Tributary.Browser;

/// <summary>A seller's brand at its own domain, and a person's photo, as they are seen in a browser.</summary>
public sealed class BrandTests(Panel panel)
{
    private static readonly bool Pictures = Environment.GetEnvironmentVariable("TRIBUTARY_PICTURES") == "1";
    private static readonly string Folder = Path.Combine(Folders.Root, "artifacts", "screenshots");

    private const string Logo = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><script>document.title = "broken into"</script><circle cx="18" cy="18" r="17" fill="#7c2d12"/><path d="M11 26V10h8a5 5 0 0 1 2 9.6L26 26h-5l-4-6h-2v6z" fill="#fff"/></svg>
        """;

    [Fact]
    public async Task S0_08_A_domain_is_proven_by_a_DNS_record_and_the_panel_is_there()
    {
        using var dns = new DnsServer();
        await using var site = await panel.Demo(("TRIBUTARY_DNS", dns.Address));
        var rosa = await site.SignIn("Rosa");

        await rosa.GotoAsync("/settings/branding");
        await rosa.Type(("Input.Domain", "https://panel.rosewood.example"));
        await rosa.Press("Save domain");
        Assert.Contains("Only the host name: no https, no www, no path.", await rosa.Text());
        await rosa.Type(("Input.Domain", "panel.rosewood.example"));
        await rosa.Press("Save domain");
        Assert.Contains("_tributary.panel.rosewood.example", await rosa.Text());
        await Draw(rosa, "branding-to-prove");
        var record = (await rosa.Locator(".record").AllInnerTextsAsync()).Select(text => text.Trim()).ToList();
        await dns.Say(record[0], record[1]);
        // The program looks by itself too; the button is pressed as long as it is there, and it may go while it is being pressed.
        for (var tries = 0; tries < 60 && !(await rosa.Read("/settings/branding")).Contains("The panel is at", StringComparison.Ordinal); tries++)
        {
            var button = rosa.GetByRole(AriaRole.Button, new() { Name = "Check now" });
            if (await button.CountAsync() > 0)
                try
                {
                    await button.First.ClickAsync(new() { Timeout = 2000 });
                    await rosa.WaitForLoadStateAsync();
                }
                catch (TimeoutException)
                {
                    // Proven meanwhile.
                }
            await Task.Delay(1000, TestContext.Current.CancellationToken);
        }
        Assert.Contains("The panel is at panel.rosewood.example.", await rosa.Text());
        // Who comes there is asked to sign in; at a name that is nobody's there is nothing.
        var visitor = await site.Open();
        await visitor.GotoAsync(site.At("panel.rosewood.example") + "/login");
        Assert.Contains("Sign in", await visitor.Text());
        await visitor.GotoAsync(site.At("panel.elsewhere.example") + "/login");
        Assert.Contains("There is nothing at this address", await visitor.Locator("body").InnerTextAsync());
        await Draw(visitor, "nobodys-host");
    }

    [Fact]
    public async Task S0_15_A_reseller_and_its_customers_sign_in_at_its_own_domain_in_its_brand()
    {
        await using var site = await panel.Demo();
        await Prove(site, "Rosa", "panel.rosewood.example");
        var at = site.At("panel.rosewood.example");
        // At the installation's own sign-in as before; there she dresses it.
        var rosa = await site.SignIn("Rosa");
        await rosa.GotoAsync("/settings/branding");
        await rosa.Type(("Input.Name", "Rosewood Cloud"), ("Input.Colour", "#b45309"), ("Input.SupportEmail", "help@rosewood.example"), ("Input.SupportSignature", "Yours,\nRosewood Cloud"));
        await rosa.Press("Save");
        await rosa.Locator("[name='Input.File']").SetInputFilesAsync(new FilePayload { Name = "logo.svg", MimeType = "image/svg+xml", Buffer = System.Text.Encoding.UTF8.GetBytes(Logo) });
        await rosa.Press("Upload logo");
        Assert.Equal(1, await rosa.Locator(".brand img[src^='/media/']").CountAsync());
        await Draw(rosa, "branding");

        // Cora's, below Rosa, sign in there; Piet, above, does not.
        var cora = await site.Open();
        await cora.GotoAsync(at + "/login");
        Assert.Equal("Sign in · Rosewood Cloud", await cora.TitleAsync());
        Assert.True(await cora.Locator(".brand img").EvaluateAsync<bool>("image => image.complete && image.naturalWidth > 0"));
        await Draw(cora, "sign-in-at-own-domain");
        await SignIn(cora, site.Cast["Cora"].Email);
        Assert.Equal("Rosewood Cloud", await cora.Locator(".side .brand-name").InnerTextAsync());
        await Draw(cora, "first-page-at-own-domain");
        foreach (var place in await cora.Locator(".side a.place").EvaluateAllAsync<string[]>("places => places.map(place => place.getAttribute('href'))"))
        {
            await cora.GotoAsync(at + place);
            var source = await cora.ContentAsync();
            foreach (var above in new[] { "Hafen", "Northwind", "Meridian", "broken into" }) Assert.False(source.Contains(above, StringComparison.Ordinal), $"{place} tells {above}");
            Assert.EndsWith(" · Rosewood Cloud", await cora.TitleAsync(), StringComparison.Ordinal);
        }
        var piet = await site.Open();
        await piet.GotoAsync(at + "/login");
        await SignIn(piet, site.Cast["Piet"].Email);
        Assert.Contains("The email or the password is not right.", await piet.Text());
        // Rosa herself comes in by her email and password at her own door too, and not by a wrong one.
        var there = await site.Open();
        await there.GotoAsync(at + "/login");
        await there.Type(("Input.Email", site.Cast["Rosa"].Email), ("Input.Password", "not her password"));
        await there.Press("Sign in");
        Assert.Contains("The email or the password is not right.", await there.Text());
        await SignIn(there, site.Cast["Rosa"].Email);
        Assert.Equal("Rosewood Cloud", await there.Locator(".side .brand-name").InnerTextAsync());
    }

    // The domain is claimed by the account's own owner, and DNS has said what it asks for.
    private static async Task Prove(Site site, string who, string domain)
    {
        await using var scope = site.Services.CreateAsyncScope();
        var (db, desk) = (scope.ServiceProvider.GetRequiredService<TributaryDb>(), scope.ServiceProvider.GetRequiredService<Desk>());
        var id = site.Cast[who].Id;
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == id);
        var owner = new Viewer { UserId = Guid.CreateVersion7(), Name = who, AccountId = id, BranchId = account.BranchId, Path = account.Path, Kind = account.Kind, Rights = Right.All };
        await desk.Do(new EditAccount { By = owner, InBranch = account.BranchId, AccountId = id, Details = new() { Domain = domain } });
        var claim = await db.HostNames.AsNoTracking().SingleAsync(h => h.AccountId == id && h.Host == domain);
        await desk.Do(new CheckHost { By = Viewer.Program("Hosts", id), InBranch = account.BranchId, AccountId = id, Host = claim.Host, Records = [claim.RecordText] });
    }

    [Fact]
    public async Task S0_03_A_photo_is_chosen_looked_at_saved_and_removed()
    {
        await using var site = await panel.Demo();
        await site.Person("Petra Photo", "petra@example.com", site.Cast["Rosa"].Name);
        var petra = await site.SignInAs("petra@example.com");

        await petra.GotoAsync("/profile");
        await petra.Follow(petra.GetByRole(AriaRole.Link, new() { Name = "Edit photo" }));
        await petra.Locator("[name='Input.File']").SetInputFilesAsync(new FilePayload { Name = "me.png", MimeType = "image/png", Buffer = await petra.ScreenshotAsync() });
        await petra.Locator(".photo-preview img").WaitForAsync();
        await petra.Press("Save photo");
        Assert.Equal(1, await petra.Locator(".topbar .face img[src^='/media/']").CountAsync());
        await Draw(petra, "photo");
        await petra.GotoAsync("/people");
        Assert.Equal(1, await petra.Locator("main .face img").CountAsync());
        await Draw(petra, "people-with-photo");
        await petra.GotoAsync("/profile/photo");
        await petra.Locator("[name='Input.File']").SetInputFilesAsync(new FilePayload { Name = "me.png", MimeType = "image/png", Buffer = "no picture"u8.ToArray() });
        await petra.Press("Save photo");
        Assert.Contains("This is no photo we can read", await petra.Text());
        await petra.Press("Remove the photo");
        Assert.Equal(0, await petra.Locator(".topbar .face img").CountAsync());
    }

    private static async Task SignIn(IPage page, string email)
    {
        await page.Type(("Input.Email", email), ("Input.Password", Site.Password));
        await page.Press("Sign in");
    }

    // As it is seen, wide and narrow, light and dark.
    private static async Task Draw(IPage page, string name)
    {
        if (!Pictures) return;
        Directory.CreateDirectory(Folder);
        foreach (var (width, theme) in new[] { (1440, ColorScheme.Light), (1440, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"brand-{name}-{width}-{theme.ToString().ToLowerInvariant()}.png"), FullPage = true });
        }
        await page.SetViewportSizeAsync(1440, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
