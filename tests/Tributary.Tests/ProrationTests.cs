using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Tributary.Tests;

public sealed class ProrationTests
{
    private static readonly Gen<(long Price, int Left, int Days)> Parts =
        from price in Arbitraries.Minor
        from days in Gen.Choose(1, 366)
        from left in Gen.Choose(0, days)
        select (price, left, days);

    [Theory]
    [InlineData(1000, 1, 31, 32)]
    [InlineData(24995, 9, 30, 7499)]
    [InlineData(1, 1, 2, 1)]
    [InlineData(-1, 1, 2, -1)]
    [InlineData(3, 1, 2, 2)]
    [InlineData(100, 0, 31, 0)]
    [InlineData(long.MaxValue, 365, 366, 9198171566808724507)]
    public void Part_of_a_term_costs_part_of_its_price(long price, int left, int days, long expected) =>
        Assert.Equal(expected, Proration.Part(price, left, days));

    [Theory]
    [InlineData(-1, 30)]
    [InlineData(31, 30)]
    [InlineData(0, 0)]
    public void Days_outside_of_the_term_are_a_bug(int left, int days) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Proration.Part(100, left, days));

    [Fact]
    public void A_whole_term_costs_the_price_itself() =>
        Parts.Always(part => Assert.Equal(part.Price, Proration.Part(part.Price, part.Days, part.Days)));

    [Fact]
    public void It_is_the_exact_share_rounded_by_half_a_unit_at_most() =>
        Parts.Always(part =>
        {
            var error = ((BigInteger)Proration.Part(part.Price, part.Left, part.Days) * part.Days) - ((BigInteger)part.Price * part.Left);
            Assert.True(BigInteger.Abs(error) * 2 <= part.Days);
        });

    [Fact]
    public void A_half_goes_away_from_zero() =>
        Arbitraries.Minor.Where(price => price % 2 != 0)
            .Always(price => Assert.Equal((price / 2) + Math.Sign(price), Proration.Part(price, 15, 30)));

    [Fact]
    public void A_credit_mirrors_the_charge() =>
        Parts.Always(part => Assert.Equal(-Proration.Part(part.Price, part.Left, part.Days), Proration.Part(-part.Price, part.Left, part.Days)));
}
