using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Tributary.Browser;

/// <summary>A partner brings resellers on, prices them, switches them off and brings them back; each journey is named after its row.</summary>
public sealed class OnboardingTests(Panel panel)
{
    private static readonly bool Pictures = Environment.GetEnvironmentVariable("TRIBUTARY_PICTURES") == "1";

    [Fact]
    public async Task S0_01_Analytics_is_made_and_sold_by_itself()
    {
        var site = await panel.Trading();
        var (nora, cora) = (await site.SignIn("Nora"), await site.SignIn("Cora"));
        await SaleTests.TopUp(await site.SignIn("Rosa"), await site.AddressOf("Corbel Architects"), "500.00");
        await nora.GotoAsync("/catalogue/new");
        await nora.Type(("Input.Code", "ANALYTICS"), ("Input.Name", "Analytics"));
        await nora.Follow(nora.Locator("main form button[type=submit]").Last);
        await nora.Follow(nora.GetByRole(AriaRole.Link, new() { Name = "Make a plan" }));
        await nora.Type(("Input.Code", "PRO"), ("Input.Name", "Insights"), ("Input.Unit", "site"));
        await nora.Follow(nora.Locator("main form button[type=submit]").Last);
        await nora.GotoAsync(new Uri(nora.Url).AbsolutePath + "/price");
        await nora.Type(("Input.Interval", "monthly"), ("Input.Currency", "USD"), ("Input.BaseCost", "8.00"));
        await nora.Follow(nora.Locator("main form button[type=submit]").Last);

        await SaleTests.Choose(cora, "Analytics", "Insights", "1");
        await cora.GotoAsync("/marketplace/review");
        var button = cora.Locator("main").GetByRole(AriaRole.Button, new() { NameRegex = new("^Place order for") });
        await cora.Follow(button);

        Assert.StartsWith("/orders/ord_", new Uri(cora.Url).AbsolutePath, StringComparison.Ordinal);
        Assert.Contains("Analytics", await cora.Text());
    }

    [Fact]
    public async Task S0_02_A_custom_add_on_is_made_for_one_reseller_and_offered_to_nobody_else()
    {
        var site = await panel.Trading();
        var (piet, rosa, cora) = (await site.SignIn("Piet"), await site.SignIn("Rosa"), await site.SignIn("Cora"));
        await piet.GotoAsync(await site.AddressOf("Rosewood IT"));
        await piet.Follow(piet.GetByRole(AriaRole.Link, new() { Name = "Plans & add-ons" }));
        await piet.Type(("Input.Name", "Do It For You"), ("Input.Code", "do it"), ("Input.Price", "40.00"), ("Input.Cost", "15.00"), ("Input.Interval", "Monthly"), ("Input.Unit", "hour"));
        await piet.Press("Make it for Rosewood IT");
        Assert.Contains("A code is made of letters", await piet.Text());
        await piet.Type(("Input.Code", "DIFY"));
        await piet.Press("Make it for Rosewood IT");

        Assert.Contains("Do It For You", await piet.Locator("main table").InnerTextAsync());
        Assert.Contains("40.00", await piet.Locator("main table").InnerTextAsync());
        await Draw(piet, "s0-02-add-ons");
        // Rosa sees it among her prices and at what she asks; Cora can order it; elsewhere it does not exist.
        Assert.Contains("Do It For You", await rosa.Read("/prices?q=Do+It"));
        await cora.GotoAsync("/marketplace?q=Do+It");
        Assert.Contains("Do It For You", await cora.Text());
        Assert.DoesNotContain("Do It For You", await piet.Read("/marketplace?q=Do+It"));
    }

