using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Pricing;

namespace Tributary.Tests.Pricing;

public sealed class SetPriceTests
{
    [Theory, OnBoth]
    public async Task The_same_names_and_day_replace_and_others_stay(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var mail = await world.Plan();
        await world.Markup(world.Piet, 10, world.Rosa, mail.PlanId);
        await world.Markup(world.Piet, 20, world.Rosa, mail.PlanId);
        await world.Markup(world.Piet, 30, planId: mail.PlanId);
        await world.Markup(world.Piet, 40, world.Rosa, mail.PlanId, new(2026, 2, 1));
        await using var db = world.Db();
        Assert.Equal([20m, 30m, 40m], (await db.PriceRules.Where(r => r.EffectiveTo == null).Select(r => r.Percent).ToListAsync()).Order());
    }

    [Theory, OnBoth]
    public async Task One_prices_what_one_sells_to_whom_one_sells(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var mail = await world.Plan();
        var own = await world.Plan("LOGO", maker: world.Rosa);
        SetPrice Markup(Cast by, Cast? buyer = null, Guid? plan = null, Guid? product = null) =>
            new() { By = by.Viewer, BuyerId = buyer?.Id, PlanId = plan, ProductId = product, Kind = PriceRuleKind.Markup, Percent = 5 };

        await world.Refused("buyer.not_found", Markup(world.Piet, world.Saul));
        await world.Refused("buyer.not_found", Markup(world.Piet, world.Xena));
        await world.Refused("buyer.not_found", Markup(world.Saul, world.Dana));
        await world.Refused("plan.not_found", Markup(world.Piet, plan: own.PlanId));
        await world.Refused("product.not_found", Markup(world.Piet, product: own.ProductId));
        await world.Refused("price.other_product", Markup(world.Rosa, plan: own.PlanId, product: mail.ProductId));
        await world.Refused("account.no_seller", Markup(world.Cora));
        await world.Do(Markup(world.Rosa, world.Saul, own.PlanId, own.ProductId));
        await world.Do(Markup(world.Saul, world.Cora, own.PlanId));
        await world.Do(Markup(world.Nora, world.Piet, mail.PlanId));
    }

    [Theory, OnBoth]
    public async Task Wrong_prices_are_refused(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        SetPrice Rule(PriceRuleKind how, decimal percent = 0, Money? amount = null, DateOnly? from = null, bool loss = false) => new()
        {
            By = world.Piet.Viewer, BuyerId = world.Rosa.Id, Kind = how, Percent = percent, Amount = amount, EffectiveFrom = from, AllowLoss = loss,
        };
        await world.Refused("price.invalid", Rule(PriceRuleKind.Fixed));
        await world.Refused("price.invalid", Rule(PriceRuleKind.Fixed, amount: new(-1, Currency.Usd)));
        await world.Refused("price.invalid", Rule(PriceRuleKind.Fixed, amount: new(1, Currency.Eur)));
        await world.Refused("price.invalid", Rule(PriceRuleKind.Discount, 101));
        await world.Refused("price.invalid", Rule(PriceRuleKind.Markup, -1));
        await world.Refused("price.invalid", Rule(PriceRuleKind.Markup, 1.00001m));
        await world.Refused("price.invalid", Rule(PriceRuleKind.Markup, 1, from: new(2026, 1, 14)));
        await world.Refused("price.losses_not_allowed", Rule(PriceRuleKind.Markup, -1, loss: true));
        await world.Do(new Tributary.Partners.SetOwnSettings { By = world.Piet.Viewer, AllowsLosses = true });
        await world.Do(Rule(PriceRuleKind.Markup, -1, loss: true));
    }

    [Theory, OnBoth]
    public async Task A_price_is_ended_by_its_seller(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var rule = await world.Markup(world.Piet, 10);
        await world.Refused("price.not_found", new EndPrice { By = world.Nora.Viewer, RuleId = rule.RuleId });
        await world.Refused("price.past", new EndPrice { By = world.Piet.Viewer, RuleId = rule.RuleId, From = new(2026, 1, 14) });
        Assert.Equal(new DateOnly(2026, 2, 1), (await world.Do(new EndPrice { By = world.Piet.Viewer, RuleId = rule.RuleId, From = new(2026, 2, 1) })).From);
        await world.Refused("price.ended", new EndPrice { By = world.Piet.Viewer, RuleId = rule.RuleId, From = new(2026, 2, 2) });
    }

    [Theory, OnBoth]
    public async Task A_rate_is_above_zero_between_two_currencies(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        SetExchangeRate Rate(Currency from, Currency to, decimal rate) => new() { By = world.Piet.Viewer, From = from, To = to, Rate = rate };
        await world.Refused("rate.invalid", Rate(Currency.Usd, Currency.Usd, 1));
        await world.Refused("rate.invalid", Rate(Currency.Usd, Currency.Eur, 0));
        await world.Refused("rate.invalid", Rate(Currency.Usd, Currency.Eur, 0.00000000001m));
        await world.Do(Rate(Currency.Usd, Currency.Eur, 0.92m));
        await using var db = world.Db();
        Assert.Equal(0.92m, (await db.ExchangeRates.SingleAsync()).Rate);
    }
}
