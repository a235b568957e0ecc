using FsCheck;
using FsCheck.Fluent;
using Tributary.Reports.Today;

namespace Tributary.Tests.Reports;

/// <summary>The order of what there is to decide, over whatever decisions there may be.</summary>
public sealed class DecisionRankTests
{
    private static readonly DateTime Now = new(2026, 1, 15, 9, 0, 0, DateTimeKind.Utc);
    private static readonly DecisionRank Rank = new(Now);

    private static readonly Gen<Decision> Decisions =
        from kind in Gen.Elements(Enum.GetValues<DecisionKind>())
        from subject in Gen.Choose(1, 6)
        from cents in Gen.Choose(0, 4)
        from known in Gen.Elements(true, true, false)
        from hours in Gen.Elements<int?>(null, -5, 0, 23, 24, 100, 24 * 7, 24 * 30)
        select new Decision
        {
            Kind = kind, Subject = $"x{subject}", AccountId = Guid.Empty, LastSafe = hours is { } h ? Now.AddHours(h) : null,
            AtRisk = cents == 0 ? null : new Money(cents, Currency.Usd), Weight = cents == 0 || !known ? null : cents / 100m,
        };

    [Fact]
    public void It_is_one_order_of_all() => (from x in Decisions from y in Decisions from z in Decisions select (x, y, z)).Always(three =>
    {
        var (x, y, z) = three;
        Assert.Equal(Math.Sign(Rank.Compare(x, y)), -Math.Sign(Rank.Compare(y, x)));
        if (Rank.Compare(x, y) <= 0 && Rank.Compare(y, z) <= 0) Assert.True(Rank.Compare(x, z) <= 0);
        // Two that stand equal are about the same thing.
        if (Rank.Compare(x, y) == 0) Assert.Equal((x.Kind, x.Subject), (y.Kind, y.Subject));
    });

    [Fact]
    public void It_does_not_depend_on_where_they_came_from() => (from list in Decisions.ListOf() from seed in Gen.Choose(0, 1000) select (list, seed)).Always(asked =>
    {
        var (one, other) = (asked.list.ToArray(), asked.list.ToArray());
        new Random(asked.seed).Shuffle(other);
        Array.Sort(one, Rank);
        Array.Sort(other, Rank);
        // Of one thing there is only one amount; the generator may make two that differ in nothing they are ranked by.
        Assert.Equal(one.Select(d => (d.Key, d.Weight, d.LastSafe)), other.Select(d => (d.Key, d.Weight, d.LastSafe)));
    });

    [Fact]
    public void What_goes_wrong_within_a_day_stands_before_whatever_has_longer() => (from x in Decisions from y in Decisions select (x, y)).Always(two =>
    {
        var (x, y) = two;
        if (x.LastSafe - Now < TimeSpan.FromDays(1) && !(y.LastSafe - Now < TimeSpan.FromDays(1))) Assert.True(Rank.Compare(x, y) < 0);
        if (x.LastSafe is not null && y.LastSafe is null) Assert.True(Rank.Compare(x, y) < 0);
    });

    [Fact]
    public void Among_those_that_have_as_long_the_most_money_stands_first() => (from x in Decisions from y in Decisions select (x, y)).Always(two =>
    {
        var (x, y) = two;
        if (Rank.Band(x) != Rank.Band(y)) return;
        if (x.Weight > y.Weight || x.Weight is not null && y.Weight is null || x.AtRisk is not null && y.AtRisk is null && y.Weight is null && x.Weight is not null) Assert.True(Rank.Compare(x, y) < 0);
        if (x.Weight is null && y.Weight is null && x.AtRisk is not null && y.AtRisk is null) Assert.True(Rank.Compare(x, y) < 0);
    });

    [Fact]
    public void What_was_put_off_is_back_when_more_is_at_stake_or_less_than_a_day_is_left()
    {
        var off = new PostponedDecision
        {
            BranchId = 1, AccountId = Guid.Empty, PersonId = Guid.Empty, Decision = "x", Until = new(2026, 1, 20), Amount = 500, Currency = Currency.Usd, At = Now,
        };
        var waits = new Decision { Kind = DecisionKind.OrderShort, Subject = "x", AccountId = Guid.Empty, AtRisk = new Money(500, Currency.Usd), LastSafe = Now.AddDays(2) };

        Assert.True(off.Hides(waits, Now));
        Assert.True(off.Hides(waits with { AtRisk = new Money(499, Currency.Usd) }, Now));
        Assert.True(off.Hides(waits with { AtRisk = null }, Now));
        Assert.False(off.Hides(waits with { AtRisk = new Money(501, Currency.Usd) }, Now));
        Assert.False(off.Hides(waits with { AtRisk = new Money(1, Currency.Eur) }, Now));
        Assert.False(off.Hides(waits, Now.AddHours(25)));
    }
}