    [Fact]
    public async Task S0_16_A_reseller_is_added_with_its_domain_and_what_it_pays_the_margin_live()
    {
        var site = await panel.Trading();
        var piet = await site.SignIn("Piet");
        await piet.GotoAsync("/resellers");
        await piet.Follow(piet.GetByRole(AriaRole.Link, new() { Name = "Add a reseller" }).First);
        await piet.Type(("Company.Name", "Lindenhof Net"), ("Company.Email", "office@lindenhof.example"), ("Company.Domain", "lindenhof.example"), ("Company.Street", "Am Hof 1"),
            ("Company.City", "Bremen"), ("Company.Country", "DE"), ("Input.OpensCustomers", "true"));
        await Draw(piet, "s0-16-details");
        await piet.Press("Go on to its prices");
        await piet.Locator("#wholesale-q").FillAsync("Slack");
        await piet.Press("Look for it");
        var row = piet.Locator("table.wholesale-table tr[data-cost]").First;
        var before = await row.Locator("output").InnerTextAsync();
        await row.Locator("input").FillAsync("0.01");
        Assert.StartsWith("\u2212", await row.Locator("output").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("below cost", await row.Locator("[data-part]").InnerTextAsync());
        await piet.Press("Review");
        Assert.Contains("This lies below your cost.", await piet.Text());
        row = piet.Locator("table.wholesale-table tr[data-cost]").First;
        await row.Locator("input").FillAsync("99.00");
        Assert.NotEqual(before, await row.Locator("output").InnerTextAsync());
        Assert.Matches(@"\d %", await row.Locator("[data-part]").InnerTextAsync());
        await Draw(piet, "s0-09-prices");
        // What was typed stays when one looks for something else.
        await piet.Locator("#wholesale-q").FillAsync("Zoom");
        await piet.Press("Look for it");
        await piet.Press("Review");
        Assert.Contains("1 price of its own", await piet.Text());
        Assert.Contains("lindenhof.example", await piet.Text());
        await Draw(piet, "s0-16-review");
        await piet.Press("Open Lindenhof Net");

        Assert.Contains("In progress", await piet.Read("/resellers?q=Lindenhof"));
        Assert.Contains("99.00", await piet.Read(await site.AddressOf("Lindenhof Net") + "/prices?q=Slack"));
    }

    [Fact]
    public async Task S0_09_Without_JavaScript_the_margins_are_shown_on_request()
    {
        var site = await panel.Trading();
        var piet = await site.SignIn("Piet", javaScript: false);
        await piet.GotoAsync("/accounts/add?kind=reseller");
        await piet.Type(("Company.Name", "Ohne Skript"), ("Company.Email", "office@ohne.example"), ("Company.Street", "Am Hof 1"), ("Company.City", "Bremen"), ("Company.Country", "DE"));
        await piet.Press("Go on to its prices");
        await piet.Locator("#wholesale-q").FillAsync("Slack");
        await piet.Press("Look for it");
        await piet.Locator("table.wholesale-table input").First.FillAsync("99.00");
        var before = await piet.Locator("table.wholesale-table output").First.InnerTextAsync();
        await piet.Press("Show the margins");
        Assert.Equal("99.00", await piet.Locator("table.wholesale-table input").First.InputValueAsync());
        Assert.NotEqual(before, await piet.Locator("table.wholesale-table output").First.InnerTextAsync());
    }

    [Fact]
    public async Task S0_14_A_sub_reseller_sees_its_list_accepts_the_agreement_and_goes_live_when_it_is_confirmed()
    {
        var site = await panel.Trading();
        var (nora, rosa) = (await site.SignIn("Nora"), await site.SignIn("Rosa"));
        await rosa.GotoAsync("/settings/agreements");
        await rosa.Type(("Input.Title", "Reseller agreement"), ("Input.Text", "# Payment\n\nWithin **14** days. [Ours](javascript:alert(1)) <script>alert(2)</script>"));
        await rosa.Press("Show how it reads");
        Assert.Equal(0, await rosa.Locator("article.agreement script, article.agreement a[href^=javascript]").CountAsync());
        await Draw(rosa, "s0-14-agreements");
        await rosa.Press("Publish");
        await rosa.GotoAsync("/accounts/add?kind=reseller");
        await rosa.Type(("Company.Name", "Elbe Hosting"), ("Company.Email", "office@elbe.example"), ("Company.Street", "Elbchaussee 1"), ("Company.City", "Hamburg"), ("Company.Country", "DE"));
        await rosa.Press("Go on to its prices");
        await rosa.Press("Review");
        await rosa.Press("Open Elbe Hosting");
        var place = new Uri(rosa.Url).AbsolutePath;
        await rosa.Until(place + "/onboarding", "Number, address and mail address are there.");
        await Draw(rosa, "s0-14-list-of-the-seller");

        // What its list wants of it, it finds on its own first page.
        await site.Person("Elke Elbe", "elke@example.com", "Elbe Hosting");
        var elke = await site.SignInAs("elke@example.com");
        await elke.GotoAsync("/");
        Assert.Contains("Before it can go live", await elke.Text());
        await Draw(elke, "s0-14-list-of-its-own");
        await elke.Follow(elke.GetByRole(AriaRole.Link, new() { Name = "Read the agreement" }));
        Assert.Contains("Within 14 days.", await elke.Text());
        await elke.Press("Accept the agreement");
        Assert.Contains("Please say that you have read it.", await elke.Text());
        await elke.Type(("Read", "true"));
        await elke.Press("Accept the agreement");
        Assert.Contains("You have accepted this version", await elke.Text());
        await Draw(elke, "s0-14-accepted");

        await rosa.GotoAsync(place);
        await rosa.GetByRole(AriaRole.Link, new() { Name = "Submit to go live" }).ClickAsync();
        await rosa.Locator("dialog input[name=Without]").First.WaitForAsync();
        await rosa.Press("Yes, submit Elbe Hosting");
        Assert.Contains("branding", await rosa.Text());
        foreach (var box in await rosa.Locator("main input[name=Without]").AllAsync()) await box.CheckAsync();
        await rosa.Press("Yes, submit Elbe Hosting");
        Assert.Contains("Waits to be confirmed", await rosa.Read(place + "/onboarding"));
        Assert.Equal(0, await rosa.GetByRole(AriaRole.Link, new() { Name = "Confirm that it goes live" }).CountAsync());
        await nora.GotoAsync("/resellers?todo=confirm");
        Assert.Contains("Elbe Hosting", await nora.Text());
        await Draw(nora, "s0-12-needs-doing");
        await nora.GotoAsync(place);
        await nora.GetByRole(AriaRole.Link, new() { Name = "Confirm that it goes live" }).First.ClickAsync();
        await nora.Press("Yes, Elbe Hosting is fully set up");
        Assert.Contains("It is live", await rosa.Read(place + "/onboarding"));

        // A new version is asked for again, and stops nothing.
        await rosa.GotoAsync("/settings/agreements");
        await rosa.Type(("Input.Title", "Reseller agreement"), ("Input.Text", "Within 33 days."));
        await rosa.Press("Publish");
        Assert.Contains("There is a new version of your seller's agreement", await elke.Read("/"));
        Assert.Equal(200, (await elke.GotoAsync("/customers"))!.Status);
        await rosa.GotoAsync("/settings/agreements");
        await rosa.Follow(rosa.Locator("main table a.row-open").Last);
        Assert.Contains("Elke Elbe", await rosa.Text());
        // Above the two of them nobody reads it: not on a page, not in the source.
        await SaleTests.Lacks(nora, ["Within 14 days", "Within 33 days"]);
    }

    [Fact]
    public async Task S0_06_A_reseller_is_deactivated_with_its_subscriptions_paused_and_comes_back_when_that_is_confirmed()
    {
        await using var site = await panel.AfterAYear();
        var (nora, piet) = (await site.SignIn("Nora"), await site.SignIn("Piet"));
        var rosa = await site.SignIn("Rosa");
        // Her page would find out by itself; here it is her next click that does.
        await rosa.GotoAsync("about:blank");
        var place = await site.AddressOf("Rosewood IT");
        await piet.GotoAsync(place);
        await piet.GetByRole(AriaRole.Link, new() { Name = "Deactivate" }).ClickAsync();
        await piet.Locator("dialog[open] textarea").WaitForAsync();
        Assert.Contains("cannot sign in any more", await piet.Locator("dialog").InnerTextAsync());
        await Draw(piet, "s0-06-question");
        await piet.Locator("dialog textarea").FillAsync("Stops reselling");
        await piet.Locator("dialog input[value=Pause]").CheckAsync();
        await piet.Press("Yes, deactivate Rosewood IT");
        await piet.Until(place, "subscriptions are paused with it");
        await Draw(piet, "s0-06-paused");
        // Her session is over and she cannot sign in.
        await rosa.GotoAsync("/");
        Assert.Contains("/login", rosa.Url);
        await rosa.Type(("Input.Email", site.Cast["Rosa"].Email), ("Input.Password", Site.Password));
        await rosa.Press("Sign in");
        Assert.Contains("/login", rosa.Url);
        // Her customer still sees what it has, and that it is paused.
        var cora = await site.SignIn("Cora");
        await cora.GotoAsync("/subscriptions?status=paused");
        Assert.Contains("Paused", await cora.Text());

        await piet.GotoAsync(place);
        await piet.GetByRole(AriaRole.Link, new() { Name = "Request reactivation" }).ClickAsync();
        await piet.Press("Yes, bring Rosewood IT back");
        Assert.Equal(0, await piet.GetByRole(AriaRole.Link, new() { Name = "Confirm that it comes back" }).CountAsync());
        await nora.GotoAsync(place);
        await nora.GetByRole(AriaRole.Link, new() { Name = "Confirm that it comes back" }).First.ClickAsync();
        await nora.Press("Yes, Rosewood IT is fully set up");
        await piet.Until(place + "/history", "Its subscriptions are resumed");
        var history = await piet.Text();
        Assert.All(["Deactivated", "Stops reselling", "Its subscriptions are paused", "Reactivation requested", "Activated"], what => Assert.Contains(what, history));
        await site.SignIn("Rosa");
    }

    [Fact]
    public async Task S0_04_The_list_says_which_status_is_shown_and_what_it_means()
    {
        var site = await panel.Trading();
        var piet = await site.SignIn("Piet");
        await piet.GotoAsync("/accounts/add?kind=reseller");
        await piet.Type(("Company.Name", "Halbfertig"), ("Company.Country", "DE"));
        await piet.Press("Go on to its prices");
        await piet.Press("Review");
        await piet.Press("Open Halbfertig");
        await piet.GotoAsync("/resellers");
        Assert.Matches(new Regex("Resellers.*all", RegexOptions.Singleline), await piet.Locator("#accounts").InnerTextAsync());
        // The list alone is changed, and the address with it: no page is loaded that one could wait for.
        await piet.Locator("#accounts .tile, #accounts a").Filter(new() { HasText = "In progress" }).First.ClickAsync();
        await piet.WaitForFunctionAsync("() => location.search.includes('status=in_progress')");
        Assert.Contains("Halbfertig", await piet.Text());
        Assert.Equal(0, await piet.Locator("#accounts").GetByRole(AriaRole.Link, new() { Name = "Rosewood IT", Exact = true }).CountAsync());
        await Draw(piet, "s0-04-in-progress");
        Assert.Contains("Ready to create accounts", await piet.Locator("#accounts").InnerHTMLAsync());
    }

    [Fact]
    public async Task S0_12_A_partner_sees_all_its_resellers_adds_one_and_reads_what_needs_doing()
    {
        var site = await panel.Trading();
        var piet = await site.SignIn("Piet");
        await piet.GotoAsync("/resellers");
        Assert.Contains("Rosewood IT", await piet.Text());
        await piet.Follow(piet.GetByRole(AriaRole.Link, new() { Name = "Add a reseller" }).First);
        await piet.Type(("Company.Name", "Viertelfertig"), ("Company.Country", "DE"));
        await piet.Press("Go on to its prices");
        await piet.Press("Review");
        await piet.Press("Open Viertelfertig");
        await piet.GotoAsync("/resellers?todo=setup");
        Assert.Contains("Viertelfertig", await piet.Text());
        Assert.Contains("lines of its list are open", await piet.Text());
        Assert.Equal(0, await piet.Locator("#accounts").GetByRole(AriaRole.Link, new() { Name = "Rosewood IT", Exact = true }).CountAsync());
        await Draw(piet, "s0-12-setting-up");
        // From what needs doing one comes to where it is done.
        await piet.Follow(piet.Locator("#accounts").GetByRole(AriaRole.Link, new() { NameRegex = new("lines of its list are open") }).First);
        Assert.EndsWith("/onboarding", new Uri(piet.Url).AbsolutePath, StringComparison.Ordinal);
        Assert.DoesNotContain("Viertelfertig", await piet.Read("/resellers?q=Rosewood"));
    }

    [Fact]
    public async Task S0_13_A_sub_reseller_is_live_only_once_the_provider_has_confirmed_it()
    {
        var site = await panel.Trading();
        var (nora, piet) = (await site.SignIn("Nora"), await site.SignIn("Piet"));
        await piet.GotoAsync("/accounts/add?kind=reseller");
        await piet.Type(("Company.Name", "Alster Hosting"), ("Company.Email", "office@alster.example"), ("Company.Street", "Alsterweg 1"), ("Company.City", "Hamburg"), ("Company.Country", "DE"));
        await piet.Press("Go on to its prices");
        await piet.Press("Review");
        await piet.Press("Open Alster Hosting");
        var place = new Uri(piet.Url).AbsolutePath;
        await piet.Until(place + "/onboarding", "Number, address and mail address are there.");
        await piet.GotoAsync(place + "/ask/submit");
        foreach (var box in await piet.Locator("main input[name=Without]").AllAsync()) await box.CheckAsync();
        await piet.Press("Yes, submit Alster Hosting");

        // Whoever asked does not say yes, and until somebody does it is not among the active.
        Assert.Contains("Waits to be confirmed", await piet.Read(place + "/onboarding"));
        await piet.GotoAsync(place);
        Assert.Equal(0, await piet.GetByRole(AriaRole.Link, new() { Name = "Confirm that it goes live" }).CountAsync());
        Assert.DoesNotContain("Alster Hosting", await piet.Read("/resellers?status=active"));
        await nora.GotoAsync(place);
        await nora.GetByRole(AriaRole.Link, new() { Name = "Confirm that it goes live" }).First.ClickAsync();
        await nora.Press("Yes, Alster Hosting is fully set up");
        Assert.Contains("Alster Hosting", await piet.Read("/resellers?status=active"));
    }

    [Fact]
    public async Task S0_07_Details_are_edited_from_the_pencil_of_the_list()
    {
        var site = await panel.Trading();
        var piet = await site.SignIn("Piet");
        await piet.GotoAsync("/resellers?q=Rosewood");
        await piet.Follow(piet.Locator("#accounts a.icon-button[href$='/edit']").First);
        await piet.Type(("Company.ContactName", "Rosa Rosewood"));
        await piet.Follow(piet.Locator("main form.card button[type=submit]").Last);
        Assert.Contains("Rosa Rosewood", await piet.Text());
    }

    [Fact]
    public async Task S4_01_Without_the_right_the_page_says_whom_to_ask()
    {
        var site = await panel.Trading();
        var rosa = await site.SignIn("Rosa");
        await rosa.GotoAsync("/accounts/add?kind=reseller");
        await rosa.Type(("Company.Name", "Ohne Recht"), ("Company.Email", "office@recht.example"), ("Company.Street", "Weg 1"), ("Company.City", "Kiel"), ("Company.Country", "DE"), ("Input.OpensCustomers", "false"), ("Input.OpensDivisions", "false"));
        await rosa.Press("Go on to its prices");
        await rosa.Press("Review");
        await rosa.Press("Open Ohne Recht");
        await site.Person("Olaf Ohne", "olaf@example.org", "Ohne Recht");
        var olaf = await site.SignInAs("olaf@example.org");
        var text = await olaf.Read("/accounts/add");
        Assert.Contains("Ask Rosewood IT:", text);
        Assert.DoesNotContain("Northwind", text);
        await Draw(olaf, "s4-01-whom-to-ask");
    }

    // Wide and narrow, light and dark, as they are looked at before they are called done.
    private static async Task Draw(IPage page, string name)
    {
        if (!Pictures) return;
        foreach (var width in new[] { 1440, 390 })
        {
            foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
                await page.EmulateMediaAsync(new() { ColorScheme = theme });
                await page.ScreenshotAsync(new() { Path = Path.Combine(Folders.Root, "artifacts", "screenshots", $"{name}-{width}-{theme.ToString().ToLowerInvariant()}.png"), FullPage = true });
            }
        }
        await page.SetViewportSizeAsync(1440, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
