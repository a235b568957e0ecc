using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>Keeps the words by which the accounts of a batch are found.</summary>
internal sealed class Findable
{
    private readonly List<AccountWord> before = [];

    /// <summary>Fetches the words of accounts that may be called otherwise.</summary>
    public static async Task Load(Sheet sheet, IReadOnlyCollection<Guid> accountIds)
    {
        var facts = sheet.Facts<Findable>();
        var ids = accountIds.Except(facts.before.Select(w => w.AccountId)).ToArray();
        if (ids.Length > 0) facts.before.AddRange(await sheet.Db.AccountWords.AsNoTracking().Where(w => ids.Contains(w.AccountId)).ToListAsync());
    }

    /// <summary>Writes the words of the account's name and domain as they are now.</summary>
    public static void Write(Sheet sheet, Account account, CompanyProfile profile)
    {
        var there = sheet.Facts<Findable>().before.Concat(sheet.Added<AccountWord>())
            .Where(w => w.AccountId == account.Id && w.Seq != AccountWord.OfNumber).ToDictionary(w => w.Seq);
        foreach (var (seq, word) in AccountWord.Of(account.Name, profile.Domain))
        {
            if (!there.Remove(seq, out var row)) Add(sheet, account, seq, word);
            else if (row.Word != word) sheet.Change(row).Word = word;
        }
        foreach (var left in there.Values.Where(w => w.Word.Length > 0)) sheet.Change(left).Word = "";
    }

    /// <summary>Writes the account's number, which comes once.</summary>
    public static void WriteNumber(Sheet sheet, Account account) => Add(sheet, account, AccountWord.OfNumber, AccountWord.OfANumber(account.Number!));

    private static void Add(Sheet sheet, Account account, int seq, string word) =>
        sheet.Add(new AccountWord { BranchId = account.BranchId, AccountId = account.Id, Seq = seq, Word = word });
}
