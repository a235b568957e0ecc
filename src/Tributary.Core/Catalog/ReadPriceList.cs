using System.Text;

namespace Tributary.Catalog;

/// <summary>A price of a plan as a list has it.</summary>
/// <param name="Price">The price of one unit for one interval.</param>
/// <param name="Recommended">The recommended price, in minor units of the same currency, or null.</param>
/// <param name="State">Whether it is sold anew, or renewed only.</param>
/// <param name="Sku">The supplier's article number, or empty.</param>
public sealed record ListedPrice(Interval Interval, Money Price, long? Recommended, SaleState State, string Sku);

/// <summary>A plan as a list has it, read from one row or from several that give prices for different intervals.</summary>
public sealed record ListedPlan
{
    /// <summary>The first row that names it.</summary>
    public required int Row { get; init; }
    /// <summary>The product's code, made of its name.</summary>
    public required string ProductCode { get; init; }
    /// <summary>The product's name.</summary>
    public required string Product { get; init; }
    /// <summary>Who stands behind the product, or empty.</summary>
    public required string Vendor { get; init; }
    /// <summary>The plan's code, in capitals as all codes are.</summary>
    public required string Code { get; init; }
    /// <summary>The plan's name.</summary>
    public required string Name { get; init; }
    /// <summary>The description, or empty.</summary>
    public required string Description { get; init; }
    /// <summary>Plan or add-on.</summary>
    public required PlanKind Kind { get; init; }
    /// <summary>What quantities count.</summary>
    public required string Unit { get; init; }
    /// <summary>Its prices, one an interval.</summary>
    public required IReadOnlyList<ListedPrice> Prices { get; init; }

    internal (string, string) Key => (ProductCode, Code);
}

/// <summary>A row that cannot be used.</summary>
public sealed record UnusableRow(int Row, string Product, string Code, IReadOnlyList<RowProblem> Problems);

/// <summary>What a price list says, read by a mapping.</summary>
public sealed record PriceListReading
{
    /// <summary>The plans in the order of their rows.</summary>
    public required IReadOnlyList<ListedPlan> Plans { get; init; }
    /// <summary>The rows that cannot be used, in order.</summary>
    public required IReadOnlyList<UnusableRow> Unusable { get; init; }
    /// <summary>Rows with prices that do not exist, and which.</summary>
    public required IReadOnlyList<UnusableRow> NotOffered { get; init; }
    /// <summary>Rows that repeat an earlier one.</summary>
    public required IReadOnlyList<UnusableRow> Repeated { get; init; }
    /// <summary>Rows of the file.</summary>
    public required int Rows { get; init; }
    /// <summary>Rows that the filter left out.</summary>
    public required int LeftOut { get; init; }
}

/// <summary>
/// Reads the rows of a price list by a mapping. Pure. Each row is taken whole or not at all; rows that contradict each
/// other are not taken, whichever came first.
/// </summary>
public static class ReadPriceList
{
    /// <summary>The longest code of a product or plan.</summary>
    public const int LongestCode = 120;

    /// <summary>Reads every row.</summary>
    /// <exception cref="Refusal"><c>import.mapping</c> when the mapping is not complete.</exception>
    public static PriceListReading Of(CsvTable table, PriceListMapping mapping)
    {
        var missing = mapping.Missing(table);
        if (missing.Count > 0) throw Refusal.Fields("import.mapping", missing);

        var reader = new RowReader(table, mapping);
        var filter = table.Column(mapping.FilterColumn);
        var rows = new List<ReadRow>();
        var leftOut = 0;
        foreach (var row in table.Rows)
        {
            if (filter is { } at && (row.Cells.Length <= at || row.Cells[at].Trim() != mapping.FilterValue)) leftOut++;
            else rows.Add(reader.Read(row));
        }
        var repeated = Contradictions(rows);
        var good = rows.Where(r => r.Problems.Count == 0).ToList();
        return new()
        {
            Plans = [.. Merged(good.Where(r => !r.Repeats))],
            Unusable = [.. rows.Where(r => r.Problems.Count > 0).Select(r => r.As(r.Problems))],
            NotOffered = [.. good.Where(r => !r.Repeats && r.NotOffered.Count > 0).Select(r => r.As(r.NotOffered))],
            Repeated = repeated,
            Rows = table.Rows.Count,
            LeftOut = leftOut,
        };
    }

