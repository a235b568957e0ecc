using System.Net;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Tributary.Provisioning;
using Tributary.Provisioning.Connectors.Manual;
using Tributary.Provisioning.Connectors.Webhook;

namespace Tributary.Tests.Provisioning;

public sealed class ConnectorTests
{
    private static readonly ConnectorList List = new(
        [new ManualConnector(), new WebhookConnector(new(), TimeProvider.System)], new EphemeralDataProtectionProvider());

    private const string Url = "https://deliver.example.com/";

    [Fact]
    public void A_secret_is_kept_sealed_and_stays_when_it_is_left_empty()
    {
        var secret = StandardWebhook.NewSecret();
        var stored = List.Seal("webhook", $$"""{"url":"{{Url}}","secret":"{{secret}}","timeoutSeconds":5}""");
        Assert.DoesNotContain(secret, stored);
        Assert.Equal(new Dictionary<string, string> { ["url"] = Url, ["timeoutSeconds"] = "5" }, List.Shown("webhook", stored));

        var edited = List.Seal("webhook", """{"url":"https://new.example.com/","secret":""}""", stored);
        Assert.Contains("sealed:", edited);
        // What was sealed for another plan cannot be copied over by hand.
        Assert.Throws<Refusal>(() => List.Seal("webhook", edited));
    }

    [Theory]
    [InlineData("webhook", "{}", "settings.url")]
    [InlineData("webhook", """{"url":"http://deliver.example.com/"}""", "settings.url")]
    [InlineData("webhook", """{"url":"ftp://deliver.example.com/"}""", "settings.url")]
    [InlineData("webhook", """{"url":"https://a:b@deliver.example.com/"}""", "settings.url")]
    [InlineData("webhook", """{"secret":"hunter2"}""", "settings.secret")]
    [InlineData("webhook", """{"secret":"whsec_c2hvcnQ="}""", "settings.secret")]
    [InlineData("webhook", """{"timeoutSeconds":0}""", "settings.timeoutSeconds")]
    [InlineData("webhook", """{"timeoutSeconds":"five"}""", "settings.timeoutSeconds")]
    [InlineData("webhook", """{"price":"9"}""", "settings.price")]
    [InlineData("manual", """{"confirmRenewals":"maybe"}""", "settings.confirmRenewals")]
    [InlineData("manual", "[]", "settings")]
    [InlineData("manual", "nonsense", "settings")]
    [InlineData("pigeon", "{}", "connector")]
    public void Settings_that_are_wrong_are_refused_by_field(string connector, string json, string field) =>
        Assert.Contains(field, Assert.Throws<Refusal>(() => List.Seal(connector, json)).Errors.Keys);

    [Fact]
    public void A_signature_is_the_one_the_standards_own_library_makes()
    {
        // The example of https://github.com/standard-webhooks/standard-webhooks, in every one of its libraries' tests.
        var secret = StandardWebhook.Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!;
        var body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", StandardWebhook.Sign([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body));
    }

    [Fact]
    public void Old_and_new_secret_both_count_while_it_is_changed()
    {
        byte[] old = [.. Enumerable.Repeat((byte)1, 32)], @new = [.. Enumerable.Repeat((byte)2, 32)];
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        byte[] body = [1, 2, 3];
        var both = StandardWebhook.Sign([@new, old], "a", "1700000000", body);
        Assert.True(StandardWebhook.Verify([old], "a", "1700000000", both, body, now));
        Assert.True(StandardWebhook.Verify([@new], "a", "1700000000", both, body, now));
        Assert.False(StandardWebhook.Verify([[.. Enumerable.Repeat((byte)3, 32)]], "a", "1700000000", both, body, now));
        Assert.False(StandardWebhook.Verify([old], "a.1", "700000000", both, body, now));
        Assert.False(StandardWebhook.Verify([old], "a", "9223372036854775807", both, body, now));
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.16.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.53", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_addresses_of_the_public_internet_are_open(string address, bool open) =>
        Assert.Equal(open, PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData(1, 0.0, 48)]
    [InlineData(1, 0.999999, 72)]
    [InlineData(5, 0.5, 960)]
    [InlineData(40, 0.5, 21600)]
    public void Gaps_double_up_to_six_hours(int attempt, double chance, double seconds) =>
        Assert.Equal(seconds, new WorkPace().Gap(attempt, chance).TotalSeconds, 0.01);
}
