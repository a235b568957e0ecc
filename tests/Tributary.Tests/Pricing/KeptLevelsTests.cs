using System.Text.Json;
using Tributary.Accounts;
using Tributary.Pricing;

namespace Tributary.Tests.Pricing;

public sealed class KeptLevelsTests
{
    private static readonly Level[] Two = [Made(10_00, null), Made(12_50, 1.25m)];

    [Fact]
    public void What_is_written_reads_as_the_same_levels_and_is_written_again_to_the_letter()
    {
        var text = KeptLevels.TextOf(Two);
        var read = new KeptLevels(text);

        Assert.Equal(Two, read);
        Assert.Equal((2, Two[1]), (read.Count, read[1]));
        Assert.Same(text, KeptLevels.TextOf(read));
        Assert.Equal(text, KeptLevels.TextOf(new KeptLevels(Two)));
    }

    [Fact]
    public void Only_levels_that_are_the_same_in_everything_are_written_alike()
    {
        var read = new KeptLevels(KeptLevels.TextOf(Two));

        Assert.True(KeptLevels.WrittenAlike(read, new KeptLevels(Two)));
        Assert.True(KeptLevels.WrittenAlike(Two, read));
        foreach (var other in new Level[][] { [Two[0]], [Two[1], Two[0]], [Two[0], Two[1] with { PerTerm = 1 }], [Two[0] with { BuyerId = Guid.NewGuid() }, Two[1]] })
            Assert.False(KeptLevels.WrittenAlike(read, new KeptLevels(other)));
    }

    [Fact]
    public void In_an_answer_they_are_a_list_as_any_other()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Assert.Equal(JsonSerializer.Serialize<IReadOnlyList<Level>>(Two, options), JsonSerializer.Serialize<IReadOnlyList<Level>>(new KeptLevels(KeptLevels.TextOf(Two)), options));
    }

    private static Level Made(long price, decimal? rate) => new()
    {
        SellerId = Guid.NewGuid(), BuyerId = Guid.NewGuid(), Currency = Currency.Usd, Settlement = Settlement.Prepaid, UnitPrice = price, UnitCost = price - 2_00,
        CostCurrency = rate is null ? Currency.Usd : Currency.Eur, Rate = rate, RuleKind = PriceRuleKind.Markup, Percent = 25m, Charge = price, Net = price, Gross = price, PerTerm = price,
    };
}
