using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;

namespace Tributary.Reports;

/// <summary>How accounts are looked for: by what they are called, by their number, and by the mail addresses of their people.</summary>
public static class AccountsFound
{
    // Whoever has an address that many begin with (info) types more of it.
    private const int MostPeople = 200;

    /// <summary>Those of these accounts that fit what was typed. People count only for who may see people, and only those of accounts the viewer sees.</summary>
    /// <param name="accounts">Accounts the viewer sees.</param>
    /// <param name="db">Where.</param>
    /// <param name="viewer">Who asks.</param>
    /// <param name="typed">The beginning of a word of a name, a domain or a mail address, or of a number.</param>
    /// <param name="cancel">Stops the reading.</param>
    public static async Task<IQueryable<Account>> Found(this IQueryable<Account> accounts, TributaryDb db, Viewer viewer, string? typed, CancellationToken cancel = default)
    {
        var called = accounts.Called(db, typed);
        var from = SearchText.Fold(typed);
        if (from.Length == 0 || !viewer.May(Right.ViewPeople)) return called;
        var end = SearchText.End(from);
        var owners = await db.Memberships.AsNoTracking().SeenBy(viewer.For(Right.ViewPeople))
            .Where(m => m.EndedAt == null && db.UserWords.Any(w => w.UserId == m.UserId && !w.OfName && string.Compare(w.Word, from) >= 0 && string.Compare(w.Word, end) < 0))
            .OrderBy(m => m.Path).ThenBy(m => m.Id).Select(m => m.AccountId).Take(MostPeople).ToArrayAsync(cancel);
        return owners.Length == 0 ? called : called.Union(accounts.Where(a => owners.Contains(a.Id)));
    }
}
