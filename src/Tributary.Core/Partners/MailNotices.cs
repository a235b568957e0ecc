using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Notices;

namespace Tributary.Partners;

/// <summary>
/// Writes the mails about notices of consequence: one to each person of the account who holds the right that concerns them,
/// with all that came since the last round in it. The deeds that tell of something only mark it (<see cref="Notice.ForMail"/>),
/// so that an order costs no more for the people who are to read of it. A notice is taken and its mails are written in one
/// transaction, past those another program is at: nobody reads of anything twice.
/// </summary>
public sealed class MailNotices(DatabaseChoice database, TimeProvider clock)
{
    /// <summary>The template of these mails.</summary>
    public const string Template = "notice";

    /// <summary>The most notices that are listed in one mail; how many more there are is said.</summary>
    public const int MostInOne = 20;

    /// <summary>What is older than this is no news any more: after a restore, say.</summary>
    public static readonly TimeSpan News = TimeSpan.FromDays(2);

    private const int MostAtOnce = 500;

    /// <summary>One round; gives how many notices it has taken.</summary>
    public async Task<int> Run(CancellationToken cancel = default)
    {
        await using var db = database.CreateDbContext();
        if (!await db.Notices.AnyAsync(n => n.ForMail, cancel)) return 0;
        // What was begun is not broken off: it is a moment's work.
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var taken = await Take(db);
        var since = clock.GetUtcNow().UtcDateTime - News;
        await Write(db, [.. taken.Where(n => n.At >= since).OrderBy(n => n.At).ThenBy(n => n.Id)]);
        await transaction.CommitAsync(CancellationToken.None);
        return taken.Count;
    }

    private static async Task<List<Notice>> Take(TributaryDb db)
    {
        var skip = db.IsPostgres ? "FOR UPDATE SKIP LOCKED" : "";
#pragma warning disable EF1002 // Only our own words are put into the text; values are parameters.
        return await db.Notices.FromSqlRaw($$"""
            WITH due AS MATERIALIZED (SELECT id FROM notices WHERE for_mail ORDER BY at LIMIT {0} {{skip}})
            UPDATE notices SET for_mail = FALSE, version = version + 1 WHERE id IN (SELECT id FROM due)
            RETURNING *
            """, MostAtOnce).AsNoTracking().ToListAsync();
#pragma warning restore EF1002
    }

    private async Task Write(TributaryDb db, IReadOnlyList<Notice> notices)
    {
        if (notices.Count == 0) return;
        var (ids, paths) = (notices.Select(n => n.AccountId).Distinct().ToArray(), notices.SelectMany(n => TreePath.Chain(n.Path)).Distinct().ToArray());
        var accounts = await db.Accounts.AsNoTracking().Where(a => paths.Contains(a.Path)).ToDictionaryAsync(a => a.Path);
        // What concerns an account goes to nobody of whom it is not known that the address is theirs.
        var people = await (from m in db.Memberships.AsNoTracking()
                            where ids.Contains(m.AccountId) && m.EndedAt == null && !m.AwaitsConsent
                            join user in db.Users on m.UserId equals user.Id
                            where user.EmailConfirmed
                            select m).ToListAsync();

        var mails = new List<Message>();
        foreach (var account in notices.GroupBy(n => n.Path).Where(told => accounts.ContainsKey(told.Key)))
        {
            var about = accounts[account.Key];
            var sender = Senders.Above(about, path => accounts[path]);
            foreach (var person in people.Where(m => m.AccountId == about.Id).OrderBy(m => m.Id).DistinctBy(m => m.UserId))
            {
                var rights = person.Held().Rights;
                var concern = account.Where(n => Consequence.Of(n.Kind) is { } follows && (follows.Right & ~rights) == 0).ToList();
                if (concern.Count == 0) continue;
                mails.Add(new Message
                {
                    BranchId = about.BranchId, Id = PublicId.New(clock), AccountId = about.Id, Path = about.Path, SenderId = sender.Id, UserId = person.UserId,
                    Template = Template, Department = Consequence.Of(concern[0].Kind)!.Department, At = clock.GetUtcNow().UtcDateTime,
                    Data = JsonSerializer.Serialize(NoticeMail.Of(concern, amounts: rights.HasFlag(Right.ViewMoney))),
                });
            }
        }
        await Bulk.Insert(db, typeof(Message), mails, CancellationToken.None);
    }
}

/// <summary>What a mail about notices holds: the first of them, and how many more there are.</summary>
public sealed record NoticeMail(IReadOnlyList<NoticeMail.Line> Notices, int More)
{
    /// <summary>One of them; see <see cref="Notice"/>.</summary>
    public sealed record Line(string Kind, DateTime At, string? Subject, string Data);

    /// <summary>Takes them in, without their values where no amounts are to be read.</summary>
    public static NoticeMail Of(IReadOnlyList<Notice> notices, bool amounts) => new(
        [.. notices.Take(MailNotices.MostInOne).Select(n => new Line(n.Kind, n.At, n.Subject, amounts ? n.Data : "{}"))],
        Math.Max(0, notices.Count - MailNotices.MostInOne));
}
