using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Pricing;

namespace Tributary.Tests.Partners;

/// <summary>The list by which a reseller is set up, who does without what, the agreement, and who confirms.</summary>
public sealed class OnboardingTests
{
    [Theory, OnBoth]
    public async Task The_program_checks_each_line_itself(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var olga = await Open(world, world.Rosa, "Olga", domain: "olga.example");
        Assert.Equal("Details Open, Branding Open, Domain Open, Prices Open, Agreement NotNeeded, Balance Open", await States(world, olga));

        await world.Register();
        await Have(world, new Branding { BranchId = olga.BranchId, AccountId = olga.Id, Colour = "#aa3300" });
        await Have(world, new HostName { Host = "olga.example", AccountId = olga.Id, BranchId = olga.BranchId, Token = "t", ClaimedAt = Now(world), ProvenAt = Now(world) });
        var plan = await world.Plan();
        await world.Price(world.Rosa, plan.PlanId, 20m, buyer: olga);
        await world.Do(new PublishAgreement { By = world.Rosa.Viewer, Title = "Terms", Text = "Pay in time." });
        Assert.Equal("Details Done, Branding Done, Domain Done, Prices Done, Agreement Open, Balance Open", await States(world, olga));

        var refused = await world.Refused("account.incomplete", Submit(world.Rosa, olga, []));
        Assert.Contains("its acceptance of the agreement, its first balance", refused.Message);
        // The agreement is nobody's to do without.
        Assert.Contains("its acceptance of the agreement", (await world.Refused("account.incomplete", Submit(world.Rosa, olga, null))).Message);
        await world.Refused("onboarding.needed", Waive(world.Rosa, olga, OnboardingLine.Agreement));

        await world.Do(new AcceptAgreement { By = olga.Viewer, AgreementId = (await Current(world, world.Rosa)).Id, Address = "192.0.2.7" });
        await world.TopUp(olga, 50m);
        Assert.Equal("Details Done, Branding Done, Domain Done, Prices Done, Agreement Done, Balance Done", await States(world, olga));
        Assert.Equal(AccountStatus.InProvisioning, (await world.Do(Submit(world.Rosa, olga, []))).Status);
        Assert.Equal(world.Rosa.Id, (await world.Reload(olga)).RequestedById);
    }

    [Theory, OnBoth]
    public async Task Its_seller_does_without_a_line_and_that_stays_its_decision(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var olga = await Open(world, world.Rosa, "Olga");
        await world.Register();
        await world.Refused("account.not_seller", Waive(world.Piet, olga, OnboardingLine.Branding));
        await world.Refused("account.not_found", Waive(world.Xena, olga, OnboardingLine.Branding));
        await world.Refused("account.not_in_progress", Waive(world.Rosa, world.Saul, OnboardingLine.Branding));

        await world.Do(Waive(world.Rosa, olga, OnboardingLine.Branding));
        await world.Do(Waive(world.Rosa, olga, OnboardingLine.Prices));
        await world.Do(Waive(world.Rosa, olga, OnboardingLine.Prices, waived: false));
        Assert.Equal("Details Done, Branding Waived, Domain NotNeeded, Prices Open, Agreement NotNeeded, Balance Open", await States(world, olga));
        await world.Do(Submit(world.Rosa, olga, [OnboardingLine.Prices, OnboardingLine.Balance]));

        await using var db = world.Db();
        var waivers = await db.OnboardingWaivers.Where(w => w.AccountId == olga.Id && w.TakenBackAt == null).OrderBy(w => w.Line).Select(w => new { w.Line, w.By }).ToListAsync();
        Assert.Equal([(OnboardingLine.Branding, "Rosa"), (OnboardingLine.Prices, "Rosa"), (OnboardingLine.Balance, "Rosa")], waivers.Select(w => (w.Line, w.By)));
        Assert.Equal(["account.needed.prices", "account.waived.balance", "account.waived.branding", "account.waived.prices", "account.waived.prices"],
            await db.Trail.Where(t => t.AccountId == olga.Id && (t.Action.StartsWith("account.waived") || t.Action.StartsWith("account.needed"))).Select(t => t.Action).Order().ToListAsync());
    }

    [Theory, OnBoth]
    public async Task What_has_to_be_there_first_depends_on_how_it_settles(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var invoiced = await Open(world, world.Rosa, "Ivo", settlement: Settlement.Invoiced, limit: 0);
        var limited = await Open(world, world.Rosa, "Lena", settlement: Settlement.Invoiced, limit: 500_00);
        var elsewhere = await Open(world, world.Rosa, "Elsa", settlement: Settlement.BilledElsewhere);
        Assert.EndsWith("Balance Open", await States(world, invoiced));
        Assert.EndsWith("Balance Done", await States(world, limited));
        Assert.EndsWith("Balance NotNeeded", await States(world, elsewhere));
    }

