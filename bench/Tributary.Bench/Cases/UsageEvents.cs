using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Bench.Cases;

/// <summary>
/// What end users did, reported over HTTP in batches of ten thousand by the sellers of eight branches, beside COPY of as many
/// rows into a table with one index; and what reading half a year of figures costs after the first round and after the last.
/// </summary>
internal static class UsageEvents
{
    private const int Branches = 8;
    private const int Batch = 10_000;

    public static async Task<Result> OfMany(Mode mode)
    {
        var (rounds, batches, people) = mode == Mode.Quick ? (3, 16, 20_000) : (5, Math.Max(16, Size.Million / Batch / 2), 200_000);
        var result = Case.Result("usage", "event");
        await using var server = await Postgres.Start();
        var many = await Many.Make(server, "usage", 1_600, Branches, behind: 0);
        await using var database = DatabaseChoice.From(many.Connection);
        var keys = new List<string>();
        await using (var desk = new Desk(database, TimeProvider.System, NullLogger<Desk>.Instance))
            foreach (var seller in many.Sellers) keys.Add(await Stage.Key(desk, seller));
        await server.Execute("CREATE TABLE copied (id uuid PRIMARY KEY, account_id uuid, subscription_id uuid, user_key uuid, at timestamptz, day date, kind text)", "usage");

        var (product, copy, reading) = (
            result.Way("recorded over HTTP, 4 connections, batches of 10,000"), result.Way("COPY of as many rows into a table with one index", isReference: true),
            result.Way("the figures of half a year, read over HTTP"));
        await using (var program = await Served.Product(many.Connection))
        {
            var read = Request.Get($"/api/v1/accounts/{PublicId.Format("acc", many.Sellers[0].AccountId)}/usage?from={Day(-180)}&to={Day(0)}", $"Authorization: Bearer {keys[0]}");
            // Until what is compiled meanwhile is compiled well.
            await Send(program.Port, keys, Bodies(0, 64, people));
            for (var round = 1; round <= rounds; round++)
            {
                var bodies = Bodies(round, batches, people);
                await Take(copy, Environment.ProcessId, () => Copy(many.Connection, round, batches * Batch));
                await Take(product, program.ProcessId, async () =>
                {
                    var clock = Stopwatch.StartNew();
                    var waits = await Send(program.Port, keys, bodies);
                    return new(batches * Batch, clock.Elapsed.TotalSeconds, waits);
                });
                await Take(reading, program.ProcessId, () => HttpLoad.Run(program.Port, 1, 2, [read], 200));

                async Task Take(Way way, int process, Func<Task<Counted>> run)
                {
                    way.Samples.Add(await Measuring.Round(process, server.ProcessId, run));
                    Progress.Tell(round, way, way.Samples[^1]);
                }
            }
        }
        await server.Execute("DROP TABLE copied", "usage");
        await Settle.Books(result, database);
        result.Notes.Add(FormattableString.Invariant($"{people:N0} end users of 1,600 customers at the end of chains of four levels; each round is another day, a twentieth of its events up to a month late, four a person and day. The figures are exact."));
        result.Claims.Add(new("4 · over HTTP in batches: ≥ 100,000 events a second", product.Samples.Select(s => s.PerSecond).Median(), 100_000));
        result.Claims.Add(new("4 · ≥ 1/4 of indexed COPY", Result.Ratio(product, copy), 0.25));
        result.Claims.Add(new("4 · reading is flat: p50 after the last round ≤ 1.2 × that after the first", reading.Samples[^1].P50!.Value / reading.Samples[0].P50!.Value, 1.2, AtMost: true));
        return result;
    }

    // Each batch is of one branch, as each seller reports its own.
    private static List<(int Branch, byte[] Body)> Bodies(int round, int batches, int people)
    {
        var random = new Random(20260101 + round);
        var bodies = new List<(int, byte[])>();
        for (var batch = 0; batch < batches; batch++)
        {
            var branch = batch % Branches;
            var text = new StringBuilder("{\"events\":[");
            for (var i = 0; i < Batch; i++)
            {
                var person = random.Next(people / Branches);
                var late = random.Next(20) == 0 ? random.Next(30 * 24) : 0;
                var at = DateTime.UtcNow.Date.AddDays(round - 40).AddMinutes(random.Next(24 * 60)).AddHours(-late);
                text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture,
                    $"{{\"id\":\"{round}-{batch}-{i}\",\"subscription\":\"{PublicId.Format("sub", Many.SubscriptionId(branch, 1 + person % 199))}\",\"endUser\":\"person{person}@example.com\",\"at\":\"{at:yyyy-MM-ddTHH:mm:ssZ}\",\"kind\":\"use\"}}");
            }
            bodies.Add((branch, Encoding.UTF8.GetBytes(text.Append("]}").ToString())));
        }
        return bodies;
    }

    private static async Task<double[]> Send(int port, List<string> keys, List<(int Branch, byte[] Body)> bodies)
    {
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromMinutes(5) };
        var (next, waits) = (-1, new double[bodies.Count]);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (int at; (at = Interlocked.Increment(ref next)) < bodies.Count;)
            {
                var clock = Stopwatch.StartNew();
                using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/usage-events") { Content = new ByteArrayContent(bodies[at].Body) };
                request.Content.Headers.ContentType = new("application/json");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", keys[bodies[at].Branch]);
                using var answer = await http.SendAsync(request);
                var said = await answer.Content.ReadAsStringAsync();
                if (!said.Contains($"\"recorded\":{Batch},", StringComparison.Ordinal)) throw new InvalidOperationException(said[..Math.Min(said.Length, 500)]);
                waits[at] = clock.Elapsed.TotalMilliseconds;
            }
        }));
        return waits;
    }

    private static async Task<Counted> Copy(string connection, int round, int rows)
    {
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync();
        var clock = Stopwatch.StartNew();
        await using (var copy = await database.BeginBinaryImportAsync("COPY copied FROM STDIN (FORMAT binary)"))
        {
            // What follows an answer runs on the thread that hears the sockets (see bench/run); writing there would wait for itself.
            await Task.Yield();
            var id = new byte[16];
            var random = new Random(round);
            for (var i = 0; i < rows; i++)
            {
                random.NextBytes(id);
                var key = new Guid(id);
                copy.StartRow();
                copy.Write(key, NpgsqlDbType.Uuid);
                copy.Write(key, NpgsqlDbType.Uuid);
                copy.Write(key, NpgsqlDbType.Uuid);
                copy.Write(key, NpgsqlDbType.Uuid);
                copy.Write(DateTime.UtcNow, NpgsqlDbType.TimestampTz);
                copy.Write(DateOnly.FromDateTime(DateTime.UtcNow), NpgsqlDbType.Date);
                copy.Write("use", NpgsqlDbType.Text);
            }
            copy.Complete();
        }
        return new(rows, clock.Elapsed.TotalSeconds, []);
    }

    private static string Day(int from) => DateTime.UtcNow.AddDays(from).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
