using System.Globalization;
using System.Text;

namespace Tributary.Catalog;

/// <summary>The rows that could not be imported, as a file to mend and upload again.</summary>
public static class UnusableRows
{
    /// <summary>
    /// Writes the headings and those rows as they were, with two columns behind them that say the row and the reasons.
    /// A cell that a spreadsheet would run as a formula gets an apostrophe before it. Begins with a byte order mark,
    /// without which spreadsheets read UTF-8 wrongly.
    /// </summary>
    /// <param name="sentence">Gives the sentence of a problem in the reader's language.</param>
    public static byte[] ToCsv(CsvTable table, IEnumerable<Finding> findings, Func<RowProblem, string> sentence)
    {
        var rows = table.Rows.ToDictionary(r => r.Number);
        using var bytes = new MemoryStream();
        using (var writer = new StreamWriter(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" })
        {
            writer.WriteLine(CsvCell.Line([.. table.Headings, "row", "problems"]));
            foreach (var finding in findings.Where(f => f.Kind == FindingKind.Unusable && f.Row is not null))
            {
                var problems = string.Join(" ", finding.Problems.Select(p => p.Column is "" ? sentence(p) : $"{p.Column}: {sentence(p)}"));
                var cells = rows[finding.Row!.Value].Cells;
                var missing = Enumerable.Repeat("", Math.Max(0, table.Headings.Count - cells.Length));
                writer.WriteLine(CsvCell.Line([.. cells, .. missing, finding.Row.Value.ToString(CultureInfo.InvariantCulture), problems]));
            }
        }
        return bytes.ToArray();
    }
}
