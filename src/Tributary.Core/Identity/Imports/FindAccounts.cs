using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Identity.Imports;

/// <summary>
/// Finds the accounts that rows name: by number, by the reference of one's own system, by the whole name; only among those
/// that the asker sees. What was found is kept for the rows that follow, up to a bound.
/// </summary>
internal sealed class FindAccounts(Viewer asker)
{
    private const int MostKept = 5000;
    private const int MostFound = 5000;

    private readonly Dictionary<string, IReadOnlyList<Account>> known = new(StringComparer.Ordinal);

    /// <summary>The accounts of this text: none, the one, or several that are called so.</summary>
    public IReadOnlyList<Account> Of(string text) => known[text];

    /// <summary>Looks for those that are not known yet, in a constant number of queries.</summary>
    public async Task Look(TributaryDb db, IEnumerable<string> texts, CancellationToken cancel)
    {
        var asked = texts.Distinct().ToList();
        if (known.Count + asked.Count > MostKept) known.Clear();
        var missing = asked.Where(text => !known.ContainsKey(text)).ToArray();
        if (missing.Length == 0) return;

        var words = missing.SelectMany(Words).Distinct().ToArray();
        var called = await (from word in db.AccountWords
                            where words.Contains(word.Word) && (word.Seq == AccountWord.OfNumber || word.Seq == AccountWord.OfName)
                            join account in db.Accounts.AsNoTracking().SeenBy(asker) on new { word.BranchId, Id = word.AccountId } equals new { account.BranchId, account.Id }
                            // Numbers first: a number is never lost among many of one name.
                            orderby word.Seq, word.Word, account.Id
                            select new { word.Word, word.Seq, account }).Take(MostFound).ToListAsync(cancel);
        var referred = await (from profile in db.CompanyProfiles
                              where profile.ExternalReference != null && missing.Contains(profile.ExternalReference)
                              join account in db.Accounts.AsNoTracking().SeenBy(asker) on new { profile.BranchId, Id = profile.AccountId } equals new { account.BranchId, account.Id }
                              orderby profile.ExternalReference, account.Id
                              select new { profile.ExternalReference, account }).Take(MostFound).ToListAsync(cancel);
        foreach (var text in missing)
        {
            var typed = Words(text).ToHashSet();
            List<Account> number = [.. called.Where(c => c.Seq == AccountWord.OfNumber && typed.Contains(c.Word)).Select(c => c.account)];
            List<Account> reference = [.. referred.Where(r => r.ExternalReference == text).Select(r => r.account)];
            List<Account> name = [.. called.Where(c => c.Seq == AccountWord.OfName && typed.Contains(c.Word)).Select(c => c.account)];
            List<Account> exactly = [.. name.Where(a => a.Name.Equals(text, StringComparison.OrdinalIgnoreCase))];
            known[text] = number.Count > 0 ? number : reference.Count > 0 ? reference : exactly.Count > 0 ? exactly : name;
        }
    }

    // As accounts are found by what people type: folded, and a number also without its dash.
    private static IEnumerable<string> Words(string text)
    {
        var folded = SearchText.Fold(text);
        if (folded.Length == 0) yield break;
        yield return folded;
        if (folded.Length == 8 && folded.All(char.IsAsciiDigit)) yield return $"{folded[..4]} {folded[4..]}";
    }
}
