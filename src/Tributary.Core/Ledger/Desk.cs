using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Tributary.Data;

namespace Tributary.Ledger;

/// <summary>
/// The only writer of the business. Whatever waits (at most <see cref="MostAtOnce"/>) is loaded together, decided one
/// after the other in order of arrival, written in sets and committed in one transaction; then every caller is
/// answered. There is no timer: a lone deed goes at once, and deeds that arrive meanwhile make the next batch. Any
/// number of programs may have a desk on one PostgreSQL; rows are locked, and a batch that lost a race decides again.
/// </summary>
public sealed class Desk : IAsyncDisposable
{
    /// <summary>The most deeds in one transaction.</summary>
    public const int MostAtOnce = 1000;

    private const int Tries = 8;

    private readonly DatabaseChoice database;
    private readonly TimeProvider clock;
    private readonly ILogger<Desk> log;
    private readonly int mostAtOnce;
    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(50_000) { SingleReader = true });
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    /// <summary>Opens the desk; it works until it is disposed.</summary>
    /// <param name="database">Where it writes.</param>
    /// <param name="clock">What time it is.</param>
    /// <param name="log">Where it says what went wrong.</param>
    /// <param name="mostAtOnce">The most deeds in one transaction; fewer than <see cref="MostAtOnce"/> for measuring only.</param>
    public Desk(DatabaseChoice database, TimeProvider clock, ILogger<Desk> log, int mostAtOnce = MostAtOnce)
    {
        (this.database, this.clock, this.log, this.mostAtOnce) = (database, clock, log, mostAtOnce);
        loop = Task.Run(Work);
    }

    /// <summary>How many batches were committed and how many deeds were in them, since the start.</summary>
    public (long Batches, long Deeds) Count { get; private set; }

    /// <summary>How many deeds are handed in and not begun.</summary>
    public int Queued => queue.Reader.Count;

    /// <summary>Called after every commit, with the deeds that were done: workers wake up, pages are told.</summary>
    public event Action<IReadOnlyList<Deed>>? Committed;

    /// <summary>Hands a deed in and waits for its answer, which is given after the commit.</summary>
    /// <exception cref="Refusal">The business says no.</exception>
    public async Task<TAnswer> Do<TAnswer>(Deed<TAnswer> deed, CancellationToken cancel = default) where TAnswer : notnull
    {
        var waiting = new Waiting(deed);
        await queue.Writer.WriteAsync(waiting, cancel);
        return (TAnswer)await waiting.Answer.Task;
    }

    /// <summary>Hands many deeds in and waits for all; each gives its answer or the refusal or fault it met.</summary>
    public async Task<IReadOnlyList<object>> DoAll(IEnumerable<Deed> deeds, CancellationToken cancel = default)
    {
        var all = deeds.Select(deed => new Waiting(deed)).ToList();
        foreach (var waiting in all) await queue.Writer.WriteAsync(waiting, cancel);
        var answers = new List<object>(all.Count);
        foreach (var waiting in all)
        {
            try { answers.Add(await waiting.Answer.Task); }
            catch (Exception no) { answers.Add(no); }
        }
        return answers;
    }

    /// <summary>Loads and decides without writing anything: a quote, a preview, a forecast.</summary>
    public async Task<TAnswer> Preview<TAnswer>(Deed<TAnswer> deed, DateTime? at = null) where TAnswer : notnull
    {
        await using var db = database.CreateDbContext();
        var sheet = await NewSheet(db, at, locks: false);
        await Load(sheet, [deed]);
        return deed.Decide(sheet);
    }

    /// <summary>Finishes what waits, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!queue.Writer.TryComplete()) return;
        await loop;
        await stop.CancelAsync();
        stop.Dispose();
    }

    private async Task Work()
    {
        var batch = new List<Waiting>(MostAtOnce);
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < mostAtOnce && queue.Reader.TryRead(out var waiting)) batch.Add(waiting);
            await Settle(batch);
        }
    }

    private async Task Settle(List<Waiting> batch)
    {
        try
        {
            await Transact(batch);
        }
        catch (Exception fault) when (batch.Count > 1 && fault is not CommitFault)
        {
            // One deed with a bug must not take the others with it: each has its own transaction now.
            log.LogError(fault, "A batch of {Count} deeds failed; they are done one by one.", batch.Count);
            foreach (var waiting in batch.ToList()) await Settle([waiting]);
        }
        catch (Exception fault)
        {
            log.LogError(fault, "{Count} deeds failed, {Deed} first.", batch.Count, batch[0].Deed.GetType().Name);
            foreach (var waiting in batch) waiting.Answer.TrySetException(fault);
        }
    }

    private async Task Transact(List<Waiting> batch)
    {
        using var trace = DeskMeter.Begin(batch.Count);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Once(batch);
                break;
            }
            catch (Exception lost) when (attempt < Tries && LostRace(lost))
            {
                log.LogDebug(lost, "A batch lost a race and is decided again.");
                DeskMeter.Race();
                await Task.Delay(Random.Shared.Next(1, 5 * attempt));
            }
        }
        Count = (Count.Batches + 1, Count.Deeds + batch.Count);
        DeskMeter.Done(batch.Select(w => (w.Deed, w.Outcome, w.HandedIn)), batch.Count);
        Tell([.. batch.Where(w => w.Outcome is not Exception).Select(w => w.Deed)]);
        foreach (var waiting in batch)
        {
            if (waiting.Outcome is Exception no) waiting.Answer.TrySetException(no);
            else waiting.Answer.TrySetResult(waiting.Outcome!);
        }
    }

    /// <summary>What is done stays done, whatever becomes of those who are told of it.</summary>
    private void Tell(IReadOnlyList<Deed> deeds)
    {
        try
        {
            Committed?.Invoke(deeds);
        }
        catch (Exception fault)
        {
            log.LogError(fault, "Somebody who is told of commits failed.");
        }
    }

    private async Task Once(List<Waiting> batch)
    {
        var began = Stopwatch.GetTimestamp();
        await using var db = database.CreateDbContext();
        // SQLite's transaction begins as a writer's (BEGIN IMMEDIATE), so nobody else writes between reading and writing.
        await using var transaction = await db.Database.BeginTransactionAsync();
        var sheet = await NewSheet(db, null, locks: true);
        var answered = await Answered(db, batch);
        var open = batch.Where(w => !answered.Contains(w)).ToList();
        if (open.Count > 0)
        {
            await Load(sheet, [.. open.Select(w => w.Deed)]);
            DeskMeter.Step("load", began);
            began = Stopwatch.GetTimestamp();
            var seen = new Dictionary<(int, Guid, string), Waiting>();
            foreach (var waiting in open) Decide(sheet, waiting, seen);
            DeskMeter.Step("decide", began);
            began = Stopwatch.GetTimestamp();
            await sheet.Write(stop.Token);
        }
        try
        {
            await transaction.CommitAsync();
            DeskMeter.Step("write", began);
        }
        catch (Exception fault) when (!LostRace(fault))
        {
            // Whether the database has kept it is not known, so it may not be done again; who has a reference asks again.
            throw new CommitFault(fault);
        }
    }

    private static void Decide(Sheet sheet, Waiting waiting, Dictionary<(int, Guid, string), Waiting> seen)
    {
        var deed = waiting.Deed;
        sheet.Begin();
        try
        {
            if (deed.Reference is { } reference)
            {
                var key = (deed.BranchId, deed.By.CallerId, reference);
                if (seen.TryGetValue(key, out var first))
                {
                    waiting.Outcome = Remembered.IsSame(first.Deed.Asked, deed) ? first.Outcome : Remembered.Reused();
                    return;
                }
                // Named as seen before it is decided: what is refused is refused to a repetition in this batch too.
                if (Remembered.KeepsRefusal(deed)) seen[key] = waiting;
                waiting.Outcome = DecideFresh(sheet, deed);
                Remembered.Keep(sheet, deed, waiting.Outcome);
                seen[key] = waiting;
            }
            else
            {
                waiting.Outcome = DecideFresh(sheet, deed);
            }
        }
        catch (Refusal no)
        {
            sheet.Undo();
            waiting.Outcome = no;
            if (no.Kind == RefusalKind.Conflict && Remembered.KeepsRefusal(deed)) Remembered.Keep(sheet, deed, no);
            else if (deed.Reference is { } reference) seen.Remove((deed.BranchId, deed.By.CallerId, reference));
        }
    }

    private static object DecideFresh(Sheet sheet, Deed deed)
    {
        if (deed.Expected is { } expected && !sheet.IsAt(expected)) throw Refusal.Stale();
        return deed.DecideAny(sheet);
    }

    /// <summary>Answers those whose reference was used before.</summary>
    private static async Task<HashSet<Waiting>> Answered(TributaryDb db, List<Waiting> batch)
    {
        var before = await Remembered.Of(db, [.. batch.Select(w => w.Deed).Where(d => d.Reference is not null)]);
        var answered = batch.Where(w => before.ContainsKey(w.Deed)).ToHashSet();
        foreach (var waiting in answered) waiting.Outcome = before[waiting.Deed];
        return answered;
    }

    /// <summary>The moment it is (UTC), as rows keep it.</summary>
    public DateTime Now => Stamp(clock.GetUtcNow().UtcDateTime);

    /// <summary>The day it is in the root's time zone.</summary>
    public async Task<DateOnly> Today()
    {
        await using var db = database.CreateDbContext();
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(clock.GetUtcNow().UtcDateTime, await RootZone(db)));
    }

    // PostgreSQL keeps microseconds; a finer moment would not hash the same when it is read back.
    private static DateTime Stamp(DateTime at) => new(at.Ticks / 10 * 10, DateTimeKind.Utc);

    private async Task<Sheet> NewSheet(TributaryDb db, DateTime? at, bool locks)
    {
        var now = Stamp(at ?? clock.GetUtcNow().UtcDateTime);
        var zone = await RootZone(db);
        return new Sheet(db, now, DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, zone)), clock, locks);
    }

    private TimeZoneInfo? rootZone;

    private async Task<TimeZoneInfo> RootZone(TributaryDb db)
    {
        if (rootZone is not null) return rootZone;
        var name = await db.Settings.AsNoTracking().Where(s => s.Name == "time_zone").Select(s => s.Value).FirstOrDefaultAsync();
        return name is null ? TimeZoneInfo.Utc : rootZone = TimeZoneInfo.FindSystemTimeZoneById(name);
    }

    private static async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        await sheet.LoadBranches(deeds.Select(d => d.BranchId));
        foreach (var kind in deeds.GroupBy(d => d.GetType())) await kind.First().Load(sheet, [.. kind]);
        await sheet.LoadBooks();
    }

    private static bool LostRace(Exception fault) => fault switch
    {
        LostUpdateException => true,
        Npgsql.PostgresException { SqlState: "40001" or "40P01" or "23505" or "23514" } => true,
        Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 5 or 6 or 19 } => true,
        _ => fault.InnerException is { } inner && LostRace(inner),
    };

    private sealed class CommitFault(Exception fault) : Exception("The database did not say whether it has committed.", fault);

    private sealed class Waiting(Deed deed)
    {
        public Deed Deed { get; } = deed;
        public TaskCompletionSource<object> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public object? Outcome { get; set; }
        public long HandedIn { get; } = DeskMeter.Now;
    }
}
