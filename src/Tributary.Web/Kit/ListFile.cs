using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Kit;

/// <summary>
/// Writes a list into a file as its rows come, so that a long list needs no more memory than a short one. The file lies on the disk
/// until it is sent and is gone after that, so that one that failed half way is never taken for a whole one.
/// </summary>
public static class ListFile
{
    /// <summary>The most rows of one file. A list that is longer says so in its last row.</summary>
    public const int Most = 100_000;

    /// <summary>The media type of a CSV file.</summary>
    public const string CsvType = "text/csv; charset=utf-8";

    /// <summary>The media type of a workbook.</summary>
    public const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>
    /// RFC 4180 in UTF-8 with a mark at its beginning, by which spreadsheets know it. Amounts are plain figures with their currency in
    /// the next column, days and times are ISO 8601; a text that a spreadsheet would take for a formula is defused.
    /// </summary>
    public static async Task<Stream> Csv<TRow>(IReadOnlyList<Column<TRow>> columns, IAsyncEnumerable<TRow> rows, Culture culture, IStringLocalizer<Texts> texts, CancellationToken cancel)
    {
        var file = Temporary();
        await using (var text = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" })
        {
            await text.WriteLineAsync(string.Join(',', Headings(columns, texts).Select(heading => CsvCell.Write(heading))));
            var line = new StringBuilder();
            var count = 0;
            await foreach (var row in rows.WithCancellation(cancel))
            {
                if (count++ == Most)
                {
                    await text.WriteLineAsync(CsvCell.Write(TooMany(culture, texts)));
                    break;
                }

                line.Clear();
                foreach (var column in columns) Append(line, column, column.Value(row), culture);
                line.Length--;
                await text.WriteLineAsync(line, cancel);
            }
        }

        file.Position = 0;
        return file;
    }

    /// <summary>A workbook of one sheet. Amounts and figures are numbers, days and times are dates; a text is never a formula.</summary>
    public static async Task<Stream> Xlsx<TRow>(IReadOnlyList<Column<TRow>> columns, IAsyncEnumerable<TRow> rows, Culture culture, IStringLocalizer<Texts> texts, CancellationToken cancel)
    {
        var file = Temporary();
        using (var sheet = new Worksheet(file, columns.SelectMany(Widths)))
        {
            sheet.Headings(Headings(columns, texts, culture.Zone.Id));
            var count = 0;
            await foreach (var row in rows.WithCancellation(cancel))
            {
                if (count++ == Most)
                {
                    sheet.Row();
                    sheet.Text(TooMany(culture, texts));
                    break;
                }

                sheet.Row();
                foreach (var column in columns) Append(sheet, column, column.Value(row), culture);
            }
        }

        file.Position = 0;
        return file;
    }

    private static IEnumerable<string> Headings(IEnumerable<Column> columns, IStringLocalizer<Texts> texts, string? zone = null)
    {
        foreach (var column in columns)
        {
            yield return column.Kind == ColumnKind.Moment && zone is not null ? $"{column.Heading} ({zone})" : column.Heading;
            if (column.Kind == ColumnKind.Amount) yield return texts["{0}, currency", column.Heading];
        }
    }

    private static string TooMany(Culture culture, IStringLocalizer<Texts> texts) =>
        texts["There are more: a file holds {0} rows. Narrow the list by a filter.", culture.Number(Most)];

    private static void Append(StringBuilder line, Column column, object? value, Culture culture)
    {
        switch (value)
        {
            case Money money: line.Append(money.AmountText).Append(',').Append(money.Currency.Code); break;
            case null when column.Kind == ColumnKind.Amount: line.Append(','); break;
            case null: break;
            case decimal number: line.Append(number.ToString("0.############", CultureInfo.InvariantCulture)); break;
            case DateOnly day: line.Append(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case DateTime utc: line.Append(new DateTimeOffset(culture.Local(utc), culture.Zone.GetUtcOffset(utc)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)); break;
            case string text: line.Append(CsvCell.Write(text)); break;
            default: throw new InvalidOperationException($"A column holds a {value.GetType()}.");
        }

        line.Append(',');
    }

    private static void Append(Worksheet sheet, Column column, object? value, Culture culture)
    {
        switch (value)
        {
            case Money money:
                sheet.Number(money.Amount, money.Currency.Digits);
                sheet.Text(money.Currency.Code);
                break;
            case null:
                sheet.Nothing();
                if (column.Kind == ColumnKind.Amount) sheet.Nothing();
                break;
            case decimal number: sheet.Number(number, null); break;
            case DateOnly day: sheet.Day(day); break;
            case DateTime utc: sheet.Moment(culture.Local(utc)); break;
            case string text: sheet.Text(text); break;
            default: throw new InvalidOperationException($"A column holds a {value.GetType()}.");
        }
    }

    private static IEnumerable<int> Widths(Column column) => column.Kind switch
    {
        ColumnKind.Amount => [14, 10],
        ColumnKind.Number or ColumnKind.Day => [13],
        ColumnKind.Moment => [24],
        _ => [30],
    };

    /// <summary>A file on its way to one person, which is gone once it is closed. Others on the machine may not read it.</summary>
    public static FileStream Temporary()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(Path.Combine(Path.GetTempPath(), $"tributary-{Guid.NewGuid():N}"), options);
    }
}
