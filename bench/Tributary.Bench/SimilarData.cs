using System.Globalization;
using Tributary.Accounts;

namespace Tributary.Bench;

/// <summary>
/// People of the Febrl data sets: records and their duplicates with typing errors. Given and last name are the name of an account,
/// what stands of their addresses is its address; date of birth and social security number are not used, for accounts have none.
/// </summary>
public static class Febrl
{
    /// <summary>One record.</summary>
    /// <param name="Person">Who it is: originals and duplicates of one person have it in common.</param>
    /// <param name="IsOriginal">Whether it is the original.</param>
    /// <param name="Details">As it would be typed.</param>
    public sealed record Entry(string Person, bool IsOriginal, AccountDetails Details);

    /// <summary>Reads a data set.</summary>
    public static IReadOnlyList<Entry> Read(string file) =>
    [
        .. File.ReadLines(file).Skip(1).Where(line => line.Length > 0).Select(line =>
        {
            string[] c = [.. line.Split(',').Select(cell => cell.Trim())];
            var id = c[0].Split('-');
            return new Entry(id[1], id[2] == "org", new()
            {
                Name = $"{c[1]} {c[2]}".Trim(), Street = $"{c[3]} {c[4]}".Trim(), Street2 = c[5], City = c[6], PostalCode = c[7], Region = c[8], Country = "AU",
            });
        }),
    ];
}

/// <summary>Organisations as patent offices spell them, and which are one.</summary>
public static class Patstat
{
    /// <summary>One spelling.</summary>
    public sealed record Entry(string Organisation, string Name);

    /// <summary>What a clustering is worth: how pure it is, how complete, and both in one figure, each name counting once.</summary>
    public sealed record BCubed(double Precision, double Recall)
    {
        /// <summary>Their harmonic mean.</summary>
        public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);
    }

    /// <summary>Reads the reference: person, organisation, name.</summary>
    public static IReadOnlyList<Entry> Read(string file) =>
    [
        .. File.ReadLines(file).Skip(1).Where(line => line.Length > 0).Select(line =>
        {
            var c = line.Split(',', 3);
            return new Entry(c[1], c[2].Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal));
        }),
    ];

    /// <summary>The halves: every other organisation in the order of their numbers, with all its names.</summary>
    public static (IReadOnlyList<Entry> First, IReadOnlyList<Entry> Second) Halves(IReadOnlyList<Entry> all)
    {
        var order = all.Select(e => e.Organisation).Distinct().OrderBy(o => long.Parse(o, CultureInfo.InvariantCulture)).Index().ToDictionary(o => o.Item, o => o.Index);
        return ([.. all.Where(e => order[e.Organisation] % 2 == 0)], [.. all.Where(e => order[e.Organisation] % 2 == 1)]);
    }

    /// <summary>How alike every two different names are.</summary>
    public sealed class Table
    {
        private readonly double[,] scores;

        public Table(IReadOnlyList<Entry> entries)
        {
            Entries = entries;
            Names = [.. entries.Select(e => e.Name).Distinct()];
            scores = new double[Names.Count, Names.Count];
            var details = Names.Select(name => new AccountDetails { Name = name }).ToList();
            Parallel.For(0, Names.Count, i =>
            {
                for (var j = 0; j < i; j++) scores[i, j] = Likeness.Between(details[i], details[j]).Score;
            });
        }

        public IReadOnlyList<Entry> Entries { get; }
        public IReadOnlyList<string> Names { get; }

        /// <summary>The names that are one where whatever is at least so alike is one, by whatever steps.</summary>
        public BCubed At(double threshold)
        {
            var group = Enumerable.Range(0, Names.Count).ToArray();
            int Of(int i) => group[i] == i ? i : group[i] = Of(group[i]);
            for (var i = 0; i < Names.Count; i++)
                for (var j = 0; j < i; j++)
                    if (scores[i, j] >= threshold) group[Of(i)] = Of(j);
            var at = Names.Index().ToDictionary(n => n.Item, n => n.Index);
            return Measure([.. Entries.Select(e => Of(at[e.Name]))], [.. Entries.Select(e => e.Organisation)]);
        }

        /// <summary>The threshold at which these names are told apart best.</summary>
        public double Best() => Enumerable.Range(1, 99).Select(n => n / 100.0).MaxBy(t => At(t).F1);
    }

    private static BCubed Measure(IReadOnlyList<int> told, IReadOnlyList<string> truth)
    {
        var both = told.Zip(truth).GroupBy(p => p).ToDictionary(g => g.Key, g => g.Count());
        var (groups, organisations) = (told.CountBy(g => g).ToDictionary(), truth.CountBy(o => o).ToDictionary());
        var (precision, recall) = (0.0, 0.0);
        for (var i = 0; i < told.Count; i++)
        {
            var same = both[(told[i], truth[i])];
            precision += (double)same / groups[told[i]];
            recall += (double)same / organisations[truth[i]];
        }
        return new(precision / told.Count, recall / told.Count);
    }
}
