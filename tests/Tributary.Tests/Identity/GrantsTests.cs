using Tributary.Identity;

namespace Tributary.Tests.Identity;

/// <summary>The grid of rights as a table and as text.</summary>
public sealed class GrantsTests
{
    [Fact]
    public void Every_right_stands_in_the_table_once()
    {
        var rights = Grants.Matters.SelectMany(matter => Grants.LevelsOf(matter).Skip(1).Zip(Grants.LevelsOf(matter), (level, below) =>
            Grants.RightsOf(matter, level) & ~Grants.RightsOf(matter, below))).ToList();

        Assert.All(rights, right => Assert.True(long.IsPow2((long)right)));
        Assert.Equal(rights.Count, rights.Distinct().Count());
        Assert.Equal(Right.All, rights.Aggregate((all, right) => all | right));
    }

    [Theory]
    [InlineData(Role.Owner)]
    [InlineData(Role.Admin)]
    [InlineData(Role.Billing)]
    [InlineData(Role.Sales)]
    [InlineData(Role.Support)]
    [InlineData(Role.Viewer)]
    public void A_role_is_a_row_of_levels_and_loses_nothing(Role role)
    {
        Assert.Equal(role.Rights(), role.Held(Reach.Direct, null).Rights);
        Assert.All(Grants.Matters, matter => Assert.Equal(Reach.Direct, role.Held(Reach.Direct, null)[matter].Reach));
    }

    [Theory]
    [InlineData("orders:none prices:view:own", "prices:view:own orders:none")]
    [InlineData("people:admin:allbelow", "people:admin:allbelow")]
    [InlineData("", null)]
    public void Edits_have_one_text(string given, string? text) => Assert.Equal(text, Grants.Write(Grants.Read(given)));

    [Theory]
    [InlineData("prices:view:own", Right.ViewPrices, Reach.Own)]
    [InlineData("prices:view:own", Right.ViewOrders, Reach.AllBelow)]
    [InlineData("prices:view:own orders:view:direct", Right.ViewOrders | Right.ViewPrices, Reach.Own)]
    [InlineData("orders:view:direct", Right.None, Reach.Direct)]
    public void Several_rights_reach_as_far_as_the_shortest_of_them(string edits, Right rights, Reach reach) =>
        Assert.Equal(reach, Role.Viewer.Held(Reach.AllBelow, edits).ReachOf(rights));
}
