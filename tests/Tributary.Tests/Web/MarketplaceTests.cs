using Tributary.Data;
using Tributary.Partners;
using static Tributary.Tests.Web.Shopping;

namespace Tributary.Tests.Web;

/// <summary>From the shelf to the order, page by page, without JavaScript.</summary>
public sealed class MarketplaceTests
{
    [Theory, OnBoth]
    public async Task A_customer_orders_from_the_shelf_to_the_order_and_a_second_click_is_the_same_order(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var plan = await Stocked(panel);
        var cora = await panel.SignIn(panel.World.Cora);

        var shelf = await cora.Get("/marketplace");
        Contains(shelf, "Plan MAIL", "19.54");
        Lacks(shelf, AboveCora);
        Assert.Equal(302, (await cora.Submit(shelf, null, ("quantity", "3"))).Status);
        var cart = await cora.Get("/marketplace/cart");
        Contains(cart, "58.62", "19.54");
        Lacks(cart, AboveCora);
        var review = await cora.Get("/marketplace/review");
        Contains(review, "58.62", "1,000.00", "941.38", "15 Feb 2026", "Place order for 58.62");
        Lacks(review, AboveCora);

        var first = await cora.Submit(review, null, ("Reference", "PO-7"));
        var second = await cora.Submit(review, null, ("Reference", "PO-7"));
        Assert.Equal(first.Leads, second.Leads);
        Assert.Equal((94138, 5862), await panel.World.Held(panel.World.Cora));
        Contains(await cora.Get("/marketplace/cart"), "The cart is empty");

        var order = await cora.Get(first.Leads!);
        Contains(order, "Processing", "58.62", "PO-7");
        Lacks(order, [.. AboveCora, "Rosa", "Piet", "Nora"]);
        Assert.DoesNotContain("Provisioning", order.Of("main"));
        await panel.World.Deliver();
        Contains(await cora.Get(first.Leads!), "Completed", "Delivered");
        Assert.NotNull(plan);
    }

    [Fact]
    public async Task A_seller_orders_for_a_customer_and_sees_its_own_two_sides()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await Stocked(panel);
        var saul = await panel.SignIn(panel.World.Saul);

        Assert.Equal("/marketplace/for", (await saul.Get("/marketplace")).Leads);
        Contains(await saul.Get("/marketplace/for?q=cor"), "Cora");
        await saul.Get("/marketplace?for=" + PublicId.Format("acc", panel.World.Cora.Id));
        var shelf = await saul.Get("/marketplace");
        Contains(shelf, "For Cora", "19.54", "15.63");
        Lacks(shelf, AboveSaul);
        await saul.Submit(shelf, null, ("quantity", "3"));
        var review = await saul.Get("/marketplace/review");
        Contains(review, "58.62", "46.89", "11.73", "Balance of Cora", "941.38", "953.11");
        var order = await saul.Get((await saul.Submit(review, null)).Leads!);
        Contains(order, "Provisioning", "58.62", "46.89", "11.73", "Why this price", "Your default markup");
        Lacks(order, AboveSaul);

