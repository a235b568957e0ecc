using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using System.Security.Cryptography;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Provisioning;
using Tributary.Provisioning.Connectors.Licence;
using Tributary.Subscriptions;

namespace Tributary.Tests.Provisioning;

public sealed class LicenceTests
{
    [Theory, OnBoth]
    public async Task A_licence_is_issued_and_a_library_that_knows_nothing_of_us_verifies_it(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        var subscription = await shop.Order(await shop.Plan("licence"));
        await shop.Worker().Drain();

        Assert.Equal(SubscriptionState.Active, (await shop.Subscription(subscription)).State);
        var asset = Assert.Single(await shop.Assets(subscription));
        Assert.Equal(("licence", new DateOnly(2026, 2, 28)), (asset.Kind, asset.ExpiresOn));
        var token = await Verified(shop, asset.Secret!);
        Assert.Equal("suite-licence-basic", token.GetClaim("product").Value);
        Assert.Equal("3", token.GetClaim("quantity").Value);
        Assert.Equal(shop.Carl.Account.Number, token.GetClaim("account").Value);
        Assert.Equal(PublicId.Format("sub", subscription), token.Subject);
        Assert.Equal((new DateTime(2026, 1, 14), new DateTime(2026, 3, 1)), (token.ValidFrom, token.ValidTo));
    }

    [Theory, OnBoth]
    public async Task A_repeated_attempt_issues_the_same_licence_and_a_renewal_the_next_in_its_place(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        var plan = await shop.Plan("licence");
        var subscription = await shop.Order(plan);
        var order = Order(shop, await shop.Work(subscription), plan);
        var connector = new LicenceConnector(shop.Keys);
        var first = Assert.IsType<Outcome.Done>(await connector.Do(order, default));
        shop.World.Clock.Advance(TimeSpan.FromDays(1));
        var again = Assert.IsType<Outcome.Done>(await connector.Do(order, default));
        Assert.Equal(first.ExternalId, again.ExternalId);
        Assert.Equal(first.Assets[0].Secret!.Split('.')[1], again.Assets[0].Secret!.Split('.')[1]);

        await shop.Worker().Drain();
        var before = (await Verified(shop, (await shop.Assets(subscription)).Single().Secret!)).Id;
        await shop.Ask(subscription, plan, WorkAction.Renew, quantity: 5);
        await shop.Worker().Drain();
        var after = await Verified(shop, (await shop.Assets(subscription)).Single().Secret!);
        Assert.NotEqual(before, after.Id);
        Assert.Equal("5", after.GetClaim("quantity").Value);

        await shop.Ask(subscription, plan, WorkAction.Remove);
        await shop.Worker().Drain();
        Assert.NotNull((await shop.Assets(subscription)).Single().RemovedAt);
    }

    [Theory, OnBoth]
    public async Task Many_first_licences_at_once_make_one_key(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        var plan = await shop.Plan("licence");
        var order = Order(shop, await shop.Work(await shop.Order(plan)), plan);
        var signed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            (Outcome.Done)await new LicenceConnector(new LicenceKeys(shop.World.Database, shop.Protection)).Do(order, default))));
        foreach (var licence in signed) await Verified(shop, licence.Assets[0].Secret!);
    }

    [Fact]
    public async Task The_private_key_does_not_lie_open_and_without_it_a_person_is_asked()
    {
        await using var shop = await Workshop.Open(DatabaseKind.Sqlite);
        var plan = await shop.Plan("licence");
        var order = Order(shop, await shop.Work(await shop.Order(plan)), plan);
        await new LicenceConnector(shop.Keys).Do(order, default);
        var lost = new LicenceKeys(shop.World.Database, new EphemeralDataProtectionProvider());
        Assert.Equal(await shop.Keys.PublicKey(shop.World.Nora.Id), await lost.PublicKey(shop.World.Nora.Id));
        Assert.Contains("cannot be decrypted", Assert.IsType<Outcome.NeedsPerson>(await new LicenceConnector(lost).Do(order, default)).Reason);
    }

    [Fact]
    public async Task The_command_tells_the_genuine_from_the_changed_offline()
    {
        await using var shop = await Workshop.Open(DatabaseKind.Sqlite);
        var subscription = await shop.Order(await shop.Plan("licence"));
        await shop.Worker().Drain();
        var key = (await shop.Assets(subscription)).Single().Secret!;
        var pem = Path.GetTempFileName();
        await File.WriteAllTextAsync(pem, await shop.Keys.PublicKey(shop.World.Nora.Id));
        try
        {
            var (code, said) = await Command(key, pem, "2026-02-01");
            Assert.Equal(0, code);
            Assert.Contains("Genuine. suite-licence-basic, plan basic, quantity 3", said);
            Assert.Equal(1, (await Command(key, pem, "2026-03-02")).Code);
            Assert.Equal(1, (await Command(More(key), pem, "2026-02-01")).Code);
            using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            await File.WriteAllTextAsync(pem, other.ExportSubjectPublicKeyInfoPem());
            Assert.Equal(1, (await Command(key, pem, "2026-02-01")).Code);
        }
        finally
        {
            File.Delete(pem);
        }
    }

    // The customer would like a hundred seats.
    private static string More(string key)
    {
        var parts = key.Split('.');
        var claims = JsonSerializer.Deserialize<Dictionary<string, object>>(Base64UrlEncoder.Decode(parts[1]))!;
        claims["quantity"] = 100;
        return $"{parts[0]}.{Base64UrlEncoder.Encode(JsonSerializer.Serialize(claims))}.{parts[2]}";
    }

    private static async Task<JsonWebToken> Verified(Workshop shop, string key)
    {
        using var verifier = ECDsa.Create();
        verifier.ImportFromPem(await shop.Keys.PublicKey(shop.World.Nora.Id));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(key, new TokenValidationParameters
        {
            IssuerSigningKey = new ECDsaSecurityKey(verifier) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } },
            ValidIssuer = PublicId.Format("acc", shop.World.Nora.Id), ValidateAudience = false, ValidateLifetime = false, TryAllIssuerSigningKeys = true,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }

    private static WorkOrder Order(Workshop shop, Work work, Plan plan) => new()
    {
        Id = work.Id, Action = work.Action, AskedAt = work.CreatedAt, SubscriptionId = work.SubscriptionId, MakerId = plan.OwnerId, AccountNumber = "1",
        AccountName = "Carl", Product = "suite", ProductName = "Suite", Plan = plan.Code, PlanName = plan.Name, Quantity = 3, Interval = Interval.Monthly,
        Settings = new Dictionary<string, string> { ["spareDays"] = "14" },
    };

    private static async Task<(int Code, string Said)> Command(string key, string pem, string day)
    {
        var program = Path.ChangeExtension(typeof(Tributary.Web.Workers.ProvisioningSetup).Assembly.Location, ".dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "licence", "verify", "--key", key, "--public", pem, "--at", day])
        {
            RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath(),
        })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }
}
