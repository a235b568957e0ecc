using System.Diagnostics;
using System.Globalization;

namespace Tributary.Bench;

/// <summary>What one round of one way came to.</summary>
/// <param name="PerSecond">Operations a second.</param>
/// <param name="ProgramMicros">CPU microseconds an operation of the program that is measured.</param>
/// <param name="DatabaseMicros">CPU microseconds an operation of the PostgreSQL server; nothing where the database is in the program.</param>
/// <param name="ClientMicros">CPU microseconds an operation of whoever asks: the load generator, or pgbench.</param>
/// <param name="P50">Median wait in milliseconds, where single operations were timed.</param>
/// <param name="P99">The wait in milliseconds that one in a hundred passes.</param>
/// <param name="MemoryMb">Resident memory of the program at the end of the round.</param>
/// <param name="BusyElsewhere">The part of the machine that others used meanwhile, 0 to 1.</param>
internal sealed record Sample(
    double PerSecond, double ProgramMicros, double DatabaseMicros, double ClientMicros, double? P50, double? P99, double MemoryMb, double BusyElsewhere);

/// <summary>What was done in a round: how much, in which time, and each wait in milliseconds (in any order; may be empty).</summary>
internal sealed record Counted(long Operations, double Seconds, double[] Waits);

/// <summary>CPU and memory from /proc: ticks of processes and of the machine.</summary>
internal static class Measuring
{
    private const double MicrosATick = 10_000;

    /// <summary>Runs a round and says what it cost.</summary>
    /// <param name="program">The process that is measured; this one when the program runs in it.</param>
    /// <param name="database">The PostgreSQL server, or null.</param>
    /// <param name="run">The round.</param>
    public static async Task<Sample> Round(int program, int? database, Func<Task<Counted>> run)
    {
        var own = Environment.ProcessId;
        var (program0, database0, own0, machine0) = (OfTree(program), database is { } d ? OfTree(d) : 0, OfProcess(own) + OfEnded(own), Machine());
        var counted = await run();
        var (program1, database1, own1, machine1) = (OfTree(program), database is { } e ? OfTree(e) : 0, OfProcess(own) + OfEnded(own), Machine());

        var ticks = (Program: program1 - program0, Database: database1 - database0, Client: program == own ? 0 : own1 - own0);
        var known = ticks.Program + ticks.Database + ticks.Client;
        double Micros(long t) => t * MicrosATick / Math.Max(1, counted.Operations);
        var waits = counted.Waits;
        Array.Sort(waits);
        return new(
            counted.Operations / counted.Seconds, Micros(ticks.Program), Micros(ticks.Database), Micros(ticks.Client),
            waits.Length == 0 ? null : waits[waits.Length / 2], waits.Length == 0 ? null : waits[(int)(waits.Length * 0.99)],
            MemoryMb(program), Math.Clamp((double)(machine1.Busy - machine0.Busy - known) / Math.Max(1, machine1.All - machine0.All), 0, 1));
    }

    /// <summary>Resident memory of a process in MB.</summary>
    public static double MemoryMb(int process) => Field($"/proc/{process}/status", "VmRSS:") / 1024.0;

    /// <summary>The most memory of a process that was ever resident, in MB.</summary>
    public static double PeakMb(int process) => Field($"/proc/{process}/status", "VmHWM:") / 1024.0;

    /// <summary>Ticks of a process and of everything below it, ended or not.</summary>
    public static long OfTree(int process)
    {
        long sum = OfProcess(process) + OfEnded(process);
        foreach (var child in Children(process)) sum += OfTree(child);
        return sum;
    }

    private static long OfProcess(int process) => Stat(process) is { } s ? s[11] + s[12] : 0;

    private static long OfEnded(int process) => Stat(process) is { } s ? s[13] + s[14] : 0;

    // Fields behind the name, which may hold blanks: the first is the state, so that utime is the twelfth.
    private static long[]? Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return [.. text[(text.LastIndexOf(')') + 2)..].Split(' ').Select(f => long.TryParse(f, CultureInfo.InvariantCulture, out var n) ? n : 0)];
        }
        catch (IOException)
        {
            return null; // It has ended; its parent has its ticks.
        }
    }

    private static IEnumerable<int> Children(int process)
    {
        var list = $"/proc/{process}/task/{process}/children";
        string text;
        try { text = File.Exists(list) ? File.ReadAllText(list) : ""; }
        catch (IOException) { text = ""; }
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture));
    }

    private static (long Busy, long All) Machine()
    {
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }

    private static long Field(string file, string name)
    {
        try
        {
            return long.Parse(File.ReadLines(file).First(l => l.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            return 0;
        }
    }
}

/// <summary>Medians and spreads.</summary>
internal static class Statistics
{
    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
