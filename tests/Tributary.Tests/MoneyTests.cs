using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Tributary.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData(123450, "USD", "1234.50 USD")]
    [InlineData(-5, "EUR", "-0.05 EUR")]
    [InlineData(1234, "JPY", "1234 JPY")]
    [InlineData(0, "KWD", "0.000 KWD")]
    [InlineData(long.MaxValue, "USD", "92233720368547758.07 USD")]
    [InlineData(long.MinValue, "JPY", "-9223372036854775808 JPY")]
    public void Money_reads_the_same_everywhere(long minor, string code, string expected)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            var money = new Money(minor, Currency.Of(code));
            Assert.Equal(expected, money.ToString());
            Assert.Equal(expected, $"{money.AmountText} {code}");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("2.345", "USD", 235)]
    [InlineData("-2.345", "USD", -235)]
    [InlineData("2.344999999", "USD", 234)]
    [InlineData("0.5", "JPY", 1)]
    [InlineData("-0.5", "JPY", -1)]
    [InlineData("1.5", "JPY", 2)]
    [InlineData("2.5", "JPY", 3)]
    [InlineData("0.0005", "KWD", 1)]
    public void Rounding_goes_half_away_from_zero(string amount, string code, long minor) =>
        Assert.Equal(new Money(minor, Currency.Of(code)), Money.Round(decimal.Parse(amount, CultureInfo.InvariantCulture), Currency.Of(code)));

    [Fact]
    public void Exact_refuses_what_the_currency_cannot_hold()
    {
        Assert.Equal(new Money(110, Currency.Usd), Money.Exact(1.10000m, Currency.Usd));
        Assert.Equal("money.precision", Assert.Throws<Refusal>(() => Money.Exact(1.005m, Currency.Usd)).Code);
        Assert.Equal("money.precision", Assert.Throws<Refusal>(() => Money.Exact(1.0000000000000000000000000001m, Currency.Usd)).Code);
        Assert.Equal("An amount in JPY has at most 0 decimal places.", Assert.Throws<Refusal>(() => Money.Exact(0.1m, Currency.Jpy)).Message);
    }

    [Theory]
    [InlineData("92233720368547758.08")]
    [InlineData("-92233720368547758.08")]
    [InlineData("79228162514264337593543950335")]
    public void What_does_not_fit_is_refused(string amount)
    {
        var parsed = decimal.Parse(amount, CultureInfo.InvariantCulture);
        Assert.Equal("money.range", Assert.Throws<Refusal>(() => Money.Exact(parsed, Currency.Usd)).Code);
        Assert.Equal("money.range", Assert.Throws<Refusal>(() => Money.Round(parsed, Currency.Usd)).Code);
    }

    [Theory]
    [InlineData("0", "USD", 0)]
    [InlineData("12", "USD", 1200)]
    [InlineData("12.3", "USD", 1230)]
    [InlineData("+12.30", "USD", 1230)]
    [InlineData("-0.01", "USD", -1)]
    [InlineData("0000000000000000000000012.30", "USD", 1230)]
    [InlineData("92233720368547758.07", "USD", long.MaxValue)]
    [InlineData("1.500", "KWD", 1500)]
    [InlineData("100", "JPY", 100)]
    public void What_people_write_is_read(string text, string code, long minor)
    {
        Assert.True(Money.TryParse(text, Currency.Of(code), out var money));
        Assert.Equal(new Money(minor, Currency.Of(code)), money);
    }

    [Theory]
    [InlineData(null, "USD")]
    [InlineData("", "USD")]
    [InlineData("-", "USD")]
    [InlineData(".", "USD")]
    [InlineData(".50", "USD")]
    [InlineData("5.", "USD")]
    [InlineData("--5", "USD")]
    [InlineData("5-", "USD")]
    [InlineData(" 5", "USD")]
    [InlineData("5 ", "USD")]
    [InlineData("1,000", "USD")]
    [InlineData("1.2.3", "USD")]
    [InlineData("1e3", "USD")]
    [InlineData("0x10", "USD")]
    [InlineData("(5)", "USD")]
    [InlineData("5\0", "USD")]
    [InlineData("٥", "USD")]
    [InlineData("NaN", "USD")]
    [InlineData("1.500", "USD")]
    [InlineData("100.0", "JPY")]
    [InlineData("92233720368547758.08", "USD")]
    [InlineData("-92233720368547758.08", "USD")]
    [InlineData("99999999999999999999999999999999999999999999", "USD")]
    public void What_is_no_amount_is_not_guessed_at(string? text, string code)
    {
        Assert.False(Money.TryParse(text, Currency.Of(code), out var money));
        Assert.Equal(default, money);
    }

    [Fact]
    public void Arithmetic_stays_in_one_currency()
    {
        Money dollars = new(100, Currency.Usd), euros = new(100, Currency.Eur);
        Assert.Equal(new Money(250, Currency.Usd), dollars + new Money(150, Currency.Usd));
        Assert.Equal(new Money(-50, Currency.Usd), dollars - new Money(150, Currency.Usd));
        Assert.Equal(new Money(-300, Currency.Usd), -dollars * 3);
        Assert.NotEqual(dollars, euros);
        Assert.Throws<InvalidOperationException>(() => dollars + euros);
        Assert.Throws<InvalidOperationException>(() => dollars - euros);
        Assert.Throws<InvalidOperationException>(() => dollars < euros);
        Assert.Throws<InvalidOperationException>(() => dollars.CompareTo(euros));
    }

    [Fact]
    public void Amounts_are_ordered()
    {
        Money less = new(1, Currency.Usd), more = new(2, Currency.Usd), same = new(2, Currency.Usd);
        Assert.True(less < more && more > less && more >= same && more <= same);
        Assert.False(less > more || more < less || more < same || more > same || less >= more || more <= less);
        Assert.True(more.IsPositive && (-more).IsNegative && Money.Zero(Currency.Usd).IsZero);
        Assert.False(more.IsNegative || (-more).IsPositive || more.IsZero);
    }

    [Fact]
    public void Overflow_is_loud()
    {
        var most = new Money(long.MaxValue, Currency.Usd);
        Assert.Throws<OverflowException>(() => most + new Money(1, Currency.Usd));
        Assert.Throws<OverflowException>(() => -most - new Money(2, Currency.Usd));
        Assert.Throws<OverflowException>(() => most * 2);
        Assert.Throws<OverflowException>(() => -new Money(long.MinValue, Currency.Usd));
    }

    [Fact]
    public void Money_without_a_currency_cannot_be_used()
    {
        Money none = default;
        Assert.Equal("", none.ToString());
        Assert.Throws<InvalidOperationException>(() => none + none);
        Assert.Throws<InvalidOperationException>(() => -none);
        Assert.Throws<InvalidOperationException>(() => none * 2);
        Assert.Throws<InvalidOperationException>(() => none <= default(Money));
        Assert.Throws<InvalidOperationException>(() => none.Amount);
        Assert.Throws<InvalidOperationException>(() => Money.Zero(default));
        Assert.Throws<InvalidOperationException>(() => Money.Round(1, default));
        Assert.Throws<InvalidOperationException>(() => Money.TryParse("1", default, out _));
    }

    [Fact]
    public void Every_amount_survives_being_written_and_read() =>
        (from minor in Arbitraries.Minor from currency in Arbitraries.Currencies select new Money(minor, currency)).Always(money =>
        {
            Assert.True(Money.TryParse(money.AmountText, money.Currency, out var read));
            Assert.Equal(money, read);
            Assert.Equal(money, Money.Exact(money.Amount, money.Currency));
            Assert.Equal(money.Currency.Digits, money.Amount.Scale);
            Assert.Equal((decimal)money.Minor, money.Amount * (decimal)BigInteger.Pow(10, money.Currency.Digits));
        });

    [Fact]
    public void Rounding_moves_by_half_a_unit_at_most_and_mirrors() =>
        (from whole in Gen.Choose(-1_000_000, 1_000_000)
         from fraction in Gen.Choose(0, 999_999)
         from currency in Arbitraries.Currencies
         select (Amount: whole + (fraction / 1_000_000m), Currency: currency)).Always(made =>
        {
            var rounded = Money.Round(made.Amount, made.Currency);
            var unit = new Money(1, made.Currency).Amount;
            Assert.InRange(rounded.Amount - made.Amount, -unit / 2, unit / 2);
            Assert.Equal(-rounded, Money.Round(-made.Amount, made.Currency));
        });
}
