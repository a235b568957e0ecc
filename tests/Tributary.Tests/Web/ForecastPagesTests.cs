using Microsoft.EntityFrameworkCore;
using Microsoft.AspNetCore.Hosting;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Subscriptions;
using Tributary.Tests.Api;
using Tributary.Web.Mail;

namespace Tributary.Tests.Web;

/// <summary>What the panel and the API tell of the months to come, and to whom.</summary>
public sealed class ForecastPagesTests
{
    [Theory, OnBoth]
    public async Task S1_05_A_balance_of_10_and_a_renewal_of_12_tomorrow_warn_today_refuse_tomorrow_and_resume_after_a_top_up(DatabaseKind kind)
    {
        await using var postbox = await Postbox.Open();
        await using var panel = await Panel.Open(kind, host => host.UseSetting(MailServer.Setting, postbox.Setting));
        var world = panel.World;
        var bought = await Sold(world, 22m);
        await panel.Person(world.Cora, email: "cora@cora.test", name: "Cora Cole");
        Assert.Equal(10m, await world.Balance(world.Cora));
        world.Clock.MoveTo(new DateTime(2026, 2, 14, 9, 0, 0, DateTimeKind.Utc));

        await world.Foretell();

        // Today it is told on the dashboard, in the list and by mail, and to nobody but the two ends of the wallet.
        var (cora, saul, rosa) = (await panel.SignIn(world.Cora), await panel.SignIn(world.Saul), await panel.SignIn(world.Rosa));
        var home = await cora.Get("/");
        Assert.Contains("renews, and your balance will not suffice", home.Of(".today"));
        Assert.Contains("Cora's balance will not last", (await saul.Get("/")).Of(".today"));
        Assert.DoesNotContain("will not last", (await rosa.Get("/")).Of("main"));
        Assert.Contains("15 Feb 2026", home.Of(".figure-tile:has(a[href='/forecast'])"));
        Assert.Contains("Short of funds on 15 Feb 2026", (await cora.Get("/subscriptions")).Text);
        var mail = Assert.Single(await postbox.To("cora@cora.test"), m => m.Plain.Contains("renewals will be refused", StringComparison.Ordinal));
        Assert.Contains("2.00", mail.Plain);
        Assert.Contains("2.00", (await saul.Get("/forecast/wallets")).Of("#wallets table"));
        Assert.Contains("Short of funds on 15 Feb 2026", (await saul.Get("/subscriptions")).Text);
        Assert.DoesNotContain("Cora", (await rosa.Get("/forecast/wallets")).Of("main"));
        Assert.DoesNotContain("will not suffice", (await (await panel.SignIn(world.Dana)).Get("/")).Of("main"));
        Assert.DoesNotContain("Short of funds", (await (await panel.SignIn(world.Dana)).Get("/subscriptions")).Text);
        var api = await panel.Api(world.Cora);
        var told = (await api.Get("/forecast?by=day")).Must(200);
        Assert.Equal(("2026-02-15", "2.00", "134.00"), (told.At("wallet.dryOn"), told.At("wallet.missing.amount"), told.At("wallet.topUp.amount")));
        Assert.Equal(("2026-02-15", "0", "1", "12.00"), (told.At("steps.0.day"), told.At("steps.0.costCount"), told.At("steps.0.refusedCount"), told.At("steps.0.refused.amount")));

        // Tomorrow it is refused; grace and pause follow on their days.
        Assert.Equal(1, (await world.RenewOn(new(2026, 2, 15))).InGrace);
        Assert.Equal((SubscriptionState.Grace, new DateOnly(2026, 2, 18)), ((await world.Reload(bought.Id)).State, (await world.Reload(bought.Id)).GraceUntil));
        await world.RenewOn(new(2026, 2, 17));
        Assert.Equal(SubscriptionState.Grace, (await world.Reload(bought.Id)).State);
        Assert.Equal(1, (await world.RenewOn(new(2026, 2, 18))).Paused);
        await world.Foretell();
        cora = await panel.SignIn(world.Cora); // Days have passed, and with them the session.
        Assert.DoesNotContain("Short of funds", (await cora.Get("/subscriptions")).Text);

        // It comes back by itself after the top-up, and the warning goes.
        await world.TopUp(world.Cora, 200m);
        await world.Retry(world.Cora);
        Assert.Equal(SubscriptionState.Active, (await world.Reload(bought.Id)).State);
        await world.Foretell();
        Assert.DoesNotContain("will not suffice", (await cora.Get("/")).Of("main"));
        Assert.Equal("12 months", (await cora.Get("/")).Of(".figure-tile:has(a[href='/forecast']) .figure-value"));
        Assert.Null((await api.Get("/forecast")).Must(200).At("wallet.dryOn"));
    }

