using Microsoft.Playwright;

namespace Tributary.Browser;

/// <summary>What is to come as people see it, in the demo company after its year.</summary>
public sealed class ForecastTests(Panel panel)
{
    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(Folders.Root, "artifacts", "screenshots")).FullName;

    [Fact]
    public async Task S1_05_A_partner_reads_what_is_to_come_opens_a_day_and_sees_whose_wallet_runs_dry()
    {
        await using var site = await panel.AfterAYear();
        var piet = await site.SignIn("Piet");

        await piet.Until("/forecast", "As of");
        Assert.True(await piet.Locator("svg.chart-drawing").CountAsync() > 0, "Something is charged.");
        await Draw(piet, "months");
        await piet.Follow(piet.Locator("a.tab", new() { HasText = "By day" }));
        await Draw(piet, "days");
        await piet.Follow(piet.Locator("#steps-table tbody a").First);
        Assert.True(await piet.Locator("#day a.row-open").CountAsync() > 0, "A day of the forecast has charges.");
        await Draw(piet, "day");
        await piet.GotoAsync("/forecast/wallets");
        Assert.True(await piet.Locator("#wallets a.row-open").CountAsync() > 0, "The buyers of a partner are charged.");
        await Draw(piet, "wallets");
        await piet.GotoAsync("/");
        await piet.Follow(piet.Locator(".figure-tile a[href='/forecast']"));
        Assert.Contains("Smallest top-up", await piet.Text());
        var file = await piet.APIRequest.GetAsync(new Uri(new Uri(piet.Url), "/forecast?handler=Export&format=xlsx").ToString());
        Assert.Equal(200, file.Status);
    }

    [Fact]
    public async Task S1_04_A_card_of_recurring_costs_opens_its_subscriptions()
    {
        await using var site = await panel.AfterAYear();
        var piet = await site.SignIn("Piet");

        await Draw(piet, "home");
        await piet.Follow(piet.Locator(".recurring-card a").First);
        Assert.Contains("interval=monthly", piet.Url);
        Assert.True(await piet.Locator("#subscriptions a.row-open").CountAsync() > 0, "The card's subscriptions are there.");
        await Draw(piet, "recurring");
    }

    [Fact]
    public async Task S1_03_The_balance_stands_on_the_home_page_and_leads_to_the_wallet()
    {
        await using var site = await panel.AfterAYear();
        var piet = await site.SignIn("Piet");

        await piet.Follow(piet.Locator(".figure-tile a[href='/wallet']"));
        Assert.Contains("Set aside for open orders", await piet.Text());
        await piet.Follow(piet.Locator("main a[href='/forecast']").First);
        Assert.Equal("/forecast", new Uri(piet.Url).AbsolutePath);
    }

    private static async Task Draw(IPage page, string name)
    {
        Assert.Empty(await page.Violations());
        if (Environment.GetEnvironmentVariable("TRIBUTARY_PICTURES") != "1") return;
        var address = page.ViewportSize!;
        foreach (var (width, theme) in new[] { (1440, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"forecast-{name}-{width}-{theme.ToString().ToLowerInvariant()}.png"), FullPage = true });
        }
        await page.SetViewportSizeAsync(address.Width, address.Height);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
