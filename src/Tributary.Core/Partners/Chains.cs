using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>The accounts of a batch with all that stand above them, and the profiles behind them, found by path while deciding.</summary>
internal sealed class Chains
{
    private readonly Dictionary<string, Guid> byPath = [];
    private readonly Dictionary<Guid, CompanyProfile> profiles = [];

    /// <summary>
    /// Fetches the accounts and those above them. The root is never locked, for its row would be every branch's; those
    /// above are locked only where their counters change.
    /// </summary>
    public static async Task<Chains> Load(Sheet sheet, IEnumerable<Guid> accountIds, bool lockAbove = false)
    {
        var chains = sheet.Facts<Chains>();
        var ids = accountIds.Distinct().ToArray();
        var paths = await sheet.Db.Accounts.Where(a => ids.Contains(a.Id)).Select(a => a.Path).ToListAsync();
        var wanted = paths.SelectMany(TreePath.Chain).Distinct().ToArray();
        var found = await sheet.Db.Accounts.Where(a => wanted.Contains(a.Path)).Select(a => new { a.Id, a.Path }).ToListAsync();
        foreach (var account in found) chains.byPath[account.Path] = account.Id;

        var locked = found.Where(a => a.Path != TreePath.Root && (lockAbove || ids.Contains(a.Id))).Select(a => a.Id).ToList();
        var read = found.Select(a => a.Id).Except(locked).ToArray();
        await sheet.Lock<Account>(locked);
        await sheet.Fetch(sheet.Db.Accounts.Where(a => read.Contains(a.Id)));
        return chains;
    }

    /// <summary>Fetches the profiles of these accounts; <see cref="Profile"/> gives them.</summary>
    public async Task LoadProfiles(Sheet sheet, IEnumerable<Guid> accountIds)
    {
        var missing = accountIds.Distinct().Where(id => !profiles.ContainsKey(id)).ToArray();
        if (missing.Length == 0) return;
        foreach (var profile in await sheet.Db.CompanyProfiles.AsNoTracking().Where(p => missing.Contains(p.AccountId)).ToListAsync())
            profiles[profile.AccountId] = profile;
    }

    /// <summary>The profile behind an account.</summary>
    public CompanyProfile Profile(Guid accountId) => profiles.TryGetValue(accountId, out var profile) ? profile
        : throw new InvalidOperationException($"The profile of account {accountId} was not loaded.");

    /// <summary>The accounts above <paramref name="path"/>, nearest first, the root last.</summary>
    public IReadOnlyList<Account> Above(Sheet sheet, string path) => AtAndAbove(sheet, TreePath.Parent(path));

    /// <summary>The account at <paramref name="path"/> and those above it, nearest first.</summary>
    public IReadOnlyList<Account> AtAndAbove(Sheet sheet, string? path)
    {
        var accounts = new List<Account>();
        for (; path is not null; path = TreePath.Parent(path)) accounts.Add(sheet.Get<Account>(byPath[path]));
        return accounts;
    }

    /// <summary>The account the viewer means, as far as their right to manage accounts reaches.</summary>
    /// <exception cref="Refusal">404: it is not there, or not this viewer's.</exception>
    public static Account Seen(Sheet sheet, Viewer by, int branchId, Guid accountId) =>
        sheet.Find<Account>(accountId) is { } account && account.BranchId == branchId && by.Sees(Right.ManageAccounts, account.Path)
            ? account : throw Refusal.NotFound("account");

    /// <summary>Who sells to the account: the nearest above it that is no division. Null for the root alone.</summary>
    public Account? SellerOf(Sheet sheet, Account account) => Above(sheet, account.Path).FirstOrDefault(a => a.Kind != AccountKind.Division);

    /// <summary>Counts an account in or out of the figures of all above it; the root's lie in the account's branch.</summary>
    public void Count(Sheet sheet, Account account, AccountStatus status, int by)
    {
        var key = $"{account.Kind.Code()}:{status.Code()}";
        foreach (var above in Above(sheet, account.Path))
        {
            sheet.Figure(account.BranchId, above.Id, FigureName.Accounts, key, by);
            if (above.Id == account.ParentId) sheet.Figure(account.BranchId, above.Id, FigureName.Children, key, by);
        }
    }

    /// <summary>Changes the account's status by one of its verbs and moves it in the figures.</summary>
    public void Turn(Sheet sheet, Account account, Action<Account> verb)
    {
        var before = account.Status;
        verb(sheet.Change(account));
        if (account.Status == before) return;
        Count(sheet, account, before, -1);
        Count(sheet, account, account.Status, 1);
    }
}
