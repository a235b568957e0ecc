using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;

namespace Tributary.Bench.Cases;

/// <summary>The program as a whole: how soon it serves, how much memory it takes, what a long list costs it, and the desk without HTTP.</summary>
internal static class Programs
{
    /// <summary>From starting the published program to its first page, with an empty SQLite file and with one that is there.</summary>
    public static async Task<Result> Start(Mode mode)
    {
        var result = Case.Result("start", "start");
        var (empty, again) = (result.Way("to the first page, no database yet"), result.Way("to the first page, database there"));
        var folder = Directory.CreateTempSubdirectory("tributary-bench-").FullName;
        try
        {
            for (var round = 0; round <= (mode == Mode.Quick ? 3 : 5); round++)
            {
                var file = Path.Combine(folder, $"start{round}.db");
                foreach (var way in new[] { empty, again })
                {
                    double wait = 0, memory = 0;
                    var sample = await Measuring.Round(Environment.ProcessId, null, async () =>
                    {
                        await using var program = await Served.Product(file, way == empty ? "/setup" : "/login");
                        (wait, memory) = (program.MillisecondsToFirstPage, Measuring.MemoryMb(program.ProcessId));
                        return new(1, wait / 1000, [wait]);
                    });
                    sample = sample with { MemoryMb = memory };
                    if (round > 0) way.Samples.Add(sample);
                    Progress.Tell(round, way, sample);
                }
            }
            result.Claims.Add(new("5 · published program to first page: ≤ 1,000 ms (no database yet)", empty.Samples.Select(s => s.P50!.Value).Median(), 1000, AtMost: true));
            result.Claims.Add(new("5 · published program to first page: ≤ 1,000 ms (database there)", again.Samples.Select(s => s.P50!.Value).Median(), 1000, AtMost: true));
            return result;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Resident memory after the start and over a soak: again and again a burst of orders from 64 connections, then signed-in
    /// pages, quotes and lists from 16. Orders all the time would fill the disk and not the program.
    /// </summary>
    public static async Task<Result> Memory(Mode mode)
    {
        var result = Case.Result("memory", "request");
        await using var server = await Postgres.Start();
        await using var database = DatabaseChoice.From(await server.Create("memory"));
        var stage = await Stage.Set(database, 8, 50);
        var orders = stage.Orders(8);
        var (idle, load, reading) = (result.Way("idle, ten seconds after the start"), result.Way("orders from 64 connections"), result.Way("pages, quotes and lists from 16 connections"));
        // The soak in pieces, so that growth is seen.
        var (pieces, burst, rest) = mode == Mode.Quick ? (6, 3, 7) : Size.IsRehearsal ? (20, 1, 2) : (20, 3, 27);
        var (peak, memory) = (0.0, new List<double>());
        await using (var program = await Served.Product(database.ConnectionString, "/login"))
        {
            idle.Samples.Add(await Measuring.Round(program.ProcessId, server.ProcessId, async () =>
            {
                await Task.Delay(10_000);
                return new(0, 10, []);
            }));
            Progress.Tell(1, idle, idle.Samples[0]);
            var cookie = await Visitor.SignIn(database.ConnectionString, program.Port);
            var (key, customer) = ($"Authorization: Bearer {stage.Branches[0].Key}", PublicId.Format("acc", stage.Branches[0].Customers[0].AccountId));
            Request[] pages =
            [
                Request.Get("/", cookie), Request.Get("/customers", cookie), Request.Get("/orders", cookie), Request.Get("/subscriptions", cookie),
                Request.Get($"/api/v1/accounts/{PublicId.Format("acc", stage.Branches[0].Seller.AccountId)}/wallet/transfers?limit=50", key),
                Request.Get("/api/v1/subscriptions?limit=50", key),
            ];
            Request[] quotes = [Stage.Quote(customer, stage.PlanId, stage.Branches[0].Key)];
            for (var piece = 1; piece <= pieces; piece++)
            {
                load.Samples.Add(await Measuring.Round(program.ProcessId, server.ProcessId, () => HttpLoad.Run(program.Port, 64, burst, orders, 201)));
                Progress.Tell(piece, load, load.Samples[^1]);
                reading.Samples.Add(await Measuring.Round(program.ProcessId, server.ProcessId, async () =>
                {
                    var done = await Task.WhenAll(HttpLoad.Run(program.Port, 14, rest, pages, 200), HttpLoad.Run(program.Port, 2, rest, quotes, 200));
                    return new(done.Sum(d => d.Operations), done[0].Seconds, [.. done.SelectMany(d => d.Waits)]);
                }));
                Progress.Tell(piece, reading, reading.Samples[^1]);
                memory.Add((load.Samples[^1].MemoryMb + reading.Samples[^1].MemoryMb) / 2);
            }
            peak = Measuring.PeakMb(program.ProcessId);
            await Warm.Rest(database);
        }
        await Settle.Books(result, database);
        result.Notes.Add(FormattableString.Invariant($"The most that was ever resident: {peak:0} MB."));
        result.Claims.Add(new("5 · idle: ≤ 150 MB", idle.Samples[0].MemoryMb, 150, AtMost: true));
        result.Claims.Add(new("5 · under load: ≤ 200 MB at most", peak, 200, AtMost: true));
        var fifth = Math.Max(1, pieces / 5);
        result.Claims.Add(new($"5 · flat over {(mode == Mode.Quick ? "a minute" : "ten minutes")}: the last fifth ≤ 1.1 × the second fifth", memory.TakeLast(fifth).Average() / memory.Skip(fifth).Take(fifth).Average(), 1.1, AtMost: true));
        return result;
    }

    /// <summary>A supplier's list of very many rows: uploaded and compared, then applied, over HTTP.</summary>
    public static async Task<Result> Import(Mode mode)
    {
        const int rows = 100_000;
        var result = Case.Result("import", "row");
        await using var server = await Postgres.Start();
        var (check, apply, copy) = (result.Way("upload and compare"), result.Way("apply"), result.Way("the same rows by bare SQL, one statement a table", isReference: true));
        var text = new StringBuilder("product,code,name,currency,monthly_price\n");
        for (var n = 0; n < rows; n++) text.Append(CultureInfo.InvariantCulture, $"Suite {n / 100:0000},P{n:000000},Plan {n:000000},USD,{1 + n % 5000}.{n % 100:00}\n");
        var file = Encoding.UTF8.GetBytes(text.ToString());
        for (var round = 1; round <= (mode == Mode.Quick ? 1 : 2); round++)
        {
            await using var database = DatabaseChoice.From(await server.Create("import"));
            var stage = await Stage.Set(database, 1, 1);
            await using var desk = new Desk(database, TimeProvider.System, NullLogger<Desk>.Instance);
            var key = await Stage.Key(desk, stage.Provider);
            await using (var program = await Served.Product(database.ConnectionString))
            {
                using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{program.Port}/api/v1/"), Timeout = TimeSpan.FromMinutes(10) };
                http.DefaultRequestHeaders.Authorization = new("Bearer", key);
                var id = "";
                await Take(check, async () =>
                {
                    using var content = new ByteArrayContent(file);
                    content.Headers.ContentType = new("text/csv");
                    using var answer = await http.PostAsync("price-lists/imports?fileName=list.csv", content);
                    var said = await answer.Content.ReadAsStringAsync();
                    if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(said);
                    id = System.Text.Json.JsonDocument.Parse(said).RootElement.GetProperty("id").GetString()!;
                });
                await Take(apply, async () =>
                {
                    using var answer = await http.PostAsync($"price-lists/imports/{id}/apply", new StringContent("""{"noneUnlessAll":true}""", Encoding.UTF8, "application/json"));
                    if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
                });
                async Task Take(Way way, Func<Task> run)
                {
                    way.Samples.Add(await Measuring.Round(program.ProcessId, server.ProcessId, async () =>
                    {
                        var clock = System.Diagnostics.Stopwatch.StartNew();
                        await run();
                        return new(rows, clock.Elapsed.TotalSeconds, []);
                    }));
                    Progress.Tell(round, way, way.Samples[^1]);
                }
            }
            string[] tables = ["products", "plans", "plan_versions", "price_points"];
            await server.Execute("CREATE SCHEMA again", "import");
            foreach (var table in tables) await server.Execute($"CREATE TABLE again.{table} (LIKE public.{table} INCLUDING ALL)", "import");
            copy.Samples.Add(await Measuring.Round(Environment.ProcessId, server.ProcessId, async () =>
            {
                var clock = System.Diagnostics.Stopwatch.StartNew();
                await server.Execute(string.Concat(tables.Select(t => $"INSERT INTO again.{t} SELECT * FROM public.{t};")), "import");
                return new(rows, clock.Elapsed.TotalSeconds, []);
            }));
            Progress.Tell(round, copy, copy.Samples[^1]);
            await server.Execute("DROP SCHEMA again CASCADE", "import");
            await Settle.Books(result, database);
        }
        return result;
    }

    /// <summary>The desk without HTTP, 64 and 1,000 callers, beside one transaction an order by the same code.</summary>
    public static async Task<Result> InProcess(Mode mode)
    {
        var result = Case.Result("settle-inprocess", "order");
        await using var server = await Postgres.Start();
        await using var database = DatabaseChoice.From(await server.Create("inprocess"));
        var stage = await Stage.Set(database, 8, 50);
        var customers = stage.Branches.SelectMany(b => b.Customers).ToList();
        var one = result.Way("one transaction an order, 16 at once, 64 callers", isReference: true);
        var ways = new[] { 1, 64, 1000 }.Select(callers => (Callers: callers, Way: result.Way($"the desk, {callers:N0} callers"))).ToList();
        var (rounds, seconds) = mode == Mode.Quick ? (2, 2) : (5, 3);
        // The same code is warm for all of them.
        await Warm.Up("the desk", Environment.ProcessId, mode, s => Place(database, stage.PlanId, customers, 1, Desk.MostAtOnce, 64, s));
        await Warm.Up(one.Name, Environment.ProcessId, mode, s => Place(database, stage.PlanId, customers, 16, 1, 64, s));
        for (var round = 1; round <= rounds; round++)
        {
            await Take(one, 16, 1, 64);
            foreach (var (callers, way) in ways) await Take(way, 1, Desk.MostAtOnce, callers);

            async Task Take(Way way, int desks, int most, int callers)
            {
                var sample = await Measuring.Round(Environment.ProcessId, server.ProcessId, () => Place(database, stage.PlanId, customers, desks, most, callers, seconds));
                way.Samples.Add(sample);
                Progress.Tell(round, way, sample);
            }
        }
        await Settle.Books(result, database);
        return result;
    }

    private static async Task<Counted> Place(DatabaseChoice database, Guid plan, List<Viewer> customers, int deskCount, int most, int callers, double seconds)
    {
        var desks = Enumerable.Range(0, deskCount).Select(_ => new Desk(database, TimeProvider.System, NullLogger<Desk>.Instance, most)).ToList();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var waits = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var own = new List<double>();
            for (var i = caller; clock.Elapsed.TotalSeconds < seconds; i += 31)
            {
                var began = clock.Elapsed;
                var customer = customers[i % customers.Count];
                await desks[caller % desks.Count].Do(new PlaceOrder
                {
                    By = customer, Branch = customer.BranchId, AccountId = customer.AccountId, Items = [new(plan, Interval.Monthly, 1)],
                    Reference = Guid.NewGuid().ToString("N"), Asked = new byte[32],
                });
                own.Add((clock.Elapsed - began).TotalMilliseconds);
            }
            return own;
        })));
        clock.Stop();
        foreach (var desk in desks) await desk.DisposeAsync();
        var all = waits.SelectMany(w => w).ToArray();
        return new(all.Length, clock.Elapsed.TotalSeconds, all);
    }

    /// <summary>A quote over HTTP through one to eight levels.</summary>
    public static async Task<Result> Quote(Mode mode)
    {
        var result = Case.Result("quote", "quote");
        await using var server = await Postgres.Start();
        await using var database = DatabaseChoice.From(await server.Create("quote"));
        var (plan, chain) = await Stage.Chain(database, 8);
        var ways = chain.Select((_, i) => result.Way($"{i + 1} level{(i == 0 ? "" : "s")}")).ToList();
        await using (var program = await Served.Product(database.ConnectionString))
        {
            var asked = chain.Select(c => Stage.Quote(PublicId.Format("acc", c.Customer), plan, c.Key)).ToArray();
            await Warm.Up("quotes at all depths", program.ProcessId, mode, s => HttpLoad.Run(program.Port, 16, s, asked, 200));
            for (var round = 1; round <= (mode == Mode.Quick ? 2 : 3); round++)
                for (var depth = 1; depth <= chain.Count; depth++)
                {
                    var sample = await Measuring.Round(program.ProcessId, server.ProcessId, () => HttpLoad.Run(program.Port, 16, mode == Mode.Quick ? 1 : 2, [asked[depth - 1]], 200));
                    ways[depth - 1].Samples.Add(sample);
                    Progress.Tell(round, ways[depth - 1], sample);
                }
        }
        await Settle.Books(result, database);
        return result;
    }

    /// <summary>A page of a wallet's statement, of a wallet that orders go through by the thousand, and of one that has seen few; in turns.</summary>
    public static async Task<Result> Statement(Mode mode)
    {
        var result = Case.Result("statement", "page");
        await using var server = await Postgres.Start();
        await using var database = DatabaseChoice.From(await server.Create("statement"));
        var stage = await Stage.Set(database, 2, 50);
        await Place(database, stage.PlanId, [.. stage.Branches[0].Customers], 1, Desk.MostAtOnce, 100, 0.2);
        var placed = await Place(database, stage.PlanId, [.. stage.Branches[1].Customers], 1, Desk.MostAtOnce, 1000, mode == Mode.Quick ? 6 : 30);
        // As autovacuum does within a minute.
        await server.Execute("VACUUM ANALYZE", "statement");
        var ways = new[] { result.Way("statement of 50 transfers' page, new wallet"), result.Way("the same after very many") };
        var pages = stage.Branches.Select(b => Request.Get($"/api/v1/accounts/{PublicId.Format("acc", b.Seller.AccountId)}/wallet/transfers?limit=50", $"Authorization: Bearer {b.Key}")).ToArray();
        await using (var program = await Served.Product(database.ConnectionString))
        {
            await Warm.Rest(database);
            await Warm.Up("statements", program.ProcessId, mode, s => HttpLoad.Run(program.Port, 16, s, pages, 200));
            for (var round = 1; round <= 3; round++)
                foreach (var (way, page) in ways.Zip(pages))
                {
                    way.Samples.Add(await Measuring.Round(program.ProcessId, server.ProcessId, () => HttpLoad.Run(program.Port, 16, mode == Mode.Quick ? 2 : 4, [page], 200)));
                    Progress.Tell(round, way, way.Samples[^1]);
                }
        }
        result.Notes.Add(FormattableString.Invariant($"Through the second wallet went {placed.Operations:N0} orders."));
        await Settle.Books(result, database);
        return result;
    }
}
