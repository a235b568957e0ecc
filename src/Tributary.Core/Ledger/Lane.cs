using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Tributary.Data;

namespace Tributary.Ledger;

/// <summary>
/// One line of waiting deeds before the <see cref="Desk"/>, and the loop that settles them batch by batch. All deeds of a
/// branch are in one lane, so that what it remembers of the branch is contradicted by other programs only.
/// </summary>
internal sealed class Lane(Desk desk, ILogger log, int mostAtOnce)
{
    private const int Tries = 8;

    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(50_000) { SingleReader = true });
    private readonly CancellationTokenSource stop = new();
    private readonly Memory memory = new();
    private Task loop = Task.CompletedTask;
    private long batches;
    private long deeds;

    /// <summary>How many batches were committed and how many deeds were in them, since the start.</summary>
    public (long Batches, long Deeds) Count => (Interlocked.Read(ref batches), Interlocked.Read(ref deeds));

    /// <summary>How many deeds are handed in and not begun.</summary>
    public int Queued => queue.Reader.Count;

    /// <summary>Begins to work.</summary>
    public void Open() => loop = Task.Run(Work);

    /// <summary>Hands a deed in; its answer is given after the commit.</summary>
    public async Task<Task<object>> Take(Deed deed, CancellationToken cancel)
    {
        var waiting = new Waiting(deed);
        await queue.Writer.WriteAsync(waiting, cancel);
        return waiting.Answer.Task;
    }

    /// <summary>Finishes what waits, then closes.</summary>
    public async Task Close()
    {
        if (!queue.Writer.TryComplete()) return;
        await loop;
        await stop.CancelAsync();
        stop.Dispose();
    }

    private async Task Work()
    {
        var batch = new List<Waiting>(Desk.MostAtOnce);
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
        Interlocked.Increment(ref batches);
        Interlocked.Add(ref deeds, batch.Count);
        DeskMeter.Done(batch.Select(w => (w.Deed, w.Outcome, w.HandedIn)), batch.Count);
        desk.Tell([.. batch.Where(w => w.Outcome is not Exception).Select(w => w.Deed)]);
        foreach (var waiting in batch)
        {
            if (waiting.Outcome is Exception no) waiting.Answer.TrySetException(no);
            else waiting.Answer.TrySetResult(waiting.Outcome!);
        }
    }

    private async Task Once(List<Waiting> batch)
    {
        try
        {
            var began = Stopwatch.GetTimestamp();
            await using var db = desk.Database.CreateDbContext();
            // SQLite's transaction begins as a writer's (BEGIN IMMEDIATE), so nobody else writes between reading and writing.
            await using var transaction = await db.Database.BeginTransactionAsync();
            var sheet = await desk.NewSheet(db, null, memory, batch.TrueForAll(w => w.Deed.SparesFacts));
            var answered = await Answered(db, batch);
            var open = batch.Where(w => !answered.Contains(w)).ToList();
            if (open.Count > 0)
            {
                await Desk.Load(sheet, [.. open.Select(w => w.Deed)]);
                DeskMeter.Step("load", began);
                began = Stopwatch.GetTimestamp();
                var seen = new Dictionary<(int, Guid, string), Waiting>();
                foreach (var waiting in open) Decide(sheet, waiting, seen);
                DeskMeter.Step("decide", began);
                began = Stopwatch.GetTimestamp();
                await sheet.Write(stop.Token);
            }
            await Commit(transaction);
            DeskMeter.Step("write", began);
            if (open.Count > 0) sheet.Committed();
        }
        catch
        {
            // Rows that were kept may have been changed by what was not committed.
            memory.Clear();
            throw;
        }
    }

    private static async Task Commit(IDbContextTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync();
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
