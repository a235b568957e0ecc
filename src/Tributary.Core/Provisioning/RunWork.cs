using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Tributary.Data;

namespace Tributary.Provisioning;

/// <summary>How patient the workers are.</summary>
public sealed record WorkPace
{
    /// <summary>How long a claim holds without a sign of life.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);
    /// <summary>How often a sign of life is given, in real time.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(30);
    /// <summary>How often the queue is looked at while slow work is under way, in real time.</summary>
    public TimeSpan Pulse { get; init; } = TimeSpan.FromSeconds(1);
    /// <summary>After this many attempts a person is asked: with the gaps below, after a day and a half.</summary>
    public int MostAttempts { get; init; } = 12;
    /// <summary>The gap after the first attempt; each is twice the one before.</summary>
    public TimeSpan FirstGap { get; init; } = TimeSpan.FromMinutes(1);
    /// <summary>The longest gap; also the longest that another side's wish to be left alone is granted.</summary>
    public TimeSpan LongestGap { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long to wait after an attempt, shortened or lengthened by up to a fifth so that not all come back at once.</summary>
    /// <param name="attempt">Its number, from 1.</param>
    /// <param name="chance">From 0 to below 1.</param>
    public TimeSpan Gap(int attempt, double chance)
    {
        var full = FirstGap.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 30));
        return TimeSpan.FromSeconds(Math.Min(full * (0.8 + 0.4 * chance), LongestGap.TotalSeconds));
    }
}

/// <summary>Hands an outcome to the deed that closes work (<c>FinishWork</c>, which stands on a higher floor); done when that is committed.</summary>
/// <param name="reference">The deed's reference, when the same message may come again.</param>
/// <param name="asked">SHA-256 of that message.</param>
public delegate Task ReportWork(Work work, WorkOutcome outcome, string? reference = null, byte[]? asked = null);

