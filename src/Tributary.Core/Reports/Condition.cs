using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Provisioning;
using Tributary.Provisioning.Connectors.Manual;

namespace Tributary.Reports;

/// <summary>
/// How the installation is, as its database tells: for whoever runs it. Every question is answered by an index over what is
/// open or by a row that is kept, so that asking costs no more for all that was ever done.
/// </summary>
public sealed record Condition
{
    /// <summary>The most due subscriptions that are counted in a branch, and the most work with a person.</summary>
    public const int MostCounted = Desk.MostAtOnce;

    /// <summary>How big the database is, in bytes.</summary>
    public required long Bytes { get; init; }
    /// <summary>How long it took to answer the first question.</summary>
    public required TimeSpan Answered { get; init; }
    /// <summary>The last migration it has.</summary>
    public required string? Migration { get; init; }
    /// <summary>How many migrations of this program it lacks.</summary>
    public required int Missing { get; init; }
    /// <summary>Work that waits for a worker or is being done.</summary>
    public required int WorkWaiting { get; init; }
    /// <summary>Since when the work that waits longest could have been begun (UTC); null where none waits.</summary>
    public required DateTime? WorkSince { get; init; }
    /// <summary>Work that needs a person, or whose end is contradicted; at most <see cref="MostCounted"/> are counted.</summary>
    public required int WorkWithPerson { get; init; }
    /// <summary>Whether any of it is with a person for another reason than that it is delivered by hand.</summary>
    public required bool WorkGoneWrong { get; init; }
    /// <summary>Subscriptions to be renewed today or earlier; in each branch at most <see cref="MostCounted"/> are counted.</summary>
    public required int Due { get; init; }
    /// <summary>The day the oldest of them was due.</summary>
    public required DateOnly? DueSince { get; init; }
    /// <summary>The day it is in the root's time zone.</summary>
    public required DateOnly Today { get; init; }
    /// <summary>When the books were checked last (UTC).</summary>
    public required DateTime? CheckedAt { get; init; }
    /// <summary>What that check found.</summary>
    public required long Findings { get; init; }

    /// <summary>Mails that wait for the mail server or are being sent; at most <see cref="MostCounted"/> are counted.</summary>
    public required int MailWaiting { get; init; }
    /// <summary>When the mail that waits longest was written (UTC); null where none waits.</summary>
    public required DateTime? MailSince { get; init; }
    /// <summary>Mails that were given up in the last seven days; at most <see cref="MostCounted"/> are counted.</summary>
    public required int MailFailed { get; init; }

    /// <summary>Asks the database.</summary>
    public static async Task<Condition> Read(TributaryDb db, TimeProvider clock, CancellationToken cancel = default)
    {
        var began = Stopwatch.GetTimestamp();
        var zone = await db.RootZone(cancel);
        var answered = Stopwatch.GetElapsedTime(began);
        var now = clock.GetUtcNow().UtcDateTime;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, zone));

        var bytes = await db.Database.SqlQueryRaw<long>(db.IsPostgres
            ? "SELECT pg_database_size(current_database()) AS \"Value\""
            : "SELECT page_count * page_size AS \"Value\" FROM pragma_page_count(), pragma_page_size()").SingleAsync(cancel);
        var migrations = (await db.Database.GetAppliedMigrationsAsync(cancel)).ToHashSet();
        var open = await db.Work.Where(w => w.State == WorkState.Waiting || w.State == WorkState.Leased).GroupBy(w => 1)
            .Select(g => new { Count = g.Count(), Since = g.Min(w => w.State == WorkState.Waiting ? (DateTime?)w.NotBefore : null) }).SingleOrDefaultAsync(cancel);
        var asked = db.Work.Where(w => (w.State != WorkState.Done || w.DisputedAt != null) && (w.State == WorkState.NeedsPerson || w.DisputedAt != null));
        // Along the index of what is open, and no further than anybody reads.
        var withPerson = await asked.OrderBy(w => w.BranchId).ThenBy(w => w.Path).ThenBy(w => w.State).ThenBy(w => w.Id).Take(MostCounted).CountAsync(cancel);
        var goneWrong = await asked.AnyAsync(w => w.DisputedAt != null || w.Connector != ManualConnector.Code, cancel);
        var due = await db.Branches.Select(b => new
        {
            Count = db.Subscriptions.Where(s => s.BranchId == b.Id && s.DueOn <= today).OrderBy(s => s.DueOn).Take(MostCounted).Count(),
            Since = db.Subscriptions.Where(s => s.BranchId == b.Id && s.DueOn <= today).OrderBy(s => s.DueOn).Select(s => s.DueOn).FirstOrDefault(),
        }).Where(b => b.Count > 0).ToListAsync(cancel);
        var unsent = db.Messages.Where(m => m.State == MessageState.Waiting || m.State == MessageState.Leased).OrderBy(m => m.NotBefore).ThenBy(m => m.Id).Take(MostCounted);
        var mail = await unsent.GroupBy(m => 1).Select(g => new { Count = g.Count(), Since = (DateTime?)g.Min(m => m.At) }).SingleOrDefaultAsync(cancel);
        var week = now.AddDays(-7);
        var givenUp = await db.Messages.Where(m => m.State == MessageState.Failed && m.At >= week).OrderBy(m => m.At).Take(MostCounted).CountAsync(cancel);
        var check = await db.BookChecks.OrderByDescending(c => c.At).Select(c => new { c.At, c.Findings }).FirstOrDefaultAsync(cancel);

        return new()
        {
            Bytes = bytes, Answered = answered, Migration = migrations.Max(StringComparer.Ordinal), Missing = db.Database.GetMigrations().Count(m => !migrations.Contains(m)),
            WorkWaiting = open?.Count ?? 0, WorkSince = open?.Since <= now ? open.Since : null, WorkWithPerson = withPerson, WorkGoneWrong = goneWrong,
            Due = due.Sum(b => b.Count), DueSince = due.Min(b => b.Since), Today = today, CheckedAt = check?.At, Findings = check?.Findings ?? 0,
            MailWaiting = mail?.Count ?? 0, MailSince = mail?.Since, MailFailed = givenUp,
        };
    }
}
