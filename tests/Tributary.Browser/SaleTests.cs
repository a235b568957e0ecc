using Microsoft.Playwright;

namespace Tributary.Browser;

/// <summary>The main job, from nothing to a sale that three levels settle.</summary>
public sealed partial class SaleTests(Panel panel)
{
    private static readonly string SharedList = Path.GetFullPath(Path.Combine(Folders.Root, "..", "shared", "data", "price-lists", "saas-2019-2022.csv"));
    private static readonly string CarriedList = Path.Combine(Folders.Root, "src", "Tributary.Core", "Data", "Seed", "price-list.csv");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_an_empty_database_to_a_sale_through_three_levels(bool shared)
    {
        Assert.SkipUnless(!shared || File.Exists(SharedList), "../shared/data/price-lists/saas-2019-2022.csv is not there.");
        await using var site = await panel.Empty();
        var nora = await site.Open();
        await SetUpCompany(site, nora);
        await SetUpPerson(nora);
        await nora.Press("Go on");
        // Costs Nora 7.20 in the carried list, 12.99 in the real one; the rest follows from the prices set below.
        await Import(nora, shared);
        var (plan, product, cost) = shared ? ("Pro", "Canva", 12.99m) : ("Business Basic", "Microsoft 365", 7.20m);

        await Reseller(nora, "Fjordline Partners", "fjord@example.com");
        var partner = await site.AddressOf("Fjordline Partners");
        await GoLive(nora, nora, partner, "Fjordline Partners");
        await site.Person("Piet", "piet@example.com", "Fjordline Partners");
        var piet = await site.SignInAs("piet@example.com");
        await Reseller(piet, "Rosewood Shop", "rosewood@example.com");
        var reseller = await site.AddressOf("Rosewood Shop");
        await GoLive(piet, nora, reseller, "Rosewood Shop");
        await site.Person("Rosa", "rosa@example.com", "Rosewood Shop");
        var rosa = await site.SignInAs("rosa@example.com");
        await Open(rosa, "customer", "Corbel Studio", "office@example.com");
        await site.Person("Cora", "cora@example.com", "Corbel Studio");
        var customer = await site.AddressOf("Corbel Studio");

        // Piet pays Nora 10 % more than her cost, Rosa pays Piet 20.00, Cora pays Rosa her default of 25 % more: 25.00.
        await Price(nora, partner, product, plan, "Markup", "10");
        await Price(piet, reseller, product, plan, "Fixed", "20.00");
        var pietPays = 3 * Math.Round(cost * 1.10m, 2, MidpointRounding.AwayFromZero);
        await TopUp(nora, partner, "1000.00");
        await TopUp(piet, reseller, "500.00");
        await TopUp(rosa, customer, "100.00");

        var cora = await site.SignInAs("cora@example.com");
        var order = await Shop(cora, product, plan, "3", "Place order for 75.00 USD");
        await Deliver(nora, "Corbel Studio");
        await cora.Until(order, "Completed");

        Assert.Contains($"{1000m - pietPays:N2} USD", await Statement(piet, "/wallet", $"−{pietPays:N2} USD"));
        Assert.Contains("440.00 USD", await Statement(rosa, "/wallet", "−60.00 USD"));
        Assert.Contains("25.00 USD", await Statement(cora, "/wallet", "−75.00 USD"));
        Assert.Contains($"{1000m - pietPays:N2} USD", await Statement(nora, partner + "/wallet", $"−{pietPays:N2} USD"));

        await Lacks(cora, [$"{cost:N2}", $"{pietPays / 3:N2}", $"{pietPays:N2}", "20.00", "60.00", "440.00", "Fjordline", "Hafen Distribution"]);
        await Lacks(rosa, [$"{cost:N2}", $"{pietPays / 3:N2}", $"{pietPays:N2}", "Hafen Distribution"]);
    }

    internal static async Task<string> Shop(IPage page, string product, string plan, string quantity, string words)
    {
        await Choose(page, product, plan, quantity);
        await page.GotoAsync("/marketplace/cart");
        await page.Follow(page.GetByRole(AriaRole.Link, new() { Name = "Review the order" }));
        await page.Press(words);
        Assert.StartsWith("/orders/ord_", new Uri(page.Url).AbsolutePath, StringComparison.Ordinal);
        return new Uri(page.Url).AbsolutePath;
    }

    internal static async Task Choose(IPage page, string product, string plan, string quantity)
    {
        await page.GotoAsync("/marketplace?q=" + Uri.EscapeDataString(product));
        var offer = page.Locator($"section.offers[aria-label='{product}'] .offer").Filter(new() { Has = page.Locator(".offer-words strong", new() { HasTextRegex = new($"^{plan}$") }) });
        await offer.Locator("input[name=quantity]").FillAsync(quantity);
        await page.Follow(offer.GetByRole(AriaRole.Button));
    }

    internal static async Task TopUp(IPage page, string account, string amount)
    {
        await page.GotoAsync(account + "/wallet");
        await page.Type(("Credit.Amount", amount), ("Credit.Reference", "Bank transfer"));
        await page.Follow(page.Locator("#top-up button[type=submit]"));
        Assert.Contains(amount, (await page.Locator(".flashes").InnerTextAsync()).Replace(",", "", StringComparison.Ordinal));
    }

