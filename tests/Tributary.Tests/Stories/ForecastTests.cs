using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Pricing;
using Tributary.Reports;
using Tributary.Subscriptions;

namespace Tributary.Tests.Stories;

/// <summary>A forecast is what happens: the clock is moved a year, from due day to due day, and every charge is held against it.</summary>
public sealed class ForecastTests
{
    private static readonly Interval[] All = [Interval.Monthly, Interval.Quarterly, Interval.HalfYearly, Interval.Yearly];

    [Theory, OnBoth]
    public async Task S1_05_The_forecast_of_a_year_is_what_the_year_brings_to_the_cent_and_day(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var erik = await world.Add(world.Piet, AccountKind.Reseller, "Erik", sellsIn: "EUR", buysIn: Currency.Usd);
        var eva = await world.Add(erik, AccountKind.Customer, "Eva", buysIn: Currency.Eur);
        var carl = await world.Add(world.Saul, AccountKind.Customer, "Carl", settlement: Settlement.Invoiced, creditLimit: 60_00);
        await world.Do(new SetExchangeRate { By = erik.Viewer, From = Currency.Usd, To = Currency.Eur, Rate = 0.9137m });
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora, erik, eva }) await world.TopUp(buyer, 5000m);
        var mail = await Plans(world, "MAIL", 10m);
        var more = await world.Plan(world.Nora, mail.ProductId, "MORE", 14m);
        var pick = await Plans(world, "PICK", 3m, new() { GraceDays = 3, PausedDays = 12 });

        // Anchors at the end of months, every interval, several currencies, and one that is sold once.
        var bought = new List<Subscription>();
        foreach (var day in new[] { 28, 29, 30, 31 })
        {
            world.Clock.MoveTo(new DateTime(2026, 1, day, 12, 0, 0, DateTimeKind.Utc));
            bought.Add(await world.Buy(world.Cora, mail, day - 27, All[day - 28]));
            bought.Add(await world.Buy(eva, pick, 2));
            bought.Add(await world.Buy(carl, pick));
        }
        await world.Buy(world.Dana, mail);
        await world.Buy(world.Piet, pick, 3);
        bought.Add(await world.Buy(world.Saul, pick));
        await world.PricePoint(world.Nora, pick.PlanId, Interval.OneTime, 25m);
        await world.Buy(world.Cora, pick, 1, Interval.OneTime);

        // What is to come: dearer from a day on, a rule of tomorrow, another rate, and whatever waits for its renewal.
        world.Clock.MoveTo(new DateTime(2026, 2, 10, 12, 0, 0, DateTimeKind.Utc));
        await world.Renew();
        await world.PricePoint(world.Nora, mail.PlanId, Interval.Monthly, 11m, from: new(2026, 6, 1));
        await world.Markup(world.Saul, 40m, world.Cora, mail.PlanId, from: new(2026, 9, 15));
        await world.Do(new SetExchangeRate { By = erik.Viewer, From = Currency.Usd, To = Currency.Eur, Rate = 0.95m, EffectiveFrom = new(2026, 8, 1) });
        await Do(world, world.Cora, new ChangeSubscription { By = world.Cora.Viewer, Branch = world.Cora.BranchId, SubscriptionId = bought[3].Id, Quantity = 1 });
        await Do(world, world.Cora, new ChangeSubscription { By = world.Cora.Viewer, Branch = world.Cora.BranchId, SubscriptionId = bought[0].Id, PlanId = more, Interval = Interval.Yearly });
        await world.Do(new CancelSubscription { By = eva.Viewer, Branch = eva.BranchId, SubscriptionId = bought[1].Id });
        await world.Do(new PauseSubscription { By = eva.Viewer, Branch = eva.BranchId, SubscriptionId = bought[4].Id, What = PauseWhat.Pause });
        await world.Do(new PauseSubscription { By = world.Saul.Viewer, Branch = carl.BranchId, SubscriptionId = bought[2].Id, What = PauseWhat.Hold });

        // Cora runs short herself in summer, Erik a level above Eva, and both go through grace, pause and the end.
        await Leave(world, world.Cora, 300_00);
        await Leave(world, erik, 60_00);

        await Lives(world);
        // All three ways of a shortage were met.
        await using var db = world.Db();
        Assert.Contains(await db.Subscriptions.Select(s => s.State).ToListAsync(), s => s == SubscriptionState.Expired);
        Assert.True(await db.Subscriptions.CountAsync(s => s.State == SubscriptionState.Cancelled) > 0);
    }

    [Theory]
    [OnBoth(1), OnBoth(2), OnBoth(3), OnBoth(4)]
    [Trait("Category", "Long")]
    public async Task S1_05_Whatever_is_bought_and_changed_the_forecast_is_what_happens(DatabaseKind kind, int seed)
    {
        var random = new Random(seed);
        T Any<T>(params T[] of) => of[random.Next(of.Length)];
        await using var world = await World.Open(kind);
        var carl = await world.Add(world.Rosa, AccountKind.Customer, "Carl", settlement: Settlement.Invoiced, creditLimit: 500_00);
        Cast[] buyers = [world.Piet, world.Rosa, world.Saul, world.Cora, carl, world.Xena];
        foreach (var buyer in buyers) await world.TopUp(buyer, 5000m);
        MadePlan[] plans =
        [
            await Plans(world, "ONE", 9.99m), await Plans(world, "TWO", 4.5m, new() { GraceDays = random.Next(4), PausedDays = random.Next(20) }),
            await Plans(world, "THREE", 31m, new() { GraceDays = 0, PausedDays = 40 }),
        ];
        var bought = new List<(Cast By, Subscription Subscription)>();
        for (var i = 0; i < 14; i++)
        {
            var buyer = Any(buyers);
            bought.Add((buyer, await world.Buy(buyer, Any(plans), 1 + random.Next(3), Any(All))));
            if (i % 2 == 0) world.Clock.Advance(TimeSpan.FromDays(1 + random.Next(3)));
        }
        foreach (var (by, subscription) in bought)
        {
            var (viewer, branch, id) = (by.Viewer, by.BranchId, subscription.Id);
            Deed? whim = random.Next(9) switch
            {
                0 => new CancelSubscription { By = viewer, Branch = branch, SubscriptionId = id },
                1 => new PauseSubscription { By = viewer, Branch = branch, SubscriptionId = id, What = PauseWhat.Pause },
                2 => new ChangeSubscription { By = viewer, Branch = branch, SubscriptionId = id, Quantity = 1 + random.Next(4) },
                3 => new ChangeSubscription { By = viewer, Branch = branch, SubscriptionId = id, Interval = Any(All) },
                4 => new RenewSubscription { By = viewer, Branch = branch, SubscriptionId = id, Early = true },
                _ => null,
            };
            // What is refused is no part of the story.
            if (whim is not null) await world.Desk.DoAll([whim]);
        }
        await world.Deliver();
        for (var i = 0; i < 4; i++)
        {
            var day = world.Today.AddDays(random.Next(300));
            if (i % 2 == 0) await world.PricePoint(world.Nora, Any(plans).PlanId, Interval.Monthly, 1m + random.Next(3000) / 100m, from: day);
            else await world.Markup(Any(world.Nora, world.Piet, world.Rosa), 5m + random.Next(60), planId: Any(plans).PlanId, from: day);
        }
        foreach (var buyer in buyers)
            if (random.Next(3) > 0) await Leave(world, buyer, random.Next(400_00));

        await Lives(world);
    }

    [Theory, OnBoth]
    public async Task S1_05_What_one_reads_does_not_depend_on_wallets_above(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        var plan = await world.Plan("MAIL", 10m);
        await world.Buy(world.Cora, plan);
        await world.Foretell();
        var before = (await Sums(world)).Where(s => s.Key.Account == world.Cora.Id || s.Key.Account == world.Saul.Id).ToDictionary();
        Assert.Equal(11, before.Count(s => s.Key.Account == world.Cora.Id));

        // Rosa can pay two more months of 15.63; then everything below her stops, and Saul and Cora do not read of it.
        await Leave(world, world.Rosa, 2 * 15_63);
        await world.Foretell();
        var after = await Sums(world);

        Assert.Equal(before, after.Where(s => s.Key.Account == world.Cora.Id || s.Key.Account == world.Saul.Id).ToDictionary());
        Assert.Equal(2, after.Count(s => s.Key.Account == world.Rosa.Id && !s.Key.IsRevenue && s.Value > 0));
        Assert.Equal(2, after.Count(s => s.Key.Account == world.Piet.Id && !s.Key.IsRevenue));
        Assert.Equal(2, after.Count(s => s.Key.Account == world.Nora.Id));
        var rosa = (await Wallet(world, world.Rosa))!;
        Assert.Equal((new DateOnly(2026, 4, 15), 15_63, 9 * 15_63, 0, 1), (rosa.DryOn!.Value, rosa.Missing, rosa.TopUp, rosa.Next30, rosa.Affected));
        Assert.Equal((world.Piet.Id, Currency.Usd, world.Today), (rosa.SellerId, rosa.Currency, rosa.FirstDay));
        Assert.All(new[] { world.Saul, world.Cora, world.Piet }, other => Assert.Null(Wallet(world, other).Result!.DryOn));

        // One cent less than the smallest top-up is not enough, and the smallest is.
        await world.TopUp(world.Rosa, 140.66m);
        await world.Foretell();
        Assert.Equal((new DateOnly(2026, 12, 15), 1, 1), ((await Wallet(world, world.Rosa))!.DryOn!.Value, (await Wallet(world, world.Rosa))!.Missing, (await Wallet(world, world.Rosa))!.TopUp));
        await world.TopUp(world.Rosa, 0.01m);
        await world.Foretell();
        Assert.Equal((null, 0L, 0), ((await Wallet(world, world.Rosa))!.DryOn, (await Wallet(world, world.Rosa))!.TopUp, (await Wallet(world, world.Rosa))!.Affected));
    }

    [Theory, OnBoth]
    public async Task S1_05_A_forecast_is_made_again_when_its_branch_changed_and_after_midnight_and_writes_only_what_differs(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        var run = new ForecastRun(world.Database, world.Desk, world.Clock);

        Assert.Equal(2, await run.Run(world.Worker));
        Assert.Equal(0, await run.Run(world.Worker));
        await world.TopUp(world.Cora, 1m);
        Assert.Equal(0, await run.Run(world.Worker));
        world.Clock.Advance(ForecastRun.AtMostEvery * 100);
        Assert.Equal(1, await run.Run(world.Worker));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(2, await run.Run(world.Worker));

        // A program that was ended in the middle keeps the branch for the time of its lease alone.
        await using var db = world.Db();
        var until = world.Desk.Now.AddMinutes(2);
        await db.BranchForecasts.Where(f => f.BranchId == world.Piet.BranchId).ExecuteUpdateAsync(set => set.SetProperty(f => f.LeasedUntil, until).SetProperty(f => f.Batches, -1));
        Assert.Equal(0, await run.Run(world.Worker, atOnce: true));
        Assert.False(await run.Make(world.Worker, world.Piet.BranchId));
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(1, await run.Run(world.Worker, atOnce: true));
        Assert.Equal(12, await db.ChargeForecasts.CountAsync());
        Assert.Equal(0, (await db.AccountForecasts.AsNoTracking().ToListAsync()).SelectMany(f => f.Read()).Count(d => d.Day < world.Today));
    }

    [Theory, OnBoth]
    public async Task S1_05_A_renewal_that_will_be_refused_is_told_of_once_at_each_distance(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 1000m);
        var plan = await world.Plan("MAIL", 4m);
        await world.Price(world.Saul, plan.PlanId, 12m);
        await world.TopUp(world.Cora, 22m);
        var bought = await world.Buy(world.Cora, plan);
        async Task<int> Told()
        {
            await world.Foretell();
            await using var db = world.Db();
            return await db.Notices.CountAsync(n => n.Kind == "renewal.ahead" && n.AccountId == world.Cora.Id);
        }

        Assert.Equal(0, await Told());
        world.Clock.MoveTo(new DateTime(2026, 2, 7, 9, 0, 0, DateTimeKind.Utc));
        Assert.Equal(0, await Told());
        world.Clock.MoveTo(new DateTime(2026, 2, 8, 9, 0, 0, DateTimeKind.Utc));
        Assert.Equal((1, 1), (await Told(), await Told()));
        world.Clock.MoveTo(new DateTime(2026, 2, 13, 9, 0, 0, DateTimeKind.Utc));
        Assert.Equal(1, await Told());
        world.Clock.MoveTo(new DateTime(2026, 2, 14, 9, 0, 0, DateTimeKind.Utc));
        Assert.Equal((2, 2), (await Told(), await Told()));
        await using var db = world.Db();
        var notice = await db.Notices.OrderBy(n => n.Id).LastAsync(n => n.Kind == "renewal.ahead");
        Assert.Equal((PublicId.Format("sub", bought.Id), true), (notice.Subject, notice.ForMail));
        Assert.Contains("\"amount\":\"2.00\"", notice.Data);
        Assert.Contains("2026-02-15", notice.Data);
        Assert.False(await db.Notices.AnyAsync(n => n.Kind == "renewal.ahead" && n.AccountId != world.Cora.Id));

        // A top-up in time takes the warning back, and the next shortage is a new one.
        await world.TopUp(world.Cora, 2m);
        Assert.Equal(2, await Told());
        Assert.Equal(new(2026, 3, 15), await db.RefusalForecasts.Select(r => r.Day).SingleAsync());
        Assert.Equal(1, (await world.RenewOn(new(2026, 2, 15))).Renewed);
        world.Clock.MoveTo(new DateTime(2026, 3, 14, 9, 0, 0, DateTimeKind.Utc));
        Assert.Equal(3, await Told());
    }

    // A plan in every interval.
    private static async Task<MadePlan> Plans(World world, string code, decimal cost, PlanDetails? details = null)
    {
        var plan = await world.Plan(code, cost, details: details);
        await world.PricePoint(world.Nora, plan.PlanId, Interval.Quarterly, Math.Round(cost * 2.9m, 2));
        await world.PricePoint(world.Nora, plan.PlanId, Interval.HalfYearly, Math.Round(cost * 5.5m, 2));
        return plan;
    }

    private static async Task Do(World world, Cast by, ChangeSubscription change)
    {
        await world.Do(change);
        await world.Deliver();
    }

    // Takes out of a wallet what is beyond an amount (minor units), by buying something of that price once.
    private static async Task Leave(World world, Cast buyer, long left)
    {
        var too = (await world.Wallet(buyer)).Available!.Value;
        if (too.Minor <= left) return;
        var code = $"SINK{Guid.NewGuid():N}"[..12].ToUpperInvariant();
        var product = await world.Do(new MakeProduct { By = buyer.Seller!.Viewer, Code = code, Name = code });
        var plan = await world.Do(new MakePlan { By = buyer.Seller.Viewer, ProductId = product.Id, Code = code, Kind = PlanKind.Plan, Details = new() { Name = code } });
        await world.PricePoint(buyer.Seller, plan.Id, Interval.OneTime, 0.01m, currency: too.Currency);
        await world.Price(buyer.Seller, plan.Id, new Money(too.Minor - left, too.Currency).Amount, buyer, currency: too.Currency);
        await world.Buy(buyer, new(product.Id, plan.Id, buyer.Seller), 1, Interval.OneTime);
        Assert.Equal(left, (await world.Wallet(buyer)).Available!.Value.Minor);
    }

    private static async Task<WalletForecast?> Wallet(World world, Cast of)
    {
        await using var db = world.Db();
        return await db.WalletForecasts.AsNoTracking().SingleOrDefaultAsync(w => w.AccountId == of.Id);
    }

    private static async Task<Dictionary<(Guid Account, string Currency, bool IsRevenue, DateOnly Day), long>> Sums(World world)
    {
        await using var db = world.Db();
        return (await db.AccountForecasts.AsNoTracking().ToListAsync())
            .SelectMany(f => f.Read().Where(d => d.Amount != 0).Select(d => (Key: (f.AccountId, f.Currency.Code, f.IsRevenue, d.Day), d.Amount)))
            .GroupBy(d => d.Key).ToDictionary(g => g.Key, g => g.Sum(d => d.Amount));
    }

    /// <summary>Makes the forecast, lets the year come, and holds every charge of everybody whose sellers are not short against it.</summary>
    private static async Task Lives(World world)
    {
        var first = world.Today;
        await world.Foretell();
        var foretold = await Sums(world);
        await using var db = world.Db();
        var wallets = await db.WalletForecasts.AsNoTracking().ToListAsync();
        var dry = wallets.Where(w => w.DryOn is not null).ToList();
        var drills = await db.ChargeForecasts.AsNoTracking().ToListAsync();
        // The books hold a forecast that is fresh against a recount.
        await Books.MustBalance(world.Database);

        var before = await db.OrderLines.Select(l => l.Id).ToHashSetAsync();
        for (var day = first; day < first.AddYears(1);)
        {
            await world.RenewOn(day);
            var next = await db.Subscriptions.Where(s => s.DueOn != null).MinAsync(s => s.DueOn) ?? first.AddYears(1);
            day = next > day ? next : day.AddDays(1);
        }

        var accounts = await db.Accounts.AsNoTracking().ToDictionaryAsync(a => a.Id);
        // Who stands below a wallet that runs dry reads what would be without it.
        bool IsToldAll(Guid account) => !dry.Any(w => accounts[account].Path != w.Path && TreePath.Within(accounts[account].Path, w.Path));
        var came = new Dictionary<(Guid Account, string Currency, bool IsRevenue, DateOnly Day), long>();
        var lines = (await (from line in db.OrderLines.AsNoTracking()
                            join order in db.Orders.AsNoTracking() on line.OrderId equals order.Id
                            where order.Kind == OrderKind.Renewal && line.State == LineState.Captured
                            select line).ToListAsync()).FindAll(line => !before.Contains(line.Id));
        foreach (var line in lines)
            foreach (var level in line.Levels.Where(l => l.Gross != 0))
            {
                var day = DateOnly.FromDateTime(line.SettledAt!.Value);
                foreach (var key in new[] { (level.BuyerId, level.Currency.Code, false, day), (level.SellerId, level.Currency.Code, true, day) })
                    came[key] = came.GetValueOrDefault(key) + level.Gross;
            }
        Assert.True(came.Count > 20, $"{came.Count} charges came.");
        string[] Told(Dictionary<(Guid Account, string Currency, bool IsRevenue, DateOnly Day), long> sums) =>
        [
            .. sums.Where(s => IsToldAll(s.Key.Account)).OrderBy(s => s.Key.Day).ThenBy(s => accounts[s.Key.Account].Path, StringComparer.Ordinal).ThenBy(s => s.Key.IsRevenue).ThenBy(s => s.Key.Currency, StringComparer.Ordinal)
                .Select(s => $"{s.Key.Day:yyyy-MM-dd} {accounts[s.Key.Account].Name} {(s.Key.IsRevenue ? "is paid" : "pays")} {s.Value} {s.Key.Currency}"),
        ];
        Assert.Equal(Told(came), Told(foretold));

        // The list of a day is that day's renewals, for the root who reads all that really happens.
        var day0 = drills.Where(d => d.Low == 0).Select(d => (d.Day, d.Id)).Order().ToList();
        Assert.Equal(lines.Where(l => l.Levels.Any(v => v.Gross != 0)).Select(l => (DateOnly.FromDateTime(l.SettledAt!.Value), l.SubscriptionId)).Order(), day0);
    }
}
