using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tributary;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Data.Seed;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Reports;

// Settles orders through four levels, 64 callers at once, two ways in one run, A B A B …: by the desk, which puts what
// waits into one transaction, and by one transaction an order on sixteen desks at once. Same database, same rows, same
// durability (fsync and synchronous_commit as the server has them; WAL and FULL on SQLite).
// usage: Tributary.Bench SETTING [orders a round] [rounds]; SETTING is what TRIBUTARY_DB would be, of an empty database.

var database = DatabaseChoice.From(args.ElementAtOrDefault(0) ?? throw new ArgumentException("Name an empty database."));
var orders = int.Parse(args.ElementAtOrDefault(1) ?? "4000", CultureInfo.InvariantCulture);
var rounds = int.Parse(args.ElementAtOrDefault(2) ?? "5", CultureInfo.InvariantCulture);
await database.MigrateAsync();
var chains = await Stage.Set(database, branches: 8, customersEach: 40);

var rows = new List<(string Way, double PerSecond, double CpuMicros, double P50, double P99, long Batches)>();
for (var round = 0; round <= rounds; round++)
{
    foreach (var (way, desks, most) in new[] { ("the desk's batches", 1, Desk.MostAtOnce), ("one transaction an order", database.Kind == DatabaseKind.Postgres ? 16 : 1, 1) })
    {
        var row = await Round(way, desks, most, round == 0 ? orders / 4 : orders);
        if (round > 0) rows.Add(row); // The first round warms up.
    }
}

Console.WriteLine($"{database.Kind}, {Environment.ProcessorCount} cores, {orders} orders a round through four levels, 64 callers, {rounds} rounds alternating; medians (lowest–highest)");
Console.WriteLine("| way | orders a second | program's CPU µs an order | p50 ms | p99 ms | orders a batch |");
Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
foreach (var way in rows.GroupBy(r => r.Way))
    Console.WriteLine($"| {way.Key} | {Spread(way.Select(r => r.PerSecond))} | {Spread(way.Select(r => r.CpuMicros))} | {Median(way.Select(r => r.P50)):0.0} | {Median(way.Select(r => r.P99)):0.0} | {orders / Median(way.Select(r => (double)r.Batches)):0} |");
var ways = rows.GroupBy(r => r.Way).ToList();
Console.WriteLine($"ratio of each pair, median: {Median(ways[0].Zip(ways[1], (a, b) => a.PerSecond / b.PerSecond)):0.0}");

var report = await CheckBooks.Run(database, TimeProvider.System);
Console.WriteLine($"books: {report.Rows} rows checked, {report.Findings} findings");
return report.Findings == 0 ? 0 : 1;

async Task<(string, double, double, double, double, long)> Round(string way, int deskCount, int most, int count)
{
    var desks = Enumerable.Range(0, deskCount).Select(_ => new Desk(database, TimeProvider.System, NullLogger<Desk>.Instance, most)).ToList();
    var next = -1;
    var times = new double[count];
    var cpu = Process.GetCurrentProcess().TotalProcessorTime;
    var clock = Stopwatch.StartNew();
    await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
    {
        var desk = desks[caller % desks.Count];
        for (int i; (i = Interlocked.Increment(ref next)) < count;)
        {
            var begun = Stopwatch.GetTimestamp();
            var customer = chains.Customers[(i * 31) % chains.Customers.Count];
            await desk.Do(new PlaceOrder
            {
                By = customer, Branch = customer.BranchId, AccountId = customer.AccountId, Items = [new(chains.PlanId, Interval.Monthly, 1)],
                Reference = Guid.NewGuid().ToString("N"), Asked = new byte[32],
            });
            times[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }
    })));
    clock.Stop();
    var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / count;
    var batches = desks.Sum(d => d.Count.Batches);
    foreach (var desk in desks) await desk.DisposeAsync();
    Array.Sort(times);
    return (way, count / clock.Elapsed.TotalSeconds, used, times[count / 2], times[(int)(count * 0.99)], batches);
}

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToList();
    return sorted[sorted.Count / 2];
}

static string Spread(IEnumerable<double> values) => $"{Median(values):0} ({values.Min():0}–{values.Max():0})";