    [Theory, OnBoth]
    public async Task A_published_version_stays_and_the_next_one_is_asked_for_again(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var first = await world.Do(new PublishAgreement { By = world.Piet.Viewer, Title = "Reseller agreement", Text = "One.\r\nTwo." });
        Assert.Equal((1, PublishAgreement.HashOf("Reseller agreement", "One.\nTwo.")), (first.Number, first.Hash));
        await world.Refused("agreement.other_text", Accept(world.Rosa, first, hash: "0000"));
        var accepted = await world.Do(Accept(world.Rosa, first, first.Hash));
        Assert.Equal(accepted.Id, (await world.Do(Accept(world.Rosa, first))).Id);

        // One that begins later is not asked for before its day, and may not be read before it either.
        var second = await world.Do(new PublishAgreement { By = world.Piet.Viewer, Title = "Reseller agreement", Text = "Three.", From = world.Today.AddDays(10) });
        await world.Refused("agreement.invalid", new PublishAgreement { By = world.Piet.Viewer, Title = "X", Text = "Y", From = world.Today.AddDays(5) });
        await world.Refused("agreement.not_found", Accept(world.Rosa, second));
        await using (var db = world.Db()) Assert.Null(await db.AgreementAsked(world.Rosa.Account, world.Today));
        world.Clock.Advance(TimeSpan.FromDays(10));
        await using (var db = world.Db()) Assert.Equal(new AgreementAsked(second.Id, 2, "Reseller agreement", true), await db.AgreementAsked(world.Rosa.Account, world.Today));
        await world.Do(Accept(world.Rosa, second));
        await using (var db = world.Db()) Assert.Null(await db.AgreementAsked(world.Rosa.Account, world.Today));

        // Nobody but the two of them: not those above, not those below, not those beside.
        foreach (var stranger in new[] { world.Nora, world.Saul, world.Cora, world.Xena })
            await world.Refused("agreement.not_found", Accept(stranger, first));
        await using var read = world.Db();
        foreach (var stranger in new[] { world.Nora, world.Saul, world.Cora, world.Xena })
            Assert.Equal("agreement.not_found", (await Assert.ThrowsAsync<Refusal>(() => read.AgreementFor(stranger.Viewer, first.Id, world.Today))).Code);
        Assert.Equal("One.\nTwo.", (await read.AgreementFor(world.Rosa.Viewer, first.Id, world.Today)).Text);
        Assert.Equal([1, 2], await read.AgreementAcceptances.Where(a => a.AccountId == world.Rosa.Id).OrderBy(a => a.Number).Select(a => a.Number).ToListAsync());
    }

    [Theory, OnBoth]
    public async Task A_delegate_confirms_what_others_asked_for_and_nobody_their_own(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var olga = await Open(world, world.Rosa, "Olga");
        var rolf = await Open(world, world.Piet, "Rolf");
        await world.Register();
        await world.Refused("account.confirmed_by_provider", Delegate(world.Piet, world.Rosa));
        await world.Refused("account.cannot_confirm", Delegate(world.Nora, world.Cora));
        await world.Do(Delegate(world.Nora, world.Piet));
        await world.Do(Submit(world.Rosa, olga, null));
        await world.Do(Submit(world.Piet, rolf, null));
        Assert.Equal([olga.Id], await Asked(world, world.Piet));

        await world.Refused("account.confirmed_by_provider", Confirm(world.Rosa, olga));
        await world.Refused("account.own_request", Confirm(world.Piet, rolf));
        Assert.Equal(AccountStatus.Active, (await world.Do(Confirm(world.Piet, olga))).Status);
        Assert.Equal(AccountStatus.Active, (await world.Do(Confirm(world.Nora, rolf))).Status);
        // Whoever else was asked has nothing to do any more.
        Assert.Empty(await Asked(world, world.Piet));
        Assert.Empty(await Asked(world, world.Nora));

        // Coming back likewise; and what was given can be taken back.
        await world.Do(new Deactivate { By = world.Rosa.Viewer, InBranch = olga.BranchId, AccountId = olga.Id, Reason = "Away" });
        await world.Do(Back(world.Rosa, olga));
        await world.Do(Delegate(world.Nora, world.Piet, confirms: false));
        await world.Refused("account.confirmed_by_provider", Confirm(world.Piet, olga));
        await world.Do(Delegate(world.Nora, world.Piet));
        Assert.Equal(AccountStatus.Active, (await world.Do(Confirm(world.Piet, olga))).Status);
        await world.Do(new Deactivate { By = world.Piet.Viewer, InBranch = rolf.BranchId, AccountId = rolf.Id, Reason = "Away" });
        await world.Do(Back(world.Piet, rolf));
        await world.Refused("account.own_request", Confirm(world.Piet, rolf));

        await using var db = world.Db();
        Assert.Equal(["account.may_confirm", "account.may_confirm", "account.may_not_confirm"],
            await db.Trail.Where(t => t.AccountId == world.Piet.Id && t.Action.Contains("confirm")).Select(t => t.Action).Order().ToListAsync());
    }

