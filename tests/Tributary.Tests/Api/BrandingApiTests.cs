using Microsoft.AspNetCore.Hosting;
using Tributary.Data;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>A reseller's domain and brand through the API, with a real DNS server beside it.</summary>
public sealed class BrandingApiTests
{
    [Theory, OnBoth]
    public async Task S0_08_A_domain_is_given_at_creation_proven_by_a_DNS_record_and_changed_only_with_the_proof_of_the_next(DatabaseKind kind)
    {
        using var dns = new DnsServer();
        await using var panel = await Panel.Open(kind, host => host.UseSetting("TRIBUTARY_DNS", dns.Address));
        var (world, saul) = (panel.World, await panel.Api(panel.World.Saul));
        foreach (var wrong in new[] { "https://olga.example", "www.olga.example", "olga.example/login", "co.uk", "localhost", "192.0.2.7", "127.0.0.1" })
        {
            var no = (await saul.Post("/accounts", Reseller(wrong))).Must(422);
            Assert.NotNull(no.Wrong("domain"));
        }

        var olga = (await saul.Post("/accounts", Reseller("Müller.example"))).Must(201).Id;
        Assert.Equal("müller.example", (await saul.Get($"/accounts/{olga}")).At("domain"));
        var claim = await saul.Get($"/accounts/{olga}/branding");
        Assert.Equal(("müller.example", "False", "_tributary.xn--mller-kva.example", null), (claim.At("domain.host"), claim.At("domain.proven"), claim.At("domain.recordName"), claim.At("host")));
        var (name, text) = (claim.At("domain.recordName")!, claim.At("domain.recordText")!);

        Assert.Equal("no_record", await Finding(panel, saul, olga));
        await dns.Say(name, "tributary=somebody-elses");
        Assert.Equal("other_token", await Finding(panel, saul, olga));
        Assert.Equal(421, (await panel.Visitor("xn--mller-kva.example").Get("/login")).Status);
        await dns.Say(name, text);
        Assert.Null(await Finding(panel, saul, olga));
        Assert.Equal("müller.example", (await saul.Get($"/accounts/{olga}/branding")).At("host"));
        Assert.Equal("Olga", (await panel.Visitor("xn--mller-kva.example").Get("/login")).Of(".brand-name"));

        // In another branch the name is in use, and no more is said.
        var xena = await panel.Api(world.Xena);
        var taken = (await xena.Patch($"/accounts/{world.Xena.Ref()}", new { domain = "xn--mller-kva.example" })).Must(422);
        Assert.Equal("This name is in use here already.", taken.Wrong("domain"));
        Assert.DoesNotContain("Olga", taken.Text);

        (await saul.Patch($"/accounts/{olga}", new { domain = "olga.example" })).Must(200);
        await dns.Forget();
        Assert.Equal("no_record", await Finding(panel, saul, olga));
        var waiting = await saul.Get($"/accounts/{olga}/branding");
        Assert.Equal(("olga.example", "müller.example"), (waiting.At("domain.host"), waiting.At("host")));
        Assert.Equal("Olga", (await panel.Visitor("xn--mller-kva.example").Get("/login")).Of(".brand-name"));
        await dns.Say(waiting.At("domain.recordName")!, waiting.At("domain.recordText")!);
        Assert.Null(await Finding(panel, saul, olga));
        Assert.Equal("Olga", (await panel.Visitor("olga.example").Get("/login")).Of(".brand-name"));
        Assert.Equal(421, (await panel.Visitor("xn--mller-kva.example").Get("/login")).Status);
        (await xena.Patch($"/accounts/{world.Xena.Ref()}", new { domain = "xn--mller-kva.example" })).Must(200);
    }

    [Theory, OnBoth]
    public async Task S0_08_Where_DNS_does_not_answer_the_claim_waits(DatabaseKind kind)
    {
        var dns = new DnsServer();
        await using var panel = await Panel.Open(kind, host => host.UseSetting("TRIBUTARY_DNS", dns.Address));
        var rosa = await panel.Api(panel.World.Rosa);
        var at = panel.World.Rosa.Ref();
        Assert.Equal((409, "domain.none"), await rosa.Post($"/accounts/{at}/domain/check") is var none ? (none.Status, none.Code) : default);
        (await rosa.Patch($"/accounts/{at}", new { domain = "panel.rosewood.example" })).Must(200);

        dns.Dispose();
        Assert.Equal("no_answer", await Finding(panel, rosa, at));
    }

    [Theory, OnBoth]
    public async Task S0_15_A_brand_is_read_changed_and_given_a_logo(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var (rosa, at) = (await panel.Api(panel.World.Rosa), $"/accounts/{panel.World.Rosa.Ref()}/branding");

        var before = (await rosa.Get(at)).Must(200);
        Assert.Equal(("", "", null), (before.At("name"), before.At("colour"), before.At("logo")));
        var set = (await rosa.Patch(at, new { name = "Rosewood", colour = "#AA3300", support = new { email = "help@rosewood.example", signature = "Yours\nRosa" } }, match: before.Headers.ETag!.Tag)).Must(200);
        Assert.Equal(("Rosewood", "#aa3300", "help@rosewood.example", ""), (set.At("name"), set.At("colour"), set.At("support.email"), set.At("sales.email")));
        Assert.Equal(412, (await rosa.Patch(at, new { name = "Late" }, match: before.Headers.ETag!.Tag)).Status);
        var wrong = (await rosa.Patch(at, new { colour = "red", billing = new { email = "billing" } })).Must(422);
        Assert.NotNull(wrong.Wrong("colour"));
        Assert.NotNull(wrong.Wrong("billing.email"));

        using var svg = new StringContent("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='9' height='9'/></svg>", System.Text.Encoding.UTF8, "image/svg+xml");
        var logo = (await rosa.Send(HttpMethod.Put, at + "/logo", svg)).Must(200).At("logo")!;
        Assert.Equal("image/svg+xml", (await panel.Visitor().Client.GetAsync(logo, TestContext.Current.CancellationToken)).Content.Headers.ContentType!.MediaType);
        using var text = new StringContent("MZ", System.Text.Encoding.UTF8, "image/png");
        Assert.Equal("picture.unreadable", (await rosa.Send(HttpMethod.Put, at + "/logo", text)).Must(422).Code);
        Assert.Null((await rosa.Delete(at + "/logo")).Must(200).At("logo"));
        Assert.Equal(409, (await rosa.Patch($"/accounts/{panel.World.Cora.Ref()}/branding", new { name = "Cora" })).Status);
    }

    private static object Reseller(string domain) => new
    {
        kind = "reseller", name = "Olga", email = "olga@example.com", domain, address = new { street = "Am Markt 1", city = "Bremen", country = "DE" },
    };

    // Asked again only after a moment; what was found a moment ago is given as it was.
    private static async Task<string?> Finding(Panel panel, HttpClient api, string account)
    {
        panel.World.Clock.Advance(TimeSpan.FromSeconds(5));
        var look = (await api.Post($"/accounts/{account}/domain/check")).Must(200);
        Assert.Equal(look.At("finding") is null ? "True" : "False", look.At("proven"));
        return look.At("finding");
    }
}
