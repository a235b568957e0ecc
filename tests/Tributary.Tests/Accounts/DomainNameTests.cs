using Tributary.Accounts;

namespace Tributary.Tests.Accounts;

public sealed class DomainNameTests
{
    [Theory]
    [InlineData("yourdomainname.com", "yourdomainname.com")]
    [InlineData(" Panel.Example.COM. ", "panel.example.com")]
    [InlineData("müller.de", "xn--mller-kva.de")]
    [InlineData("MÜLLER.de", "xn--mller-kva.de")]
    [InlineData("xn--mller-kva.de", "xn--mller-kva.de")]
    [InlineData("пример.рф", "xn--e1afmkfd.xn--p1ai")]
    [InlineData("panel。example。com", "panel.example.com")]
    [InlineData("rosa.co.uk", "rosa.co.uk")]
    [InlineData("a.city.kawasaki.jp", "a.city.kawasaki.jp")]
    [InlineData("1and1.example", "1and1.example")]
    [InlineData("wwwrosa.example", "wwwrosa.example")]
    public void A_host_name_is_kept_in_one_form(string typed, string kept)
    {
        Assert.Null(DomainName.Read(typed, out var host));
        Assert.Equal(kept, host);
        Assert.Null(DomainName.Read(DomainName.Shown(host), out var again));
        Assert.Equal(kept, again);
    }

    [Fact]
    public void It_is_read_in_its_own_script() => Assert.Equal("müller.de", DomainName.Shown("xn--mller-kva.de"));

    [Theory]
    [InlineData("https://yourdomainname.com")]
    [InlineData("www.yourdomainname.com")]
    [InlineData("WWW.yourdomainname.com")]
    [InlineData("yourdomainname.com/login")]
    [InlineData("yourdomainname.com:8443")]
    [InlineData("rosa@yourdomainname.com")]
    [InlineData("yourdomainname.com?x")]
    [InlineData("*.yourdomainname.com")]
    [InlineData("your domain.com")]
    [InlineData("your_domain.com")]
    public void Nothing_stands_around_it(string typed) => Assert.Equal("Only the host name: no https, no www, no path.", DomainName.Read(typed, out _));

    [Theory]
    [InlineData("rosa")]
    [InlineData("localhost")]
    [InlineData("panel.localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("panel.127")]
    [InlineData("panel.0x7f")]
    [InlineData("-rosa.example")]
    [InlineData("rosa-.example")]
    [InlineData("rosa..example")]
    [InlineData(".rosa.example")]
    [InlineData("rosa.example..")]
    [InlineData("xn--a.example")]
    [InlineData("router.local")]
    public void What_is_none_is_refused(string typed)
    {
        Assert.Equal("This is no host name; use one such as panel.example.com.", DomainName.Read(typed, out var host));
        Assert.Empty(host);
    }

    [Fact]
    public void A_label_or_a_name_can_be_too_long()
    {
        Assert.NotNull(DomainName.Read(new string('a', 64) + ".example", out _));
        Assert.NotNull(DomainName.Read(string.Join('.', Enumerable.Repeat(new string('a', 50), 5)) + ".example", out _));
    }

    [Theory]
    [InlineData("co.uk")]
    [InlineData("com.ar")]
    [InlineData("kawasaki.jp")]
    [InlineData("anything.kawasaki.jp")]
    [InlineData("公司.cn")]
    [InlineData("xn--55qx5d.cn")]
    public void A_public_suffix_is_nobodys(string typed) =>
        Assert.Equal("Everybody registers names under this one; use a name of your own below it.", DomainName.Read(typed, out _));

    [Fact]
    public void A_claim_is_looked_for_after_growing_gaps_and_not_for_ever()
    {
        var at = new DateTime(2026, 1, 15, 9, 0, 0, DateTimeKind.Utc);
        var claim = new HostName { Host = "panel.rosa.example", AccountId = Guid.NewGuid(), BranchId = 1, Token = "t", ClaimedAt = at };
        Assert.Equal(at, claim.NextLook);

        var gaps = new List<TimeSpan>();
        while (claim.NextLook is { } next)
        {
            gaps.Add(next - (claim.CheckedAt ?? at));
            claim.CheckedAt = next;
        }
        Assert.Equal(TimeSpan.FromMinutes(1), gaps[1]);
        Assert.Equal(gaps.Order(), gaps);
        Assert.Equal(TimeSpan.FromHours(6), gaps[^1]);
        Assert.InRange(claim.CheckedAt!.Value - at, TimeSpan.FromDays(90), TimeSpan.FromDays(91));
        claim.CheckedAt = null;
        claim.ProvenAt = at;
        Assert.Null(claim.NextLook);
    }
}
