using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Bench.Cases;

/// <summary>
/// Signed-in pages of the published program over HTTP: the home page, the first and the last page of a long list, a search.
/// At a thousand accounts and at very many, in turns; beside them a bare page of Kestrel and Npgsql with a dozen rows.
/// </summary>
internal static class Pages
{
    private const int Small = 1_000;
    private const int Connections = 16;

    public static async Task<Result> OfMany(Mode mode)
    {
        var large = mode == Mode.Quick ? 100_000 : Size.Million;
        var result = Case.Result("pages", "page");
        await using var server = await Postgres.Start();
        var sizes = new[] { await Site.Open(server, "few", Small), await Site.Open(server, "many", large) };
        // What the pages show of the forecast is there, and nobody works at it any more while they are measured.
        foreach (var site in sizes) result.Notes.Add(await site.Foretold(server));
        await server.Execute("CREATE TABLE fortune (id int PRIMARY KEY, message text NOT NULL); INSERT INTO fortune SELECT n, 'Fortune number ' || n || ' is <b>kind</b> to the patient.' FROM generate_series(1, 12) n", "few");
        await using var bare = await Served.Reference(sizes[0].Many.Connection);
        try
        {
            var fortunes = result.Way("bare page (Kestrel, Npgsql, 12 rows)", isReference: true);
            Request[] asked = [Request.Get("/fortunes")];
            var ways = new Dictionary<(string, int), Way>();
            foreach (var page in Site.Pages)
                foreach (var site in sizes) ways[(page, site.Accounts)] = result.Way($"{page}, {site.Accounts:N0} accounts");

            await Warm.Up(fortunes.Name, bare.ProcessId, mode, s => HttpLoad.Run(bare.Port, Connections, s, asked, 200));
            foreach (var site in sizes)
            {
                Request[] mixed = [site.Asking(Site.Home), site.Asking(Site.First), site.Asking(Site.Last)];
                await Warm.Up($"pages, {site.Accounts:N0} accounts", site.Program.ProcessId, mode, s => HttpLoad.Run(site.Program.Port, Connections, s, mixed, 200));
                await HttpLoad.Run(site.Program.Port, 1, 2, [site.Asking(Site.Search)], 200);
            }
            var (rounds, seconds) = mode == Mode.Quick ? (2, 1.5) : (4, 2.5);
            for (var round = 1; round <= rounds; round++)
            {
                await Take(fortunes, bare.ProcessId, () => HttpLoad.Run(bare.Port, Connections, seconds, asked, 200));
                foreach (var page in Site.Pages)
                    foreach (var site in sizes)
                    {
                        // A search of part of a name reads every name; it is asked one at a time.
                        var at = page == Site.Search ? 1 : Connections;
                        await Take(ways[(page, site.Accounts)], site.Program.ProcessId, () => HttpLoad.Run(site.Program.Port, at, seconds, [site.Asking(page)], 200));
                    }

                async Task Take(Way way, int program, Func<Task<Counted>> run)
                {
                    var sample = await Measuring.Round(program, server.ProcessId, run);
                    way.Samples.Add(sample);
                    Progress.Tell(round, way, sample);
                }
            }
            double P50(string page, int accounts) => ways[(page, accounts)].Samples.Select(s => s.P50!.Value).Median();
            result.Claims.Add(new($"3 · home page: p50 at {large:N0} accounts ≤ 1.2 × that at {Small:N0}", P50(Site.Home, large) / P50(Site.Home, Small), 1.2, AtMost: true));
            result.Claims.Add(new("3 · signed-in home page ≥ 1/5 of the bare page", Result.Ratio(ways[(Site.Home, large)], fortunes), 0.2));
            result.Claims.Add(new("3 · signed-in list of 50 rows ≥ 1/5 of the bare page", Result.Ratio(ways[(Site.First, large)], fortunes), 0.2));
            result.Claims.Add(new($"3 · the list's page at the {large:N0}th row: p50 ≤ 1.2 × the first page's", P50(Site.Last, large) / P50(Site.First, large), 1.2, AtMost: true));
        }
        finally
        {
            foreach (var site in sizes) await site.Program.DisposeAsync();
        }
        foreach (var site in sizes)
        {
            await using var database = DatabaseChoice.From(site.Many.Connection);
            await Settle.Books(result, database);
        }
        return result;
    }

