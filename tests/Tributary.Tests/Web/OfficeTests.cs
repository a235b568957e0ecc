using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Partners;

namespace Tributary.Tests.Web;

/// <summary>The office of the panel: home, accounts, prices, wallets, notices, as people use them without JavaScript.</summary>
public sealed class OfficeTests
{
    private static string Acc(Cast cast) => PublicId.Format("acc", cast.Id);

    // Piet pays Nora 10, Rosa pays Piet 12.50, Saul pays Rosa 15.63, Cora pays Saul 19.54 for what costs Nora 8.
    private static async Task<MadePlan> Trade(World world)
    {
        var plan = await world.Plan("MAIL", 8m, 21.35m);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m, "for " + buyer.Account.Name);
        await world.Buy(world.Cora, plan, quantity: 3);
        return plan;
    }

    [Theory, OnBoth]
    public async Task Home_tells_each_level_its_own_figures(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        await Trade(world);

        var saul = (await (await panel.SignIn(world.Saul)).Get("/")).Of("main");
        Assert.Contains("46.89", saul); // 3 × 15.63, what Saul pays.
        Assert.Contains("58.62", saul); // 3 × 19.54, what Cora pays Saul.
        Assert.Contains("11.73", saul); // What remains.
        Assert.DoesNotContain("37.50", saul);

        var nora = (await (await panel.SignIn(world.Nora)).Get("/")).Of("main");
        Assert.Contains("30.00", nora); // 3 × 10, what Piet pays.
    }

    [Fact]
    public async Task Who_buys_sees_nothing_from_above_its_seller()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        await Trade(world);
        await world.Do(new Deactivate { By = world.Piet.Viewer, InBranch = world.Cora.BranchId, AccountId = world.Cora.Id, Reason = "Quarrel with Rosa" });
        await world.Do(new RequestReactivation { By = world.Saul.Viewer, InBranch = world.Cora.BranchId, AccountId = world.Cora.Id });

        var cora = await panel.SignIn(world.Cora);
        var pages = new[]
        {
            "/", "/wallet", "/wallet?handler=Export&format=csv", "/notices", "/activity", $"/customers/{Acc(world.Cora)}", $"/customers/{Acc(world.Cora)}/history", "/customers", "/settings/selling",
            $"/customers/{Acc(world.Dana)}",
        };
        foreach (var page in pages)
        {
            Shopping.Lacks(await cora.Get(page), ["8.00", "10.00", "12.50", "15.63", "24.00", "30.00", "37.50", "46.89", "Piet", "Rosa", "Nora", "Quarrel"]);
        }
        Assert.Contains("58.62", await cora.Client.GetStringAsync("/"));
        Assert.Contains("your seller", (await cora.Get("/activity")).Text);
    }

    [Fact]
    public async Task Who_is_shown_no_amounts_reads_none()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        await Trade(world);
        await world.Do(new GrantRights
        {
            By = world.Rosa.Viewer, InBranch = world.Saul.BranchId, AccountId = world.Saul.Id, MayOpen = MayOpen.All, MaxResellerDepth = null, MaxAccounts = null, HidesPrices = true,
        });

        foreach (var hidden in new[] { await panel.SignIn(world.Saul), await panel.SignIn(world.Cora) })
        {
            foreach (var page in new[] { "/", "/customers", "/notices", "/activity", "/settings/selling" })
            {
                var seen = await hidden.Get(page);
                Assert.Equal(200, seen.Status);
                Assert.DoesNotMatch(@"\d\.\d\d", seen.Of("body"));
            }
            Assert.Equal(403, (await hidden.Get("/wallet")).Status);
        }
        var saul = await panel.SignIn(world.Saul);
        Assert.Equal(404, (await saul.Get("/prices/rates")).Status);
        Assert.Equal(403, (await saul.Get("/prices")).Status);
        Assert.Equal(403, (await saul.Get($"/customers/{Acc(world.Cora)}/wallet")).Status);
    }

    [Fact]
    public async Task A_customer_is_added_in_two_steps_and_gets_its_number_by_itself()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        var rosa = await panel.SignIn(world.Rosa);

        var wrong = await rosa.Submit(await rosa.Get("/accounts/add?kind=customer"), null, ("Company.Name", ""), ("Company.Country", "DE"));
        Assert.Contains("This is needed.", wrong.Of("#Company_Name ~ .field-error, .field:has(#Company_Name) .field-error"));
        var review = await rosa.Submit(await rosa.Get("/accounts/add?kind=customer"), null,
            ("Company.Name", "Lumen & Söhne"), ("Company.Street", "Hafenstraße 4"), ("Company.City", "Hamburg"), ("Company.Country", "DE"), ("Company.Language", "de"),
            ("Company.TimeZone", "Europe/Berlin"), ("Input.Settlement", "Invoiced"), ("Input.Currency", "EUR"), ("Input.CreditLimit", "250.00"));
        Assert.Contains("Lumen & Söhne", review.Of("main"));
        Assert.Contains("250.00", review.Of("main"));
        await using var db = world.Db();
        Assert.False(await db.Accounts.AnyAsync(a => a.Name == "Lumen & Söhne"));

        var opened = await rosa.Submit(review, "Open");
        var again = await rosa.Submit(review, "Open");

        Assert.Equal(opened.Leads, again.Leads);
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Name == "Lumen & Söhne");
        var terms = await db.Terms.AsNoTracking().SingleAsync(t => t.BuyerId == account.Id);
        Assert.Equal((world.Rosa.Id, "EUR", Settlement.Invoiced, 250_00L), (terms.SellerId, terms.Currency.Code, terms.Settlement, terms.CreditLimit));
        for (var i = 0; i < 1200 && account.Number is null; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == account.Id, TestContext.Current.CancellationToken);
        }
        Assert.NotNull(account.Number);
        Assert.Contains(account.Number, (await rosa.Get(opened.Leads!)).Of("main"));
    }

    [Fact]
    public async Task A_reseller_goes_live_by_its_seller_and_the_provider()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        var opened = await world.Do(new OpenAccount { By = world.Rosa.Viewer, ParentBranchId = world.Rosa.BranchId, ParentId = world.Rosa.Id, Kind = AccountKind.Reseller, Details = World.Details("Fjord") });
        await world.Register();
        var place = "/resellers/" + PublicId.Format("acc", opened.Id);
        var (rosa, nora, piet) = (await panel.SignIn(world.Rosa), await panel.SignIn(world.Nora), await panel.SignIn(world.Piet));

        Assert.Contains("Submit to go live", (await rosa.Get(place)).Text);
        Assert.DoesNotContain("Submit to go live", (await piet.Get(place)).Text);
        // What is not there yet is asked for once more; only what is ticked is gone without.
        var asked = await rosa.Submit(await rosa.Get(place + "/ask/submit"), "submit", ("Without", "branding"));
        Assert.Contains("its first balance", asked.Of("main"));
        await rosa.Submit(asked, "submit", ("Without", "branding"), ("Without", "prices"), ("Without", "balance"));
        Assert.Contains("Fjord asks to go live", (await nora.Get("/")).Text);
        await nora.Submit(await nora.Get(place + "/ask/confirm"), "confirm");

        Assert.Contains("Active", (await rosa.Get(place)).Of(".page-head"));
        var off = await rosa.Submit(await rosa.Get(place + "/ask/deactivate"), "deactivate", ("Reason", ""));
        Assert.Contains("This is needed.", off.Text);
        await rosa.Submit(off, "deactivate", ("Reason", "Closed its shop"));
        Assert.Contains("Closed its shop", (await rosa.Get(place)).Of("main"));
    }

    [Theory, OnBoth]
    public async Task Lists_open_as_a_tree_and_lie_flat_when_one_searches(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var nora = await panel.SignIn(world.Nora);

        var closed = await nora.Get("/resellers");
        Assert.Contains("Piet", closed.Of("table"));
        Assert.DoesNotContain("Saul", closed.Of("table"));
        var open = await nora.Get($"/resellers?open={Acc(world.Piet)}.{Acc(world.Rosa)}");
        Assert.Contains("Saul", open.Of("table"));
        Assert.DoesNotContain("Cora", open.Of("table"));
        Assert.Contains("Saul", (await nora.Get("/resellers?q=saul")).Of("table"));
        Assert.Contains("Cora", (await nora.Get("/customers?status=active")).Of("table"));
        Assert.Equal("4", open.Of(".tile .tile-count"));

        var xena = await panel.SignIn(world.Xena);
        Assert.DoesNotContain("Piet", (await xena.Get("/resellers?q=p")).Text);
        Assert.Equal(404, (await xena.Get("/resellers?under=" + Acc(world.Rosa))).Status);
    }

    [Theory, OnBoth]
    public async Task Pages_of_a_tree_miss_nobody(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        for (var i = 0; i < 61; i++) await world.Add(world.Xena, AccountKind.Customer, $"Customer {i % 30:00}");
        await using var db = world.Db();
        var tree = new Tributary.Reports.AccountTree(db, world.Xena.Viewer) { Kinds = [AccountKind.Customer] };
        var seen = new List<Guid>();
        for (Guid? after = null; ;)
        {
            var page = await tree.Tree(world.Xena.Account, [], after, descending: false, world.Today, TestContext.Current.CancellationToken);
            seen.AddRange(page.Nodes.Select(n => n.Account.Id));
            if (page.Next is null) break;
            after = page.Next;
        }
        Assert.Equal(61, seen.Distinct().Count());
        Assert.Equal(61, seen.Count);
    }

    [Fact]
    public async Task Details_are_saved_unless_somebody_was_quicker()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (world, saul) = (panel.World, await panel.SignIn(panel.World.Saul));
        var page = $"/customers/{Acc(world.Cora)}/edit";
        var first = await saul.Get(page);
        (string, string)[] typed = [("Company.Name", "Cora AG"), ("Company.Street", "Neue Straße 1"), ("Company.City", "Bern"), ("Company.Country", "CH"), ("Company.Language", "de"), ("Company.TimeZone", "Europe/Zurich")];

        Assert.Equal(302, (await saul.Submit(first, "edit", typed)).Status);
        Assert.Equal("Cora AG", (await world.Reload(world.Cora)).Name);
        Assert.Contains("changed by somebody else", (await saul.Submit(first, "edit", typed)).Text);
    }

    [Fact]
    public async Task A_price_shows_its_effect_before_it_is_set()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        var plan = await world.Plan("MAIL", 8m, 21.35m);
        var rosa = await panel.SignIn(world.Rosa);
        var row = $"{PublicId.Format("pln", plan.PlanId)}.monthly";

        var table = await rosa.Get("/prices");
        Assert.Contains("12.50", table.Of("table")); // Her cost.
        Assert.Contains("15.63", table.Of("table")); // Her price.
        Assert.DoesNotContain("10.00", table.Of("table"));
        var edit = await rosa.Get($"/prices?edit={row}");
        var action = edit.Document.QuerySelector("form.price-form")!.GetAttribute("action")!;
        var effect = await rosa.Submit(edit, action, ("Input.Kind", "Fixed"), ("Input.Value", "14"), ("Input.For", "Interval"));
        Assert.Equal(302, effect.Status);
        Assert.Contains("14.00", (await rosa.Get("/prices")).Of("table"));

        var form = edit.Document.QuerySelector("form.price-form")!;
        form.SetAttribute("action", form.QuerySelector("[formaction]")!.GetAttribute("formaction")!);
        var asked = await rosa.Submit(edit, "Effect", ("Input.Kind", "Markup"), ("Input.Value", "100"), ("Input.For", "Interval"));
        Assert.Contains("25.00", asked.Of("#effect"));
        Assert.Contains("14.00", (await rosa.Get("/prices")).Of("table"));
        var low = await rosa.Submit(edit, "Effect", ("Input.Kind", "Fixed"), ("Input.Value", "9"), ("Input.For", "Interval"));
        Assert.Contains("below your cost", low.Of("#effect"));
    }

    [Fact]
    public async Task A_price_for_one_buyer_is_that_buyers_alone_and_ends()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        var plan = await world.Plan("MAIL", 8m);
        var rosa = await panel.SignIn(world.Rosa);
        var prices = $"/resellers/{Acc(world.Saul)}/prices";
        var edit = await rosa.Get($"{prices}?edit={PublicId.Format("pln", plan.PlanId)}.monthly");

        await rosa.Submit(edit, edit.Document.QuerySelector("form.price-form")!.GetAttribute("action"), ("Input.Kind", "Fixed"), ("Input.Value", "13.37"), ("Input.For", "Interval"));

        Assert.Contains("13.37", (await rosa.Get(prices)).Of("table"));
        Assert.DoesNotContain("13.37", (await rosa.Get("/prices")).Of("table"));
        var end = (await rosa.Get(prices)).Document.QuerySelector("a[href*='/end']")!.GetAttribute("href")!;
        await rosa.Submit(await rosa.Get(end), null);
        Assert.DoesNotContain("13.37", (await rosa.Get(prices)).Of("table"));
        Assert.Equal(404, (await (await panel.SignIn(world.Piet)).Get(prices)).Status); // Piet is not Saul's seller.
        Assert.Equal(404, (await (await panel.SignIn(world.Xena)).Get(end)).Status);
    }

    [Fact]
    public async Task A_credit_sent_twice_is_done_once()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (world, saul) = (panel.World, await panel.SignIn(panel.World.Saul));
        var page = await saul.Get($"/customers/{Acc(world.Cora)}/wallet");

        await saul.Submit(page, "TopUp", ("Credit.Amount", "100.50"), ("Credit.Reference", "=HYPERLINK(1)"));
        await saul.Submit(page, "TopUp", ("Credit.Amount", "100.50"), ("Credit.Reference", "=HYPERLINK(1)"));

        Assert.Equal(100.50m, await world.Balance(world.Cora));
        Assert.Contains("100.50", (await saul.Get($"/customers/{Acc(world.Cora)}/wallet")).Of("#statement"));
        var csv = await (await panel.SignIn(world.Cora)).Client.GetStringAsync("/wallet?handler=Export&format=csv");
        Assert.Contains("\"'=HYPERLINK(1)\"", csv);
        Assert.Contains(",100.50,USD,0.00,USD,100.50,USD,0.00,USD", csv);
    }

    [Fact]
    public async Task Terms_are_set_from_a_day_on()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (world, saul) = (panel.World, await panel.SignIn(panel.World.Saul));
        var page = await saul.Get($"/customers/{Acc(world.Cora)}/wallet?handler=Terms");

        var set = await saul.Submit(page, "Terms", ("Input.Settlement", "Invoiced"), ("Input.Currency", "USD"), ("Input.CreditLimit", "500"), ("Input.From", "2026-01-15"));

        Assert.Equal(302, set.Status);
        Assert.Contains("500.00", (await (await panel.SignIn(world.Cora)).Get("/wallet")).Of(".standing"));
    }

    [Fact]
    public async Task A_statement_is_of_a_time_and_its_pages_betray_no_number()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        for (var i = 1; i <= 60; i++) await world.TopUp(world.Cora, i);
        world.Clock.Advance(TimeSpan.FromDays(40));
        await world.TopUp(world.Cora, 7.77m);
        var cora = await panel.SignIn(world.Cora);

        var all = await cora.Get("/wallet");
        var next = all.Document.QuerySelector(".list-next-link")!.GetAttribute("href")!;
        Assert.DoesNotMatch(@"after=\d+$", next);
        Assert.Contains("1.00", (await cora.Get(next)).Of("#statement"));
        Assert.Equal(404, (await cora.Get("/wallet?after=61")).Status);
        var january = (await cora.Get("/wallet?from=2026-01-01&to=2026-01-31")).Of("#statement");
        Assert.DoesNotContain("7.77", january);
        Assert.Contains("1,830.00", january);
        Assert.Contains("1,830.00", (await cora.Get("/wallet?from=2026-02-01&to=2026-02-10")).Of("#statement"));
    }

    [Fact]
    public async Task Notices_are_counted_by_the_bell_until_they_are_seen()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (world, cora) = (panel.World, await panel.SignIn(panel.World.Cora));
        await world.TopUp(world.Cora, 5);
        await world.TopUp(world.Cora, 6);

        var before = await cora.Get("/notices");
        Assert.Equal("2", before.Of(".bell-count"));
        await cora.Submit(before, before.Document.QuerySelector("form[action*='notice=ntc']")!.GetAttribute("action"));
        Assert.Equal("1", (await cora.Get("/notices")).Of(".bell-count"));
        await cora.Submit(await cora.Get("/notices"), "handler=Seen");

        Assert.Null((await cora.Get("/notices")).Document.QuerySelector(".bell-count"));
    }

    [Fact]
    public async Task Rates_and_settings_are_the_accounts_own()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (world, rosa) = (panel.World, await panel.SignIn(panel.World.Rosa));

        await rosa.Submit(await rosa.Get("/prices/rates"), "rates", ("Input.From", "USD"), ("Input.To", "EUR"), ("Input.Rate", "0.9215"));
        Assert.Contains("0.9215", (await rosa.Get("/prices/rates")).Of("#rates"));
        Assert.DoesNotContain("0.9215", (await (await panel.SignIn(world.Piet)).Get("/prices/rates")).Text);

        await rosa.Submit(await rosa.Get("/settings/selling"), "selling", ("Input.DefaultMarkupPercent", "40"), ("Input.ApprovesCustomerOrders", "true"), ("Input.LowBalance", "50"),
            ("Input.HidesEndUsers", "true"));
        var now = await world.Reload(world.Rosa);
        Assert.Equal((40m, false, true, 50_00L), (now.DefaultMarkupPercent, now.AllowsLosses, now.ApprovesCustomerOrders, now.LowBalance!.Value));
        Assert.True(now.HidesEndUsers);
    }

    [Fact]
    public async Task A_stranger_finds_none_of_it()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        var strangers = new[] { await panel.SignIn(world.Xena), await panel.SignIn(world.Saul), await panel.SignIn(world.Piet, reach: Reach.Own) };
        var place = "/resellers/" + Acc(world.Rosa);

        foreach (var stranger in strangers)
            foreach (var part in new[] { "", "/edit", "/prices", "/wallet", "/rights", "/history", "/ask/deactivate" })
                Assert.Equal(404, (await stranger.Get(place + part)).Status);
        foreach (var part in new[] { "", "/edit", "/prices", "/wallet", "/rights", "/history", "/ask/deactivate" })
            Assert.Equal(200, (await (await panel.SignIn(world.Piet)).Get(place + part)).Status);
        var looker = await panel.SignIn(world.Piet, Role.Viewer);
        foreach (var part in new[] { "/edit", "/rights", "/ask/deactivate" }) Assert.Equal(403, (await looker.Get(place + part)).Status);
    }
}