    [Theory, OnBoth]
    public async Task Prices_are_set_with_the_opening_or_nothing_is_opened(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var plan = await world.Plan(); // Costs Nora 8.00, and so Piet 10.00.
        OpenAccount Opening(params WholesalePrice[] prices) => new()
        {
            By = world.Piet.Viewer, ParentBranchId = 1, ParentId = world.Piet.Id, Kind = AccountKind.Reseller, Details = World.Details("Olga"), Prices = prices, PricesFrom = world.Today.AddDays(7),
        };
        var low = await world.Refused("price.invalid", Opening(new WholesalePrice(plan.PlanId, Interval.Monthly, Money.Exact(9.99m, Currency.Usd))));
        Assert.Equal("This lies below your cost.", low.Errors["prices[0].amount"][0]);
        var foreign = await world.Refused("price.invalid", Opening(new WholesalePrice(plan.PlanId, Interval.Monthly, Money.Exact(12m, Currency.Eur))));
        Assert.Equal("This buyer pays in USD.", foreign.Errors["prices[0].amount"][0]);
        await world.Refused("price.invalid", Opening(new WholesalePrice(Guid.NewGuid(), Interval.Monthly, Money.Exact(12m, Currency.Usd))));
        await using (var db = world.Db()) Assert.False(await db.Accounts.AnyAsync(a => a.Name == "Olga"));

        var opened = await world.Do(Opening(new WholesalePrice(plan.PlanId, Interval.Monthly, Money.Exact(12m, Currency.Usd)), new WholesalePrice(plan.PlanId, Interval.Yearly, null, 50m)));

        await using var read = world.Db();
        var rules = await read.PriceRules.AsNoTracking().Where(r => r.BuyerId == opened.Id).OrderBy(r => r.Interval).ToListAsync();
        Assert.Equal([(12_00L, 0m), (0L, 50m)], rules.Select(r => (r.Amount, r.Percent / 1.0000000000m)));
        Assert.All(rules, r => Assert.Equal((world.Piet.Id, world.Today.AddDays(7)), (r.SellerId, r.EffectiveFrom)));
        await world.Refused("terms.not_seller", Opening(new WholesalePrice(plan.PlanId, Interval.Monthly, Money.Exact(99m, Currency.Usd))).Below(world.Rosa));
    }

