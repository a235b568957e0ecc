using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Tributary.Tests;

public sealed class AllocationTests
{
    private static readonly Gen<decimal> Weight = Gen.OneOf(
        Gen.Choose(0, 3).Select(small => (decimal)small),
        Gen.Choose(0, 1_000_000).Select(price => price / 100m),
        Gen.Elements(decimal.MaxValue, 0.0000000000000000000000000001m, 1m / 3));

    private static readonly Gen<(long Total, decimal[] Weights)> Splits =
        from total in Arbitraries.Minor
        from weights in Weight.NonEmptyListOf().Select(list => list.ToArray()).Where(weights => weights.Any(weight => weight > 0))
        select (total, weights);

    [Fact]
    public void The_odd_cent_goes_to_the_earlier_line_among_equals() => Assert.Equal([34, 33, 33], Allocation.Allocate(100, [1, 1, 1]));

    [Fact]
    public void The_odd_cent_goes_to_the_largest_remainder_first() => Assert.Equal([0, 1, 0], Allocation.Allocate(1, [1, 1.5m, 1]));

    [Fact]
    public void A_line_without_weight_gets_nothing() => Assert.Equal([0, 50, 50, 0], Allocation.Allocate(100, [0, 1, 1, 0]));

    [Fact]
    public void Large_totals_and_fine_weights_stay_exact() =>
        Assert.Equal(
            [long.MaxValue - 1, 1],
            Allocation.Allocate(long.MaxValue, [long.MaxValue - 1 + 0.25m, 0.75m]));

    [Theory]
    [InlineData]
    [InlineData(0)]
    [InlineData(0, 0)]
    [InlineData(1, -1)]
    [InlineData(2, -1)]
    public void Nothing_to_split_over_is_refused(params int[] weights)
    {
        var refusal = Assert.Throws<Refusal>(() => Allocation.Allocate(100, Array.ConvertAll(weights, weight => (decimal)weight)));
        Assert.Equal(("allocation.weights", RefusalKind.Invalid), (refusal.Code, refusal.Kind));
    }

    [Fact]
    public void Nothing_is_lost_and_nothing_made_up() =>
        Splits.Always(split => Assert.Equal((BigInteger)split.Total, Sum(Allocation.Allocate(split.Total, split.Weights))));

    [Fact]
    public void A_negative_total_mirrors_the_positive_one() =>
        Splits.Always(split => Assert.Equal(
            Allocation.Allocate(split.Total, split.Weights).Select(part => -part),
            Allocation.Allocate(-split.Total, split.Weights)));

    [Fact]
    public void No_part_is_a_whole_unit_away_from_its_fair_share() =>
        (from total in Gen.Choose(-1_000_000, 1_000_000)
         from weights in Gen.Choose(1, 9_999).NonEmptyListOf()
         select (total, weights)).Always(split =>
        {
            var parts = Allocation.Allocate(split.total, [.. split.weights.Select(weight => (decimal)weight)]);
            long sum = split.weights.Sum();
            Assert.All(parts.Zip(split.weights), part => Assert.True(Math.Abs((part.First * sum) - ((long)split.total * part.Second)) < sum));
        });

    [Fact]
    public void Only_the_proportion_of_the_weights_matters() =>
        (from total in Arbitraries.Minor
         from weights in Gen.Choose(1, 9_999).NonEmptyListOf()
         select (total, weights)).Always(split => Assert.Equal(
            Allocation.Allocate(split.total, [.. split.weights.Select(weight => (decimal)weight)]),
            Allocation.Allocate(split.total, [.. split.weights.Select(weight => weight / 1000m)])));

    private static BigInteger Sum(IEnumerable<long> parts) => parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part);
}
