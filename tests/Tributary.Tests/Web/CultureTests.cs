using Tributary.Web.Kit;

namespace Tributary.Tests.Web;

public sealed class CultureTests
{
    private static readonly DateTime Moment = new(2026, 3, 14, 23, 12, 40, DateTimeKind.Utc);

    [Theory]
    [InlineData("en", "1,204.00\u00a0USD")]
    [InlineData("de", "1.204,00\u00a0USD")]
    [InlineData("de-AT", "1.204,00\u00a0USD")]
    [InlineData("fr", "1\u202f204,00\u00a0USD")]
    [InlineData("ja", "1,204.00\u00a0USD")]
    public void Money_reads_as_the_person_writes_it(string language, string written) =>
        Assert.Equal(written, new Culture(language, null).Money(new(120_400, Currency.Usd)));

    [Fact]
    public void A_negative_amount_has_a_true_minus() =>
        Assert.Equal("\u22125.50\u00a0USD", new Culture("en", null).Money(new(-550, Currency.Usd)));

    [Fact]
    public void A_currency_has_its_own_decimal_places()
    {
        Assert.Equal("1,500\u00a0JPY", new Culture("en", null).Money(new(1500, Currency.Jpy)));
        Assert.Equal("1.500\u00a0KWD", new Culture("en", null).Money(new(1500, Currency.Kwd)));
    }

    [Fact]
    public void A_moment_falls_on_the_day_of_the_person() =>
        Assert.Equal(new DateOnly(2026, 3, 15), new Culture("en", "Europe/Berlin").LocalDay(Moment));

    [Theory]
    [InlineData("en", "UTC", "14 Mar 2026, 23:12:40 (UTC)")]
    [InlineData("en", "America/New_York", "14 Mar 2026, 19:12:40 (UTC\u221204:00)")]
    [InlineData("ja", "Asia/Tokyo", "2026年3月15日, 08:12:40 (UTC+09:00)")]
    public void The_exact_time_names_its_zone(string language, string zone, string exact) =>
        Assert.Equal(exact, new Culture(language, zone).Exact(Moment));

    [Fact]
    public void What_is_unknown_is_read_in_english_and_utc()
    {
        var culture = new Culture("tlh", "Qonos/First_City");

        Assert.Equal("en", culture.Language.Code);
        Assert.Equal(TimeZoneInfo.Utc, culture.Zone);
    }
}
