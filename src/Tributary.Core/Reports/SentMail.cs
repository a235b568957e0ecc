using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Notices;

namespace Tributary.Reports;

/// <summary>A line of the list of sent mail; the address is the one it went to or, before it has gone anywhere, the one it will go to.</summary>
public sealed record SentMailRow(Message Message, string? To, string AccountName);

/// <summary>What an account has sent to the people of its buyers, or the provider to its own. Nobody reads what others sent, above or below.</summary>
public static class SentMail
{
    /// <summary>A page of it, the latest first.</summary>
    /// <param name="search">The beginning of a word of a recipient's address, or null.</param>
    /// <param name="state">Only mails that have come so far, or null.</param>
    /// <param name="after">The last mail of the page before, or null.</param>
    public static async Task<List<SentMailRow>> Page(
        TributaryDb db, Viewer viewer, string? search, MessageState? state, Guid? after, int most, CancellationToken cancel = default)
    {
        var mails = Of(db, viewer);
        if (state is { } only) mails = mails.Where(m => m.State == only);
        if (SearchText.Fold(search) is { Length: > 0 } from)
        {
            var (end, address) = (SearchText.End(from), search!.Trim().ToLowerInvariant());
            mails = mails.Where(m => m.To != null && m.To.ToLower() == address
                || db.UserWords.Any(w => w.UserId == m.UserId && !w.OfName && string.Compare(w.Word, from) >= 0 && string.Compare(w.Word, end) < 0));
        }
        if (after is { } last) mails = mails.Where(m => m.Id < last);
        return await Rows(db, mails.OrderByDescending(m => m.Id).Take(most)).ToListAsync(cancel);
    }

    /// <summary>One of them.</summary>
    /// <exception cref="Refusal">404: it is not there, or another account sent it.</exception>
    public static async Task<SentMailRow> One(TributaryDb db, Viewer viewer, Guid id, CancellationToken cancel = default) =>
        await Rows(db, Of(db, viewer).Where(m => m.Id == id)).FirstOrDefaultAsync(cancel) ?? throw Refusal.NotFound("mail");

    private static IQueryable<Message> Of(TributaryDb db, Viewer viewer)
    {
        var sender = viewer.AccountId;
        return db.Messages.AsNoTracking().SeenBy(viewer).Where(m => m.SenderId == sender);
    }

    private static IQueryable<SentMailRow> Rows(TributaryDb db, IQueryable<Message> mails) =>
        from mail in mails
        join account in db.Accounts.AsNoTracking() on mail.AccountId equals account.Id
        from user in db.Users.AsNoTracking().Where(u => u.Id == mail.UserId).DefaultIfEmpty()
        orderby mail.Id descending
        select new SentMailRow(mail, mail.To ?? mail.Email ?? user!.Email, account.Name);
}
