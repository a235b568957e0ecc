using System.Buffers;

namespace Tributary;

/// <summary>
/// Cells of the CSV files that the program writes. A text that a spreadsheet would take for a formula gets an apostrophe
/// before it, and files of ours that come back lose it again: <see cref="Undo"/> gives back exactly what <see cref="Defuse"/> took.
/// </summary>
public static class CsvCell
{
    // Those of wide East Asian characters begin a formula in spreadsheets of that part of the world.
    private static readonly SearchValues<char> Begins = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    /// <summary>True for a text that a spreadsheet would run, or that looks like one that was defused. A number with its sign is none.</summary>
    public static bool IsFormula(ReadOnlySpan<char> text)
    {
        var bare = text.TrimStart('\'');
        return !bare.IsEmpty && Begins.Contains(bare[0]) && !IsNumber(bare);
    }

    /// <summary>The text, harmless to the program that opens it.</summary>
    public static string Defuse(string text) => IsFormula(text) ? "'" + text : text;

    /// <summary>The text as it was before <see cref="Defuse"/>.</summary>
    public static string Undo(string text) => text.StartsWith('\'') && IsFormula(text) ? text[1..] : text;

    /// <summary>The text as a cell: defused, and quoted where it must be.</summary>
    public static string Write(string text, char separator = ',')
    {
        text = Defuse(text);
        return text.Contains(separator) || text.AsSpan().IndexOfAny('"', '\r', '\n') >= 0 || text.StartsWith('\'') ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
    }

    /// <summary>Cells as a line of a file, without its end.</summary>
    public static string Line(IEnumerable<string> cells, char separator = ',') => string.Join(separator, cells.Select(cell => Write(cell, separator)));

    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        if (text[0] is '+' or '-') text = text[1..];
        return !text.IsEmpty && char.IsAsciiDigit(text[0]) && text.IndexOfAnyExcept("0123456789.,") < 0;
    }
}
