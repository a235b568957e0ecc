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
        var name = slow ? "settle-slow" : "settle";
        var result = new Result(name, Case.All.First(c => c.Name == name).Title) { Operation = "order" };
        await using var server = await Postgres.Start(slow);
        await TpcB.Prepare(server);
        await using var database = DatabaseChoice.From(await server.Create("settle"));
        var stage = await Stage.Set(database, Branches, CustomersEach);
        var (spread, hot) = (stage.Orders(Branches), stage.Orders(1));

        var tpcb = result.Way("TPC-B (pgbench), 16 clients", isReference: true);
        var one = result.Way("one transaction an order, 16 at once, 64 connections", isReference: true);
        var many = Connections.Select(n => (Connections: n, Way: result.Way($"the desk, {n} connection{(n == 1 ? "" : "s")}"))).ToList();
        var wallet = result.Way("the desk, 256 connections, all under one wallet");
        var (rounds, seconds) = mode == Mode.Quick ? (3, 3) : (5, 6);
        await using (var product = await Served.Product(database.ConnectionString))
        await using (var reference = await Served.Reference(database.ConnectionString))
        {
            // The first round warms up: what is compiled and cached later on is so from then on.
            for (var round = 0; round <= rounds; round++)
            {
                var length = round == 0 ? 2 : seconds;
                await Take(tpcb, server.ProcessId, () => TpcB.Run(server, length));
                await Take(one, reference.ProcessId, () => HttpLoad.Run(reference.Port, 64, length, spread, 201));
                foreach (var (connections, way) in many) await Take(way, product.ProcessId, () => HttpLoad.Run(product.Port, connections, length, spread, 201));
                await Take(wallet, product.ProcessId, () => HttpLoad.Run(product.Port, 256, length, hot, 201));

                async Task Take(Way way, int program, Func<Task<Counted>> run)
                {
                    var sample = await Measuring.Round(program, way == tpcb ? null : server.ProcessId, run);
                    // TPC-B's program is the database itself.
                    if (way == tpcb) sample = sample with { DatabaseMicros = sample.ProgramMicros, ProgramMicros = 0, MemoryMb = 0 };
                    if (round > 0) way.Samples.Add(sample);
                    Progress.Tell(round, way, sample);
                }
            }
        }
        await Books(result, database);

        Way At(int connections) => many.Single(m => m.Connections == connections).Way;
        if (slow)
        {
            result.Claims.Add(new("with 1 ms added to fsync, 256 connections: ≥ 2.5 × TPC-B (16 clients)", Result.Ratio(At(256), tpcb), 2.5));
            result.Claims.Add(new("with 1 ms added to fsync, 64 connections: ≥ 5 × one transaction an order", Result.Ratio(At(64), one), 5));
        }
        else
        {
            result.Claims.Add(new("256 connections: ≥ 2 × TPC-B (16 clients)", Result.Ratio(At(256), tpcb), 2));
            result.Claims.Add(new("64 connections: ≥ 5 × one transaction an order", Result.Ratio(At(64), one), 5));
            result.Claims.Add(new("all under one wallet: not slower than spread", Result.Ratio(wallet, At(256)), 1));
            result.Claims.Add(new("256 connections: not slower than 16", Result.Ratio(At(256), At(16)), 1));
            result.Claims.Add(new("p99 with 16 connections: ≤ 5 ms", At(16).Samples.Select(s => s.P99!.Value).Median(), 5, AtMost: true));
            result.Claims.Add(new("p99 with 256 connections: ≤ 50 ms", At(256).Samples.Select(s => s.P99!.Value).Median(), 50, AtMost: true));
        }
        return result;
    }

    public static async Task<Result> OnSqlite(Mode mode)
    {
        var result = new Result("settle-sqlite", Case.All.First(c => c.Name == "settle-sqlite").Title) { Operation = "order" };
        var folder = Directory.CreateTempSubdirectory("tributary-bench-").FullName;
        try
        {
            await using var database = DatabaseChoice.From(Path.Combine(folder, "settle.db"));
            var orders = (await Stage.Set(database, Branches, CustomersEach)).Orders(Branches);
            var one = result.Way("one transaction an order, 64 connections", isReference: true);
            var many = Connections.Select(n => (Connections: n, Way: result.Way($"the desk, {n} connection{(n == 1 ? "" : "s")}"))).ToList();
            var (rounds, seconds) = mode == Mode.Quick ? (3, 3) : (5, 6);
            for (var round = 0; round <= rounds; round++)
            {
                var length = round == 0 ? 2 : seconds;
                // SQLite has one writer; the two programs take turns instead of waiting for each other's locks.
                await using (var reference = await Served.Reference(Path.Combine(folder, "settle.db")))
                    await Take(one, reference, 64);
                await using var product = await Served.Product(Path.Combine(folder, "settle.db"));
                await HttpLoad.Run(product.Port, 64, 2, orders, 201);
                foreach (var (connections, way) in many) await Take(way, product, connections);

                async Task Take(Way way, Served program, int connections)
                {
                    var sample = await Measuring.Round(program.ProcessId, null, () => HttpLoad.Run(program.Port, connections, length, orders, 201));
                    if (round > 0) way.Samples.Add(sample);
                    Progress.Tell(round, way, sample);
                }
            }
            await Books(result, database);
            result.Claims.Add(new("SQLite: ≥ 10,000 orders a second", many[^1].Way.Samples.Select(s => s.PerSecond).Median(), 10_000));
            return result;
        }
        finally
        {
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
        result.Notes.Add(FormattableString.Invariant($"Books checked afterwards: {report.Rows:N0} rows, no finding."));
    }
}
