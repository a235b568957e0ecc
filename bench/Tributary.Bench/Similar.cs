using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;

namespace Tributary.Bench;

/// <summary>Similar accounts: how many of those that are there already are found, and how long it takes among very many.</summary>
internal static class Similar
{
    private const int Many = 100_000;
    private const int Questions = 1_000;
    private const string Begin = "<!-- similar: bench/similar writes what follows -->";
    private const string End = "<!-- similar: the end -->";

    private static readonly string Data = Path.GetFullPath(Path.Combine(Shell.Root, "..", "shared", "data", "similar-accounts"));
    private static readonly string[] DataSets = ["dataset1", "dataset2", "dataset3"];
    private static readonly StringBuilder Told = new();

    public static async Task<int> Run(bool speedToo)
    {
        if (!Directory.Exists(Data))
        {
            Console.Error.WriteLine($"{Data} is not there.");
            return 2;
        }
        var well = await Quality();
        if (!speedToo) return well ? 0 : 1;
        Tell("\n| database | 100,000 accounts opened in | of them a second | question p50 | p95 | most | Febrl's duplicates among the five |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        var folder = Directory.CreateTempSubdirectory("tributary-similar-").FullName;
        try
        {
            await using (var sqlite = DatabaseChoice.From(Path.Combine(folder, "many.db"))) well &= await Speed("SQLite", sqlite);
            SqliteConnection.ClearAllPools();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        await using (var server = await Postgres.Start())
        {
            await server.Create("many");
            await using var postgres = DatabaseChoice.From(server.Of("many"));
            well &= await Speed("PostgreSQL", postgres);
        }
        await Keep();
        return well ? 0 : 1;
    }

    private static async Task<bool> Quality()
    {
        var well = true;
        Tell("| Febrl | originals | duplicates typed in | found among the five | found first | p50 | p95 |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var set in DataSets)
        {
            var entries = Febrl.Read(Path.Combine(Data, "febrl", set + ".csv"));
            var folder = Directory.CreateTempSubdirectory("tributary-febrl-").FullName;
            await using (var database = DatabaseChoice.From(Path.Combine(folder, "febrl.db")))
            {
                var (stage, known) = await Registered(database, [.. entries.Where(e => e.IsOriginal)]);
                var asked = await Ask(database, stage, [.. entries.Where(e => !e.IsOriginal)], known);
                var share = asked.Found / (double)asked.Times.Count;
                well &= share >= 0.99;
                Tell(Line($"| {set} | {entries.Count(e => e.IsOriginal):N0} | {asked.Times.Count:N0} | {share:P2} | {asked.First / (double)asked.Times.Count:P2} | {At(asked.Times, 0.5):0.0} ms | {At(asked.Times, 0.95):0.0} ms |"));
            }
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }

        Tell("\n| patstat | names | organisations | threshold set there | B-cubed precision | recall | F1 |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        var (first, second) = Patstat.Halves(Patstat.Read(Path.Combine(Data, "patstat", "patstat_reference.csv")));
        var halves = new[] { ("first half", new Patstat.Table(first)), ("second half", new Patstat.Table(second)) };
        foreach (var ((name, told), (other, set)) in new[] { (halves[1], halves[0]), (halves[0], halves[1]) })
        {
            var threshold = set.Best();
            var worth = told.At(threshold);
            well &= worth.F1 >= 0.85;
            Tell(Line($"| told on the {name} | {told.Entries.Count:N0} | {told.Entries.Select(e => e.Organisation).Distinct().Count():N0} | {threshold:0.00} on the {other} (F1 {set.At(threshold).F1:0.000} there) | {worth.Precision:0.000} | {worth.Recall:0.000} | **{worth.F1:0.000}** |"));
        }
        return well;
    }

    private static async Task<bool> Speed(string name, DatabaseChoice database)
    {
        var people = Febrl.Read(Path.Combine(Data, "febrl", "dataset3.csv"));
        var names = Patstat.Read(Path.Combine(Data, "patstat", "patstat_reference.csv"));
        var clock = Stopwatch.StartNew();
        var originals = people.Where(e => e.IsOriginal).ToList();
        var (stage, known) = await Registered(database, [.. originals, .. Invented(originals, names, Many - originals.Count)]);
        var seconds = clock.Elapsed.TotalSeconds;
        if (database.Postgres is not null)
        {
            await using var connection = await database.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "VACUUM ANALYZE";
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync();
        }
        var duplicates = people.Where(e => !e.IsOriginal).Take(Questions).ToList();
        var typed = duplicates.Concat(names.Where((_, n) => n % 5 == 0).Select(n => new Febrl.Entry("", false, new() { Name = n.Name, City = "Eindhoven", Country = "NL" }))).ToList();
        await Ask(database, stage, [.. typed.Take(100)], known);
        var asked = await Ask(database, stage, typed, known);
        var p95 = At(asked.Times, 0.95);
        Tell(Line($"| {name} | {seconds:0} s | {Many / seconds:N0} | {At(asked.Times, 0.5):0.0} ms | **{p95:0.0} ms** | {asked.Times.Max():0.0} ms | {asked.Found / (double)duplicates.Count:P1} |"));
        return p95 <= 100;
    }

    private sealed record Answers(List<double> Times, int Found, int First);

    private static async Task<Answers> Ask(DatabaseChoice database, Viewer viewer, IReadOnlyList<Febrl.Entry> typed, Dictionary<string, Guid> known)
    {
        var (times, found, first) = (new List<double>(typed.Count), 0, 0);
        foreach (var one in typed)
        {
            var began = Stopwatch.GetTimestamp();
            await using var db = database.CreateDbContext();
            var similar = await new SimilarAccounts(db, viewer).To(one.Details);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (!known.TryGetValue(one.Person, out var account)) continue;
            if (similar.Any(s => s.Account!.Id == account)) found++;
            else if (Environment.GetEnvironmentVariable("TRIBUTARY_BENCH_MISSES") is not null)
                Console.WriteLine($"  missed {one.Person}: {one.Details.Name} | {one.Details.Street} | {one.Details.Street2} | {one.Details.PostalCode} {one.Details.City}");
            if (similar.Count > 0 && similar[0].Account!.Id == account) first++;
        }
        return new(times, found, first);
    }

    // All below one reseller, as the deeds of the product open them.
    private static async Task<(Viewer Seller, Dictionary<string, Guid> Known)> Registered(DatabaseChoice database, IReadOnlyList<Febrl.Entry> entries)
    {
        await database.MigrateAsync();
        await using var desk = new Desk(database, TimeProvider.System, NullLogger<Desk>.Instance);
        var root = await desk.Do(new SetUp { By = SetUp.Nobody, Details = new() { Name = "Provider", Country = "AU", Currency = "AUD", Language = "en", TimeZone = "UTC" } });
        var provider = Viewer.Program("Bench", root.Id);
        var opened = await desk.Do(new OpenAccount
        {
            By = provider, ParentBranchId = 0, ParentId = root.Id, Kind = AccountKind.Reseller, MayOpen = MayOpen.All,
            Details = new() { Name = "Reseller", Street = "Quay 1", City = "Perth", Country = "AU", Language = "en", TimeZone = "UTC", Email = "office@reseller.example" },
        });
        await using (var db = database.CreateDbContext())
            foreach (var deed in await RegisterAccounts.Waiting(db, provider)) await desk.Do(deed);
        await desk.Do(new SubmitAccount { By = provider, InBranch = opened.BranchId, AccountId = opened.Id });
        await desk.Do(new ConfirmAccount { By = provider, InBranch = opened.BranchId, AccountId = opened.Id });
        var seller = new Viewer { Name = "Reseller", AccountId = opened.Id, BranchId = opened.BranchId, Path = opened.Path, Kind = AccountKind.Reseller, Rights = Right.All };

        var known = new Dictionary<string, Guid>();
        foreach (var part in entries.Chunk(Desk.MostAtOnce))
        {
            var answers = await desk.DoAll(part.Select(e => new OpenAccount
            {
                By = seller, ParentBranchId = seller.BranchId, ParentId = seller.AccountId, Kind = AccountKind.Reseller,
                // Some records have no name at all, and an account must have one.
                Details = e.Details with { Name = e.Details.Name is { Length: > 0 } name ? name : "-", Language = "en", TimeZone = "UTC" },
            }));
            foreach (var (entry, answer) in part.Zip(answers))
            {
                if (answer is Exception no) throw new InvalidOperationException("An account was refused.", no);
                if (entry.Person.Length > 0) known[entry.Person] = ((AccountOpened)answer).Id;
            }
        }
        return (seller, known);
    }

    // Always the same: names and addresses put together anew from the parts of real ones, half of them companies.
    private static IEnumerable<Febrl.Entry> Invented(IReadOnlyList<Febrl.Entry> people, IReadOnlyList<Patstat.Entry> organisations, int count)
    {
        var random = new Random(4);
        string[] given = [.. people.Select(p => p.Details.Name!.Split(' ')[0])], last = [.. people.Select(p => p.Details.Name!.Split(' ')[^1])];
        string[] words = [.. organisations.SelectMany(o => o.Name.Split(' ')).Where(w => w.Length > 4 && w.All(char.IsLetter)).Distinct(StringComparer.OrdinalIgnoreCase)];
        string[] forms = ["Pty Ltd", "Ltd", "GmbH", "B.V.", "Inc.", "AG", "S.A.", "& Co"];
        T Any<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
        for (var n = 0; n < count; n++)
        {
            var (place, street) = (Any(people).Details, Any(people).Details);
            var name = n % 2 == 0 ? $"{Any(given)} {Any(last)}" : $"{Any(last)} {Any(words)} {(n % 3 == 0 ? Any(words) + " " : "")}{Any(forms)}";
            yield return new("", true, new()
            {
                Name = name.Trim(), Street = $"{random.Next(1, 300)} {street.Street!.TrimStart("0123456789 ".ToCharArray())}".Trim(), Street2 = street.Street2, City = place.City, PostalCode = place.PostalCode,
                Region = place.Region, Country = "AU",
            });
        }
    }

    private static double At(List<double> times, double share) => times.Order().ElementAt((int)Math.Min(times.Count - 1, Math.Ceiling(times.Count * share)));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Tell(string line)
    {
        Console.WriteLine(line);
        Told.AppendLine(line);
    }

    private static async Task Keep()
    {
        var file = Path.Combine(Shell.Root, "docs", "benchmarks.md");
        var text = await File.ReadAllTextAsync(file);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidOperationException("docs/benchmarks.md has lost the marks between which the tables of similar accounts stand.");
        var head = Line($"\n\n{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, commit {await Report.Commit()}, {Report.Machine()}.\n\n");
        await File.WriteAllTextAsync(file, text[..(from + Begin.Length)] + head + Told + "\n" + text[to..]);
    }
}
