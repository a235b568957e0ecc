using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>Keeps the keys by which the accounts of a batch are found again when their company is typed once more.</summary>
internal sealed class Comparable
{
    private readonly List<AccountKey> before = [];

    /// <summary>Fetches the keys of accounts whose details may change.</summary>
    public static async Task Load(Sheet sheet, IReadOnlyCollection<Guid> accountIds)
    {
        var facts = sheet.Facts<Comparable>();
        var places = sheet.All<Account>().Where(a => accountIds.Contains(a.Id)).Select(a => (a.BranchId, a.Path)).Except(facts.before.Select(k => (k.BranchId, k.Path))).ToList();
        if (places.Count == 0) return;
        var (branches, paths) = (places.Select(p => p.BranchId).Distinct().ToArray(), places.Select(p => p.Path).ToArray());
        facts.before.AddRange(await sheet.Db.AccountKeys.AsNoTracking().Where(k => branches.Contains(k.BranchId) && paths.Contains(k.Path)).ToListAsync());
    }

    /// <summary>Writes the keys of an account that is being opened.</summary>
    public static void Write(Sheet sheet, Account account, CompanyProfile profile)
    {
        foreach (var (seq, key) in AccountKeys.Of(account.Name, profile).Index()) Add(sheet, account, seq, key);
    }

    /// <summary>Writes the keys of the account as it is now; what was there and is not any more becomes a free place.</summary>
    public static void Rewrite(Sheet sheet, Account account, CompanyProfile profile)
    {
        var there = sheet.Facts<Comparable>().before.Concat(sheet.Added<AccountKey>()).Where(k => k.BranchId == account.BranchId && k.Path == account.Path).ToList();
        var keys = AccountKeys.Of(account.Name, profile).ToHashSet();
        var free = new Queue<AccountKey>(there.Where(k => !keys.Remove(k.Key)).OrderBy(k => k.Seq));
        var next = there.Count == 0 ? 0 : there.Max(k => k.Seq) + 1;
        foreach (var key in keys)
        {
            if (free.TryDequeue(out var row)) sheet.Change(row).Key = key;
            else Add(sheet, account, next++, key);
        }
        foreach (var row in free.Where(k => k.Key != 0)) sheet.Change(row).Key = 0;
    }

    private static void Add(Sheet sheet, Account account, int seq, long key) =>
        sheet.Add(new AccountKey { BranchId = account.BranchId, Path = account.Path, Seq = seq, Key = key });
}
