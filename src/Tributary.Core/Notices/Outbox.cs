using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Notices;

/// <summary>
/// The mails that are to go out, as workers see them: claims are leases, taken by one statement past rows that others hold
/// (SKIP LOCKED on PostgreSQL; SQLite has one writer), so that any number of programs may send. These writes do not go
/// through the desk: they change how far a mail has come, and nothing of the business. A mail is written down as sent as
/// soon as the server has it; a program that dies between the two sends that one mail again, under the same Message-ID.
/// </summary>
public sealed class Outbox(DatabaseChoice database, TimeProvider clock)
{
    /// <summary>The notice that mails to an account's buyers fail; told once until somebody has seen it.</summary>
    public const string FailedNotice = "mail.failed";

    /// <summary>How often a mail is tried, at growing gaps: nearly a day from the first time to the last.</summary>
    public const int MostAttempts = 12;

    /// <summary>How long a claim holds.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LongestGap = TimeSpan.FromHours(4);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>When a mail is tried again that failed for the n-th time (UTC), or null when that was the last time.</summary>
    public static DateTime? Again(int attempts, DateTime now) => attempts >= MostAttempts ? null
        : now + TimeSpan.FromMinutes(Math.Min(Math.Pow(2, attempts - 1), LongestGap.TotalMinutes));

    /// <summary>
    /// Claims mails that are due: waiting, or leased by a worker that died. Whether there are any is read first, so that
    /// an idle program writes nothing; a claim itself is not broken off halfway, so that whoever claimed knows what it has.
    /// </summary>
    public async Task<List<Message>> Claim(int most, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var (now, until) = (Now, Now + LeaseTime);
        var due = db.Messages.Where(m => (m.State == MessageState.Waiting || m.State == MessageState.Leased)
            && (m.State == MessageState.Waiting && m.NotBefore <= now || m.State == MessageState.Leased && m.LeasedUntil < now));
        if (!await due.AnyAsync(cancel)) return [];
        var skip = db.IsPostgres ? "FOR UPDATE SKIP LOCKED" : "";
#pragma warning disable EF1002 // Only our own words are put into the text; values are parameters.
        var claimed = await db.Messages.FromSqlRaw($$"""
            WITH due AS MATERIALIZED (
                SELECT id FROM messages
                WHERE state IN (1, 2) AND (state = 1 AND not_before <= {1} OR state = 2 AND leased_until < {1})
                ORDER BY not_before, id LIMIT {2} {{skip}})
            UPDATE messages SET state = 2, leased_until = {0}, version = version + 1 WHERE id IN (SELECT id FROM due)
            RETURNING *
            """, until, now, most).AsNoTracking().ToListAsync(CancellationToken.None);
#pragma warning restore EF1002
        return [.. claimed.OrderBy(m => m.Id)];
    }

    /// <summary>
    /// Writes down what became of mails that were claimed; false when another worker has taken one of them since, and then
    /// nothing is written.
    /// </summary>
    public async Task<bool> Close(params IReadOnlyList<Message> messages)
    {
        foreach (var message in messages) message.Age();
        await using var db = database.CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync();
        try
        {
            await new Bulk(db).Update(typeof(Message), messages).Send(CancellationToken.None);
            await transaction.CommitAsync();
            return true;
        }
        catch (LostUpdateException)
        {
            return false;
        }
    }

    /// <summary>Tells the sender's people that a mail was given up, unless they have not seen the last time they were told.</summary>
    public async Task TellFailed(Message message, Account sender, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        if (await db.Notices.AnyAsync(n => n.AccountId == sender.Id && n.SeenAt == null && n.Kind == FailedNotice, cancel)) return;
        await Bulk.Insert(db, typeof(Notice),
        [
            new Notice
            {
                BranchId = sender.BranchId, Id = PublicId.New(clock), AccountId = sender.Id, Path = sender.Path, Kind = FailedNotice, At = Now,
                Subject = PublicId.Format("msg", message.Id),
            },
        ], cancel);
    }
}
