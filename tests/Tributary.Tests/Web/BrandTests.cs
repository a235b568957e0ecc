using System.Text.RegularExpressions;
using Tributary.Web.Kit;

namespace Tributary.Tests.Web;

public sealed partial class BrandTests
{
    [Theory]
    [InlineData("#ffff00")]
    [InlineData("#ffffff")]
    [InlineData("#000000")]
    [InlineData("#7a7a7a")]
    [InlineData("#e30613")]
    [InlineData("#9be15d")]
    public void Any_brand_colour_becomes_one_that_can_be_read(string brand)
    {
        Assert.True(Accents.TryParse(brand, out var colour));
        var shades = Shade().Matches(Accents.StyleSheet(colour)).Select(shade => Parse(shade.Value)).ToList();

        Assert.True(Accents.Contrast(shades[0], (255, 255, 255)) >= 4.5, "text in light");
        Assert.True(Accents.Contrast(shades[1], (0x18, 0x1d, 0x25)) >= 4.5, "text in dark");
        Assert.True(Accents.Contrast(shades[2], (255, 255, 255)) >= 4.5, "white on a button");
    }

    [Fact]
    public void Black_and_white_are_as_far_apart_as_can_be() => Assert.Equal(21, Accents.Contrast((0, 0, 0), (255, 255, 255)), precision: 3);

    [Theory]
    [InlineData("red")]
    [InlineData("#12345")]
    [InlineData("#gggggg")]
    [InlineData("url(x)")]
    public void What_is_no_colour_is_not_taken(string text)
    {
        Assert.False(Accents.TryParse(text, out _));
        Assert.Null(new Brand("Northwind", Accent: text).StyleSheet);
    }

    private static (byte R, byte G, byte B) Parse(string hex) => Accents.TryParse(hex, out var colour) ? colour : throw new FormatException(hex);

    [GeneratedRegex("#[0-9a-f]{6}")]
    private static partial Regex Shade();
}
