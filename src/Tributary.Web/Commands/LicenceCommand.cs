using System.CommandLine;
using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Tributary.Data;
using Tributary.Provisioning.Connectors.Licence;

namespace Tributary.Web.Commands;

/// <summary>
/// <c>tributary licence verify</c>: says whether a licence is genuine and valid, offline. <c>tributary licence public</c>: prints
/// the public key by which a maker's licences are verified.
/// </summary>
internal static class LicenceCommand
{
    public static Command Create() => new("licence", "Verify licences, and show the keys that verify them.") { Verify(), Public() };

    private static Command Verify()
    {
        var key = new Option<string>("--key") { Description = "The licence, or a file that holds it.", Required = true };
        var publicKey = new Option<FileInfo>("--public") { Description = "The maker's public key, a PEM file.", Required = true };
        var at = new Option<DateOnly?>("--at") { Description = "The day to look at, such as 2026-01-31; today without it." };
        var verify = new Command("verify", "Say whether a licence is genuine and valid: ends with 0 when it is. Needs neither database nor network.") { key, publicKey, at };
        verify.SetAction(async (line, cancel) =>
        {
            var given = line.GetRequiredValue(key);
            var token = File.Exists(given) ? await File.ReadAllTextAsync(given, cancel) : given;
            var day = line.GetValue(at) is { } asked ? new DateTimeOffset(asked.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : TimeProvider.System.GetUtcNow();
            LicenceToken? licence;
            try { licence = LicenceToken.Verify(token, await File.ReadAllTextAsync(line.GetRequiredValue(publicKey).FullName, cancel)); }
            catch (ArgumentException)
            {
                Console.Error.WriteLine("The file holds no public key in PEM.");
                return 2;
            }
            return Say(licence, day);
        });
        return verify;
    }

    private static int Say(LicenceToken? licence, DateTimeOffset day)
    {
        if (licence is null)
        {
            Console.WriteLine("Not genuine: it was not signed with this key, or was changed since.");
            return 1;
        }
        var end = licence.ValidTo is { } to ? $"before {Day(to)}" : "without an end";
        Console.WriteLine($"""
            Genuine. {licence.Product}, plan {licence.Plan}, quantity {licence.Quantity}
            account      {licence.Account}
            subscription {licence.Subscription}
            serial       {licence.Serial}
            maker        {licence.Maker}
            valid        from {Day(licence.ValidFrom)}, {end}
            """);
        if (licence.IsValidAt(day)) return 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Not valid on {day:yyyy-MM-dd}."));
        return 1;
    }

    private static Command Public()
    {
        var maker = new Option<string>("--maker") { Description = "The account that makes the product, acc_…", Required = true };
        var command = new Command("public", "Print the public key by which a maker's licences are verified.") { maker };
        command.SetAction(async (line, cancel) =>
        {
            if (!PublicId.TryParse(line.GetRequiredValue(maker), "acc", out var id))
            {
                Console.Error.WriteLine("An account's id looks like acc_01h455vb4pex5vsknk084sn02q.");
                return 2;
            }
            await using var choice = DatabaseChoice.From(Environment.GetEnvironmentVariable(DatabaseChoice.Setting));
            // Only the public half is read; nothing is decrypted.
            var pem = await new LicenceKeys(choice, new EphemeralDataProtectionProvider()).PublicKey(id, cancel);
            if (pem is null)
            {
                Console.Error.WriteLine("This account has issued no licence.");
                return 1;
            }
            Console.WriteLine(pem);
            return 0;
        });
        return command;
    }

    private static string Day(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
