using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Identity;

/// <summary>
/// A text by which a person is found: their name or email from one of its words on, folded by <see cref="SearchText"/>. People
/// belong to no branch, and so do these. The context keeps them with every change of a person.
/// </summary>
public sealed class UserWord : Row
{
    /// <summary>The person.</summary>
    public required Guid UserId { get; init; }
    /// <summary>The folded text.</summary>
    public required string Word { get; init; }
    /// <summary>True for a word of the name, which nobody finds them by who may not read it.</summary>
    public required bool OfName { get; init; }

    /// <summary>The words of a person with this name and email. An email's last part says nothing by itself.</summary>
    public static IEnumerable<UserWord> Of(Guid userId, string name, string? email)
    {
        var ofEmail = SearchText.Words(email).SkipLast(1).ToList();
        return
        [
            .. ofEmail.Select(word => new UserWord { UserId = userId, Word = word, OfName = false }),
            .. SearchText.Words(name).Except(ofEmail).Select(word => new UserWord { UserId = userId, Word = word, OfName = true }),
        ];
    }

    /// <summary>Brings the words of a person up to what they are called now, written with the context's next save.</summary>
    /// <param name="isNew">True for a person who has no words yet.</param>
    internal static async Task Keep(TributaryDb db, User user, bool isNew, CancellationToken cancel)
    {
        if (isNew)
        {
            db.UserWords.AddRange(Of(user.Id, user.Name, user.Email));
            return;
        }
        var id = user.Id;
        var before = await db.UserWords.Where(w => w.UserId == id).ToListAsync(cancel);
        var now = Of(id, user.Name, user.Email).ToList();
        bool In(IEnumerable<UserWord> words, UserWord one) => words.Any(w => w.Word == one.Word && w.OfName == one.OfName);
        db.UserWords.RemoveRange(before.Where(w => !In(now, w)));
        db.UserWords.AddRange(now.Where(w => !In(before, w)));
    }
}

/// <summary>How people are found.</summary>
public static class PeopleCalled
{
    /// <summary>
    /// Those whose email, or whose name where the viewer may read it, has a word that begins with what was typed.
    /// </summary>
    public static IQueryable<Membership> Called(this IQueryable<Membership> memberships, TributaryDb db, string? typed)
    {
        var from = SearchText.Fold(typed);
        if (from.Length == 0) return memberships.Where(_ => false);
        var end = SearchText.End(from);
        return memberships.Where(m => db.UserWords.Any(w => w.UserId == m.UserId && (!w.OfName || !m.AwaitsConsent)
            && string.Compare(w.Word, from) >= 0 && string.Compare(w.Word, end) < 0));
    }
}
