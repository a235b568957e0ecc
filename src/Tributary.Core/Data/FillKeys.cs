using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;

namespace Tributary.Data;

/// <summary>
/// Makes the accounts that were there before findable by what they are like: their keys. Done once an installation, after its
/// migrations, and again when keys are made in another way; in parts, each a transaction of its own, so that it goes on where it
/// was broken off.
/// </summary>
public static class FillKeys
{
    private const string Marker = "account_keys";

    // Grows when keys are made otherwise.
    private const string Manner = "1";

    private const int Most = 1000;

    /// <summary>Does what is left to do; nothing where it was done. Of several programs that start at once, one does it.</summary>
    public static async Task Do(TributaryDb db, CancellationToken cancel = default)
    {
        while (await Part(db, cancel)) { }
    }

    private static async Task<bool> Part(TributaryDb db, CancellationToken cancel)
    {
        if (await Reached(db, cancel) is null) return false;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (db.IsPostgres) await db.Database.ExecuteSqlRawAsync("LOCK TABLE settings IN EXCLUSIVE MODE", cancel);
        if (await Reached(db, cancel) is not { } after) return false;

        var page = await (from account in db.Accounts.AsNoTracking()
                          where string.Compare(account.Path, after) > 0
                          join profile in db.CompanyProfiles.AsNoTracking() on new { account.BranchId, AccountId = account.Id } equals new { profile.BranchId, profile.AccountId }
                          orderby account.Path
                          select new { account.BranchId, account.Path, account.Name, profile }).Take(Most).ToListAsync(cancel);
        var paths = page.Select(a => a.Path).ToArray();
        await db.AccountKeys.Where(k => paths.Contains(k.Path)).ExecuteDeleteAsync(cancel);
        await Bulk.Insert(db, typeof(AccountKey),
        [
            .. from one in page
               from key in AccountKeys.Of(one.Name, one.profile).Index()
               select new AccountKey { BranchId = one.BranchId, Path = one.Path, Seq = key.Index, Key = key.Item },
        ], cancel);
        var ended = page.Count < Most;
        await db.Settings.Where(s => s.Name == Marker).ExecuteDeleteAsync(cancel);
        await Bulk.Insert(db, typeof(Setting), [new Setting { Name = Marker, Value = ended ? Manner : $"{Manner} {paths[^1]}" }], cancel);
        await transaction.CommitAsync(cancel);
        return !ended;
    }

    // The path up to which it is done, or null when all of it is.
    private static async Task<string?> Reached(TributaryDb db, CancellationToken cancel)
    {
        var value = await db.Settings.AsNoTracking().Where(s => s.Name == Marker).Select(s => s.Value).FirstOrDefaultAsync(cancel);
        return value == Manner ? null : value?.StartsWith(Manner + " ", StringComparison.Ordinal) == true ? value[(Manner.Length + 1)..] : "";
    }
}
