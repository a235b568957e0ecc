using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Tributary.Tests;

public sealed class CsvCutterTests
{
    private static readonly string Awkward = "aé ;,|\t\"\"''\r\n\n=+-@０“日\0\\";

    private static readonly Gen<string> Cells = Gen.Elements(Awkward.ToCharArray()).ArrayOf().Select(letters => new string(letters));

    // One cell that is empty would be a blank line, which is not a row.
    private static readonly Gen<string[][]> Tables =
        from width in Gen.Choose(1, 6)
        from rows in Cells.ArrayOf(width).Where(row => row is not [""]).NonEmptyListOf()
        select rows.ToArray();

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void What_is_written_is_read_however_it_is_parted(char separator) =>
        (from table in Tables from part in Gen.Choose(1, 9) select (table, part)).Always(made =>
        {
            var text = string.Concat(made.table.Select(row => CsvCell.Line(row, separator) + "\r\n"));

            var read = Cut(text, separator, made.part);

            Assert.Equal(made.table, read.Select(row => row.Cells.Select(CsvCell.Undo).ToArray()));
        });

    [Fact]
    public void What_is_defused_is_undone_and_never_a_formula() => Cells.Always(text =>
    {
        var safe = CsvCell.Defuse(text);

        Assert.Equal(text, CsvCell.Undo(safe));
        Assert.True(safe == text || safe == "'" + text);
        Assert.False(safe.Length > 0 && "=@\t\r\n".Contains(safe[0]), safe);
    });

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0")]
    [InlineData("+49 30 1234", "'+49 30 1234")]
    [InlineData("\tx", "'\tx")]
    [InlineData("＝1", "'＝1")]
    [InlineData("'=1", "''=1")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("+4,5", "+4,5")]
    [InlineData("'tis", "'tis")]
    [InlineData("-", "'-")]
    [InlineData("", "")]
    public void A_formula_is_defused_and_a_number_is_not(string text, string written) => Assert.Equal(written, CsvCell.Defuse(text));

    [Theory]
    [InlineData("a,b\r1,2\r3,4", "a|b 1|2 3|4")]
    [InlineData("a,b\r\n1,2\n3,4\r", "a|b 1|2 3|4")]
    [InlineData("\"a\"x,\"b\"\n", "ax|b")]
    [InlineData("5\" disk,it's\n", "5\" disk|it's")]
    [InlineData("a,\n,\n", "a| |")]
    [InlineData("\"\"", "")]
    [InlineData("a,\"", "a|")]
    public void Rows_end_however_their_program_ends_them(string text, string rows)
    {
        foreach (var part in new[] { 1, 2, 3, 100 })
            Assert.Equal(rows, string.Join(' ', Cut(text, ',', part).Select(row => string.Join('|', row.Cells))));
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_told_and_swallows_no_more_than_a_cell_may_hold()
    {
        Assert.True(Cut("a,b\n1,\"open", ',', 4)[1].IsOpen);
        Assert.False(Cut("a,b\n1,\"closed\"", ',', 4)[1].IsOpen);

        var no = Assert.Throws<Refusal>(() => new CsvCutter(',', 10, 100).Push("a,b\n1,2\n3,\"" + new string('x', 101), []));
        Assert.Equal(("csv.cell_too_long", "Row 3, column 2 has more than 100 characters. Is a quote not closed there?"), (no.Code, no.Message));
    }

    [Fact]
    public void Files_are_known_for_what_they_are_byte_by_byte()
    {
        foreach (var (bytes, expected) in new (byte[], TextEncoding)[]
        {
            ("plain;text\n"u8.ToArray(), TextEncoding.Utf8), ("Zoë,日本\n"u8.ToArray(), TextEncoding.Utf8), ([0x5A, 0x6F, 0xEB, 0x0A], TextEncoding.Windows1252),
            // Cut off in the midst of a letter it is no UTF-8.
            ([0x5A, 0x6F, 0xC3], TextEncoding.Windows1252), (Encoding.Unicode.GetBytes("name,email\nZoë,z@example.com\n"), TextEncoding.Utf16),
            (Encoding.BigEndianUnicode.GetBytes("氏名,メール\n山田太郎,yamada@example.jp\n"), TextEncoding.Utf16BigEndian),
            // A zero that strayed into a file does not make it another one.
            (Encoding.UTF8.GetBytes("name,email\nZoë\0,zoe@example.com\nBob,bob@example.com\n"), TextEncoding.Utf8),
        })
        {
            foreach (var part in new[] { 1, 3, 1000 })
            {
                var guess = new EncodingGuess();
                for (var at = 0; at < bytes.Length; at += part) guess.See(bytes.AsSpan(at, Math.Min(part, bytes.Length - at)));
                Assert.Equal(expected, guess.Found());
            }
        }
    }

    private static List<CsvRow> Cut(string text, char separator, int part)
    {
        var (cutter, rows) = (new CsvCutter(separator), new List<CsvRow>());
        for (var at = 0; at < text.Length; at += part) cutter.Push(text.AsSpan(at, Math.Min(part, text.Length - at)), rows);
        cutter.End(rows);
        return rows;
    }
}
