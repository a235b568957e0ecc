using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;

namespace Tributary.Ledger;

/// <summary>In whose brand an account's people are written to: that of its seller, and of the provider for the provider's own people.</summary>
public static class Senders
{
    private sealed class Facts
    {
        public Dictionary<string, Guid> ByPath { get; } = [];
    }

    /// <summary>Fetches those above accounts that the batch has fetched.</summary>
    public static async Task Load(Sheet sheet, IEnumerable<Guid> accountIds)
    {
        var wanted = accountIds.Distinct().Select(sheet.Find<Account>).OfType<Account>().SelectMany(a => TreePath.Chain(a.Path)).Distinct().ToArray();
        var known = sheet.Facts<Facts>().ByPath;
        foreach (var account in await sheet.Fetch(sheet.Db.Accounts.Where(a => wanted.Contains(a.Path)))) known[account.Path] = account.Id;
    }

    /// <summary>The one for this account, which <see cref="Load"/> was told of.</summary>
    public static Account Of(Sheet sheet, Account account)
    {
        var known = sheet.Facts<Facts>().ByPath;
        return Above(account, path => sheet.Get<Account>(known[path]));
    }

    /// <summary>The one for this account, where those above it are given by their paths.</summary>
    public static Account Above(Account account, Func<string, Account> at)
    {
        for (var path = TreePath.Parent(account.Path); path is not null; path = TreePath.Parent(path))
            if (at(path) is { Kind: AccountKind.Provider or AccountKind.Reseller } seller) return seller;
        return account;
    }
}