    [Theory, OnBoth]
    public async Task S1_05_The_page_of_the_forecast_leads_to_the_subscriptions_of_a_day_and_into_files(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var bought = await Sold(world, 40m);
        await world.Foretell();
        var saul = await panel.SignIn(world.Saul);

        // Cora pays Saul twice, of whom Rosa asks 7.81 each month: he earns until she is dry.
        var page = await saul.Get("/forecast?by=day");
        Assert.Equal(2, page.Document.QuerySelectorAll("#steps-table tbody tr").Length);
        Assert.Contains("15 Feb 2026", page.Text);
        Assert.Contains("12.00", page.Of("#steps-table"));
        Assert.Contains("7.81", page.Of("#steps-table"));
        var day = await saul.Get("/forecast/day?on=2026-02-15");
        Assert.Contains(PublicId.Format("sub", bought.Id), day.Document.QuerySelector("#day table")!.InnerHtml);
        Assert.Contains("12.00", day.Of("#day table"));
        Assert.Contains("7.81", day.Of("#day table"));
        var months = await saul.Get("/forecast");
        Assert.Equal(2, months.Document.QuerySelectorAll("#steps-table tbody tr").Length);
        Assert.NotNull(months.Document.QuerySelector("svg.chart-drawing"));
        var file = await saul.Client.GetStringAsync("/forecast?handler=Export&format=csv&by=day", TestContext.Current.CancellationToken);
        Assert.Contains("2026-02-15,1,7.81,USD,0,0.00,USD,1,12.00,USD", file);
        Assert.Equal(2, file.Split("\r\n").Count(line => line.StartsWith("2026-", StringComparison.Ordinal)));
        Assert.Equal((byte)'P', (await saul.Client.GetByteArrayAsync("/forecast/wallets?handler=Export&format=xlsx", TestContext.Current.CancellationToken))[0]);

        // Cora is dry in April. Who is above Saul reads what really happens, and of whose wallet it comes Saul alone.
        var cora = (await (await panel.Api(world.Saul)).Get("/forecast/wallets?dry=true")).Must(200);
        Assert.Equal((world.Cora.Ref(), "2026-04-15"), (cora.At("items.0.account"), cora.At("items.0.dryOn")));
        Assert.Empty((await (await panel.Api(world.Rosa)).Get("/forecast/wallets?dry=true")).Must(200).Body.GetProperty("items").EnumerateArray());
        Assert.Equal(2, (await (await panel.Api(world.Rosa)).Get("/forecast?by=day")).Must(200).Body.GetProperty("steps").GetArrayLength());
        Assert.Equal(422, (await (await panel.Api(world.Rosa)).Get("/forecast?by=week")).Status);
        Assert.Empty((await (await panel.Api(world.Xena)).Get("/forecast/charges?day=2026-02-15")).Must(200).Body.GetProperty("items").EnumerateArray());
        Assert.Equal((PublicId.Format("sub", bought.Id), "12.00", null), await Charge(panel, world.Cora));
        Assert.Equal((PublicId.Format("sub", bought.Id), "7.81", "12.00"), await Charge(panel, world.Saul));
        Assert.Equal((PublicId.Format("sub", bought.Id), null, "5.00"), await Charge(panel, world.Nora));
    }

    [Theory, OnBoth]
    public async Task S1_05_Who_is_shown_no_prices_reads_no_amount_of_what_is_to_come(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var bought = await Sold(world, 34m);
        await world.Do(new GrantRights
        {
            By = world.Saul.Viewer, InBranch = world.Cora.BranchId, AccountId = world.Cora.Id, MayOpen = MayOpen.Divisions, MaxResellerDepth = null, MaxAccounts = null, HidesPrices = true,
        });
        world.Clock.MoveTo(new DateTime(2026, 2, 14, 9, 0, 0, DateTimeKind.Utc));
        await world.Foretell();
        var (cora, api) = (await panel.SignIn(world.Cora), await panel.Api(world.Cora));

        Assert.Equal(403, (await cora.Get("/forecast")).Status);
        Assert.Equal((403, 403), ((await api.Get("/forecast")).Status, (await api.Get("/forecast/wallets")).Status));
        Assert.Equal((PublicId.Format("sub", bought.Id), null, null), await Charge(panel, world.Cora));
        foreach (var address in new[] { "/", "/subscriptions", "/notices", "/forecast/day?on=2026-02-15" })
        {
            var read = (await cora.Get(address)).Text;
            Assert.DoesNotContain("12.00", read);
            Assert.DoesNotContain("2.00", read);
        }
        Assert.Contains("Short of funds on 15 Mar 2026", (await cora.Get("/subscriptions")).Text);
    }

