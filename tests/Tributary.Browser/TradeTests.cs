using System.Text.RegularExpressions;

namespace Tributary.Browser;

/// <summary>Trading among levels that exist: shortages, and everything without JavaScript.</summary>
public sealed partial class TradeTests(Panel panel)
{
    [Fact]
    public async Task A_level_between_without_funds_is_only_processing_to_the_buyer_and_goes_on_after_the_top_up()
    {
        var site = await panel.Trading();
        var (piet, rosa, cora) = (await site.SignIn("Piet"), await site.SignIn("Rosa"), await site.SignIn("Cora"));
        await SaleTests.TopUp(rosa, await site.AddressOf("Corbel Architects"), "20000.00");

        // A seat costs Rosa 299.00 + 12 % + 25 % = 418.60 and Cora 523.25; Rosa has at most 9,000.00 and would need 10,465.00.
        var order = await SaleTests.Shop(cora, "Mailchimp", "Premium", "25", "Place order for 13,081.25 USD");

        var told = await cora.Read(order);
        Assert.Contains("Processing", told);
        Assert.DoesNotContain("Awaiting", told, StringComparison.OrdinalIgnoreCase);
        await cora.GotoAsync("/orders?status=awaiting_funds");
        Assert.Equal(0, await cora.Locator($"main a[href='{order}']").CountAsync());
        await cora.GotoAsync("/orders?status=processing");
        Assert.Equal(1, await cora.Locator($"main a[href='{order}']").CountAsync());
        var waits = await rosa.Read(order);
        Assert.Contains("Awaiting funds", waits);
        var missing = Missing().Match(waits).Groups[1].Value;
        Assert.NotEmpty(missing);
        await SaleTests.Lacks(cora, ["10,465.00", "418.60", missing, "Northwind", "Meridian", "USD is missing"]);
        await SaleTests.TopUp(piet, await site.AddressOf("Rosewood IT"), "5000.00");
        await rosa.Until(order, "Provisioning");
        Assert.Contains("Processing", await cora.Read(order));
    }

    [Fact]
    public async Task The_buyer_itself_short_is_told_what_is_missing()
    {
        var site = await panel.Trading();
        var cora = await site.SignIn("Cora");

        await SaleTests.Choose(cora, "Mailchimp", "Premium", "100");

        Assert.Matches(Missing(), await cora.Read("/marketplace/review"));
    }

    [Fact]
    public async Task Without_JavaScript_one_signs_in_tops_up_sets_a_price_and_orders()
    {
        var site = await panel.Trading();
        var rosa = await site.SignIn("Rosa", javaScript: false);
        var customer = await site.AddressOf("Corbel Architects");

        await SaleTests.TopUp(rosa, customer, "123.45");
        Assert.Contains("123.45 USD", await rosa.Read(customer + "/wallet"));
        await SaleTests.Price(rosa, customer, "Slack", "Plus", "Fixed", "31.07");
        var cora = await site.SignIn("Cora", javaScript: false);
        var order = await SaleTests.Shop(cora, "Slack", "Plus", "2", "Place order for 62.14 USD");
        Assert.Contains("62.14 USD", await cora.Read(order));
    }

    [Fact]
    public async Task Without_JavaScript_a_price_list_is_imported()
    {
        var site = await panel.Trading();
        var nora = await site.SignIn("Nora", javaScript: false);

        await SaleTests.Import(nora, shared: false);

        // On a busy machine the page from which it was applied may be looked at for a moment longer.
        await nora.Locator("main").GetByText("Applied").First.WaitForAsync();
    }

    [GeneratedRegex(@"([\d,]+\.\d\d) USD is missing")]
    private static partial Regex Missing();
}
