using System.Text.Json;

namespace Tributary.Tests;

public sealed class CurrencyTests
{
    // ISO's list names more than what anything can be sold in.
    private static readonly string[] UnitsMetalsAndTests =
        ["XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"];

    // The file at hand is older than the table: these were withdrawn up to 2026, and these took their place.
    private static readonly string[] Withdrawn = ["ANG", "BGN", "CUC", "HRK", "SLL", "ZWL"];
    private static readonly string[] New = ["XCG", "ZWG"];

    [Theory]
    [InlineData("USD", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KWD", 3)]
    [InlineData("CLF", 4)]
    public void A_currency_knows_its_decimal_places(string code, int digits) => Assert.Equal(digits, Currency.Of(code).Digits);

    [Fact]
    public void The_named_ones_are_what_they_say()
    {
        Assert.Equal(["USD", "EUR", "GBP", "JPY", "KWD"], new[] { Currency.Usd, Currency.Eur, Currency.Gbp, Currency.Jpy, Currency.Kwd }.Select(c => c.Code));
        Assert.Equal("Japanese Yen", Currency.Jpy.Name);
        Assert.Equal("JPY", Currency.Jpy.ToString());
    }

    [Fact]
    public void Every_currency_is_found_by_its_code_and_listed_in_order()
    {
        Assert.All(Currency.All, currency => Assert.Equal(currency, Currency.Of(currency.Code)));
        Assert.All(Currency.All, currency => Assert.NotEmpty(currency.Name));
        Assert.Equal(Currency.All.Select(c => c.Code).Distinct().Order(StringComparer.Ordinal), Currency.All.Select(c => c.Code));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("usd")]
    [InlineData("USD ")]
    [InlineData("XXX")]
    [InlineData("XAU")]
    public void What_is_no_currency_is_refused(string? code)
    {
        Assert.False(Currency.TryOf(code, out var none));
        Assert.Equal(default, none);
        var refusal = Assert.Throws<Refusal>(() => Currency.Of(code!));
        Assert.Equal(("currency.unknown", RefusalKind.Invalid), (refusal.Code, refusal.Kind));
    }

    [Fact]
    public void No_currency_at_all_may_be_printed_but_not_used()
    {
        Assert.Equal("", default(Currency).ToString());
        Assert.NotEqual(default, Currency.All[0]);
        Assert.Throws<InvalidOperationException>(() => default(Currency).Code);
        Assert.Throws<InvalidOperationException>(() => default(Currency).Digits);
        Assert.Throws<InvalidOperationException>(() => default(Currency).Name);
    }

    [SharedDataFact("iso/iso_4217.json")]
    public void The_table_is_the_one_of_iso_4217()
    {
        using var iso = JsonDocument.Parse(File.ReadAllText(SharedData.At("iso/iso_4217.json")));
        var theirs = iso.RootElement.GetProperty("4217").EnumerateArray().Select(row => row.GetProperty("alpha_3").GetString()!);
        Assert.Equal(
            theirs.Except(UnitsMetalsAndTests).Except(Withdrawn).Concat(New).Order(StringComparer.Ordinal),
            Currency.All.Select(currency => currency.Code));
    }
}