    internal static async Task Price(IPage page, string account, string product, string plan, string kind, string value)
    {
        await page.GotoAsync($"{account}/prices?q={Uri.EscapeDataString(product)}");
        var row = page.Locator("table.prices tr").Filter(new() { Has = page.Locator($"a[href*='edit=']") }).Filter(new() { HasTextRegex = new($"{plan}.*[Mm]onthly", System.Text.RegularExpressions.RegexOptions.Singleline) }).First;
        await page.GotoAsync((await row.Locator("a[href*='edit=']").GetAttributeAsync("href"))!);
        await page.Type(("Input.Kind", kind), ("Input.Value", value), ("Input.For", "Interval"));
        await page.Press("Set price");
    }

    internal static async Task Import(IPage page, bool shared)
    {
        await Check(page, shared);
        await page.Follow(page.GetByRole(AriaRole.Link, new() { Name = "Apply", Exact = true }));
        await page.Press("Apply to the catalogue");
    }

    internal static async Task Check(IPage page, bool shared)
    {
        await page.GotoAsync("/catalogue/imports");
        await page.Locator("[name='Input.File']").SetInputFilesAsync(shared ? SharedList : CarriedList);
        await page.Press("Upload");
        if (shared) await page.Type(("Input.FilterValue", "2022"));
        else await page.Type(("Input.Source", "Software"));
        // What a unit without a period means is a decision: here such rows are left out.
        foreach (var interval in await page.Locator("select[name^='Input.Units']").AllAsync())
        {
            if (shared && await interval.InputValueAsync() == "") await interval.SelectOptionAsync("refuse");
        }
        await page.Press("Check");
    }

    internal static async Task SetUpCompany(Site site, IPage page)
    {
        await page.GotoAsync("/setup");
        await page.Type(
            ("Input.Code", site.SetupCode), ("Input.Name", "Hafen Distribution"), ("Input.Country", "NL"), ("Input.Currency", "USD"), ("Input.TimeZone", "UTC"));
        await page.Press("Go on");
    }

    internal static async Task SetUpPerson(IPage page)
    {
        await page.Type(("Input.Person", "Nora Visser"), ("Input.Email", "nora@example.com"), ("Input.Password", Site.Password));
        await page.Press("Set up Hafen Distribution");
    }

    private static Task Reseller(IPage page, string name, string email) => Open(page, "reseller", name, email, ("Input.OpensResellers", "true"), ("Input.OpensCustomers", "true"));

    private static async Task Open(IPage page, string kind, string name, string email, params (string, string)[] more)
    {
        await page.GotoAsync("/accounts/add?kind=" + kind);
        await page.Type([("Company.Name", name), ("Company.Email", email), ("Company.Street", "Kade 1"), ("Company.City", "Rotterdam"), ("Company.Country", "NL"), ("Input.Currency", "USD"), .. more]);
        if (kind == "reseller") await page.Press("Go on to its prices");
        await page.Press("Review");
        await page.Press("Open " + name);
        await page.Until(new Uri(page.Url).AbsolutePath, "Balance");
    }

    private static async Task GoLive(IPage seller, IPage provider, string account, string name)
    {
        await seller.GotoAsync(account);
        await seller.GetByRole(AriaRole.Link, new() { Name = "Submit to go live" }).ClickAsync();
        // What is not there yet is gone without, said one by one.
        await seller.Locator("dialog input[name=Without]").First.WaitForAsync();
        foreach (var box in await seller.Locator("dialog input[name=Without]").AllAsync()) await box.CheckAsync();
        await seller.Press($"Yes, submit {name}");
        await provider.GotoAsync(account);
        await provider.GetByRole(AriaRole.Link, new() { Name = "Confirm that it goes live" }).ClickAsync();
        await provider.Press($"Yes, {name} is fully set up");
    }

    private static async Task Deliver(IPage provider, string customer)
    {
        await provider.Until("/provisioning?status=needsperson", customer);
        await provider.Locator("main tr").Filter(new() { HasText = customer }).Locator("a.row-open").First.ClickAsync();
        await provider.WaitForURLAsync("**/provisioning/wrk_*");
        await provider.GotoAsync(new Uri(provider.Url).AbsolutePath + "/done");
        await provider.Press("It is done");
    }

    private static async Task<string> Statement(IPage page, string address, string moved)
    {
        await page.GotoAsync(address);
        var text = await page.Text();
        Assert.Contains(moved, text);
        return text;
    }

    // In the source of what can be reached, so that nothing hides in an attribute or a file.
    internal static async Task Lacks(IPage page, string[] secrets)
    {
        await foreach (var stop in Walk.Through(page, each: 8))
        {
            // Where a line of a drawing stands is no amount.
            var text = Coordinates().Replace(stop.Text, "");
            foreach (var secret in secrets) Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{stop.Address} tells {secret}");
        }
    }

    [System.Text.RegularExpressions.GeneratedRegex(@" (d|x|y|x1|x2|y1|y2|cx|cy|width)=""[^""]*""")]
    private static partial System.Text.RegularExpressions.Regex Coordinates();
}
