using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Notices;

namespace Tributary.Bench.Cases;

/// <summary>
/// A file of twenty thousand people for one customer, of which one in a hundred cannot be used: uploaded and checked, then added and
/// invited, over HTTP as a seller's program does it. Beside it the rows that were written, written again by one statement a table.
/// </summary>
internal static class People
{
    private const int Rows = 20_000;
    private const int Faults = Rows / 100;
    private const double MostMb = 200;

    private static readonly string[] Tables = ["users", "user_words", "memberships", "messages", "trail"];

    public static async Task<Result> OfMany(Mode mode)
    {
        var result = Case.Result("people", "row");
        await using var server = await Postgres.Start();
        var (idle, check, apply, bare) = (
            result.Way("idle, five seconds after the start"), result.Way("upload and check"), result.Way("add and invite"),
            result.Way("the same rows by bare SQL, one statement a table", isReference: true));
        var (peaks, drifts) = (new List<double>(), new List<double>());
        for (var round = 1; round <= (mode == Mode.Quick ? 1 : 2); round++)
        {
            await using var database = DatabaseChoice.From(await server.Create("people"));
            var stage = await Stage.Set(database, 1, 1);
            var (seller, customer) = (stage.Branches[0], PublicId.Format("acc", stage.Branches[0].Customers[0].AccountId));
            var before = await Written(database);
            await using (var program = await Served.Product(database.ConnectionString))
            {
                await Take(idle, program.ProcessId, async () =>
                {
                    await Task.Delay(5_000);
                    return new(0, 5, []);
                });
                using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{program.Port}/api/v1/"), Timeout = TimeSpan.FromMinutes(2) };
                http.DefaultRequestHeaders.Authorization = new("Bearer", seller.Key);
                var (file, id, memory) = (File(round), "", new List<double>());
                await Take(check, program.ProcessId, () => Timed(async () =>
                {
                    using var content = new ByteArrayContent(file);
                    content.Headers.ContentType = new("text/csv");
                    id = (await Said(await http.PostAsync($"imports/people?account={customer}&fileName=people.csv", content))).GetProperty("id").GetString()!;
                    Expect(await Reached(http, id, "checked", program.ProcessId, memory: null), ("rows", Rows), ("ready", Rows - Faults), ("failed", Faults), ("added", 0));
                }));
                await Take(apply, program.ProcessId, () => Timed(async () =>
                {
                    using var asked = new StringContent("""{"noneUnlessAll":false}""", Encoding.UTF8, "application/json");
                    await Said(await http.PostAsync($"imports/{id}/apply", asked));
                    Expect(await Reached(http, id, "done", program.ProcessId, memory), ("rows", Rows), ("added", Rows - Faults), ("failed", Faults));
                }));
                peaks.Add(Measuring.PeakMb(program.ProcessId));
                var fifth = Math.Max(1, memory.Count / 5);
                drifts.Add(memory.TakeLast(fifth).Average() / memory.Skip(fifth).Take(fifth).Average());
                await Mailed(database);
                Expect(before, await Written(database));
            }
            await server.Execute("CREATE SCHEMA again", "people");
            foreach (var table in Tables) await server.Execute($"CREATE TABLE again.{table} (LIKE public.{table} INCLUDING ALL)", "people");
            await Take(bare, Environment.ProcessId, () => Timed(() => server.Execute(string.Concat(Tables.Select(t => $"INSERT INTO again.{t} SELECT * FROM public.{t};")), "people")));
            await server.Execute("DROP SCHEMA again CASCADE", "people");
            await Settle.Books(result, database);

            async Task Take(Way way, int process, Func<Task<Counted>> run)
            {
                way.Samples.Add(await Measuring.Round(process, server.ProcessId, run));
                Progress.Tell(round, way, way.Samples[^1]);
            }
        }
        double Seconds(Way way) => way.Samples.Select(s => Rows / s.PerSecond).Median();
        result.Notes.Add(string.Create(CultureInfo.InvariantCulture,
            $"{Rows:N0} rows, {Faults:N0} of them with a mistake, were checked {Seconds(check):0.0} s after the upload began; {Rows - Faults:N0} people were added, each with an invitation, {Seconds(apply):0.0} s after that was asked for; the same rows by bare SQL take {Seconds(bare):0.00} s. Memory: {idle.Samples.Select(s => s.MemoryMb).Median():0} MB idle, {peaks.Max():0} MB at most."));
        result.Claims.Add(new($"5 · {Rows:N0} people from a file: ≤ {MostMb:0} MB at most", peaks.Max(), MostMb, AtMost: true));
        result.Claims.Add(new($"5 · flat while {Rows:N0} people are added: the last fifth ≤ 1.1 × the second fifth", drifts.Max(), 1.1, AtMost: true));
        return result;
    }

    // Every hundredth row has a mistake, in turns an email that is none and a role that there is not.
    private static byte[] File(int round)
    {
        var text = new StringBuilder("name,email,role\n");
        for (var n = 1; n <= Rows; n++)
        {
            var (wrongEmail, wrongRole) = (n % 200 == 100, n % 200 == 0);
            text.Append(CultureInfo.InvariantCulture, $"Person {n:00000} of {round},person{n}{(wrongEmail ? "." : "@")}round{round}.example.com,{(wrongRole ? "king" : "viewer")}\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task<Counted> Timed(Func<Task> run)
    {
        var clock = Stopwatch.StartNew();
        await run();
        return new(Rows, clock.Elapsed.TotalSeconds, []);
    }

    private static async Task<JsonElement> Reached(HttpClient http, string id, string state, int program, List<double>? memory)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            var import = await Said(await http.GetAsync($"imports/{id}"));
            var at = import.GetProperty("state").GetString()!;
            if (at.Equals(state, StringComparison.OrdinalIgnoreCase)) return import;
            if (clock.Elapsed > TimeSpan.FromSeconds(80) || at.Equals("failed", StringComparison.OrdinalIgnoreCase)) throw new InvalidOperationException($"The batch does not come to be {state}: {import}");
            memory?.Add(Measuring.MemoryMb(program));
            await Task.Delay(50);
        }
    }

    private static async Task<JsonElement> Said(HttpResponseMessage answer)
    {
        using (answer)
        {
            var said = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode ? JsonDocument.Parse(said).RootElement : throw new InvalidOperationException(said);
        }
    }

    private static void Expect(JsonElement import, params (string Name, int Count)[] counts)
    {
        foreach (var (name, count) in counts)
            if (import.GetProperty(name).GetInt32() != count) throw new InvalidOperationException($"{name} is not {count}: {import}");
    }

    private static async Task<(int Users, int Places, int Mails)> Written(DatabaseChoice database)
    {
        await using var db = database.CreateDbContext();
        return (await db.Users.CountAsync(), await db.Memberships.CountAsync(), await db.Messages.CountAsync());
    }

    private static void Expect((int Users, int Places, int Mails) before, (int Users, int Places, int Mails) after)
    {
        const int added = Rows - Faults;
        if ((after.Users - before.Users, after.Places - before.Places, after.Mails - before.Mails) != (added, added, added))
            throw new InvalidOperationException($"{added} users, places and invitations were to come, but {before} became {after}.");
    }

    // Invitations are written out by a worker meanwhile; the reference is measured when that is done.
    private static async Task Mailed(DatabaseChoice database)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            await using var db = database.CreateDbContext();
            if (!await db.Messages.AnyAsync(m => m.State == MessageState.Waiting || m.State == MessageState.Leased)) return;
            if (clock.Elapsed > TimeSpan.FromSeconds(60)) throw new InvalidOperationException("The invitations are not written out.");
        }
    }
}
