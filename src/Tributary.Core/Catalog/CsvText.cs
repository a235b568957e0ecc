using System.Text;
using CsvHelper;

namespace Tributary.Catalog;

/// <summary>One row of a table.</summary>
/// <param name="Number">The row as a spreadsheet counts it: the headings are row 1.</param>
/// <param name="Cells">The cells as they stand in the file.</param>
public sealed record CsvRow(int Number, string[] Cells);

/// <summary>A file that was read as a table.</summary>
/// <param name="Separator">What stands between the cells.</param>
/// <param name="Headings">The first row: trimmed, none empty, each different from the others.</param>
/// <param name="Rows">The other rows, without blank ones.</param>
public sealed record CsvTable(char Separator, IReadOnlyList<string> Headings, IReadOnlyList<CsvRow> Rows)
{
    /// <summary>The place of a heading, or null when there is none of this name.</summary>
    public int? Column(string? heading)
    {
        for (var i = 0; i < Headings.Count; i++)
            if (Headings[i] == heading) return i;
        return null;
    }

    /// <summary>The different texts of a column, trimmed, in the order in which they come; at most <paramref name="most"/>.</summary>
    public IReadOnlyList<string> Texts(string? heading, int most = 200)
    {
        if (Column(heading) is not { } column) return [];
        var texts = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in Rows)
        {
            if (row.Cells.Length <= column || !seen.Add(row.Cells[column].Trim())) continue;
            texts.Add(row.Cells[column].Trim());
            if (texts.Count == most) break;
        }
        return texts;
    }
}

/// <summary>
/// Reads the bytes of a CSV file: their encoding (UTF-8 and UTF-16 with or without a mark, else Windows-1252), what
/// stands between the cells, quotes as RFC 4180 has them. Whatever passes a limit is refused as a whole.
/// </summary>
public static class CsvText
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MostBytes = 10 * 1024 * 1024;
    /// <summary>The most rows, headings not counted.</summary>
    public const int MostRows = 100_000;
    /// <summary>The most columns.</summary>
    public const int MostColumns = 200;
    /// <summary>The longest cell, in characters.</summary>
    public const int MostCharacters = 10_000;

    /// <summary>What may stand between cells, the likeliest first.</summary>
    public static IReadOnlyList<char> Separators { get; } = [',', ';', '\t', '|'];

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The bytes as text.</summary>
    /// <exception cref="Refusal"><c>csv.empty</c>, <c>csv.too_large</c>, <c>csv.binary</c> or <c>csv.encoding</c>.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) throw Refusal.Invalid("csv.empty", "This file is empty.");
        if (bytes.Length > MostBytes) throw Refusal.Invalid("csv.too_large", "This file is larger than {0} MB.", MostBytes / 1024 / 1024);
        string text;
        try
        {
            text = bytes switch
            {
                [0xEF, 0xBB, 0xBF, .. var rest] => Utf8.GetString(rest),
                [0xFF, 0xFE, .. var rest] => Utf16(bigEndian: false).GetString(rest),
                [0xFE, 0xFF, .. var rest] => Utf16(bigEndian: true).GetString(rest),
                _ when bytes.Contains((byte)0) => Utf16(ZerosLeadIn(bytes)).GetString(bytes),
                _ => Utf8Or1252(bytes),
            };
        }
        catch (DecoderFallbackException)
        {
            throw Refusal.Invalid("csv.encoding", "This file is not text in UTF-8, UTF-16 or Windows-1252. Save it as CSV UTF-8 and try again.");
        }
        return text.Contains('\0') ? throw Refusal.Invalid("csv.binary", "This is not a text file. Save the sheet as CSV and try again.") : text;
    }

    private static Encoding Utf16(bool bigEndian) => new UnicodeEncoding(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);

    // Separators, digits and line ends have a zero as their high byte: where most zeros stand tells which byte comes first.
    private static bool ZerosLeadIn(ReadOnlySpan<byte> bytes)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != 0) continue;
            if (i % 2 == 0) even++;
            else odd++;
        }
        return even > odd;
    }

    private static string Utf8Or1252(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Windows1252.GetString(bytes);
        }
    }

    /// <summary>The text as a table.</summary>
    /// <param name="separator">What stands between the cells, or null to find out from the first rows.</param>
    /// <exception cref="Refusal">There are no headings, or a limit is passed (<c>csv.too_many_rows</c>, <c>csv.too_many_columns</c>, <c>csv.cell_too_long</c>).</exception>
    public static CsvTable Parse(string text, char? separator = null)
    {
        var by = separator ?? SeparatorOf(text);
        string[]? headings = null;
        var rows = new List<CsvRow>();
        foreach (var row in Records(text, by))
        {
            if (row.Cells is [var only] && string.IsNullOrWhiteSpace(only)) continue;
            Guard(row);
            if (headings is null)
            {
                headings = Headings(row.Cells);
                continue;
            }
            if (rows.Count == MostRows) throw Refusal.Invalid("csv.too_many_rows", "This file has more than {0} rows. Split it and import the parts.", MostRows);
            rows.Add(row);
        }
        return headings is null ? throw Refusal.Invalid("csv.empty", "This file is empty.") : new(by, headings, rows);
    }

    private static void Guard(CsvRow row)
    {
        if (row.Cells.Length > MostColumns)
            throw Refusal.Invalid("csv.too_many_columns", "Row {0} has more than {1} columns.", row.Number, MostColumns);
        for (var i = 0; i < row.Cells.Length; i++)
        {
            if (row.Cells[i].Length > MostCharacters)
                throw Refusal.Invalid("csv.cell_too_long", "Row {0}, column {1} has more than {2} characters. Is a quote not closed there?", row.Number, i + 1, MostCharacters);
        }
    }

    private static string[] Headings(string[] cells)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var headings = new string[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            var heading = cells[i].Trim();
            if (heading is "") heading = $"Column {i + 1}";
            var unique = heading;
            for (var n = 2; !seen.Add(unique); n++) unique = $"{heading} ({n})";
            headings[i] = unique;
        }
        return headings;
    }

    // The separator that cuts the most of the first rows into as many cells as the headings, and into the most cells.
    private static char SeparatorOf(string text)
    {
        var best = (Fits: 0, Cells: 1, By: Separators[0]);
        foreach (var by in Separators)
        {
            var counts = Records(text, by).Where(r => r.Cells is not [""]).Take(20).Select(r => r.Cells.Length).ToList();
            if (counts.Count == 0 || counts[0] == 1) continue;
            var fits = counts.Count(c => c == counts[0]) * 100 / counts.Count;
            if (fits > best.Fits || (fits == best.Fits && counts[0] > best.Cells)) best = (fits, counts[0], by);
        }
        return best.By;
    }

    private static IEnumerable<CsvRow> Records(string text, char separator)
    {
        // Blank lines are read, so that rows are counted as a spreadsheet counts them. A quote inside a cell that does not
        // begin with one is a quote (minutes, inches), not an error.
        using var reader = CsvReader.FromText(text, new() { Separator = separator, HasHeader = false, SkipEmptyLines = false });
        for (var number = 1; reader.Read(); number++)
        {
            var cells = new string[reader.FieldCount];
            for (var i = 0; i < cells.Length; i++) cells[i] = reader.GetString(i);
            yield return new(number, cells);
        }
    }
}
