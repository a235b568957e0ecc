using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Subscriptions;

namespace Tributary.Partners;

/// <summary>
/// Pauses the subscriptions of accounts that were switched off so, and resumes exactly those when the account is back: a chunk
/// at a time, each by the deed by which a person does it. It may be started twice at once and ended anywhere; what is paused
/// bears the deactivation's id, so nothing is lost or done for another. What cannot be paused yet is looked at again.
/// </summary>
public sealed class DeactivationRun(DatabaseChoice database, Desk desk)
{
    /// <summary>How many subscriptions a chunk has.</summary>
    public const int Chunk = 200;

    // What is being delivered or waits for money becomes active some time, and is paused then.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(10), Later = TimeSpan.FromDays(1);

    /// <summary>Does what is due. Gives how many subscriptions were paused or resumed.</summary>
    public async Task<int> Run(Viewer by, CancellationToken cancel = default)
    {
        var done = 0;
        foreach (var deactivation in await Due(cancel))
        {
            for (var at = deactivation; at is not null && at.NextAt <= desk.Now;)
            {
                var (count, next) = await Step(by, at, cancel);
                done += count;
                at = next;
            }
        }
        return done;
    }

    private async Task<List<Deactivation>> Due(CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var now = desk.Now;
        return await db.Deactivations.AsNoTracking().Where(d => d.NextAt != null && d.NextAt <= now).OrderBy(d => d.NextAt).ThenBy(d => d.Id).Take(1000).ToListAsync(cancel);
    }

    private async Task<(int Done, Deactivation? Next)> Step(Viewer by, Deactivation at, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var rows = at.EndedAt is null ? db.Subscriptions.Pausable(at.BranchId, at.Path) : db.Subscriptions.StoppedBy(at);
        if (at.After is { } after) rows = rows.Where(s => s.Id > after);
        var ids = await rows.OrderBy(s => s.Id).Take(Chunk).Select(s => s.Id).ToListAsync(cancel);
        var what = at.EndedAt is null ? PauseWhat.Pause : PauseWhat.Resume;
        var answers = await desk.DoAll(ids.Select(id => new PauseSubscription { By = by, Branch = at.BranchId, SubscriptionId = id, What = what, DeactivationId = at.Id }), cancel);
        if (answers.OfType<Exception>().FirstOrDefault(fault => fault is not Refusal) is { } bug) throw bug;

        await desk.Do(new NoteDeactivation
        {
            By = by, InBranch = at.BranchId, DeactivationId = at.Id, Resuming = at.EndedAt is not null, After = ids.Count == Chunk ? ids[^1] : null,
            Next = ids.Count == Chunk ? desk.Now : await Leftover(db, at, cancel) switch { true => desk.Now + Soon, false when at.EndedAt is null => desk.Now + Later, _ => null },
        }, cancel);
        return (answers.OfType<PauseAnswer>().Count(), await db.Deactivations.AsNoTracking().FirstOrDefaultAsync(d => d.Id == at.Id && d.BranchId == at.BranchId, cancel));
    }

    private static Task<bool> Leftover(TributaryDb db, Deactivation at, CancellationToken cancel) => at.EndedAt is not null
        ? db.Subscriptions.StoppedBy(at).AnyAsync(cancel)
        : db.Subscriptions.Where(s => s.BranchId == at.BranchId && s.Interval != Interval.OneTime
            && (s.State == SubscriptionState.Active || s.State == SubscriptionState.Pending || s.State == SubscriptionState.Grace)).Under(at.Path).AnyAsync(cancel);
}

/// <summary>Keeps how far a deactivation's subscriptions are: how many are paused by it is counted anew, so that a chunk done twice counts once.</summary>
public sealed class NoteDeactivation : Deed<DeactivationNoted>
{
    /// <summary>The account's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The deactivation.</summary>
    public required Guid DeactivationId { get; init; }
    /// <summary>In which direction the chunk was done; a note from before the account came back is dropped.</summary>
    public required bool Resuming { get; init; }
    /// <summary>The last subscription of the chunk, or null when the pass is through.</summary>
    public required Guid? After { get; init; }
    /// <summary>When to look again, or null.</summary>
    public required DateTime? Next { get; init; }

    public override int BranchId => InBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<NoteDeactivation>().Select(d => d.DeactivationId).Distinct().ToArray();
        await sheet.Lock<Deactivation>(ids);
        var stopped = ids.Select(id => (Guid?)id).ToArray();
        foreach (var count in await sheet.Db.Subscriptions.Where(s => stopped.Contains(s.StoppedById) && s.State == SubscriptionState.Paused)
            .GroupBy(s => s.StoppedById!.Value).Select(g => new { g.Key, Count = g.Count() }).ToListAsync())
            sheet.Facts<Counts>().Of[count.Key] = count.Count;
    }

    public override DeactivationNoted Decide(Sheet sheet)
    {
        if (!By.IsProgram) throw Refusal.Forbidden("right.missing", "The program does this by itself.");
        if (sheet.Find<Deactivation>(DeactivationId) is not { } deactivation || deactivation.BranchId != BranchId) throw Refusal.NotFound("deactivation");
        var paused = sheet.Facts<Counts>().Of.GetValueOrDefault(deactivation.Id);
        if ((deactivation.EndedAt is not null) != Resuming) return new(deactivation.Paused);
        var first = !deactivation.Through && After is null;
        sheet.Change(deactivation).Note(After, paused, Next);
        if (first)
            sheet.Trail(By, BranchId, deactivation.AccountId, deactivation.Path, Resuming ? "account.subscriptions_resumed" : "account.subscriptions_paused", PublicId.Format("acc", deactivation.AccountId));
        return new(paused);
    }

    private sealed class Counts
    {
        public Dictionary<Guid, int> Of { get; } = [];
    }
}

/// <summary>How many subscriptions are paused by the deactivation now.</summary>
public sealed record DeactivationNoted(int Paused);

/// <summary>The subscriptions that a deactivation is about.</summary>
internal static class Stopped
{
    /// <summary>Those of the account and of all below it that are in use and recur.</summary>
    public static IQueryable<Subscription> Pausable(this IQueryable<Subscription> rows, int branchId, string path) =>
        rows.Where(s => s.BranchId == branchId && s.State == SubscriptionState.Active && s.TermEnd != null && s.Interval != Interval.OneTime).Under(path);

    /// <summary>Those that are paused by it.</summary>
    public static IQueryable<Subscription> StoppedBy(this IQueryable<Subscription> rows, Deactivation deactivation)
    {
        var (branch, id) = (deactivation.BranchId, (Guid?)deactivation.Id);
        return rows.Where(s => s.BranchId == branch && s.StoppedById == id && s.State == SubscriptionState.Paused);
    }
}
