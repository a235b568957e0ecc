using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Identity;

namespace Tributary.Data;

/// <summary>
/// Makes what was there before it was kept findable: the words of accounts and people, and the keys of products and plans.
/// Done once an installation, after its migrations, and again when texts are folded in another way.
/// </summary>
public static class FillSearch
{
    private const string Marker = "search_words";

    // Grows when SearchText folds otherwise.
    private const string Fold = "1";

    private const int Most = 1000;

    /// <summary>Does what is left to do; nothing where it was done. Of several programs that start at once, one does it.</summary>
    public static async Task Do(TributaryDb db, CancellationToken cancel = default)
    {
        if (await IsDone(db, cancel)) return;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (db.IsPostgres) await db.Database.ExecuteSqlRawAsync("LOCK TABLE settings IN EXCLUSIVE MODE", cancel);
        if (await IsDone(db, cancel)) return;

        await db.AccountWords.ExecuteDeleteAsync(cancel);
        await db.UserWords.ExecuteDeleteAsync(cancel);
        for (Account? last = null; await Accounts(db, last, cancel) is { Count: > 0 } page; last = page[^1].Account) await Write(db, page, cancel);
        for (Guid? last = null; await Users(db, last, cancel) is { Count: > 0 } page; last = page[^1].Id)
            await Bulk.Insert(db, typeof(UserWord), [.. page.SelectMany(u => UserWord.Of(u.Id, u.Name, u.Email))], cancel);
        foreach (var product in await db.Products.ToListAsync(cancel)) product.Name = product.Name;
        foreach (var plan in await db.Plans.ToListAsync(cancel)) plan.Name = plan.Name;
        await db.SaveChangesAsync(cancel);

        await db.Settings.Where(s => s.Name == Marker).ExecuteDeleteAsync(cancel);
        await Bulk.Insert(db, typeof(Setting), [new Setting { Name = Marker, Value = Fold }], cancel);
        await transaction.CommitAsync(cancel);
        db.ChangeTracker.Clear();
    }

    private static Task<bool> IsDone(TributaryDb db, CancellationToken cancel) =>
        db.Settings.AnyAsync(s => s.Name == Marker && s.Value == Fold, cancel);

    private static async Task<List<(Account Account, string? Domain)>> Accounts(TributaryDb db, Account? after, CancellationToken cancel)
    {
        var accounts = db.Accounts.AsNoTracking();
        if (after?.Path is { } path) accounts = accounts.Where(a => string.Compare(a.Path, path) > 0);
        var page = await accounts.OrderBy(a => a.Path).Take(Most).ToListAsync(cancel);
        var ids = page.Select(a => a.Id).ToArray();
        var domains = await db.CompanyProfiles.Where(p => ids.Contains(p.AccountId) && p.Domain != null).ToDictionaryAsync(p => p.AccountId, p => p.Domain, cancel);
        return [.. page.Select(a => (a, domains.GetValueOrDefault(a.Id)))];
    }

    private static Task Write(TributaryDb db, List<(Account Account, string? Domain)> page, CancellationToken cancel) => Bulk.Insert(db, typeof(AccountWord),
    [
        .. from one in page
           from word in AccountWord.Of(one.Account.Name, one.Domain)
               .Concat(one.Account.Number is { } number ? [(AccountWord.OfNumber, AccountWord.OfANumber(number))] : [])
           select new AccountWord { BranchId = one.Account.BranchId, AccountId = one.Account.Id, Seq = word.Item1, Word = word.Item2 },
    ], cancel);

    private static async Task<List<User>> Users(TributaryDb db, Guid? after, CancellationToken cancel)
    {
        var users = db.Users.AsNoTracking();
        if (after is { } last) users = users.Where(u => u.Id > last);
        return await users.OrderBy(u => u.Id).Take(Most).ToListAsync(cancel);
    }
}
