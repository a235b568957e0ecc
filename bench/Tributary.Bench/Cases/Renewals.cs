using System.Diagnostics;
using Npgsql;
using Tributary.Data;

namespace Tributary.Bench.Cases;

/// <summary>
/// Renewals through four levels by the published program's own command, every transfer and term kept: with one worker, and
/// with two programs at once on the same database. Each round renews all of a fresh copy. Beside it: TPC-B, and the rows that
/// a renewal writes, written again into tables of the same columns and indexes by one statement a table.
///
/// A run over few is over before the program is compiled: what it costs a renewal holds that too, which is in favour of many.
/// </summary>
internal static class Renewals
{
    private const int Few = 10_000;
    private const int Branches = 8;

    public static async Task<Result> OfMany(Mode mode)
    {
        var large = mode == Mode.Quick ? 40_000 : Size.Million;
        var result = Case.Result("renew", "renewal");
        await using var server = await Postgres.Start();
        await TpcB.Prepare(server);
        var tpcb = result.Way("TPC-B (pgbench), 16 clients", isReference: true);
        var bare = result.Way("the same rows by bare SQL, one statement a table", isReference: true);
        var few = result.Way($"one worker, {Few:N0} due");
        var one = result.Way($"one worker, {large:N0} due");
        var two = result.Way($"two workers, {large:N0} due");
        await Warm.Up(tpcb.Name, server.ProcessId, mode, s => TpcB.Run(server, (int)s));

        var small = await Many.Make(server, "few", Few, Branches, 1);
        var many = await Many.Make(server, "many", large, Branches, 1);
        // A round takes long enough to mean something by itself.
        await TakeTpcB();
        await Renew(few, await small.Again("caughtup"), 1, small.Customers - Branches);
        await TakeTpcB();
        await Renew(one, await many.Again("alone"), 1, many.Customers - Branches);
        await TakeTpcB();
        await Renew(two, await many.Again("together"), 2, many.Customers - Branches);
        await TakeTpcB();
        await Task.WhenAll(new[] { "caughtup", "alone", "together" }.Select(name => Books(result, server.Of(name))));
        await Take(bare, async () => (await Bare(server.Of("alone"), many.Customers - Branches), 0));
        result.Claims.Add(new($"2 · renew {large:N0} with one worker: ≥ 20,000 a second", Speed(one), 20_000));
        result.Claims.Add(new($"2 · renew {large:N0} with one worker: ≥ 2 × TPC-B", Speed(one) / Speed(tpcb), 2));
        result.Claims.Add(new("2 · two workers ≥ 1.2 × one", Result.Ratio(two, one), 1.2));
        result.Claims.Add(new("2 · two workers: CPU a subscription ≤ 1.1 × one's", Result.Ratio(two, one, Cost), 1.1, AtMost: true));
        result.Claims.Add(new($"2 · a renewal costs among {large:N0} at most 1.25 × what it costs among {Few:N0}", one.Samples.Select(Cost).Median() / few.Samples.Select(Cost).Median(), 1.25, AtMost: true));
        result.Notes.Add($"What a renewal costs among {Few:N0} holds the program's start and compilation, which flatters the ratio.");
        result.Notes.Add("Memory is a program's peak; the time is the programs' from start to end.");
        return result;

        Task TakeTpcB() => Take(tpcb, async () => (await TpcB.Run(server, mode == Mode.Quick ? 3 : 10), 0));

        async Task Renew(Way way, string connection, int workers, int renewals)
        {
            await Take(way, () => Run(connection, workers, renewals));
            await AllRenewed(connection, renewals);
        }

        async Task Take(Way way, Func<Task<(Counted, double)>> run)
        {
            // What making the copy, or the run before, has left to write is written before the clock runs.
            await server.Execute("CHECKPOINT");
            double memory = 0;
            var sample = await Measuring.Round(Environment.ProcessId, server.ProcessId, async () =>
            {
                (var counted, memory) = await run();
                return counted;
            });
            if (way.IsReference) sample = sample with { ProgramMicros = 0 };
            sample = sample with { MemoryMb = memory };
            way.Samples.Add(sample);
            Progress.Tell(way.Samples.Count, way, sample);
        }

        static double Speed(Way way) => way.Samples.Select(s => s.PerSecond).Median();
        static double Cost(Sample s) => s.ProgramMicros + s.DatabaseMicros;
    }

    // Programs of their own renew all that is due; the time is theirs from start to end.
    private static async Task<(Counted, double)> Run(string connection, int workers, int renewals)
    {
        var clock = Stopwatch.StartNew();
        var ended = await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Program(connection)));
        return (new(renewals, clock.Elapsed.TotalSeconds, []), ended.Max());
    }

    private static async Task AllRenewed(string connection, int renewals)
    {
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync();
        await using var ask = new NpgsqlCommand(
            "SELECT (SELECT count(*) FROM subscriptions WHERE due_on <= now()::date AND state = 2), (SELECT count(*) FROM periods WHERE seq > 1)", database) { CommandTimeout = 0 };
        await using var reader = await ask.ExecuteReaderAsync();
        await reader.ReadAsync();
        if (reader.GetInt64(0) is > 0 and var open) throw new InvalidOperationException($"{open} subscriptions were not renewed.");
        if (reader.GetInt64(1) != renewals) throw new InvalidOperationException($"{renewals} terms were to be renewed, {reader.GetInt64(1)} were.");
    }

    private static async Task<double> Program(string connection)
    {
        using var program = Shell.Start(Served.Published, ["renew"], new Dictionary<string, string> { ["TRIBUTARY_DB"] = connection });
        var (told, wrong) = (program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        double memory = 0;
        while (!program.HasExited)
        {
            memory = Math.Max(memory, Measuring.PeakMb(program.Id));
            await Task.Delay(50);
        }
        if (program.ExitCode != 0) throw new InvalidOperationException($"The renewal run failed: {await told} {await wrong}");
        return memory;
    }

    /// <summary>Writes what the run before wrote once more, into tables with the same columns and indexes.</summary>
    private static async Task<Counted> Bare(string connection, int renewals)
    {
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync();
        await Do("CREATE SCHEMA again");
        var tables = new[] { ("orders", "kind = 2"), ("order_lines", "action = 2"), ("postings", "kind = 'renewal'"), ("transfers", "line_id IS NOT NULL"), ("periods", "seq > 1"), ("trail", "action = 'subscription.renewed'") };
        foreach (var (table, _) in tables) await Do($"CREATE TABLE again.{table} (LIKE public.{table} INCLUDING ALL)");
        await Do("CREATE TABLE again.subscriptions (LIKE public.subscriptions INCLUDING ALL); INSERT INTO again.subscriptions SELECT * FROM public.subscriptions");
        await Do("CHECKPOINT");
        var clock = Stopwatch.StartNew();
        await Do("BEGIN");
        foreach (var (table, which) in tables) await Do($"INSERT INTO again.{table} SELECT * FROM public.{table} WHERE {which}");
        await Do("UPDATE again.subscriptions SET term_start = term_end, due_on = due_on + 30, term_end = term_end + 30, last_period = last_period + 1, version = version + 1 WHERE state = 2");
        await Do("COMMIT");
        clock.Stop();
        return new(renewals, clock.Elapsed.TotalSeconds, []);

        async Task Do(string sql)
        {
            await using var command = new NpgsqlCommand(sql, database) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task Books(Result result, string connection)
    {
        await using var database = DatabaseChoice.From(connection);
        await Settle.Books(result, database);
    }
}
