using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tributary.Ledger;

/// <summary>
/// What the desk measures: how many deeds a batch has, how long they waited, and how long loading, deciding and writing
/// took; how many deeds were done, refused or failed; how many batches lost a race. Each batch is one trace.
/// </summary>
internal static class DeskMeter
{
    private static readonly Histogram<long> Size = Telemetry.Meter.CreateHistogram<long>("tributary.desk.batch", "{deed}", "Deeds in one transaction.");
    private static readonly Histogram<double> Wait = Telemetry.Meter.CreateHistogram<double>("tributary.desk.wait", "s", "From handing a deed in to its batch.");
    private static readonly Histogram<double> Took = Telemetry.Meter.CreateHistogram<double>("tributary.desk.step", "s", "How long a batch took to load, decide and write.");
    private static readonly Counter<long> Deeds = Telemetry.Meter.CreateCounter<long>("tributary.desk.deeds", "{deed}", "Deeds by class and by what became of them.");
    private static readonly Counter<long> Races = Telemetry.Meter.CreateCounter<long>("tributary.desk.races", "{batch}", "Batches that another program came before; they are decided again.");

    /// <summary>When a deed is handed in; nothing when nobody listens.</summary>
    public static long Now => Wait.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Begins the trace of a batch.</summary>
    public static Activity? Begin(int deeds) => Telemetry.Source.StartActivity("desk.batch")?.SetTag("tributary.deeds", deeds);

    /// <summary>Notes how long a step took.</summary>
    public static void Step(string step, long began)
    {
        if (!Took.Enabled && Activity.Current is null) return;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Took.Record(seconds, new KeyValuePair<string, object?>("step", step));
        Activity.Current?.SetTag($"tributary.{step}.ms", seconds * 1000);
    }

    /// <summary>Counts a batch that is done.</summary>
    public static void Done(IEnumerable<(Deed Deed, object? Outcome, long HandedIn)> batch, int count)
    {
        Size.Record(count);
        if (!Deeds.Enabled && !Wait.Enabled) return;
        foreach (var (deed, outcome, handedIn) in batch)
        {
            Deeds.Add(1, new("deed", deed.GetType().Name), new("outcome", outcome switch { Refusal => "refused", Exception => "failed", _ => "done" }));
            if (handedIn != 0) Wait.Record(Stopwatch.GetElapsedTime(handedIn).TotalSeconds);
        }
    }

    /// <summary>Counts a batch that lost a race.</summary>
    public static void Race() => Races.Add(1);
}