    [Theory, OnBoth]
    public async Task S1_04_Each_card_of_recurring_costs_opens_what_it_counts_with_amounts_and_next_days(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        var plan = await world.Plan("MAIL", 10m);
        var (monthly, yearly) = (await world.Buy(world.Cora, plan, 2), await world.Buy(world.Cora, plan, 1, Interval.Yearly));
        var ended = await world.Buy(world.Cora, plan);
        await world.Do(new CancelSubscription { By = world.Cora.Viewer, Branch = ended.BranchId, SubscriptionId = ended.Id, Now = true });
        var saul = await panel.SignIn(world.Saul);

        var home = await saul.Get("/");
        var card = home.Document.QuerySelectorAll(".recurring-card").Single(c => c.TextContent.Contains("Monthly", StringComparison.Ordinal));
        // Two at 19.54 are paid, and two at 24.43 are earned; in a month a yearly one is a twelfth of ten times that.
        Assert.Contains("39.08", card.TextContent);
        Assert.Contains("48.86", card.TextContent);
        var sum = home.Document.QuerySelector(".recurring-sum")!.TextContent;
        Assert.Contains("55.36", sum);
        Assert.Contains("69.21", sum);
        var list = await saul.Get(card.QuerySelector("a")!.GetAttribute("href")!);
        var row = Assert.Single(list.Document.QuerySelectorAll("#subscriptions tbody tr"));
        Assert.Contains(PublicId.Format("sub", monthly.Id), row.InnerHtml);
        Assert.Contains("48.86", row.TextContent);
        Assert.Contains("39.08", row.TextContent);
        Assert.Contains("15 Feb 2026", row.TextContent);
        var all = await saul.Get(home.Document.QuerySelector(".recurring-sum a")!.GetAttribute("href")!);
        Assert.Equal([PublicId.Format("sub", monthly.Id), PublicId.Format("sub", yearly.Id)],
            all.Document.QuerySelectorAll("#subscriptions tbody a.row-open").Select(a => a.GetAttribute("href")!.Split('/')[^1]));
    }

    [Theory, OnBoth]
    public async Task S1_03_The_balance_stands_beside_what_is_set_aside_and_warns_at_its_mark_and_refuses_what_it_does_not_cover(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 1000m);
        var plan = await world.Plan("MAIL", 10m);
        await world.TopUp(world.Cora, 100m);
        await world.Do(new SetOwnSettings { By = world.Cora.Viewer, LowBalance = 30_00 });
        var (cora, api) = (await panel.SignIn(world.Cora), await panel.Api(world.Cora));

        // Three of 24.43 are set aside: 26.71 are left, which is below the mark.
        await world.Order(world.Cora, plan, 3);
        var dashboard = (await api.Get($"/accounts/{world.Cora.Ref()}/dashboard")).Must(200);
        Assert.Equal(("26.71", "73.29", "26.71"), (dashboard.At("balance.amount"), dashboard.At("reserved.amount"), dashboard.At("available.amount")));
        var home = await cora.Get("/");
        Assert.Contains("26.71", home.Of(".figure-tile:has(a[href='/wallet'])"));
        Assert.Contains("73.29", home.Of(".figure-tile:has(a[href='/wallet'])"));
        Assert.Contains("Your balance is low", home.Text);
        await using var db = world.Db();
        Assert.True(await db.Notices.AnyAsync(n => n.AccountId == world.Cora.Id && n.Kind == "wallet.low"));

        await world.Refused("wallet.insufficient", new PlaceOrder
        {
            By = world.Cora.Viewer, Branch = world.Cora.BranchId, AccountId = world.Cora.Id, Items = [new(plan.PlanId, Interval.Monthly, 2)],
        });
        Assert.Equal((26_71, 73_29), await world.Held(world.Cora));
    }

    // Cora buys from Saul what costs her 12.00 a month, and him 7.81.
    private static async Task<Subscription> Sold(World world, decimal credit)
    {
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 1000m);
        var plan = await world.Plan("MAIL", 4m, details: new() { GraceDays = 3, PausedDays = 10 });
        await world.Price(world.Saul, plan.PlanId, 12m);
        await world.TopUp(world.Cora, credit);
        return await world.Buy(world.Cora, plan);
    }

    private static async Task<(string? Subscription, string? YouPay, string? BuyerPays)> Charge(Panel panel, Cast of)
    {
        var items = (await (await panel.Api(of)).Get("/forecast/charges?day=2026-02-15")).Must(200).Body.GetProperty("items");
        var item = Assert.Single(items.EnumerateArray());
        string? Amount(string name) => item.TryGetProperty(name, out var money) && money.ValueKind == System.Text.Json.JsonValueKind.Object ? money.GetProperty("amount").GetString() : null;
        return (item.GetProperty("subscription").GetString(), Amount("youPay"), Amount("buyerPays"));
    }
}
