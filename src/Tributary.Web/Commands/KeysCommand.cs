using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;

namespace Tributary.Web.Commands;

/// <summary><c>tributary keys create</c>: makes an API key of an account and prints it.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var account = new Option<string>("--account") { Description = "The account: acc_…, its number, or 'provider'.", Required = true };
        var scopes = new Option<string[]>("--scope") { Description = $"What it may do, once or more: {string.Join(", ", Scopes.All)}; 'all' for all.", Required = true, AllowMultipleArgumentsPerToken = true };
        var name = new Option<string>("--name") { Description = "What it is for.", DefaultValueFactory = _ => "Made by the operator" };
        var days = new Option<int>("--days") { Description = "How many days it lives.", DefaultValueFactory = _ => 365 };
        var create = new Command("create", "Make an API key and print it; it is not kept and cannot be shown again.") { account, scopes, name, days };
        create.SetAction((line, cancel) => Offline.Run(async services =>
        {
            var of = await Find(services.GetRequiredService<TributaryDb>(), line.GetValue(account)!);
            var given = line.GetValue(scopes)!;
            var key = await For(services.GetRequiredService<Desk>(), of, line.GetValue(name)!, given is ["all"] ? Scopes.All : given, line.GetValue(days));
            Console.WriteLine(key);
        }, cancel));
        return new Command("keys", "API keys.") { create };
    }

    /// <summary>Makes a key in the program's own name. Answers its secret.</summary>
    internal static async Task<string> For(Desk desk, Account account, string name, IReadOnlyList<string> scopes, int days)
    {
        var secret = KeySecret.New();
        await desk.Do(new CreateKey
        {
            By = Viewer.Program("Operator", account.Id), AccountBranch = account.BranchId, AccountId = account.Id, Name = name, Scopes = scopes, Days = days,
            Hash = secret.Hash, Prefix = secret.Prefix,
        });
        return secret.Text;
    }

    private static async Task<Account> Find(TributaryDb db, string text)
    {
        var accounts = db.Accounts.AsNoTracking();
        var found = PublicId.TryParse(text, "acc", out var id) ? accounts.Where(a => a.Id == id)
            : text is "provider" ? accounts.Where(a => a.Path == TreePath.Root)
            : accounts.Where(a => a.Number == text);
        return await found.FirstOrDefaultAsync() ?? throw Refusal.NotFound("account");
    }
}
