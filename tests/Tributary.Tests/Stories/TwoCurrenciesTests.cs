using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Pricing;

namespace Tributary.Tests.Stories;

public sealed class TwoCurrenciesTests
{
    [Theory, OnBoth]
    public async Task A_reseller_that_buys_in_usd_and_sells_in_eur_has_each_statement_right_to_the_cent_and_its_margin_at_the_frozen_rate(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var erik = await world.Add(world.Nora, AccountKind.Reseller, "Erik", sellsIn: "EUR", buysIn: Currency.Usd);
        var eva = await world.Add(erik, AccountKind.Customer, "Eva", buysIn: Currency.Eur);
        var plan = await world.Plan("MAIL", 10m);
        Assert.Equal("price.unavailable", (await Assert.ThrowsAsync<Refusal>(() => world.Order(eva, plan))).Code);
        Assert.Equal("rate.missing", (await Assert.ThrowsAsync<Refusal>(() => world.Order(eva, plan, by: erik.Viewer))).Code);
        await Rate(0.9137m);
        await world.TopUp(erik, 200m);
        await world.TopUp(eva, 200m);

        // 10.00 USD, +25 % = 12.50 USD for Erik; × 0.9137 = 11.42125, +25 % = 14.28 EUR for Eva. Three of them.
        var order = await world.Order(eva, plan, 3);
        // The rate changes before the delivery: what was ordered was frozen.
        world.Clock.Advance(TimeSpan.FromHours(1));
        await Rate(0.9501m);
        await world.Deliver();
        var subscription = order.Lines[0].SubscriptionId;

        // Two more, with 16 of 31 days left, at the running price: 12.50 → 6.45 USD, 14.28 → 7.37 EUR.
        world.Clock.MoveTo(new DateTime(2026, 1, 30, 9, 0, 0, DateTimeKind.Utc));
        await world.Do(new ChangeSubscription { By = eva.Viewer, Branch = eva.BranchId, SubscriptionId = subscription, Quantity = 5 });
        await world.Deliver();

        // The renewal takes its day's rate: 12.50 × 0.9501 = 11.87625, +25 % = 14.85 EUR. Five of them.
        world.Clock.MoveTo(new DateTime(2026, 2, 15, 9, 0, 0, DateTimeKind.Utc));
        await world.Renew();

        Assert.Equal(
            [("top_up", 200m, 0m, 200m), ("reserve", -37.50m, 37.50m, 162.50m), ("capture", 0m, -37.50m, 162.50m), ("reserve", -12.90m, 12.90m, 149.60m),
             ("capture", 0m, -12.90m, 149.60m), ("renewal", -62.50m, 0m, 87.10m)],
            await world.Statement(erik));
        Assert.Equal(
            [("top_up", 200m, 0m, 200m), ("reserve", -42.84m, 42.84m, 157.16m), ("capture", 0m, -42.84m, 157.16m), ("reserve", -14.74m, 14.74m, 142.42m),
             ("capture", 0m, -14.74m, 142.42m), ("renewal", -74.25m, 0m, 68.17m)],
            await world.Statement(eva));
        Assert.Equal((Currency.Usd, Currency.Eur), ((await world.Wallet(erik)).Currency, (await world.Wallet(eva)).Currency));
        Assert.Equal((37_50 + 12_90 + 62_50, 42_84 + 14_74 + 74_25), (await world.Sales(erik), await world.Sales(eva)));

        // Erik's margin in EUR: 42.84 − 37.50 × 0.9137; 14.74 − 12.90 × 0.9137; 74.25 − 62.50 × 0.9501.
        await using var db = world.Db();
        var lines = await db.OrderLines.AsNoTracking().Where(l => l.SubscriptionId == subscription).OrderBy(l => l.Id).ToListAsync();
        Assert.Equal([(0.9137m, 8_58L), (0.9137m, 2_95L), (0.9501m, 14_87L)], lines.Select(l => (l.Levels[^1].Rate!.Value, l.Levels[^1].Margin)));
        Assert.Equal([7_50L, 2_58L, 12_50L], lines.Select(l => l.Levels[0].Margin));

        // Whom the other edge belongs to, only its two ends know.
        await Assert.ThrowsAsync<Refusal>(() => Tributary.Ledger.Statement.Read(db, world.Nora.Viewer, eva.Id, world.Today));
        await Assert.ThrowsAsync<Refusal>(() => Tributary.Ledger.Statement.Read(db, eva.Viewer, erik.Id, world.Today));

        Task<ExchangeRateSet> Rate(decimal rate) => world.Do(new SetExchangeRate { By = erik.Viewer, From = Currency.Usd, To = Currency.Eur, Rate = rate });
    }
}