    // Rows about one plan may add an interval each, or repeat each other; everything else contradicts.
    private static List<UnusableRow> Contradictions(List<ReadRow> rows)
    {
        var repeated = new List<UnusableRow>();
        foreach (var group in rows.Where(r => r.Problems.Count == 0).GroupBy(r => r.Plans[0].Key).Where(g => g.Count() > 1))
        {
            var apart = new List<ReadRow>();
            var same = new List<UnusableRow>();
            var contradicts = false;
            foreach (var row in group)
            {
                if (apart.Find(other => Same(other, row)) is { } first)
                {
                    row.Repeats = true;
                    same.Add(row.As([new("", "row.repeated", "Row {0} says the same.", [Number(first.Row)], "")]));
                    continue;
                }
                contradicts = apart.Exists(other => Contradict(other, row));
                apart.Add(row);
                if (contradicts) break;
            }
            if (!contradicts)
            {
                repeated.AddRange(same);
                continue;
            }
            var numbers = string.Join(", ", group.Select(r => r.Row).Take(5).Select(Number));
            foreach (var row in group)
                row.Problems.Add(new("", "row.contradicts", "Rows {0} are about the same plan and do not agree. Is a filter missing?", [numbers], row.Code));
        }

        // An add-on made from a column must not take the code of a plan with a row of its own.
        var owners = new Dictionary<(string, string), ReadRow>();
        foreach (var row in rows.Where(r => r.Problems.Count == 0))
        {
            foreach (var plan in row.Plans)
            {
                if (!owners.TryAdd(plan.Key, row) && owners[plan.Key] is var owner && owner.Plans[0].Key != row.Plans[0].Key)
                {
                    row.Problems.Add(new("", "code.taken", "The code “{0}” is used by row {1} too.", [plan.Code, Number(owner.Row)], plan.Code));
                    break;
                }
            }
        }
        return repeated;
    }

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool Same(ReadRow one, ReadRow other) =>
        one.Plans.Count == other.Plans.Count && one.Plans.Zip(other.Plans).All(p =>
            p.First with { Row = 0, Prices = [] } is var first && p.Second with { Row = 0, Prices = first.Prices } is var second && first == second
            && p.First.Prices.SequenceEqual(p.Second.Prices));

    private static bool Contradict(ReadRow one, ReadRow other) =>
        one.Plans[0].Kind != other.Plans[0].Kind || one.Plans[0].Unit != other.Plans[0].Unit
        || one.Plans.Any(a => other.Plans.Any(b => a.Key == b.Key && a.Prices.Any(p => b.Prices.Any(q => p.Interval == q.Interval))));

    private static IEnumerable<ListedPlan> Merged(IEnumerable<ReadRow> rows) =>
        rows.SelectMany(r => r.Plans).GroupBy(p => p.Key)
            .Select(g => g.First() is var first && g.Count() == 1 ? first : first with { Prices = [.. g.SelectMany(p => p.Prices)] });

    /// <summary>The code of a product of this name: its letters and digits in capitals, with hyphens between; empty when it has none.</summary>
    public static string CodeOf(string product)
    {
        var code = new StringBuilder(product.Length);
        foreach (var character in product)
        {
            if (char.IsLetterOrDigit(character) || char.IsSurrogate(character)) code.Append(char.ToUpperInvariant(character));
            else if (code.Length > 0 && code[^1] != '-') code.Append('-');
        }
        return code.ToString().TrimEnd('-');
    }
}

/// <summary>A row while it is read.</summary>
internal sealed class ReadRow
{
    public required int Row { get; init; }
    public string Product { get; set; } = "";
    public string Code { get; set; } = "";
    public List<ListedPlan> Plans { get; } = [];
    public List<RowProblem> Problems { get; } = [];
    public List<RowProblem> NotOffered { get; } = [];
    public bool Repeats { get; set; }

    public UnusableRow As(IReadOnlyList<RowProblem> problems) => new(Row, Product, Code, problems);
}
