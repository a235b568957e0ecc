using FsCheck.Fluent;
using Tributary.Catalog;

namespace Tributary.Tests.Catalog;

public sealed class PriceFormatTests
{
    [Theory]
    [InlineData("5", "5")]
    [InlineData(" 24.99 ", "24.99")]
    [InlineData("0.075", "0.075")]
    [InlineData("Contact Sales", "price.not_a_price")]
    [InlineData("", "price.not_a_price")]
    [InlineData("1,234.50", "price.format")]
    [InlineData("12,5", "price.format")]
    [InlineData("$5", "price.format")]
    [InlineData("5.", "price.format")]
    [InlineData(".5", "price.format")]
    [InlineData("1e3", "price.format")]
    [InlineData("5 USD", "price.format")]
    [InlineData("٥5", "price.format")]
    [InlineData("-5", "price.negative")]
    [InlineData("−5", "price.negative")]
    [InlineData("9999999999999", "price.range")]
    public void A_plain_format_takes_plain_amounts_only(string cell, string expected) => Reads(new(), cell, expected);

    [Theory]
    [InlineData("1.234,50 €", "1234.50")]
    [InlineData("€1.234.567", "1234567")]
    [InlineData("0,5", "0.5")]
    [InlineData("1234,5", "1234.5")]
    [InlineData("12.34,5", "price.format")]
    [InlineData("1.2345", "price.format")]
    [InlineData(".123", "price.format")]
    [InlineData("1,234,567", "price.format")]
    public void Commas_points_and_signs_are_read_as_stated(string cell, string expected) =>
        Reads(new() { Decimal = ",", Thousands = ".", Sign = "€" }, cell, expected);

    [Fact]
    public void A_space_is_a_space_of_any_width() => Reads(new() { Decimal = ",", Thousands = " " }, "1 234\u00A0567\u202F890,10", "1234567890.10");

    [Fact]
    public void What_is_written_is_read_the_same() =>
        (from decimals in Gen.Elements(".", ",")
         from thousands in Gen.Elements("", ",", ".", " ", "'")
         where thousands != decimals
         from sign in Gen.Elements("", "$", "€")
         from minor in Gen.Choose(0, int.MaxValue)
         from currency in Arbitraries.Currencies
         select (new PriceFormat { Decimal = decimals, Thousands = thousands, Sign = sign }, new Money(minor, currency)))
        .Always(made =>
        {
            Assert.Null(made.Item1.Read(made.Item1.Write(made.Item2), out var amount));
            Assert.Equal(made.Item2.Amount, amount);
        });

    private static void Reads(PriceFormat format, string cell, string expected)
    {
        var reason = format.Read(cell, out var amount);
        if (expected.StartsWith("price.")) Assert.Equal(expected, reason);
        else Assert.Equal((null, decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture)), (reason, amount));
    }
}