    [Theory, OnBoth]
    public async Task An_add_on_for_one_buyer_is_offered_to_it_and_below_and_to_nobody_else(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        foreach (var buyer in new[] { world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        var sven = await world.Add(world.Rosa, AccountKind.Reseller, "Sven");
        MakeAddOn Make(Cast by, Cast forWhom, string code = "LOGO") => new()
        {
            By = by.Viewer, BuyerId = forWhom.Id, Code = code, Name = "Custom logo", Interval = Interval.OneTime, Price = Money.Exact(90m, Currency.Usd), Cost = Money.Exact(40m, Currency.Usd),
        };
        await world.Refused("account.not_found", Make(world.Piet, world.Saul));
        await world.Refused("account.not_found", Make(world.Xena, world.Saul));
        await world.Refused("add_on.invalid", Make(world.Rosa, world.Saul, code: "<b>"));
        var made = await world.Do(Make(world.Rosa, world.Saul));
        await world.Refused("add_on.invalid", Make(world.Rosa, sven));

        // Saul pays 90.00 and asks his default of 25 % more; Cora pays 112.50; Rosa delivers by hand.
        var plan = new MadePlan(made.ProductId, made.PlanId, world.Rosa);
        foreach (var stranger in new[] { world.Rosa, world.Piet, sven, world.Xena })
            await world.Refused("plan.not_found", new PlaceOrder { By = stranger.Viewer, Branch = stranger.BranchId, AccountId = stranger.Id, Items = [new(made.PlanId, Interval.OneTime, 1)] });
        await world.Refused("plan.not_found", new SetPrice { By = sven.Viewer, PlanId = made.PlanId, Kind = PriceRuleKind.Markup, Percent = 10 });
        await world.Buy(world.Cora, plan, interval: Interval.OneTime);
        Assert.Equal((887.50m, 910.00m, 1000m), (await world.Balance(world.Cora), await world.Balance(world.Saul), await world.Balance(world.Rosa)));
        await world.Price(world.Saul, made.PlanId, 150m, buyer: world.Cora);
        await world.Buy(world.Cora, plan, interval: Interval.OneTime);
        Assert.Equal(737.50m, await world.Balance(world.Cora));
    }

    private static async Task<Cast> Open(World world, Cast seller, string name, string? domain = null, Settlement settlement = Settlement.Prepaid, long limit = 0)
    {
        var opened = await world.Do(new OpenAccount
        {
            By = seller.Viewer, ParentBranchId = seller.BranchId, ParentId = seller.Id, Kind = AccountKind.Reseller, Details = World.Details(name) with { Domain = domain },
            MayOpen = MayOpen.All, Settlement = settlement, CreditLimit = limit,
        });
        await using var db = world.Db();
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == opened.Id);
        return new(account, new Viewer
        {
            UserId = Guid.CreateVersion7(), Name = name, AccountId = account.Id, BranchId = account.BranchId, Path = account.Path, Kind = account.Kind, Rights = Right.All,
        }, seller);
    }

    private static async Task<string> States(World world, Cast of)
    {
        await using var db = world.Db();
        var list = (await Onboarding.Of(db, [await world.Reload(of)], world.Today))[of.Id];
        return string.Join(", ", list.Items.Select(item => $"{item.Line} {item.State}"));
    }

    private static async Task Have(World world, Row row)
    {
        await using var db = world.Db();
        if (row is HostName { ProvenAt: not null } host && await db.HostNames.FirstOrDefaultAsync(h => h.Host == host.Host && h.AccountId == host.AccountId) is { } claimed) claimed.ProvenAt = host.ProvenAt;
        else db.Add(row);
        await db.SaveChangesAsync();
    }

    private static async Task<AgreementPublished> Current(World world, Cast seller)
    {
        await using var db = world.Db();
        var found = await db.Agreements.AsNoTracking().Where(a => a.AccountId == seller.Id).OrderByDescending(a => a.Number).FirstAsync();
        return new(found.Id, found.Number, found.From, found.Hash);
    }

    private static async Task<List<Guid>> Asked(World world, Cast who)
    {
        await using var db = world.Db();
        var subjects = await db.Notices.Where(n => n.AccountId == who.Id && n.Kind == ConfirmAccount.Request && n.SeenAt == null).Select(n => n.Subject).ToListAsync();
        return [.. subjects.Select(subject => PublicId.TryParse(subject, "acc", out var id) ? id : Guid.Empty)];
    }

    private static DateTime Now(World world) => world.Clock.GetUtcNow().UtcDateTime;

    private static SubmitAccount Submit(Cast by, Cast who, IReadOnlyList<OnboardingLine>? without) =>
        new() { By = by.Viewer, InBranch = who.BranchId, AccountId = who.Id, Without = without };

    private static WaiveLine Waive(Cast by, Cast who, OnboardingLine line, bool waived = true) =>
        new() { By = by.Viewer, InBranch = who.BranchId, AccountId = who.Id, Line = line, Waived = waived };

    private static ConfirmAccount Confirm(Cast by, Cast who) => new() { By = by.Viewer, InBranch = who.BranchId, AccountId = who.Id };

    private static RequestReactivation Back(Cast by, Cast who) => new() { By = by.Viewer, InBranch = who.BranchId, AccountId = who.Id };

    private static DelegateConfirmation Delegate(Cast by, Cast who, bool confirms = true) =>
        new() { By = by.Viewer, InBranch = who.BranchId, AccountId = who.Id, Confirms = confirms };

    private static AcceptAgreement Accept(Cast by, AgreementPublished version, string? hash = null) =>
        new() { By = by.Viewer, AgreementId = version.Id, Hash = hash, Address = "192.0.2.7" };
}

internal static class Elsewhere
{
    /// <summary>The same opening below another account.</summary>
    public static OpenAccount Below(this OpenAccount deed, Cast parent) => new()
    {
        By = deed.By, ParentBranchId = parent.BranchId, ParentId = parent.Id, Kind = deed.Kind, Details = deed.Details, Prices = deed.Prices, PricesFrom = deed.PricesFrom,
    };
}
