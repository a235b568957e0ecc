using FsCheck;
using FsCheck.Fluent;
using Tributary.Accounts;
using Tributary.Pricing;

namespace Tributary.Tests.Pricing;

public sealed class ChargingTests
{
    private static readonly Currency[] Currencies = [Currency.Usd, Currency.Usd, Currency.Eur, Currency.Of("JPY"), Currency.Of("KWD")];

    /// <summary>A chain of up to four levels, each buying at the price above it; and the same chain at other prices.</summary>
    private static readonly Gen<(IReadOnlyList<Level> New, IReadOnlyList<Level> Old, int Quantity, int OldQuantity, int Left, int Days)> Changes =
        from depth in Gen.Choose(1, 4)
        from currencies in Gen.Elements(Currencies).ArrayOf(depth + 1)
        from prices in Gen.Choose(0, 900_00).ArrayOf(depth + 1)
        from others in Gen.Choose(0, 900_00).ArrayOf(depth + 1)
        from rates in Gen.Choose(1, 30_000).ArrayOf(depth + 1)
        from quantity in Gen.Choose(1, 500)
        from oldQuantity in Gen.Choose(1, 500)
        from days in Gen.Choose(28, 366)
        from left in Gen.Choose(0, days)
        let ids = Enumerable.Range(0, depth + 1).Select(_ => Guid.NewGuid()).ToArray()
        select (Chain(ids, currencies, prices, rates), Chain(ids, currencies, others, rates), quantity, oldQuantity, left, days);

    [Fact]
    public void A_whole_term_costs_the_unit_price_times_the_quantity() => Changes.Always(c =>
    {
        foreach (var (unit, level) in c.New.Zip(Charging.Whole(c.New, c.Quantity)))
            Assert.Equal((unit.UnitPrice * c.Quantity, 0L, unit.UnitPrice * c.Quantity, unit.UnitPrice * c.Quantity), (level.Charge, level.Credit, level.Net, level.PerTerm));
    });

    [Fact]
    public void A_change_is_what_the_rest_of_the_new_costs_less_what_the_rest_of_the_old_did() => Changes.Always(c =>
    {
        var change = Charging.Change(c.New, c.Quantity, c.Old, c.OldQuantity, c.Left, c.Days);
        var (charged, given) = (Charging.Part(c.New, c.Quantity, c.Left, c.Days), Charging.Part(c.Old, c.OldQuantity, c.Left, c.Days));
        for (var i = 0; i < change.Count; i++)
            Assert.Equal((charged[i].Net, given[i].Net, charged[i].Net - given[i].Net), (change[i].Charge, change[i].Credit, change[i].Net));
    });

    [Fact]
    public void A_change_to_the_same_moves_nothing() => Changes.Always(c =>
        Assert.All(Charging.Change(c.New, c.Quantity, c.New, c.Quantity, c.Left, c.Days), l => Assert.Equal((0L, 0L, 0L), (l.Net, l.Gross, l.Margin))));

    [Fact]
    public void A_credit_mirrors_the_charge() => Changes.Always(c =>
        Assert.Equal(Charging.Part(c.New, c.Quantity, c.Left, c.Days).Select(l => -l.Net), Charging.Credit(c.New, c.Quantity, c.Left, c.Days).Select(l => l.Net)));

    [Fact]
    public void The_unit_is_rounded_first_so_every_bill_divides_by_the_quantity() => Changes.Always(c =>
        Assert.All(Charging.Part(c.New, c.Quantity, c.Left, c.Days), l => Assert.Equal(0, l.Net % c.Quantity)));

    [Fact]
    public void In_one_currency_the_margins_and_the_makers_cost_add_up_to_what_the_buyer_pays() => Changes.Where(c => c.New.All(l => l.Rate is null)).Always(c =>
    {
        var levels = Charging.Change(c.New, c.Quantity, c.Old, c.OldQuantity, c.Left, c.Days);
        var cost = Proration.Part(c.New[0].UnitCost, c.Left, c.Days) * c.Quantity - Proration.Part(c.Old[0].UnitCost, c.Left, c.Days) * c.OldQuantity;
        Assert.Equal(levels[^1].Net, cost + levels.Sum(l => l.Margin));
    });

    [Fact]
    public void Across_currencies_the_margin_is_told_at_the_frozen_rate() => Changes.Always(c =>
    {
        var levels = Charging.Part(c.New, c.Quantity, c.Left, c.Days);
        for (var i = 1; i < levels.Count; i++)
        {
            var cost = new Money(levels[i - 1].Net, levels[i - 1].Currency).Amount * (levels[i].Rate ?? 1m);
            Assert.Equal(levels[i].Net - Money.Round(cost, levels[i].Currency).Minor, levels[i].Margin);
        }
    });

    [Fact]
    public void What_no_book_could_hold_is_refused_and_not_a_fault()
    {
        var units = Chain([Guid.NewGuid(), Guid.NewGuid()], [Currency.Usd, Currency.Usd], [0, 1], [1, 1]);
        units = [units[0] with { UnitPrice = long.MaxValue / 1000 }];
        Assert.Equal("money.range", Assert.Throws<Refusal>(() => Charging.Whole(units, 1_000_000)).Code);
    }

    private static IReadOnlyList<Level> Chain(Guid[] ids, Currency[] currencies, int[] prices, int[] rates) =>
    [
        .. Enumerable.Range(1, ids.Length - 1).Select(i => new Level
        {
            SellerId = ids[i - 1], BuyerId = ids[i], Currency = currencies[i], CostCurrency = currencies[i - 1], Settlement = Settlement.Prepaid, UnitPrice = prices[i], UnitCost = prices[i - 1],
            Rate = currencies[i] == currencies[i - 1] ? null : rates[i] / 1000m, RuleKind = PriceRuleKind.Markup,
        }),
    ];
}