/// <summary>
/// Does the work that is due: claims it by lease, hands it to its connector, and reports what became of it to the desk.
/// Any number of programs may run it on one database. What a worker leaves behind when it dies is taken up by another
/// after the lease, under the same id. Safe for concurrent use.
/// </summary>
public sealed class RunWork(DatabaseChoice database, ConnectorList connectors, TimeProvider clock, ILogger<RunWork> log,
    ReportWork report, WorkPace? pace = null)
{
    private static readonly Histogram<double> Took = Telemetry.Meter.CreateHistogram<double>("tributary.work.duration", "s", "How long a connector took for one attempt.");
    private static readonly Counter<long> Reported = Telemetry.Meter.CreateCounter<long>("tributary.work", "{attempt}", "Attempts by connector and by what came of them.");

    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(20);

    private readonly WorkQueue queue = new(database, clock);
    private readonly WorkPace pace = pace ?? new();
    private readonly string name = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Does all that is due with every connector, and gives how many pieces that were.</summary>
    public async Task<int> Drain(CancellationToken cancel = default)
    {
        var done = await Task.WhenAll([.. connectors.All.Select(c => Drain(c, cancel)), DrainStrays(cancel)]);
        return done.Sum();
    }

    /// <summary>
    /// Does all that is due with one connector, as many at once as it allows; a slow piece holds up one place, not the
    /// others. Ends when nothing is due or, giving back what it has, when it is cancelled.
    /// </summary>
    public async Task<int> Drain(IConnector connector, CancellationToken cancel)
    {
        var running = new List<Task>();
        var done = 0;
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                var lease = NewLease();
                var claimed = await queue.Claim(connector.Key, [], lease, connector.AtOnce - running.Count, pace.Lease);
                if (claimed.Count > 0)
                {
                    var orders = await queue.Orders(claimed, connectors);
                    running.AddRange(claimed.Select(work => One(connector, work, orders[work.Id], lease, cancel)));
                    done += claimed.Count;
                }
                if (running.Count == 0) break;
                // With free places, new work may be due before the slow ones end.
                if (running.Count >= connector.AtOnce)
                {
                    await Task.WhenAny(running);
                    // The desk answers many at once: places that become free together are filled together.
                    await Task.Delay(Together, cancel);
                }
                else if (claimed.Count == 0) await Task.WhenAny([.. running, Task.Delay(pace.Pulse, cancel)]);
                running.RemoveAll(task => task.IsCompleted);
            }
        }
        finally
        {
            // None of them throws; what was claimed is seen to its end also when the queue cannot be read any more.
            await Task.WhenAll(running);
        }
        return done;
    }

    /// <summary>Puts before a person what no connector can do: its connector is gone, or the other side never answered.</summary>
    public async Task<int> DrainStrays(CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested) return 0;
        var lease = NewLease();
        var gone = await queue.Claim(null, [.. connectors.All.Select(c => c.Key)], lease, 100, pace.Lease);
        var orders = await queue.Orders(gone, connectors);
        foreach (var work in gone) await Report(work, new() { Kind = OutcomeKind.NeedsPerson, Reason = orders[work.Id].Wrong, Lease = lease });

        var overdue = await queue.ClaimOverdue(lease, 100, pace.Lease);
        foreach (var work in overdue)
        {
            const string silent = "The other side took this over and has not answered in time. Ask there, then try again (nothing is delivered twice) or finish it by hand.";
            await Report(work, new() { Kind = OutcomeKind.NeedsPerson, Reason = silent, Lease = lease });
        }
        return gone.Count + overdue.Count;
    }

    private string NewLease() => $"{name}/{Guid.NewGuid():N}"[..^20];

    private async Task One(IConnector connector, Work work, (WorkOrder? Order, string? Wrong) told, string lease, CancellationToken cancel)
    {
        // Leave the claiming thread: a connector may be busy before it first waits.
        await Task.Yield();
        Outcome outcome;
        try
        {
            outcome = told.Order is not { } order ? new Outcome.NeedsPerson(told.Wrong!)
                : work.Attempts > pace.MostAttempts ? new Outcome.NeedsPerson($"It was begun {pace.MostAttempts} times and never ended: the program stopped each time.")
                : Judge(order, await Ask(connector, order, lease, cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await queue.GiveBack(work.Id, lease);
            return;
        }
        await Report(work, ToReport(work, outcome, lease));
    }

    private async Task<Outcome> Ask(IConnector connector, WorkOrder order, string lease, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var alive = StayAlive(order.Id, lease, stop.Token);
        var started = Stopwatch.GetTimestamp();
        using var trace = Telemetry.Source.StartActivity("work")?.SetTag("tributary.connector", connector.Key).SetTag("tributary.action", order.Action.ToString());
        try
        {
            // A connector that does not heed its token is left behind; its lease ends with the answer given here.
            return await Task.Run(() => connector.Do(order, stop.Token), stop.Token).WaitAsync(connector.Patience, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            return new Outcome.Retry($"The connector gave no answer within {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s.");
        }
        catch (Exception fault)
        {
            log.LogWarning(fault, "Connector {Connector} failed on {Work}.", connector.Key, order.Key);
            return new Outcome.Retry($"The connector failed: {fault.Message}");
        }
        finally
        {
            await stop.CancelAsync();
            await alive;
            Took.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("connector", connector.Key));
        }
    }

    private async Task StayAlive(Guid id, string lease, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(pace.Heartbeat, stop);
                if (!await queue.Extend(id, lease, pace.Lease, stop)) return;
            }
        }
        catch (OperationCanceledException) { }
        catch (Exception fault) { log.LogWarning(fault, "The lease of {Work} could not be extended.", id); }
    }

    /// <summary>An answer is believed only when it fits what was asked; one that does not goes before a person.</summary>
    public static Outcome Judge(WorkOrder order, Outcome outcome)
    {
        var told = outcome switch { Outcome.Done done => done.ExternalId, Outcome.Handed handed => handed.ExternalId, _ => null };
        if (told is not null && (told.Trim().Length == 0 || told.Length > 200 || told.Any(char.IsControl)))
            return new Outcome.NeedsPerson("The other side answered with an id that cannot be one (empty, longer than 200 characters, or with control characters).");
        if (order.Action != WorkAction.Create && told is not null && order.ExternalId is { } known && told != known)
            return new Outcome.NeedsPerson($"The other side answered for \"{told}\", but this subscription is \"{known}\" there. Nothing was settled.");
        if (outcome is Outcome.Done { Assets: var assets } && (assets.Count > 100 || assets.Any(a => Bad(a.Kind, 50) || Bad(a.Name, 200) || a.Secret?.Length > 10_000)))
            return new Outcome.NeedsPerson("The other side answered with assets that cannot be kept: each needs a kind and a name, and there may be 100 at most.");
        return outcome;

        static bool Bad(string? text, int most) => string.IsNullOrWhiteSpace(text) || text.Length > most || text.Any(char.IsControl);
    }

    private WorkOutcome ToReport(Work work, Outcome outcome, string lease)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return outcome switch
        {
            Outcome.Done done => new() { Kind = OutcomeKind.Done, ExternalId = done.ExternalId, Assets = done.Assets, Lease = lease },
            Outcome.Handed handed => new() { Kind = OutcomeKind.Handed, ExternalId = handed.ExternalId, Until = now + handed.Within, Lease = lease },
            Outcome.Retry retry when work.Attempts >= pace.MostAttempts => new()
            {
                Kind = OutcomeKind.NeedsPerson, Lease = lease, Reason = Short($"Tried {work.Attempts} times without success. The last time: {retry.Reason}"),
            },
            Outcome.Retry retry => new() { Kind = OutcomeKind.Retry, Reason = Short(retry.Reason), Until = now + Wait(work.Attempts, retry.After), Lease = lease },
            Outcome.NeedsPerson person => new() { Kind = OutcomeKind.NeedsPerson, Reason = Short(person.Reason), Lease = lease },
            _ => throw new UnreachableException($"Unknown outcome {outcome}."),
        };
    }

    private TimeSpan Wait(int attempt, TimeSpan? asked)
    {
        var gap = pace.Gap(attempt, Random.Shared.NextDouble());
        return asked > gap ? (asked.Value < pace.LongestGap ? asked.Value : pace.LongestGap) : gap;
    }

    private static string Short(string text) => text.Length <= 1000 ? text : text[..1000] + "…";

    // When the desk cannot take it (the database is away), the lease runs out and the work is asked for again by its id.
    private async Task Report(Work work, WorkOutcome outcome)
    {
        Reported.Add(1, new("connector", work.Connector), new("outcome", outcome.Kind.ToString()));
        try { await report(work, outcome); }
        catch (Exception fault) { log.LogError(fault, "The outcome {Kind} of {Work} could not be reported.", outcome.Kind, work.Id); }
    }
}
