using Tributary.Accounts;

namespace Tributary.Tests.Accounts;

public sealed class AccountDetailsTests
{
    private static IEnumerable<string> Wrong(AccountDetails details)
    {
        var form = new Form();
        details.Read(form, nameNeeded: false, addressNeeded: false);
        try { form.Check("x"); }
        catch (Refusal no) { return no.Errors.Keys; }
        return [];
    }

    [Theory]
    [InlineData("Müller & Söhne GmbH")]
    [InlineData("株式会社サンプル")]
    [InlineData("شركة المثال")]
    [InlineData("O'Brien <b>Ltd</b> 🚀")]
    public void Any_writing_is_a_name(string name) => Assert.Empty(Wrong(new() { Name = name }));

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u2028b")]
    public void Some_writing_is_refused(string name) => Assert.Equal(["name"], Wrong(new() { Name = name }));

    [Fact]
    public void Half_a_character_is_refused() => Assert.Equal(["name"], Wrong(new() { Name = "a\uD800" }));

    [Fact]
    public void Text_is_trimmed_and_composed()
    {
        var read = new AccountDetails { Name = "  Cafe\u0301 ", Country = "de", Domain = "Panel.Example.COM" }.Read(new Form(), true, false);
        Assert.Equal(("Café", "DE", "panel.example.com"), (read.Name, read.Country, read.Domain));
    }

    [Theory]
    [InlineData("UTC", true)]
    [InlineData("Europe/Berlin", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("W. Europe Standard Time", false)]
    [InlineData("../../etc/passwd", false)]
    [InlineData("Mars/Olympus", false)]
    public void Time_zones_are_those_of_iana(string name, bool known) => Assert.Equal(known, AccountDetails.IsTimeZone(name));

    [Theory]
    [InlineData("email", "a@example.org", true)]
    [InlineData("email", "a@localhost", false)]
    [InlineData("email", "a b@example.org", false)]
    [InlineData("email", "a@b@example.org", false)]
    [InlineData("website", "https://example.org/x", true)]
    [InlineData("website", "javascript:alert(1)", false)]
    [InlineData("domain", "panel.example.org", true)]
    [InlineData("domain", "-x.example.org", false)]
    public void Addresses_have_their_shape(string field, string value, bool right)
    {
        var details = field switch
        {
            "email" => new AccountDetails { Email = value },
            "website" => new AccountDetails { Website = value },
            _ => new AccountDetails { Domain = value },
        };
        Assert.Equal(right ? [] : [field], Wrong(details));
    }

    [Fact]
    public void There_are_249_countries()
    {
        Assert.Equal(249, Country.All.Distinct().Count());
        Assert.Equal(("Germany", "Japan"), (Country.Name("DE"), Country.Name("JP")));
    }

    [Fact]
    public void A_number_has_a_check_digit_that_notices_slips()
    {
        var number = HumanNumber.Draw();
        Assert.True(HumanNumber.Is(number));
        for (var place = 0; place < number.Length; place++)
        {
            if (number[place] == '-') continue;
            var slip = number.ToCharArray();
            slip[place] = (char)('0' + (slip[place] - '0' + 1) % 10);
            Assert.False(HumanNumber.Is(new(slip)));
        }
    }
}
