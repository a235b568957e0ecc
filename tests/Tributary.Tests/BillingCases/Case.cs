using System.Globalization;
using System.Text.RegularExpressions;

namespace Tributary.Tests.BillingCases;

/// <summary>One row of the published cases: inputs and what its source expects. A cell that is not there is empty.</summary>
internal sealed partial class Case(IReadOnlyDictionary<string, string> cells)
{
    public string this[string column] => cells.GetValueOrDefault(column, "");

    /// <summary>What the row is called in <see cref="OtherPolicies"/>: its test's name, or the place it comes from.</summary>
    public string Name => this["test"] is { Length: > 0 } test ? test : this["source"].Split('/')[^1];

    /// <summary>The interval we sell that the row means; none for weeks and for thirty days.</summary>
    public Interval? Interval => this["interval"] switch
    {
        "MONTHLY" => Tributary.Interval.Monthly,
        "QUARTERLY" => Tributary.Interval.Quarterly,
        "SEMIANNUAL" => Tributary.Interval.HalfYearly,
        "ANNUAL" or "YEARLY" or "MONTHLY->YEARLY" => Tributary.Interval.Yearly,
        _ => null,
    };

    public int Number(string column) => int.Parse(this[column], CultureInfo.InvariantCulture);

    public DateOnly Day(string column) => DateOnly.Parse(this[column], CultureInfo.InvariantCulture);

    public DateOnly? DayOrNone(string column) => this[column].Length == 0 ? null : Day(column);

    public override string ToString() => string.Join(" · ", cells.Where(cell => cell.Value.Length > 0 && cell.Key != "source").Select(cell => cell.Value).Prepend(Name));

    public static IReadOnlyList<Case> Read(string path)
    {
        var lines = File.ReadLines(path).Select(Cells).ToList();
        return [.. lines.Skip(1).Select(line => new Case(lines[0].Zip(line).ToDictionary(cell => cell.First, cell => cell.Second)))];
    }

    // These files have commas inside of quotes, but neither quotes nor line breaks.
    private static List<string> Cells(string line) => [.. Cell().Matches("," + line).Select(cell => cell.Groups[1].Value.Trim('"'))];

    [GeneratedRegex("""\G,("[^"]*"|[^",]*)""")]
    private static partial Regex Cell();
}
