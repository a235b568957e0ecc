using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Provisioning;

namespace Tributary.Bench;

/// <summary>
/// What is done before anything is measured. A program that has just begun is still being compiled, in steps, while it
/// works: over its first ten to twenty seconds of load an order falls to a third or a quarter of what the first ones cost. So
/// every program, the references too, is put under the load it will be measured with until it no longer becomes cheaper.
/// </summary>
internal static class Warm
{
    // An operation that costs at least this part of the cheapest slice before has stopped becoming cheaper.
    private const double Settled = 0.95;

    /// <summary>Loads a program until the CPU it takes for an operation falls no further.</summary>
    /// <param name="what">How it is called in what is told meanwhile.</param>
    /// <param name="program">The process that is to be warm.</param>
    /// <param name="mode">A quick run allows itself less.</param>
    /// <param name="run">Loads it for so many seconds.</param>
    public static async Task Up(string what, int program, Mode mode, Func<double, Task<Counted>> run)
    {
        var (slice, atLeast, atMost) = mode == Mode.Quick ? (3, 3, 4) : (4, 4, 10);
        var costs = new List<double>();
        var clock = Stopwatch.StartNew();
        while (costs.Count < atLeast || costs.Count < atMost && costs[^1] < costs.SkipLast(1).Min() * Settled)
            costs.Add((await Measuring.Round(program, null, () => run(slice))).ProgramMicros);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  warm after {clock.Elapsed.TotalSeconds:0} s: {what}: CPU µs {string.Join(", ", costs.Select(c => c.ToString("N0", CultureInfo.InvariantCulture)))}"));
    }

    /// <summary>
    /// Waits until the program's workers have delivered what was sold, so that a reference that is measured next has the
    /// machine as much to itself as the program has in its turn.
    /// </summary>
    public static async Task Rest(DatabaseChoice database)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            await using var db = database.CreateDbContext();
            var left = await db.Work.CountAsync(w => w.State == WorkState.Waiting || w.State == WorkState.Leased);
            if (left == 0) break;
            if (clock.Elapsed > TimeSpan.FromMinutes(3)) throw new InvalidOperationException($"{left} pieces of work are not taken up.");
            await Task.Delay(200);
        }
        if (clock.Elapsed > TimeSpan.FromSeconds(1)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  deliveries came to rest after {clock.Elapsed.TotalSeconds:0.0} s"));
    }
}

/// <summary>Whether kept figures lag behind what they summarise while everything runs.</summary>
internal static class Rollups
{
    /// <summary>
    /// Compares, at one moment of the database, the open orders there are with the figure the provider's home page shows, again
    /// and again until it is stopped; gives the largest difference. One statement reads both, so that it sees one snapshot.
    /// </summary>
    public static async Task<(long Difference, int Looks)> Watch(DatabaseChoice database, CancellationToken stop)
    {
        var (most, looks) = (0L, 0);
        while (!stop.IsCancellationRequested)
        {
            await using var db = database.CreateDbContext();
            var difference = await db.Database.SqlQuery<long>($"""
                SELECT (SELECT count(*) FROM orders WHERE state NOT IN (4, 6))
                     - (SELECT coalesce(sum(f.count), 0) FROM figures f JOIN accounts a ON a.id = f.account_id WHERE a.parent_id IS NULL AND f.name = 'orders')::bigint AS "Value"
                """).SingleAsync(CancellationToken.None);
            (most, looks) = (Math.Max(most, Math.Abs(difference)), looks + 1);
            await Task.WhenAny(Task.Delay(500, stop));
        }
        return (most, looks);
    }
}
