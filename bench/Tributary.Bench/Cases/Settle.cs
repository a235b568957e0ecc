using System.Globalization;
using Microsoft.Data.Sqlite;
using Tributary.Data;
using Tributary.Reports;

namespace Tributary.Bench.Cases;

/// <summary>
/// Durable orders through four levels over HTTP, by the published program with everything on: keys, rights, limits, prices,
/// idempotency, trail, figures and workers. Beside it, in each round: TPC-B, and one transaction an order.
/// </summary>
internal static class Settle
{
    private const int Branches = 8;
    private const int CustomersEach = 50;
    private static readonly int[] Connections = [1, 16, 64, 256];

    public static async Task<Result> OnPostgres(Mode mode, bool slow)
    {
        var result = Case.Result(slow ? "settle-slow" : "settle", "order");
        await using var server = await Postgres.Start(slow);
        await TpcB.Prepare(server);
        await using var database = DatabaseChoice.From(await server.Create("settle"));
        var stage = await Stage.Set(database, Branches, CustomersEach);
        var (spread, hot) = (stage.Orders(Branches), stage.Orders(1));

        var tpcb = result.Way("TPC-B (pgbench), 16 clients", isReference: true);
        var one = result.Way("one transaction an order, 16 at once, 64 connections", isReference: true);
        var many = Connections.Select(n => (Connections: n, Way: result.Way($"the desk, {n} connection{(n == 1 ? "" : "s")}"))).ToList();
        var wallet = result.Way("the desk, 256 connections, all under one wallet");
        var (rounds, seconds) = mode == Mode.Quick ? (2, 2) : (5, 3);
        (long Difference, int Looks) lag;
        await using (var product = await Served.Product(database.ConnectionString))
        await using (var reference = await Served.Reference(database.ConnectionString))
        {
            await Warm.Up(tpcb.Name, server.ProcessId, mode, s => TpcB.Run(server, (int)s));
            await Warm.Up(one.Name, reference.ProcessId, mode, s => HttpLoad.Run(reference.Port, 64, s, spread, 201));
            using var warm = new CancellationTokenSource();
            var watching = Rollups.Watch(database, warm.Token);
            await Warm.Up("the desk", product.ProcessId, mode, s => HttpLoad.Run(product.Port, 64, s, spread, 201));
            await warm.CancelAsync();
            lag = await watching;
            for (var round = 1; round <= rounds; round++)
            {
                await Warm.Rest(database);
                await Take(tpcb, server.ProcessId, () => TpcB.Run(server, seconds));
                await Take(one, reference.ProcessId, () => HttpLoad.Run(reference.Port, 64, seconds, spread, 201));
                foreach (var (connections, way) in many) await Take(way, product.ProcessId, () => HttpLoad.Run(product.Port, connections, seconds, spread, 201));
                await Take(wallet, product.ProcessId, () => HttpLoad.Run(product.Port, 256, seconds, hot, 201));

                async Task Take(Way way, int program, Func<Task<Counted>> run)
                {
                    var sample = await Measuring.Round(program, way == tpcb ? null : server.ProcessId, run);
                    // TPC-B's program is the database itself.
                    if (way == tpcb) sample = sample with { DatabaseMicros = sample.ProgramMicros, ProgramMicros = 0, MemoryMb = 0 };
                    way.Samples.Add(sample);
                    Progress.Tell(round, way, sample);
                }
            }
            await Warm.Rest(database);
        }
        await Books(result, database);

        Way At(int connections) => many.Single(m => m.Connections == connections).Way;
        if (slow)
        {
            result.Claims.Add(new("1 · with 1 ms added to fsync, 256 connections: ≥ 2.5 × TPC-B (16 clients)", Result.Ratio(At(256), tpcb), 2.5));
            result.Claims.Add(new("1 · with 1 ms added to fsync, 64 connections: ≥ 5 × one transaction an order", Result.Ratio(At(64), one), 5));
        }
        else
        {
            result.Claims.Add(new("1 · 256 connections: ≥ 2 × TPC-B (16 clients)", Result.Ratio(At(256), tpcb), 2));
            result.Claims.Add(new("1 · 64 connections: ≥ 5 × one transaction an order", Result.Ratio(At(64), one), 5));
            result.Claims.Add(new("1 · all under one wallet: not slower than spread", Result.Ratio(wallet, At(256)), 1));
            result.Claims.Add(new("1 · 256 connections: not slower than 16", Result.Ratio(At(256), At(16)), 1));
            result.Claims.Add(new("1 · p99 with 16 connections: ≤ 5 ms", At(16).Samples.Select(s => s.P99!.Value).Median(), 5, AtMost: true));
            result.Claims.Add(new("1 · p99 with 256 connections: ≤ 50 ms", At(256).Samples.Select(s => s.P99!.Value).Median(), 50, AtMost: true));
            result.Claims.Add(new("6 · open orders on the provider's home page, under load: off by at most 0 at any moment", lag.Difference, 0, AtMost: true));
            result.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"While it was warmed up the kept figure was held against the rows {lag.Looks} times, each time in one snapshot."));
        }
        return result;
    }

    public static async Task<Result> OnSqlite(Mode mode)
    {
        var result = Case.Result("settle-sqlite", "order");
        var folder = Directory.CreateTempSubdirectory("tributary-bench-").FullName;
        try
        {
            // A file has one writer, so each program has a file of its own, with the same stage on it; neither waits for the other's locks.
            var (own, others) = (Path.Combine(folder, "product.db"), Path.Combine(folder, "reference.db"));
            IReadOnlyList<Request> orders;
            await using (var stage = DatabaseChoice.From(own)) orders = (await Stage.Set(stage, Branches, CustomersEach)).Orders(Branches);
            SqliteConnection.ClearAllPools();
            foreach (var end in new[] { "", "-wal" })
                if (File.Exists(own + end)) File.Copy(own + end, others + end);

            await using var database = DatabaseChoice.From(own);
            var one = result.Way("one transaction an order, 64 connections", isReference: true);
            var many = Connections.Select(n => (Connections: n, Way: result.Way($"the desk, {n} connection{(n == 1 ? "" : "s")}"))).ToList();
            var (rounds, seconds) = mode == Mode.Quick ? (2, 2) : (5, 3);
            await using (var reference = await Served.Reference(others))
            await using (var product = await Served.Product(own))
            {
                await Warm.Up(one.Name, reference.ProcessId, mode, s => HttpLoad.Run(reference.Port, 64, s, orders, 201));
                await Warm.Up("the desk", product.ProcessId, mode, s => HttpLoad.Run(product.Port, 64, s, orders, 201));
                for (var round = 1; round <= rounds; round++)
                {
                    await Warm.Rest(database);
                    await Take(one, reference, 64);
                    foreach (var (connections, way) in many) await Take(way, product, connections);

                    async Task Take(Way way, Served program, int connections)
                    {
                        var sample = await Measuring.Round(program.ProcessId, null, () => HttpLoad.Run(program.Port, connections, seconds, orders, 201));
                        way.Samples.Add(sample);
                        Progress.Tell(round, way, sample);
                    }
                }
                await Warm.Rest(database);
            }
            await Books(result, database);
            await using (var written = DatabaseChoice.From(others)) await Books(result, written);
            result.Claims.Add(new("1 · SQLite, 256 connections: ≥ 10,000 orders a second", many[^1].Way.Samples.Select(s => s.PerSecond).Median(), 10_000));
            return result;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Settles until this program is ended and says where: for profilers.</summary>
    public static async Task Hold(int connections, bool sqlite)
    {
        await using var server = sqlite ? null : await Postgres.Start();
        var folder = Directory.CreateTempSubdirectory("tributary-bench-");
        try
        {
            await using var database = DatabaseChoice.From(server is null ? Path.Combine(folder.FullName, "settle.db") : await server.Create("settle"));
            var orders = (await Stage.Set(database, Branches, CustomersEach)).Orders(Branches);
            await using var product = await Served.Product(server is null ? Path.Combine(folder.FullName, "settle.db") : database.ConnectionString);
            Console.WriteLine($"program {product.ProcessId}, PostgreSQL {server?.ProcessId}, {database.ConnectionString}");
            var way = new Way($"the desk, {connections} connections");
            for (var round = 1; ; round++, Console.WriteLine(product.Last))
                Progress.Tell(round, way, await Measuring.Round(product.ProcessId, server?.ProcessId, () => HttpLoad.Run(product.Port, connections, 5, orders, 201)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Checks the books after a case; their time is not counted.</summary>
    internal static async Task Books(Result result, DatabaseChoice database)
    {
        var report = await CheckBooks.Run(database, TimeProvider.System);
        if (report.Findings > 0)
            throw new InvalidOperationException($"The books are wrong after {result.Case}: {string.Join("; ", report.Invariants.SelectMany(i => i.Listed).Take(5).Select(f => $"{f.Id}: {f.Words}"))}");
        var words = string.Create(CultureInfo.InvariantCulture, $"Books checked afterwards: {report.Rows:N0} rows in {report.Took.TotalSeconds:0.0} s, no finding.");
        Console.WriteLine($"  {words}");
        lock (result) result.Notes.Add(words);
    }
}
