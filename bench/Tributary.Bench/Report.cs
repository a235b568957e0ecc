using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tributary.Bench;

/// <summary>Says while it runs how it goes.</summary>
internal static class Progress
{
    public static void Tell(int round, Way way, Sample s) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  round {round}: {way.Name}: {s.PerSecond:N0}/s, CPU µs {s.ProgramMicros:N0} + {s.DatabaseMicros:N0} (client {s.ClientMicros:N0}), p50 {s.P50:0.0} p99 {s.P99:0.0} ms, {s.MemoryMb:N0} MB, elsewhere {s.BusyElsewhere:P0}"));
}

/// <summary>Keeps the results as files, and writes the tables of docs/benchmarks.md from them.</summary>
internal static class Report
{
    private const string Begin = "<!-- measured: written by the bench, do not edit between these marks -->";
    private const string End = "<!-- /measured -->";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static string Folder(Mode mode) => Path.Combine(Shell.Root, "bench", "results", mode.ToString().ToLowerInvariant());

    /// <summary>Whether this case was measured at this commit, and the commit says all about the sources.</summary>
    public static bool Has(Mode mode, Case @case, string commit) => !commit.EndsWith('+') && Read(mode, @case)?.Commit == commit;

    public static void Save(Mode mode, Result result)
    {
        Directory.CreateDirectory(Folder(mode));
        File.WriteAllText(Path.Combine(Folder(mode), result.Case + ".json"), JsonSerializer.Serialize(result, Json) + "\n");
        Write();
    }

    /// <summary>Writes the tables anew: of each case the full result, where there is one, otherwise the quick one.</summary>
    private static void Write()
    {
        var page = Path.Combine(Shell.Root, "docs", "benchmarks.md");
        var text = File.ReadAllText(page);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidOperationException("docs/benchmarks.md has lost the marks between which the tables stand.");
        var results = Case.All.Select(c => Read(Mode.Full, c) ?? Read(Mode.Quick, c)).OfType<Result>().ToList();
        File.WriteAllText(page, text[..(from + Begin.Length)] + "\n" + Tables(results) + text[to..]);
    }

    private static Result? Read(Mode mode, Case @case)
    {
        var file = Path.Combine(Folder(mode), @case.Name + ".json");
        return File.Exists(file) ? JsonSerializer.Deserialize<Result>(File.ReadAllText(file), Json) : null;
    }

    private static string Tables(List<Result> results)
    {
        var text = new StringBuilder("\n### Goals\n\nThe number is the goal's in the design; peers and many machines (7, 8) are not measured here.\n\n");
        text.Append("| goal | measured | | case, run, commit |\n| --- | ---: | --- | --- |\n");
        foreach (var (result, claim) in results.SelectMany(r => r.Claims.Select(c => (r, c))).OrderBy(x => x.c.Goal[..1], StringComparer.Ordinal))
            text.AppendLine(CultureInfo.InvariantCulture, $"| {claim.Goal} | {Figure(claim.Value)} | {Verdict(claim)} | `{result.Case}`, {result.Mode}, {result.Commit} |");
        foreach (var result in results) Table(text, result);
        return text.Append('\n').ToString();
    }

    /// <summary>Met, or by how much not.</summary>
    internal static string Verdict(Claim claim) => claim switch
    {
        { Value: double.NaN } => "not measured",
        { Met: true } => "met",
        { AtMost: true, Needed: > 0 } => string.Create(CultureInfo.InvariantCulture, $"missed by {claim.Value / claim.Needed - 1:P0}: at most {Figure(claim.Needed)} is allowed"),
        { AtMost: true } => string.Create(CultureInfo.InvariantCulture, $"missed by {Figure(claim.Value)}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"missed by {1 - claim.Value / claim.Needed:P0}: {Figure(claim.Needed)} is needed"),
    };

    private static void Table(StringBuilder text, Result result)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"\n### {result.Title} (`{result.Case}`)\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"{result.At:yyyy-MM-dd}, commit {result.Commit}, {result.Mode}, {result.Machine}; medians (lowest–highest) of {result.Ways.Max(w => w.Samples.Count)} rounds; {result.Seconds:0} s in all.\n");
        text.AppendLine(CultureInfo.InvariantCulture, $"| way | {result.Operation}s a second | CPU µs, program + database | client's CPU µs | p50 ms | p99 ms | memory MB | machine busy elsewhere |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var way in result.Ways.Where(w => w.Samples.Count > 0))
        {
            string Of(Func<Sample, double?> value) => way.Samples.Select(value).OfType<double>().ToList() is { Count: > 0 } all ? Figure(all.Median()) : "";
            var speed = way.Samples.Select(s => s.PerSecond).ToList();
            text.AppendLine(CultureInfo.InvariantCulture, $"| {(way.IsReference ? $"*{way.Name}*" : way.Name)} | {Figure(speed.Median())} ({Figure(speed.Min())}–{Figure(speed.Max())}) | {Of(s => s.ProgramMicros)} + {Of(s => s.DatabaseMicros)} | {Of(s => s.ClientMicros)} | {Of(s => s.P50)} | {Of(s => s.P99)} | {Of(s => s.MemoryMb > 0 ? s.MemoryMb : null)} | {way.Samples.Select(s => s.BusyElsewhere).Median():P0} |");
        }
        if (result.Notes.Count > 0) text.Append('\n').AppendJoin(' ', result.Notes).Append('\n');
    }

    private static string Figure(double value) => value switch
    {
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>The commit that is measured, with a mark when the sources differ from it.</summary>
    public static async Task<string> Commit()
    {
        var commit = (await Shell.Run("git", ["rev-parse", "--short", "HEAD"])).Trim();
        var changed = (await Shell.Run("git", ["status", "--porcelain", "--", "src", "bench/Tributary.Bench"])).Trim();
        return changed.Length == 0 ? commit : commit + "+";
    }

    /// <summary>The machine in a few words, with what one fsync costs here.</summary>
    public static string Machine()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        var block = new byte[8192];
        var waits = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            stream.Position = 0;
            stream.Write(block);
            var began = Stopwatch.GetTimestamp();
            RandomAccess.FlushToDisk(stream.SafeFileHandle);
            waits.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        }
        return string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {memory:0} GiB, an fsync takes {waits.Median():0} µs");
    }
}