    /// <summary>Asks for one page of a hundred thousand accounts until it is ended, for profilers.</summary>
    public static async Task Hold(string page)
    {
        await using var server = await Postgres.Start();
        var site = await Site.Open(server, "many", 100_000);
        await using var program = site.Program;
        await site.Foretold(server);
        Console.WriteLine($"program {program.ProcessId}, PostgreSQL {server.ProcessId}, {site.Many.Connection}");
        var way = new Way(page);
        for (var round = 1; ; round++)
            Progress.Tell(round, way, await Measuring.Round(program.ProcessId, server.ProcessId, () => HttpLoad.Run(program.Port, Connections, 5, [site.Asking(page == "home" ? Site.Home : Site.First)], 200)));
    }

    /// <summary>The program over a database of some size, with somebody of the provider signed in.</summary>
    private sealed record Site(Many Many, Served Program, string Cookie, int Accounts)
    {
        public const string Home = "home page";
        public const string First = "customers, first page";
        public const string Last = "customers, last page";
        public const string Search = "search for part of a name";
        public static readonly string[] Pages = [Home, First, Last, Search];

        public static async Task<Site> Open(Postgres server, string name, int accounts)
        {
            // Yearly: the twelve charges a year of a million monthly ones take their forecast and the check of it longer than all else here.
            var many = await Many.Make(server, name, accounts, branches: 1, behind: 0, Interval.Yearly);
            var program = await Served.Product(many.Connection);
            return new(many, program, await Visitor.SignIn(many.Connection, program.Port), accounts);
        }

        /// <summary>Waits until the first forecast of all branches is made and the database has tidied up behind it; tells what it took.</summary>
        public async Task<string> Foretold(Postgres server)
        {
            var (clock, cpu) = (Stopwatch.StartNew(), Measuring.OfTree(Program.ProcessId));
            await using (var database = DatabaseChoice.From(Many.Connection))
                for (; ; await Task.Delay(500))
                {
                    await using var db = database.CreateDbContext();
                    if (!await db.Branches.AnyAsync(b => b.Id != 0 && !db.BranchForecasts.Any(f => f.BranchId == b.Id && f.Batches >= 0))) break;
                    if (clock.Elapsed > TimeSpan.FromMinutes(30)) throw new InvalidOperationException("The forecast is not made after half an hour.");
                }
            var words = string.Create(CultureInfo.InvariantCulture,
                $"The forecast of {Accounts:N0} subscriptions was made in {clock.Elapsed.TotalSeconds:N0} s ({(Measuring.OfTree(Program.ProcessId) - cpu) / 100.0:N0} s of the program's CPU) with at most {Measuring.PeakMb(Program.ProcessId):N0} MB.");
            Console.WriteLine($"  {words}");
            await server.Execute("VACUUM (ANALYZE)", Many.Name);
            await server.Execute("CHECKPOINT");
            return words;
        }

        public Request Asking(string page)
        {
            var under = PublicId.Format("acc", Many.Sellers[0].AccountId);
            // The names of the copies are numbered, so that the last page begins behind the fiftieth from the end.
            var last = PublicId.Format("acc", Many.CustomerId(0, Accounts - 1 - 50));
            return Request.Get(page switch
            {
                Home => "/",
                First => $"/customers?under={under}",
                Last => $"/customers?under={under}&after={last}",
                _ => $"/customers?q={Accounts / 2:0000000}",
            }, Cookie);
        }
    }
}
