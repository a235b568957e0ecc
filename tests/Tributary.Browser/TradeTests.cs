using System.Text.RegularExpressions;

namespace Tributary.Browser;

/// <summary>Trading among levels that exist: shortages, and everything without JavaScript.</summary>
public sealed class TradeTests(Panel panel)
{
    // Run by name only: its steps do not all pass yet (see the open issue).
    [Fact(Explicit = true)]
    public async Task A_level_between_without_funds_is_only_processing_to_the_buyer_and_goes_on_after_the_top_up()
    {
        var site = await panel.Trading();
        var (piet, rosa, cora) = (await site.SignIn("Piet"), await site.SignIn("Rosa"), await site.SignIn("Cora"));
        await SaleTests.TopUp(rosa, await site.AddressOf("Corbel Architects"), "20000.00");

        // A seat costs Rosa 299.00 + 12 % + 25 % = 418.60 and Cora 523.25; Rosa has 9,000.00 and would need 10,465.00.
        var order = await SaleTests.Shop(cora, "Premium", "25", "Place order for 13,081.25 USD");

        Assert.Contains("Processing", await Read(cora, order));
        Assert.Contains("Awaiting funds", await Read(rosa, order));
        await SaleTests.Lacks(cora, ["Awaiting", "10,465.00", "418.60", "1,465.00", "Northwind", "Meridian", "is missing"]);
        await SaleTests.TopUp(piet, await site.AddressOf("Rosewood IT"), "5000.00");
        await rosa.Until(order, "Provisioning");
        Assert.Contains("Processing", await Read(cora, order));
    }

    // Run by name only: its steps do not all pass yet (see the open issue).
    [Fact(Explicit = true)]
    public async Task The_buyer_itself_short_is_told_what_is_missing()
    {
        var site = await panel.Trading();
        var cora = await site.SignIn("Cora");

        await cora.GotoAsync("/marketplace?q=Premium");
        var offer = cora.Locator(".offer").Filter(new() { Has = cora.Locator(".offer-words strong", new() { HasTextRegex = new("^Premium$") }) }).First;
        await offer.Locator("input[name=quantity]").FillAsync("100");
        await offer.Locator("button").ClickAsync();
        await cora.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.NetworkIdle);

        Assert.Matches(new Regex(@"[\d,]+\.\d\d USD is missing"), await Read(cora, "/marketplace/review"));
    }

    // Run by name only: its steps do not all pass yet (see the open issue).
    [Fact(Explicit = true)]
    public async Task Without_JavaScript_one_signs_in_tops_up_sets_a_price_and_orders()
    {
        var site = await panel.Trading();
        var rosa = await site.SignIn("Rosa", javaScript: false);
        var customer = await site.AddressOf("Corbel Architects");

        await SaleTests.TopUp(rosa, customer, "123.45");
        Assert.Contains("123.45 USD", await Read(rosa, customer + "/wallet"));
        await SaleTests.Price(rosa, customer, "Slack", "Plus", "Fixed", "31.07");
        var cora = await site.SignIn("Cora", javaScript: false);
        var order = await SaleTests.Shop(cora, "Plus", "2", "Place order for 62.14 USD");
        Assert.Contains("62.14 USD", await Read(cora, order));
    }

    [Fact]
    public async Task Without_JavaScript_a_price_list_is_imported()
    {
        var site = await panel.Trading();
        var nora = await site.SignIn("Nora", javaScript: false);

        await SaleTests.Import(nora, shared: false);

        Assert.Contains("Applied", await nora.Text());
    }

    private static async Task<string> Read(Microsoft.Playwright.IPage page, string address)
    {
        await page.GotoAsync(address);
        return await page.Text();
    }
}
