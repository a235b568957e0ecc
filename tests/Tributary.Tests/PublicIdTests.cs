using FsCheck;
using FsCheck.Fluent;

namespace Tributary.Tests;

public sealed class PublicIdTests
{
    private const string Zeros = "00000000000000000000000000";

    // The valid cases of the TypeID specification.
    [Theory]
    [InlineData(Zeros, "", "00000000-0000-0000-0000-000000000000")]
    [InlineData("00000000000000000000000001", "", "00000000-0000-0000-0000-000000000001")]
    [InlineData("0000000000000000000000000a", "", "00000000-0000-0000-0000-00000000000a")]
    [InlineData("0000000000000000000000000g", "", "00000000-0000-0000-0000-000000000010")]
    [InlineData("00000000000000000000000010", "", "00000000-0000-0000-0000-000000000020")]
    [InlineData("7zzzzzzzzzzzzzzzzzzzzzzzzz", "", "ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("prefix_0123456789abcdefghjkmnpqrs", "prefix", "0110c853-1d09-52d8-d73e-1194e95b5f19")]
    [InlineData("prefix_01h455vb4pex5vsknk084sn02q", "prefix", "01890a5d-ac96-774b-bcce-b302099a8057")]
    [InlineData("pre_fix_" + Zeros, "pre_fix", "00000000-0000-0000-0000-000000000000")]
    public void The_specification_writes_and_reads_it_so(string text, string prefix, string id)
    {
        Assert.Equal(text, PublicId.Format(prefix, Guid.Parse(id)));
        Assert.True(PublicId.TryParse(text, prefix, out var read));
        Assert.Equal(Guid.Parse(id), read);
    }

    // Its invalid cases.
    [Theory]
    [InlineData("PREFIX_" + Zeros)]
    [InlineData("12345_" + Zeros)]
    [InlineData("pre.fix_" + Zeros)]
    [InlineData("préfix_" + Zeros)]
    [InlineData("  prefix_" + Zeros)]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl_" + Zeros)]
    [InlineData("_" + Zeros)]
    [InlineData("_")]
    [InlineData("prefix_1234567890123456789012345")]
    [InlineData("prefix_123456789012345678901234567")]
    [InlineData("prefix_1234567890123456789012345 ")]
    [InlineData("prefix_0123456789ABCDEFGHJKMNPQRS")]
    [InlineData("prefix_123456789-123456789-123456")]
    [InlineData("prefix_ooooooiiiiiiuuuuuuulllllll")]
    [InlineData("prefix_i23456789ol23456789oi23456")]
    [InlineData("prefix_123456789-0123456789-0123456")]
    [InlineData("prefix_8zzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("_prefix_" + Zeros)]
    [InlineData("prefix__" + Zeros)]
    [InlineData("")]
    [InlineData("prefix_")]
    [InlineData(null)]
    public void The_specification_refuses_it(string? text)
    {
        Assert.False(PublicId.TryParse(text, "prefix", out var id));
        Assert.Equal(Guid.Empty, id);
        Assert.False(PublicId.TryParse(text, "", out _));
    }

    [Theory]
    [InlineData("PREFIX")]
    [InlineData("12345")]
    [InlineData("pre.fix")]
    [InlineData("préfix")]
    [InlineData(" prefix")]
    [InlineData("_prefix")]
    [InlineData("prefix_")]
    [InlineData("_")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl")]
    public void A_prefix_out_of_the_alphabet_is_a_bug(string prefix)
    {
        Assert.Throws<ArgumentException>(() => PublicId.Format(prefix, Guid.Empty));
        Assert.Throws<ArgumentException>(() => PublicId.TryParse(Zeros, prefix, out _));
    }

    [Fact]
    public void The_id_of_another_kind_of_thing_is_not_taken()
    {
        var order = PublicId.Format("ord", Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"));
        Assert.False(PublicId.TryParse(order, "acc", out _));
        Assert.False(PublicId.TryParse(order, "or", out _));
        Assert.False(PublicId.TryParse(order[4..], "ord", out _));
    }

    [Fact]
    public void Every_id_comes_back() =>
        Arbitraries.Ids.Always(id =>
        {
            Assert.True(PublicId.TryParse(PublicId.Format("acc", id), "acc", out var read));
            Assert.Equal(id, read);
        });

    [Fact]
    public void As_text_ids_stand_in_the_same_order() =>
        (from one in Arbitraries.Ids from other in Arbitraries.Ids select (one, other)).Always(pair => Assert.Equal(
            Math.Sign(pair.one.CompareTo(pair.other)),
            Math.Sign(string.CompareOrdinal(PublicId.Format("acc", pair.one), PublicId.Format("acc", pair.other)))));

    [Fact]
    public void A_later_id_sorts_after_an_earlier_one()
    {
        var clock = new MovableClock(new DateOnly(2026, 3, 1));
        var earlier = PublicId.New(clock);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var later = PublicId.New(clock);
        Assert.Equal((7, 7), (earlier.Version, later.Version));
        Assert.True(string.CompareOrdinal(PublicId.Format("ord", earlier), PublicId.Format("ord", later)) < 0);
    }
}
