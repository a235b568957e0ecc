using System.Diagnostics;
using Npgsql;
using Tributary.Data;

namespace Tributary.Bench.Cases;

/// <summary>
/// Renewals through four levels by the published program's own command, every transfer and term kept: with one worker, and
/// with two programs at once on the same database. Each round renews all of a fresh copy. Beside it: TPC-B, and the rows that
/// a renewal writes, written again into tables of the same columns and indexes by one statement a table.
/// </summary>
internal static class Renewals
{
    public static async Task<Result> OfMany(Mode mode)
    {
        int[] sizes = mode == Mode.Quick ? [10_000, 40_000] : [10_000, 100_000, 1_000_000];
        var result = new Result("renew", Case.All.First(c => c.Name == "renew").Title) { Operation = "renewal" };
        await using var server = await Postgres.Start();
        await TpcB.Prepare(server);
        var tpcb = result.Way("TPC-B (pgbench), 16 clients", isReference: true);
        var bare = result.Way("the same rows by bare SQL, one statement a table", isReference: true);
        var alone = sizes.Select(size => (Size: size, Way: result.Way($"one worker, {size:N0} due"))).ToList();
        var two = result.Way($"two workers, {sizes[^1]:N0} due");
        foreach (var (size, way) in alone)
        {
            var many = await Many.Make(server, $"due{size}", size, branches: 8, due: true);
            // The largest is done in one round: it takes long enough to mean something by itself.
            var rounds = size >= 1_000_000 ? 1 : mode == Mode.Quick ? 2 : 3;
            for (var round = 1; round <= rounds; round++)
            {
                await Take(tpcb, "", async _ => (await TpcB.Run(server, mode == Mode.Quick ? 3 : 10), 0));
                await Take(way, await many.Again("renewing"), connection => Run(connection, 1, many.Customers));
                if (size == sizes[^1])
                {
                    if (round == rounds) await Books(result, server.Of("renewing"));
                    await Take(bare, server.Of("renewing"), connection => Bare(connection, many.Customers));
                    await Take(two, await many.Again("renewing"), connection => Run(connection, 2, many.Customers));
                    if (round == rounds) await Books(result, server.Of("renewing"));
                }

                async Task Take(Way taken, string connection, Func<string, Task<(Counted, double)>> run)
                {
                    double memory = 0;
                    var sample = await Measuring.Round(Environment.ProcessId, server.ProcessId, async () =>
                    {
                        (var counted, memory) = await run(connection);
                        return counted;
                    });
                    if (taken.IsReference) sample = sample with { ProgramMicros = 0 };
                    taken.Samples.Add(sample with { MemoryMb = memory });
                    Progress.Tell(round, taken, sample with { MemoryMb = memory });
                }
            }
            await server.Execute("DROP DATABASE IF EXISTS renewing WITH (FORCE)");
            await server.Execute($"DROP DATABASE {many.Name} WITH (FORCE)");
        }
        var (last, first) = (alone[^1].Way, alone[0].Way);
        result.Claims.Add(new($"renew {sizes[^1]:N0} with one worker: ≥ 20,000 a second", Speed(last), 20_000));
        result.Claims.Add(new($"renew {sizes[^1]:N0} with one worker: ≥ 2 × TPC-B", Speed(last) / Speed(tpcb), 2));
        result.Claims.Add(new("two workers ≥ 1.2 × one", Result.Ratio(two, last), 1.2));
        result.Claims.Add(new("two workers: CPU a subscription ≤ 1.1 × one's", Result.Ratio(two, last, Cost), 1.1, AtMost: true));
        result.Claims.Add(new($"a subscription costs at {sizes[^1]:N0} at most 1.25 × what it costs at {sizes[0]:N0}", last.Samples.Select(Cost).Median() / first.Samples.Select(Cost).Median(), 1.25, AtMost: true));
        result.Notes.Add("Memory is the program's peak.");
        return result;

        static double Speed(Way way) => way.Samples.Select(s => s.PerSecond).Median();
        static double Cost(Sample s) => s.ProgramMicros + s.DatabaseMicros;
    }

    // Programs of their own renew all that is due; the time is theirs from start to end.
    private static async Task<(Counted, double)> Run(string connection, int workers, int due)
    {
        var clock = Stopwatch.StartNew();
        double memory = 0;
        var programs = Enumerable.Range(0, workers).Select(_ => Shell.Start(Served.Published, ["renew"], new Dictionary<string, string> { ["TRIBUTARY_DB"] = connection })).ToList();
        foreach (var program in programs)
        {
            var told = program.StandardOutput.ReadToEndAsync();
            var wrong = program.StandardError.ReadToEndAsync();
            while (!program.WaitForExit(50)) memory = Math.Max(memory, Measuring.MemoryMb(program.Id));
            if (program.ExitCode != 0) throw new InvalidOperationException($"The renewal run failed: {await told} {await wrong}");
            program.Dispose();
        }
        clock.Stop();
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync();
        await using var left = new NpgsqlCommand("SELECT count(*) FROM subscriptions WHERE due_on <= now()::date AND state = 2", database) { CommandTimeout = 0 };
        if ((long)(await left.ExecuteScalarAsync())! is > 0 and var open) throw new InvalidOperationException($"{open} subscriptions were not renewed.");
        return (new(due - 8, clock.Elapsed.TotalSeconds, []), memory);
    }

    /// <summary>Writes what the run before wrote once more, into tables with the same columns and indexes.</summary>
    private static async Task<(Counted, double)> Bare(string connection, int due)
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
        return (new(due - 8, clock.Elapsed.TotalSeconds, []), 0);

        async Task Do(string sql)
        {
            await using var command = new NpgsqlCommand(sql, database) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task Books(Result result, string connection)
    {
        await using (var database = DatabaseChoice.From(connection)) await Settle.Books(result, database);
        NpgsqlConnection.ClearAllPools();
    }
}
