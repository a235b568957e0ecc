using System.Diagnostics.Metrics;
using Tributary.Ledger;

namespace Tributary.Web.Workers;

/// <summary>How much of something happened lately: counted in a ring of short stretches of time. Safe for concurrent use.</summary>
internal sealed class Lately(TimeProvider clock, TimeSpan stretch, int stretches)
{
    private readonly Lock gate = new();
    private readonly (long Stretch, long Count)[] ring = new (long, long)[stretches];

    private long Now => clock.GetUtcNow().UtcTicks / stretch.Ticks;

    /// <summary>Counts some more, now.</summary>
    public void Add(long count)
    {
        lock (gate)
        {
            var now = Now;
            ref var place = ref ring[now % ring.Length];
            place = (now, (place.Stretch == now ? place.Count : 0) + count);
        }
    }

    /// <summary>How many there were in the time that the ring reaches back.</summary>
    public long Sum
    {
        get
        {
            lock (gate)
            {
                var from = Now - ring.Length;
                return ring.Where(place => place.Stretch > from).Sum(place => place.Count);
            }
        }
    }
}

/// <summary>What the desk of this program did since the start and in the last minute. Safe for concurrent use.</summary>
public sealed class Pulse : IHostedService, IDisposable
{
    private readonly Desk desk;
    private readonly TimeProvider clock;
    private readonly Lately lately;
    private readonly MeterListener listener = new();
    private volatile Batch? last;
    private long races;

    /// <summary>A batch of the desk: when it was committed (UTC), and how many deeds were done in it.</summary>
    public sealed record Batch(DateTime At, int Deeds);

    /// <summary>Listens from its start on.</summary>
    public Pulse(Desk desk, TimeProvider clock)
    {
        (this.desk, this.clock, lately) = (desk, clock, new(clock, TimeSpan.FromSeconds(1), 60));
        // Of the meter only the races are listened to: they are rare, and all else costs while somebody listens.
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter == Telemetry.Meter && instrument.Name == "tributary.desk.races") to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref races, count));
    }

    /// <summary>The last batch that was committed.</summary>
    public Batch? Last => last;

    /// <summary>Deeds done a second, over the last minute.</summary>
    public double PerSecond => lately.Sum / 60.0;

    /// <summary>Batches that another program came before, since the start.</summary>
    public long Races => Interlocked.Read(ref races);

    /// <summary>Deeds that are handed in and not begun.</summary>
    public int Queued => desk.Queued;

    /// <summary>Batches and deeds since the start.</summary>
    public (long Batches, long Deeds) Count => desk.Count;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        listener.Start();
        desk.Committed += Hear;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        desk.Committed -= Hear;
        return Task.CompletedTask;
    }

    public void Dispose() => listener.Dispose();

    private void Hear(IReadOnlyList<Deed> deeds)
    {
        last = new(clock.GetUtcNow().UtcDateTime, deeds.Count);
        lately.Add(deeds.Count);
    }
}

/// <summary>
/// Counts what is logged as an error, since the start and in the last hour; of the last one it keeps when and by whom it was
/// said, never the words. Safe for concurrent use.
/// </summary>
public sealed class ErrorTally : ILoggerProvider
{
    private readonly TimeProvider clock;
    private readonly Lately lately;
    private volatile Told? last;
    private long count;

    /// <summary>When an error was logged (UTC), and under which category.</summary>
    public sealed record Told(DateTime At, string By);

    /// <summary>Counts from now on.</summary>
    public ErrorTally(TimeProvider clock) =>
        (this.clock, lately, Since) = (clock, new(clock, TimeSpan.FromMinutes(1), 60), clock.GetUtcNow().UtcDateTime);

    /// <summary>Since when it counts: the program's start (UTC).</summary>
    public DateTime Since { get; }

    /// <summary>Errors since the start.</summary>
    public long Count => Interlocked.Read(ref count);

    /// <summary>Errors in the last hour.</summary>
    public long LastHour => lately.Sum;

    /// <summary>The last one.</summary>
    public Told? Last => last;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose() { }

    private void Tell(string by)
    {
        Interlocked.Increment(ref count);
        lately.Add(1);
        last = new(clock.GetUtcNow().UtcDateTime, by);
    }

    private sealed class Logger(ErrorTally tally, string by) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error or LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) tally.Tell(by);
        }
    }
}
