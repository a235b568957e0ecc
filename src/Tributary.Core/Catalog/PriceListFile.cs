namespace Tributary.Catalog;

/// <summary>An uploaded file, decoded and cut into cells before it reaches the desk.</summary>
public sealed class PriceListFile
{
    private PriceListFile(string name, string text, CsvTable table) => (Name, Text, Table) = (name, text, table);

    /// <summary>The file's name, without folders.</summary>
    public string Name { get; }
    /// <summary>Its text.</summary>
    public string Text { get; }
    /// <summary>Its cells.</summary>
    public CsvTable Table { get; }

    /// <summary>The list's name that the file's name suggests.</summary>
    public string Source => Path.GetFileNameWithoutExtension(Name) is { Length: > 0 } source ? source : "price list";

    /// <summary>Reads a file.</summary>
    /// <exception cref="Refusal">It is no table, or too large; see <see cref="CsvText"/>.</exception>
    public static PriceListFile Read(string name, ReadOnlySpan<byte> bytes) => Of(name, CsvText.Decode(bytes));

    /// <summary>Takes text that was decoded already.</summary>
    public static PriceListFile Of(string name, string text)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        return new(last is "" ? "price-list.csv" : last.Length > 200 ? last[^200..] : last, text, CsvText.Parse(text));
    }

    /// <summary>Its cells by the separator that a mapping names.</summary>
    public static CsvTable Cells(string text, PriceListMapping mapping) =>
        CsvText.Parse(text, mapping.Separator is [var by] && CsvText.Separators.Contains(by) ? by : null);
}
