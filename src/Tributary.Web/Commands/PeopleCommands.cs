using System.CommandLine;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web.Commands;

/// <summary>
/// <c>tributary password-reset</c> prints a link with which somebody sets a new password; <c>tributary admin create</c>
/// makes an administrator of the provider, and the provider itself when there is none: a first run without a browser.
/// </summary>
internal static class PeopleCommands
{
    public static Command PasswordReset()
    {
        var email = new Argument<string>("email") { Description = "Whose password." };
        var reset = new Command("password-reset", $"Print a link, good for three hours, to set a new password. {HereIs.Setting} is the panel's public address.") { email };
        reset.SetAction((line, cancel) => Offline.Run(async services =>
        {
            var user = await services.GetRequiredService<UserManager<User>>().FindByEmailAsync(line.GetValue(email)!) ?? throw Refusal.NotFound("person");
            var token = services.GetRequiredService<Links>().Make(user, LinkKind.Reset);
            Console.WriteLine(HereIs.Address(services.GetRequiredService<IConfiguration>(), null, $"/reset?token={token}"));
        }, cancel));
        return reset;
    }

    public static Command Admin()
    {
        var email = new Option<string>("--email") { Description = "What they sign in with.", Required = true };
        var name = new Option<string>("--name") { Description = "Their name.", Required = true };
        var provider = new Option<string?>("--provider") { Description = "First run: the name of the company that runs this installation." };
        var country = new Option<string?>("--country") { Description = "First run: its country, two letters." };
        var currency = new Option<string?>("--currency") { Description = "First run: the currency it sells in.", DefaultValueFactory = _ => "USD" };
        var timeZone = new Option<string?>("--time-zone") { Description = "First run: the time zone days are counted in.", DefaultValueFactory = _ => "UTC" };
        var create = new Command("create", "Make an owner of the provider and print a random password.") { email, name, provider, country, currency, timeZone };
        create.SetAction((line, cancel) => Offline.Run(async services =>
        {
            var (desk, enrol, db) = (services.GetRequiredService<Desk>(), services.GetRequiredService<Enrol>(), services.GetRequiredService<TributaryDb>());
            var password = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 20);
            if (await db.Accounts.AsNoTracking().FirstOrDefaultAsync(a => a.Path == TreePath.Root) is { } root)
            {
                await FirstAdministrator.Add(desk, enrol, root.Id, line.GetValue(name)!, line.GetValue(email)!, password, "en", line.GetValue(timeZone)!);
            }
            else
            {
                var details = new AccountDetails
                {
                    Name = line.GetValue(provider), Country = line.GetValue(country), Currency = line.GetValue(currency), TimeZone = line.GetValue(timeZone),
                    Language = "en", Email = line.GetValue(email),
                };
                await FirstAdministrator.SetUp(desk, enrol, details, line.GetValue(name), line.GetValue(email), password);
            }
            Console.WriteLine(password);
        }, cancel));
        return new Command("admin", "Administrators of the provider.") { create };
    }
}
