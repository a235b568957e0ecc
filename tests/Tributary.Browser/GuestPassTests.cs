using Microsoft.Playwright;

namespace Tributary.Browser;

/// <summary>Visiting an account: the globe, the question, the bar, the way home, and what the account reads of it.</summary>
public sealed class GuestPassTests(Panel panel)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task S0_05_The_globe_opens_a_resellers_dashboard_to_help_there(bool javaScript)
    {
        var site = await panel.Trading();
        var reseller = await site.AddressOf("Rosewood IT");
        var nora = await site.SignIn("Nora", javaScript: javaScript);
        await nora.GotoAsync("/resellers?q=Rosewood");
        if (javaScript) await nora.Look("globe-list");
        var globe = nora.Locator($"main a[href='{reseller}/visit']").First;
        if (javaScript)
        {
            await globe.ClickAsync();
            await nora.Locator("dialog[open] [name='Input.Reason']").WaitForAsync();
            await nora.Look("globe-question");
        }
        else
        {
            await nora.Follow(globe);
        }
        var form = nora.Locator(javaScript ? "dialog[open]" : "main");
        await form.Locator("[name='Input.Reason']").FillAsync("Sets the warning we spoke about");
        await form.Locator("[name='Input.Minutes']").SelectOptionAsync("30");
        await form.Locator("[name='Input.Mode'][value='Full']").CheckAsync();
        await nora.Follow(form.GetByRole(AriaRole.Button, new() { Name = "Visit Rosewood IT" }));

        var bar = nora.Locator(".visit-banner");
        Assert.Contains("You are visiting Rosewood IT", await bar.InnerTextAsync());
        Assert.Contains("minutes left", await bar.InnerTextAsync());
        if (javaScript) await nora.Look("visit-home");
        await nora.GotoAsync("/settings/selling");
        await nora.Type(("Input.LowBalance", javaScript ? "26.00" : "27.00"));
        await nora.Press("Save");
        await nora.GotoAsync("/customers");
        if (javaScript) await nora.Look("visit-customers");
        await nora.Follow(nora.Locator(".visit-banner").GetByRole(AriaRole.Button, new() { Name = "Back to my panel" }));
        Assert.Equal(0, await nora.Locator(".visit-banner").CountAsync());
        Assert.Contains("for Rosewood IT", await nora.Read(reseller + "/history"));

        var rosa = await site.SignIn("Rosa", javaScript: javaScript);
        await rosa.GotoAsync("/visits");
        if (javaScript) await rosa.Look("visits");
        await rosa.Follow(rosa.Locator("main a.row-open").First);
        var told = await rosa.Text();
        Assert.Contains("Sets the warning we spoke about", told);
        Assert.Contains("your seller, on behalf of you", told);
        Assert.DoesNotContain(site.Cast["Nora"].Person, await rosa.ContentAsync());
        if (javaScript) await rosa.Look("visit-told");
    }

    [Fact]
    public async Task N10_An_account_asks_first_and_shows_its_guest_out()
    {
        var site = await panel.Trading();
        var (rosa, cora) = (await site.SignIn("Rosa"), await site.SignIn("Cora"));
        var customer = await site.AddressOf("Corbel Architects");
        await cora.GotoAsync("/visits/welcome");
        await cora.Look("visits-welcome");
        await cora.Type(("Choice", "AsksFirst"));
        await cora.Press("Save");

        await rosa.GotoAsync(customer + "/visit");
        await rosa.Type(("Input.Reason", "Why the last order waits"), ("Input.SeeAs", "Owner"));
        await rosa.Press("Visit Corbel Architects");
        Assert.Contains("is asked", await rosa.Text());
        var visit = new Uri(rosa.Url).AbsolutePath;
        await cora.GotoAsync(visit);
        await cora.Look("visit-asked");
        await cora.Press("Agree");

        await rosa.GotoAsync(visit);
        await rosa.Press("Go in");
        Assert.Contains("Sees as Owner", await rosa.Locator(".visit-banner").InnerTextAsync());
        await rosa.GotoAsync("/settings/selling");
        await rosa.Press("Save");
        Assert.Contains("nothing is changed", await rosa.Text());
        await rosa.Look("visit-refused");

        // Her page would find out by itself; here it is her next click that does.
        await rosa.GotoAsync("about:blank");
        await cora.GotoAsync(visit);
        await cora.Press("End the visit");
        await rosa.GotoAsync("/orders");
        Assert.Contains("Your visit is over", await rosa.Text());
        await rosa.Look("visit-over");
        await cora.GotoAsync("/visits/welcome");
        await cora.Type(("Choice", "Anybody"));
        await cora.Press("Save");
    }
}

/// <summary>Pages of a journey: clean as they stand, and drawn when pictures are wanted.</summary>
internal static class Looking
{
    private static readonly bool Pictures = Environment.GetEnvironmentVariable("TRIBUTARY_PICTURES") == "1";
    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(Folders.Root, "artifacts", "screenshots")).FullName;

    /// <summary>At both widths and in both themes: axe finds nothing and nothing is cut off at the side.</summary>
    public static async Task Look(this IPage page, string name)
    {
        foreach (var (width, theme) in new[] { (1440, ColorScheme.Light), (1440, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            Assert.Empty(await page.Violations());
            Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"), $"{name} {width} scrolls sideways");
            if (Pictures) await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}-{width}-{theme.ToString().ToLowerInvariant()}.png"), FullPage = false });
        }
        await page.SetViewportSizeAsync(1440, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
