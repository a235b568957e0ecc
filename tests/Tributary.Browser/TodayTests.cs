using Microsoft.Playwright;

namespace Tributary.Browser;

/// <summary>What there is to decide, done from the list; and figures that change on an open page.</summary>
public sealed class TodayTests(Panel panel)
{
    [Fact]
    public async Task N2_What_waits_appears_by_itself_is_done_from_the_list_and_goes()
    {
        await using var site = await panel.Demo();
        var (rosa, cora) = (await site.SignIn("Rosa"), await site.SignIn("Cora"));
        await rosa.GotoAsync("/settings/selling");
        await rosa.Type(("Input.ApprovesCustomerOrders", "true"));
        await rosa.Press("Save");
        await rosa.GotoAsync("/today");
        await rosa.EvaluateAsync("() => window.sameWindow = true");

        var order = await Order(cora, "2");
        // Nobody has touched Rosa's window.
        var approve = rosa.Locator($"#decisions a[href*='{order}/approve']");
        await approve.WaitForAsync();
        Assert.True(await rosa.EvaluateAsync<bool>("() => window.sameWindow === true"));
        await rosa.Look("today");
        await rosa.Locator("#decisions details.more > summary").First.ClickAsync();
        await rosa.Look("today-put-off");
        await rosa.GotoAsync("/today");
        await approve.ClickAsync();
        await rosa.Locator("#dialog #confirm").WaitForAsync();
        await rosa.Look("today-approve");
        await rosa.Follow(rosa.Locator("#dialog button[type=submit]"));
        Assert.Equal("/today", new Uri(rosa.Url).AbsolutePath);
        Assert.Equal(0, await approve.CountAsync());

        // Without JavaScript the same, and a line is put off and brought back.
        var plain = await site.SignIn("Rosa", javaScript: false);
        order = await Order(cora, "3");
        await plain.GotoAsync("/today");
        await plain.Locator("#decisions li").Filter(new() { Has = plain.Locator($"a[href*='{order}/approve']") }).Locator("details.more > summary").ClickAsync();
        await plain.Follow(plain.Locator("#decisions li").Filter(new() { Has = plain.Locator($"a[href*='{order}/approve']") }).GetByRole(AriaRole.Button, new() { Name = "Until tomorrow" }));
        Assert.Equal(0, await plain.Locator($"a[href*='{order}/approve']").CountAsync());
        await rosa.GotoAsync("/today");
        Assert.Equal(0, await rosa.Locator($"a[href*='{order}/approve']").CountAsync());
        await rosa.Look("today-some-put-off");
        await plain.Follow(plain.GetByRole(AriaRole.Button, new() { NameRegex = new("^Bring back") }).First);
        await plain.Follow(plain.Locator($"a[href*='{order}/approve']"));
        await plain.Follow(plain.Locator("#confirm button[type=submit]"));
        Assert.Equal("/today", new Uri(plain.Url).AbsolutePath);
        Assert.Equal(0, await plain.Locator($"a[href*='{order}/approve']").CountAsync());
        await rosa.GotoAsync("/");
        await rosa.Look("home-with-today");
        await cora.GotoAsync("/today");
        await cora.Look("today-of-a-customer");
    }

    [Fact]
    public async Task S1_09_A_deed_in_one_browser_shows_in_the_other_within_seconds()
    {
        await using var site = await panel.Demo();
        var (piet, rosa) = (await site.SignIn("Piet"), await site.SignIn("Rosa"));
        await rosa.GotoAsync("/");
        var before = await rosa.Locator("#figures .figure-value").First.InnerTextAsync();
        await rosa.EvaluateAsync("() => window.sameWindow = true");

        await SaleTests.TopUp(piet, await site.AddressOf("Rosewood IT"), "1234.56");
        await rosa.WaitForFunctionAsync("before => document.querySelector('#figures .figure-value').innerText !== before", before);
        Assert.True(await rosa.EvaluateAsync<bool>("() => window.sameWindow === true"));
    }

    private static async Task<string> Order(IPage page, string quantity)
    {
        await SaleTests.Choose(page, "Slack", "Plus", quantity);
        await page.GotoAsync("/marketplace/cart");
        await page.Follow(page.GetByRole(AriaRole.Link, new() { Name = "Review the order" }));
        await page.Follow(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Place order") }).First);
        return new Uri(page.Url).AbsolutePath.Split('/')[^1];
    }
}
