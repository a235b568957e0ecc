using System.Text;
using System.Text.Json;

namespace Tributary.Tests;

public sealed class CsvTextTests
{
    private const string Text = "código;name\n1;Zürich – 5 €\n";

    public static TheoryData<string> Encodings => ["utf-8", "utf-8 with a mark", "utf-16", "utf-16 with a mark", "utf-16BE", "utf-16BE with a mark", "windows-1252"];

    [Theory, MemberData(nameof(Encodings))]
    public void A_file_is_read_in_the_encoding_it_is_in(string name)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name.Split(' ')[0]) ?? Encoding.GetEncoding(name.Split(' ')[0]);
        byte[] bytes = [.. name.EndsWith("mark") ? encoding.GetPreamble() : [], .. encoding.GetBytes(Text)];

        var table = CsvText.Parse(CsvText.Decode(bytes));

        Assert.Equal(["código", "name"], table.Headings);
        Assert.Equal(["1", "Zürich – 5 €"], table.Rows[0].Cells);
    }

    [Theory]
    [InlineData("a,b\n1,\"x;y;z\"\n", ',')]
    [InlineData("a;b;c\n\"1,5\";2,5;3,5\n", ';')]
    [InlineData("a\tb\n1,2\t3,4\n", '\t')]
    [InlineData("a|b\n1|2\n", '|')]
    [InlineData("only\n1\n", ',')]
    public void The_separator_is_found(string text, char separator) => Assert.Equal(separator, CsvText.Parse(text).Separator);

    [Fact]
    public void Rows_are_counted_as_a_spreadsheet_counts_them()
    {
        var table = CsvText.Parse("a,b\n1,\"two\nlines\"\n\n3,4\n");

        Assert.Equal([2, 4], table.Rows.Select(r => r.Number));
        Assert.Equal("two\nlines", table.Rows[0].Cells[1]);
    }

    [Fact]
    public void Headings_are_never_empty_and_never_the_same() =>
        Assert.Equal(["price", "Column 2", "price (2)"], CsvText.Parse(" price ,,price\n1,2,3\n").Headings);

    [Fact]
    public void What_passes_a_limit_is_refused()
    {
        Assert.Equal("csv.empty", No(() => CsvText.Decode([])));
        Assert.Equal("csv.empty", No(() => CsvText.Parse("\n\n")));
        Assert.Equal("csv.too_large", No(() => CsvText.Decode(new byte[CsvText.MostBytes + 1])));
        Assert.Equal("csv.binary", No(() => CsvText.Decode([0x50, 0x4B, 3, 4, 0, 0, 0, 0, 0x50, 0x4B])));
        Assert.Equal("csv.encoding", No(() => CsvText.Decode([0xEF, 0xBB, 0xBF, 0x41, 0xFF])));
        Assert.Equal("csv.too_many_columns", No(() => CsvText.Parse(new string(',', CsvText.MostColumns))));
        Assert.Equal("csv.cell_too_long", No(() => CsvText.Parse("a,b\n1,\"" + new string('x', CsvText.MostCharacters + 1))));
        Assert.Equal("csv.too_many_rows", No(() => CsvText.Parse(string.Concat(Enumerable.Repeat("1,2\n", CsvText.MostRows + 2)))));
        Assert.Equal(CsvText.MostRows, CsvText.Parse(string.Concat(Enumerable.Repeat("1,2\n", CsvText.MostRows + 1))).Rows.Count);
    }

    private static string No(Action action) => Assert.Throws<Refusal>(action).Code;

    // location_coordinates.json does not have the phone number that its own .csv has; the quotes in its cells are read below.
    public static TheoryData<string> Spectrum =>
    [
        "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
    ];

    [SharedDataTheory("csv"), MemberData(nameof(Spectrum))]
    public void Awkward_but_valid_files_mean_what_they_should(string name)
    {
        // The copies that should end their lines with CR LF lost the CR on their way.
        var text = CsvText.Decode(File.ReadAllBytes(SharedData.At($"csv/csvs/{name}.csv")));
        var table = CsvText.Parse(name.EndsWith("_crlf") ? text.ReplaceLineEndings("\r\n") : text);

        var expected = JsonDocument.Parse(File.ReadAllText(SharedData.At($"csv/json/{name}.json"))).RootElement.EnumerateArray()
            .Select(row => row.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString())).ToList();
        Assert.Equal(expected, table.Rows.Select(row => table.Headings.Zip(row.Cells).ToDictionary(c => c.First, c => (string?)c.Second)));
    }

    [SharedDataFact("csv")]
    public void A_quote_inside_a_cell_is_a_quote()
    {
        var table = CsvText.Parse(CsvText.Decode(File.ReadAllBytes(SharedData.At("csv/csvs/location_coordinates.csv"))));

        Assert.Equal("37\uFFFD36'37.8\"N 121\uFFFD2'17.9\"W", table.Rows[0].Cells[1]);
    }
}
