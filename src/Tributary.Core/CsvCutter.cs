using System.Text;

namespace Tributary;

/// <summary>One row of a table.</summary>
/// <param name="Number">The row as a spreadsheet counts it: the headings are row 1.</param>
/// <param name="Cells">The cells as they stand in the file.</param>
/// <param name="IsOpen">True when the file ends inside a quoted cell of this row.</param>
public sealed record CsvRow(int Number, string[] Cells, bool IsOpen = false)
{
    /// <summary>True when nothing stands in it, as in the lines that people leave blank.</summary>
    public bool IsBlank => Cells is [var only] && string.IsNullOrWhiteSpace(only);
}

/// <summary>
/// Cuts the text of a CSV file into rows as it comes, however it is parted: quotes as RFC 4180 has them, with separators,
/// line ends and doubled quotes inside; lines that end with CR LF, LF or CR. A quote inside a cell that does not begin with
/// one is a quote (minutes, inches), not an error. It holds one row at a time.
/// </summary>
/// <param name="separator">What stands between the cells.</param>
/// <param name="mostColumns">The most cells of a row.</param>
/// <param name="mostCharacters">The longest cell, by which a quote that is never closed is found before it has swallowed the file.</param>
public sealed class CsvCutter(char separator, int mostColumns = int.MaxValue, int mostCharacters = int.MaxValue)
{
    private enum At { Start, Plain, Quoted, Quote }

    private readonly StringBuilder cell = new();
    private readonly List<string> cells = [];
    private At at = At.Start;
    private bool afterReturn;
    private int number = 1;

    /// <summary>Takes the next part of the text in, and gives the rows that it completes.</summary>
    /// <exception cref="Refusal"><c>csv.too_many_columns</c> or <c>csv.cell_too_long</c>.</exception>
    public void Push(ReadOnlySpan<char> text, List<CsvRow> rows)
    {
        while (!text.IsEmpty)
        {
            // CR LF is one line end, also where the text was parted between the two.
            if (afterReturn)
            {
                afterReturn = false;
                if (text[0] == '\n')
                {
                    text = text[1..];
                    continue;
                }
            }
            text = text[Step(text, rows)..];
        }
    }

    /// <summary>The text is over: gives the last row, where it had no line end.</summary>
    /// <exception cref="Refusal"><c>csv.too_many_columns</c>.</exception>
    public void End(List<CsvRow> rows)
    {
        if (at != At.Start || cells.Count > 0) EndRow(rows);
    }

    // Takes up to the next character that means something, and tells how much that was.
    private int Step(ReadOnlySpan<char> text, List<CsvRow> rows)
    {
        switch (at)
        {
            case At.Start when text[0] == '"':
                at = At.Quoted;
                return 1;
            case At.Quoted:
                var quote = text.IndexOf('"');
                Append(quote < 0 ? text : text[..quote]);
                if (quote < 0) return text.Length;
                at = At.Quote;
                return quote + 1;
            case At.Quote when text[0] == '"':
                Append(text[..1]);
                at = At.Quoted;
                return 1;
            default:
                // After a closing quote, what comes before the next separator still belongs to the cell.
                at = At.Plain;
                var end = text.IndexOfAny(separator, '\r', '\n');
                Append(end < 0 ? text : text[..end]);
                if (end < 0) return text.Length;
                if (text[end] == separator) EndCell();
                else EndRow(rows);
                afterReturn = text[end] == '\r';
                return end + 1;
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (cell.Length + text.Length > mostCharacters)
            throw Refusal.Invalid("csv.cell_too_long", "Row {0}, column {1} has more than {2} characters. Is a quote not closed there?", number, cells.Count + 1, mostCharacters);
        cell.Append(text);
    }

    private void EndCell()
    {
        if (cells.Count == mostColumns) throw Refusal.Invalid("csv.too_many_columns", "Row {0} has more than {1} columns.", number, mostColumns);
        cells.Add(cell.ToString());
        cell.Clear();
        at = At.Start;
    }

    private void EndRow(List<CsvRow> rows)
    {
        var open = at == At.Quoted;
        EndCell();
        rows.Add(new(number++, [.. cells], open));
        cells.Clear();
    }
}
