using Tributary.Data;
using Tributary.Partners;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>How a partner runs its resellers, by API alone; each story is named after its row.</summary>
public sealed class OnboardingApiTests
{
    [Theory, OnBoth]
    public async Task S0_01_Analytics_is_sold_by_itself_tied_to_nothing(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var (nora, cora) = (await panel.Api(world.Nora), await panel.Api(world.Cora));
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 100m);

        var website = (await nora.Post("/products", new { code = "SITE", name = "Website" })).Must(201);
        var analytics = (await nora.Post("/products", new { code = "ANALYTICS", name = "Analytics" })).Must(201);
        var plan = (await nora.Post("/plans", new { product = analytics.Id, code = "PRO", name = "Analytics Pro" })).Must(201);
        (await nora.Post($"/plans/{plan.Id}/price-points", new { interval = "monthly", baseCost = Usd("8.00") })).Must(201);
        // What needs the website is refused to who has none; Analytics needs nothing.
        var tied = (await nora.Post("/products", new { code = "SEO", name = "Search words", needsProduct = website.Id })).Must(201);
        var tiedPlan = (await nora.Post("/plans", new { product = tied.Id, code = "SEO", name = "Search words" })).Must(201);
        (await nora.Post($"/plans/{tiedPlan.Id}/price-points", new { interval = "monthly", baseCost = Usd("2.00") })).Must(201);

        Assert.Null((await cora.Get($"/products/{analytics.Id}")).Must(200).At("needsProduct"));
        Assert.Equal("plan.needs_product", (await cora.Post("/orders", Order(world.Cora, tiedPlan.Id))).Must(422).Code);
        var order = (await cora.Post("/orders", Order(world.Cora, plan.Id))).Must(201);
        (await nora.Post($"/work/{(await nora.Get("/work")).At("items.0.id")}/done", new { })).Must(200);