        var list = await saul.Get("/orders");
        Contains(list, "Cora", "58.62", "46.89");
        Lacks(list, AboveSaul);
    }

    [Fact]
    public async Task The_provider_chooses_for_whom_and_may_choose_again()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await Stocked(panel);
        var nora = await panel.SignIn(panel.World.Nora);

        Assert.Equal("/marketplace/for", (await nora.Get("/marketplace")).Leads);
        await nora.Get("/marketplace?for=" + PublicId.Format("acc", panel.World.Cora.Id));
        var shelf = await nora.Get("/marketplace");
        Contains(shelf, "For Cora");
        Assert.NotNull(shelf.Document.QuerySelector(".for-whom a[href='/marketplace/for']"));
    }

    [Fact]
    public async Task Whoever_is_shown_no_prices_orders_without_an_amount_on_any_page()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        await Stocked(panel);
        await world.Do(new GrantRights
        {
            By = world.Saul.Viewer, InBranch = world.Cora.BranchId, AccountId = world.Cora.Id, MayOpen = 0, MaxResellerDepth = null,
            MaxAccounts = null, HidesPrices = true,
        });
        var cora = await panel.SignIn(world.Cora);

        List<Seen> pages = [await cora.Get("/marketplace")];
        await cora.Submit(pages[0], null, ("quantity", "3"));
        pages.Add(await cora.Get("/marketplace/cart"));
        pages.Add(await cora.Get("/marketplace/review"));
        var placed = await cora.Submit(pages[^1], null);
        await world.Deliver();
        pages.Add(await cora.Get(placed.Leads!));
        pages.Add(await cora.Get("/orders"));
        pages.Add(await cora.Get("/subscriptions"));
        var subscription = pages[^1].Document.QuerySelector(".row-open")!.GetAttribute("href")!;
        foreach (var part in new[] { "", "/change?quantity=5", "/cancel", "/renew", "/pause" }) pages.Add(await cora.Get(subscription + part));

        foreach (var page in pages)
        {
            Assert.Equal(200, page.Status);
            Lacks(page, [.. AboveCora, "19.54", "58.62", "97.70", "USD"]);
        }
    }

    [Fact]
    public async Task The_buyer_itself_short_reads_what_is_missing_and_nothing_is_ordered()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await Stocked(panel, panel.World.Saul, panel.World.Rosa, panel.World.Piet);
        var cora = await panel.SignIn(panel.World.Cora);

        await cora.Submit(await cora.Get("/marketplace"), null, ("quantity", "3"));
        var review = await cora.Get("/marketplace/review");

        Contains(review, "58.62 USD is missing", "Back to the cart");
        Assert.Null(review.Document.QuerySelector("main form[method=post]"));
    }

    [Theory, OnBoth]
    public async Task A_level_above_short_is_processing_below_it_and_awaiting_funds_from_it_upward(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        await Stocked(panel, panel.World.Cora, panel.World.Saul, panel.World.Piet);
        var (cora, saul, rosa, piet) = (await panel.SignIn(panel.World.Cora), await panel.SignIn(panel.World.Saul), await panel.SignIn(panel.World.Rosa), await panel.SignIn(panel.World.Piet));

        await cora.Submit(await cora.Get("/marketplace"), null, ("quantity", "3"));
        var address = (await cora.Submit(await cora.Get("/marketplace/review"), null)).Leads!.Split('?')[0];

        foreach (var (page, word) in new[]
                 {
                     (await cora.Get(address), "Processing"), (await cora.Get("/orders"), "Processing"),
                     (await saul.Get(address), "Provisioning"), (await saul.Get("/orders"), "Provisioning"),
                 })
        {
            Contains(page, word);
            Lacks(page, ["Rosa", "is missing", "37.50", "It waits", "Waiting for the balance", "Waiting for your"]);
        }
        Lacks(await cora.Get("/orders?status=awaiting_funds"), ["Product MAIL"]);
        Lacks(await saul.Get("/orders?status=awaiting_funds"), ["Product MAIL"]);
        Contains(await saul.Get("/orders?status=provisioning"), "Product MAIL");
        Assert.Equal(404, (await cora.Get(address + "/resubmit")).Status);

        Contains(await rosa.Get(address), "Awaiting funds", "Waiting for your balance", "37.50", "is missing");
        Contains(await rosa.Get("/orders?status=awaiting_funds"), "Product MAIL");
        Contains(await piet.Get(address), "Waiting for the balance of Rosa", "37.50", "30.00");
        Lacks(await piet.Get(address), ["46.89", "58.62", "24.00"]);

        await panel.World.TopUp(panel.World.Rosa, 100m);
        await rosa.Submit(await rosa.Get(address + "/resubmit"), null);
        Contains(await rosa.Get(address), "Provisioning");
    }

    [Fact]
    public async Task A_price_that_changed_since_the_review_orders_nothing_and_is_shown()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var plan = await Stocked(panel);
        var cora = await panel.SignIn(panel.World.Cora);
        await cora.Submit(await cora.Get("/marketplace"), null, ("quantity", "1"));
        var review = await cora.Get("/marketplace/review");

        await panel.World.Price(panel.World.Saul, plan.PlanId, 25m, panel.World.Cora);
        var again = await cora.Submit(review, null);

        Contains(again, "The price has changed", "25.00");
        Contains(await cora.Get("/orders"), "No orders yet");
        Assert.Equal(302, (await cora.Submit(again, null)).Status);
    }

    [Fact]
    public async Task A_division_orders_what_its_company_pays()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        await Stocked(panel);
        var dana = await panel.SignIn(panel.World.Dana);

        var shelf = await dana.Get("/marketplace");
        Contains(shelf, "For Dana", "19.54");
        Lacks(shelf, AboveCora);
        await dana.Submit(shelf, null, ("quantity", "1"));
        var order = await dana.Get((await dana.Submit(await dana.Get("/marketplace/review"), null)).Leads!);
        Contains(order, "Processing", "19.54");
        Assert.Equal(1954, (await panel.World.Held(panel.World.Cora)).Reserved);
    }

    [Fact]
    public async Task An_order_that_waits_for_its_seller_is_approved_there_and_nowhere_else()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var world = panel.World;
        await Stocked(panel);
        await using (var db = world.Db())
        {
            var saulsRow = await db.Accounts.FindAsync(world.Saul.Id, world.Saul.BranchId);
            saulsRow!.ApprovesCustomerOrders = true;
            await db.SaveChangesAsync();
        }
        var (cora, saul) = (await panel.SignIn(world.Cora), await panel.SignIn(world.Saul));
        await cora.Submit(await cora.Get("/marketplace"), null, ("quantity", "1"));
        var review = await cora.Get("/marketplace/review");
        Contains(review, "Your seller approves");
        var address = (await cora.Submit(review, null)).Leads!.Split('?')[0];

        Assert.DoesNotContain("Approve", (await cora.Get(address)).Of(".page-head"));
        Assert.Contains("Approve", (await saul.Get(address)).Of(".page-head"));
        await saul.Submit(await saul.Get(address + "/approve"), null);
        Contains(await saul.Get(address), "Provisioning");
        Contains(await cora.Get(address), "Processing", "Approved");
    }
}
