using System.Text;

namespace Tributary;

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

    /// <summary>The place of the first heading that is one of these, as <see cref="SearchText.Bare"/> compares them; null when none is.</summary>
    public int? Column(IReadOnlyCollection<string> names)
    {
        for (var i = 0; i < Headings.Count; i++)
            if (names.Contains(SearchText.Bare(Headings[i]))) return i;
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

    /// <summary>The bytes as text.</summary>
    /// <exception cref="Refusal"><c>csv.empty</c>, <c>csv.too_large</c>, <c>csv.binary</c> or <c>csv.encoding</c>.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) throw Refusal.Invalid("csv.empty", "This file is empty.");
        if (bytes.Length > MostBytes) throw Refusal.Invalid("csv.too_large", "This file is larger than {0} MB.", MostBytes / 1024 / 1024);
        var guess = new EncodingGuess();
        guess.See(bytes);
        var encoding = guess.Found();
        string text;
        try
        {
            text = TextEncodings.Of(encoding).GetString(bytes[TextEncodings.MarkOf(bytes, encoding)..]);
        }
        catch (DecoderFallbackException)
        {
            throw TextEncodings.NotText();
        }
        return text.Contains('\0') ? throw TextEncodings.Binary() : text;
    }

    /// <summary>The text as a table.</summary>
    /// <param name="separator">What stands between the cells, or null to find out from the first rows.</param>
    /// <exception cref="Refusal">There are no headings, or a limit is passed (<c>csv.too_many_rows</c>, <c>csv.too_many_columns</c>, <c>csv.cell_too_long</c>).</exception>
    public static CsvTable Parse(string text, char? separator = null)
    {
        var by = separator ?? SeparatorOf(text);
        string[]? headings = null;
        var rows = new List<CsvRow>();
        foreach (var row in Records(text, new CsvCutter(by, MostColumns, MostCharacters)))
        {
            if (row.IsBlank) continue;
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

    /// <summary>The headings that a first row makes: trimmed, none empty, each different from the others.</summary>
    public static string[] Headings(string[] cells)
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

    /// <summary>
    /// The separator that cuts the most of the first rows into as many cells as the headings, and into the most cells.
    /// </summary>
    /// <param name="text">The text, or its beginning.</param>
    /// <param name="isWhole">False for a beginning, whose last row may have been cut off.</param>
    public static char SeparatorOf(string text, bool isWhole = true)
    {
        var best = (Fits: 0, Cells: 1, By: Separators[0]);
        foreach (var by in Separators)
        {
            var rows = Records(text, new CsvCutter(by)).Where(r => r.Cells is not [""]).Take(isWhole ? 20 : 21).Select(r => r.Cells.Length).ToList();
            var counts = isWhole || rows.Count < 2 ? rows : rows[..^1];
            if (counts.Count == 0 || counts[0] == 1) continue;
            var fits = counts.Count(c => c == counts[0]) * 100 / counts.Count;
            if (fits > best.Fits || (fits == best.Fits && counts[0] > best.Cells)) best = (fits, counts[0], by);
        }
        return best.By;
    }

    // In parts, so that what only the first rows are wanted of is not cut whole. Blank lines are given too: rows are counted as
    // a spreadsheet counts them.
    private static IEnumerable<CsvRow> Records(string text, CsvCutter cutter)
    {
        const int part = 16 * 1024;
        var rows = new List<CsvRow>();
        for (var at = 0; at < text.Length; at += part)
        {
            cutter.Push(text.AsSpan(at, Math.Min(part, text.Length - at)), rows);
            foreach (var row in rows) yield return row;
            rows.Clear();
        }
        cutter.End(rows);
        foreach (var row in rows) yield return row;
    }
}