        Assert.Equal("completed", (await cora.Get($"/orders/{order.Id}")).At("state"));
        Assert.Equal("80.46", (await cora.Get($"/accounts/{world.Cora.Ref()}/wallet")).At("balance.amount")); // 100.00 less 19.54
    }

    [Theory, OnBoth]
    public async Task S0_02_A_custom_add_on_is_made_for_one_reseller_repriced_by_it_delivered_by_hand_and_billed(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var sven = await world.Add(world.Rosa, AccountKind.Reseller, "Sven");
        foreach (var buyer in new[] { world.Saul, world.Cora }) await world.TopUp(buyer, 500m);
        var (rosa, saul, cora) = (await panel.Api(world.Rosa), await panel.Api(world.Saul), await panel.Api(world.Cora));
        object AddOn(string code) => new { buyer = world.Saul.Ref(), code, name = "Phone Service", interval = "monthly", price = Usd("30.00"), cost = Usd("12.00"), unit = "line" };

        var free = (await rosa.Post("/add-ons", AddOn("phone service, or so"))).Must(422);
        Assert.Contains("letters, digits", free.Wrong("code"));
        var made = (await rosa.Post("/add-ons", AddOn("phone"))).Must(201);
        Assert.Equal("PHONE", made.At("code"));
        Assert.Equal(422, (await rosa.Post("/add-ons", AddOn("PHONE"))).Status);
        var plan = made.At("plan")!;

        Assert.Equal(world.Saul.Ref(), (await rosa.Get($"/plans/{plan}")).Must(200).At("madeFor"));
        Assert.Contains(plan, (await saul.Get("/add-ons")).Must(200).Text);
        Assert.Contains(plan, (await cora.Get("/add-ons")).Must(200).Text);
        Assert.Null((await cora.Get($"/plans/{plan}")).Must(200).At("madeFor"));
        foreach (var stranger in new[] { sven, world.Piet, world.Nora, world.Xena })
        {
            var api = await panel.Api(stranger);
            // Those above see what is made below them; beside and elsewhere there is no such thing.
            if (stranger == world.Piet || stranger == world.Nora) continue;
            (await api.Get($"/plans/{plan}")).Must(404);
            Assert.DoesNotContain(plan, (await api.Get("/add-ons")).Must(200).Text);
        }
        Assert.Equal("plan.not_found", (await (await panel.Api(sven)).Post("/quotes", new { account = sven.Ref(), items = new[] { new { plan, quantity = 1, interval = "monthly" } } })).Code);

        (await saul.Post("/prices", new { buyer = world.Cora.Ref(), plan, amount = Usd("45.00") })).Must(201);
        var order = (await cora.Post("/orders", Order(world.Cora, plan))).Must(201);
        Assert.Equal("45.00", order.At("lines.0.youPay.gross.amount"));
        var work = (await rosa.Get("/work")).Must(200).At("items.0.id");
        (await rosa.Post($"/work/{work}/done", new { })).Must(200);

        Assert.Equal("completed", (await cora.Get($"/orders/{order.Id}")).At("state"));
        Assert.Equal("455.00", (await cora.Get($"/accounts/{world.Cora.Ref()}/wallet")).At("balance.amount"));
        Assert.Equal("470.00", (await saul.Get($"/accounts/{world.Saul.Ref()}/wallet")).At("balance.amount"));
    }

    [Theory, OnBoth]
    public async Task S0_04_Resellers_are_listed_by_status_and_only_active_ones_open_accounts(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var (piet, olga) = (await panel.Api(world.Piet), await Open(panel, world.Piet));
        Assert.Contains(olga, (await piet.Get("/accounts?kind=reseller&status=in_progress")).Must(200).Text);
        Assert.DoesNotContain(olga, (await piet.Get("/accounts?kind=reseller&status=active")).Must(200).Text);

        var refused = (await piet.Post("/accounts", Caller.Customer(name: "Carla"), key: "c1")).Must(201);
        Assert.NotNull(refused.Id);
        var early = (await piet.Post("/accounts", new { kind = "customer", parent = olga, name = "Carla", address = new { street = "S 1", city = "C", country = "DE" } })).Must(409);
        Assert.Equal("account.not_active", early.Code);
        Assert.Contains("branding", early.Text);
    }

    [Theory, OnBoth]
    public async Task S0_06_Deactivated_with_its_subscriptions_paused_and_brought_back_by_a_confirmation_from_above(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        var running = PublicId.Format("sub", (await world.Buy(world.Cora, await world.Plan())).Id);
        var (nora, rosa, saul, cora) = (await panel.Api(world.Nora), await panel.Api(world.Rosa), await panel.Api(world.Saul), await panel.Api(world.Cora));
        var place = $"/accounts/{world.Saul.Ref()}";

        (await rosa.Post(place + "/deactivate", new { reason = "Stops reselling", subscriptions = "perhaps" })).Must(422);
        (await rosa.Post(place + "/deactivate", new { reason = "Stops reselling", subscriptions = "pause" })).Must(200);
        (await saul.Get("/accounts")).Must(401);
        await Worked(panel);
        Assert.Equal("paused", (await cora.Get($"/subscriptions/{running}")).Must(200).At("state"));
        Assert.Equal("subscription.paused_by_seller", (await cora.Post($"/subscriptions/{running}/resume")).Must(409).Code);
        var told = (await rosa.Get(place + "/onboarding")).Must(200);
        Assert.Equal(("pause", "1", "True"), (told.At("deactivation.subscriptions"), told.At("deactivation.paused"), told.At("deactivation.done")));

        (await rosa.Post(place + "/reactivate")).Must(200);
        Assert.Equal(world.Rosa.Ref(), (await nora.Get(place + "/onboarding")).Must(200).At("requestedBy"));
        Assert.Equal("account.confirmed_by_provider", (await rosa.Post(place + "/confirm")).Must(403).Code);
        (await nora.Post(place + "/confirm")).Must(200);
        await Worked(panel);
        Assert.Equal("active", (await cora.Get($"/subscriptions/{running}")).Must(200).At("state"));
        (await saul.Get("/accounts")).Must(200);
        var trail = (await rosa.Get($"/trail?account={world.Saul.Ref()}&limit=200")).Must(200).Text;
        Assert.All(["account.deactivated", "Stops reselling", "account.subscriptions_paused", "account.reactivation_requested", "account.activated", "account.subscriptions_resumed"], what => Assert.Contains(what, trail));
    }

    [Theory, OnBoth]
    public async Task S0_07_Details_and_prices_of_a_reseller_are_edited(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var (rosa, plan) = (await panel.Api(world.Rosa), PublicId.Format("pln", (await world.Plan()).PlanId));
        (await rosa.Patch($"/accounts/{world.Saul.Ref()}", new { contactName = "Sally Saul", address = new { city = "Bremen" } })).Must(200);
        (await rosa.Post("/prices", new { buyer = world.Saul.Ref(), plan, interval = "monthly", amount = Usd("17.00") })).Must(201);

        var seen = (await rosa.Get($"/accounts/{world.Saul.Ref()}")).Must(200);
        Assert.Equal(("Sally Saul", "Bremen"), (seen.At("contactName"), seen.At("address.city")));
        Assert.Equal("17.00", await Asked(rosa, world.Saul.Ref(), plan));
    }

    [Theory, OnBoth]
    public async Task S0_09_A_wholesale_price_begins_on_its_day(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var (rosa, plan) = (await panel.Api(world.Rosa), PublicId.Format("pln", (await world.Plan()).PlanId));
        (await rosa.Post("/prices", new { buyer = world.Saul.Ref(), plan, interval = "monthly", amount = Usd("17.00"), effectiveFrom = "2026-02-01" })).Must(201);

        Assert.Equal("15.63", await Asked(rosa, world.Saul.Ref(), plan));
        world.Clock.Advance(TimeSpan.FromDays(17));
        Assert.Equal("17.00", await Asked(rosa, world.Saul.Ref(), plan));
        // What Rosa pays stands beside it, and what Piet pays does not.
        var quote = (await rosa.Post("/quotes", new { account = world.Saul.Ref(), items = new[] { new { plan, quantity = 1, interval = "monthly" } } })).Must(200);
        Assert.Equal("12.50", quote.At("items.0.youPay.gross.amount"));
        Assert.DoesNotContain("10.00", quote.Text);
    }

    [Theory, OnBoth]
    public async Task S0_12_All_resellers_are_listed_filtered_and_added_and_what_needs_doing_is_told(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var (nora, piet) = (await panel.Api(world.Nora), await panel.Api(world.Piet));
        var olga = await Open(panel, world.Piet);
        async Task<string[]> Listed(HttpClient by, string filter) =>
            [.. (await by.Get($"/accounts?kind=reseller&under={world.Piet.Ref()}{filter}")).Must(200).Body.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];

        Assert.Equal(["Olga", "Rosa", "Saul"], await Listed(piet, ""));
        Assert.Equal(["Rosa", "Saul"], await Listed(piet, "&status=active"));
        Assert.Equal(["Rosa"], await Listed(piet, "&q=ros"));
        Assert.Equal(["Olga"], await Listed(piet, "&todo=setup"));
        Assert.Empty(await Listed(piet, "&todo=confirm"));
        Assert.Equal("open", (await piet.Get($"/accounts/{olga}/onboarding")).Must(200).At("items.1.state"));

        (await piet.Post($"/accounts/{olga}/submit", new { })).Must(200);
        Assert.Empty(await Listed(piet, "&todo=setup"));
        foreach (var both in new[] { piet, nora }) Assert.Equal(["Olga"], await Listed(both, "&todo=confirm"));
        Assert.Equal(["Olga"], await Listed(nora, "&todo=all"));
        (await nora.Post($"/accounts/{olga}/confirm")).Must(200);
        Assert.Empty(await Listed(piet, "&todo=all"));
        (await piet.Get("/accounts?todo=gardening")).Must(422);
        Assert.Equal("0", (await piet.Get($"/accounts/{world.Rosa.Ref()}/dashboard")).Must(200).At("activeSoftware"));
    }

    [Theory, OnBoth]
    public async Task S0_13_A_sub_reseller_goes_live_only_when_the_provider_or_its_delegate_confirms(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var (nora, piet, rosa) = (await panel.Api(world.Nora), await panel.Api(world.Piet), await panel.Api(world.Rosa));
        var olga = await Open(panel, world.Rosa);
        (await rosa.Post($"/accounts/{olga}/submit", new { })).Must(200);
        (await rosa.Post($"/accounts/{olga}/confirm")).Must(403);
        (await piet.Post($"/accounts/{olga}/confirm")).Must(403);
        (await piet.Post($"/accounts/{world.Piet.Ref()}/delegate", new { confirms = true })).Must(403);
        (await nora.Post($"/accounts/{world.Piet.Ref()}/delegate", new { confirms = true })).Must(200);
        Assert.Equal("active", (await piet.Post($"/accounts/{olga}/confirm")).Must(200).At("status"));

        // What Piet asks for himself, he does not confirm.
        var own = await Open(panel, world.Piet);
        (await piet.Post($"/accounts/{own}/submit", new { })).Must(200);
        Assert.Equal("account.own_request", (await piet.Post($"/accounts/{own}/confirm")).Must(403).Code);
        Assert.Equal("active", (await nora.Post($"/accounts/{own}/confirm")).Must(200).At("status"));
    }

    [Theory, OnBoth]
    public async Task S0_14_The_list_says_what_is_missing_and_the_agreement_is_accepted_in_a_stated_version(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var rosa = await panel.Api(world.Rosa);
        var agreement = (await rosa.Post("/agreements", new { title = "Reseller agreement", text = "# Payment\nWithin 14 days." })).Must(201);
        Assert.Equal("1", agreement.At("number"));
        var olga = await Open(panel, world.Rosa);
        var place = $"/accounts/{olga}";
        Dictionary<string, string> States(Answer list) => list.Body.GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("line").GetString()!, i => i.GetProperty("state").GetString()!);
        var list = (await rosa.Get(place + "/onboarding")).Must(200);
        Assert.Equal(new() { ["details"] = "done", ["branding"] = "open", ["domain"] = "not_needed", ["prices"] = "open", ["agreement"] = "open", ["balance"] = "open" }, States(list));
        var refused = (await rosa.Post(place + "/submit", new { without = new[] { "branding" } })).Must(409);
        Assert.Equal("account.incomplete", refused.Code);
        Assert.All(["prices", "agreement", "balance"], missing => Assert.Contains(missing, refused.Text));
        Assert.DoesNotContain("logo", refused.Text);

        (await rosa.Post(place + "/onboarding/prices", new { waived = true })).Must(200);
        (await rosa.Post(place + "/onboarding/agreement", new { waived = true })).Must(422);
        (await rosa.Post(place + "/onboarding/garden", new { waived = true })).Must(404);
        Assert.Equal("waived", States((await rosa.Get(place + "/onboarding")).Must(200))["prices"]);
        Assert.Equal("agreement.own", (await rosa.Post(place + "/agreement/accept", new { agreement = agreement.Id })).Must(403).Code);
        var account = await panel.Api(await CastOf(world, olga));
        var held = (await account.Get(place + "/agreement")).Must(200);
        Assert.Equal(("# Payment\nWithin 14 days.", "False"), (held.At("agreement.text"), held.At("accepted")));
        Assert.Equal("agreement.other_text", (await account.Post(place + "/agreement/accept", new { agreement = agreement.Id, hash = "00" })).Must(409).Code);
        (await account.Post(place + "/agreement/accept", new { agreement = agreement.Id, hash = agreement.At("hash") })).Must(200);
        Assert.Equal("1", (await rosa.Get(place + "/agreement")).Must(200).At("acceptances.0.number"));
        // Above the two of them nobody reads it.
        (await (await panel.Api(world.Piet)).Get(place + "/agreement")).Must(404);
        (await rosa.Post(place + "/submit", new { without = new[] { "branding", "balance" } })).Must(200);
    }

    [Theory, OnBoth]
    public async Task S0_16_A_reseller_is_added_with_its_domain_and_prices_and_stands_in_progress(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var (piet, plan) = (await panel.Api(world.Piet), PublicId.Format("pln", (await world.Plan()).PlanId));
        object Olga(string name, string amount) => new
        {
            kind = "reseller", name, email = "olga@reselling.example", domain = $"{name.ToLowerInvariant()}.example", address = new { street = "Am Markt 1", city = "Bremen", country = "DE" },
            prices = new[] { new { plan, interval = "monthly", amount = Usd(amount) } },
        };
        var low = (await piet.Post("/accounts", Olga("Cheap", "9.99"))).Must(422);
        Assert.Equal("This lies below your cost.", low.Wrong("prices[0].amount"));
        Assert.Equal(0, (await piet.Get("/accounts?q=Cheap")).Must(200).Body.GetProperty("items").GetArrayLength());

        var added = (await piet.Post("/accounts", Olga("Olga", "12.50"), key: "olga-1")).Must(201);
        Assert.Equal(added.Id, (await piet.Post("/accounts", Olga("Olga", "12.50"), key: "olga-1")).Must(201).Id);

        Assert.Equal("in_progress", added.At("status"));
        Assert.Equal("olga.example", (await piet.Get($"/accounts/{added.Id}")).Must(200).At("domain"));
        Assert.Equal("12.50", (await piet.Get($"/prices?buyer={added.Id}")).Must(200).At("items.0.amount.amount"));
        await world.Register();
        Assert.Equal("12.50", await Asked(piet, added.Id, plan));
    }

    [Theory, OnBoth]
    public async Task S4_01_Without_the_right_from_above_nobody_opens_accounts(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        (await (await panel.Api(world.Rosa)).Post($"/accounts/{world.Saul.Ref()}/rights", new { mayOpen = Array.Empty<string>() })).Must(200);
        var refused = (await (await panel.Api(world.Saul)).Post("/accounts", Caller.Customer())).Must(409);
        Assert.Equal("account.may_not_open", refused.Code);

        var page = (await (await panel.SignIn(world.Saul)).Get("/accounts/add")).Text;
        Assert.Contains("Ask Rosa:", page);
        Assert.Contains("office@example.com", page);
        Assert.DoesNotContain("Piet", page);
    }

    private static object Usd(string amount) => new { amount, currency = "USD" };

    private static object Order(Cast account, string plan) => new { account = account.Ref(), items = new[] { new { plan, quantity = 1, interval = "monthly" } } };

    private static async Task<string?> Asked(HttpClient seller, string buyer, string plan) =>
        (await seller.Post("/quotes", new { account = buyer, items = new[] { new { plan, quantity = 1, interval = "monthly" } } })).Must(200).At("items.0.youCharge.gross.amount");

    private static async Task<string> Open(Panel panel, Cast seller)
    {
        var api = await panel.Api(seller);
        var opened = (await api.Post("/accounts", new { kind = "reseller", name = "Olga", email = "olga@reselling.example", address = new { street = "Am Markt 1", city = "Bremen", country = "DE" } })).Must(201);
        await panel.World.Register();
        return opened.Id;
    }

    private static async Task<Cast> CastOf(World world, string id)
    {
        await using var db = world.Db();
        Assert.True(PublicId.TryParse(id, "acc", out var wanted));
        var account = db.Accounts.Single(a => a.Id == wanted);
        return new(account, new Viewer { UserId = Guid.CreateVersion7(), Name = "Olga", AccountId = account.Id, BranchId = account.BranchId, Path = account.Path, Kind = account.Kind, Rights = Right.All }, null);
    }

    // What the worker of the program does beside it, done once more is done once.
    private static Task Worked(Panel panel) => new DeactivationRun(panel.World.Database, panel.World.Desk).Run(panel.World.Worker);
}
