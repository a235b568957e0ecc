using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Identity.Imports;

/// <summary>
/// The rows of an import that could not be used: a page of them, or all as a file to mend and upload again. The file is as the
/// uploaded one, with two columns behind it, <c>row</c> and <c>problems</c>; when it comes back, these are left out and what was
/// defused in it is undone.
/// </summary>
public static class FailedRows
{
    private const string RowHeading = "row";
    private const string ProblemsHeading = "problems";

    /// <summary>How many columns the file has more than the uploaded one.</summary>
    internal const int Added = 2;

    /// <summary>Some of the rows in their order.</summary>
    /// <param name="after">The last row of the page before, 0 for the first page.</param>
    public static Task<List<ImportFault>> Page(TributaryDb db, PeopleImport import, int after, int most, CancellationToken cancel)
    {
        var (branch, id, run) = (import.BranchId, import.Id, import.Run);
        return db.ImportFaults.AsNoTracking().Where(f => f.BranchId == branch && f.ImportId == id && f.Run == run && f.Row > after)
            .OrderBy(f => f.Row).Take(most).ToListAsync(cancel);
    }

    /// <summary>Writes the file, in UTF-8 with a mark by which spreadsheets know it.</summary>
    /// <param name="to">Where to; it stays open.</param>
    /// <param name="sentence">Gives the sentence of a problem in the reader's language.</param>
    public static async Task Write(TributaryDb db, PeopleImport import, Stream to, Func<RowProblem, string> sentence, CancellationToken cancel)
    {
        var (headings, by) = (import.Columns(), import.Mapping().Separator[0]);
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(CsvCell.Line([.. headings, RowHeading, ProblemsHeading], by));
        await foreach (var fault in All(db, import, cancel))
            await writer.WriteLineAsync(CsvCell.Line(Cells(fault, headings.Length, sentence), by));
    }

    /// <summary>True for the headings of a file that <see cref="Write"/> wrote.</summary>
    internal static bool IsOurs(string[] headings) => headings is [_, .., RowHeading, ProblemsHeading];

    private static async IAsyncEnumerable<ImportFault> All(TributaryDb db, PeopleImport import, [EnumeratorCancellation] CancellationToken cancel)
    {
        const int most = 500;
        for (var after = 0; ;)
        {
            var page = await Page(db, import, after, most, cancel);
            foreach (var fault in page) yield return fault;
            if (page.Count < most) yield break;
            after = page[^1].Row;
        }
    }

    // What a row has more than the headings stands behind our columns, so that these stay where they are.
    private static IEnumerable<string> Cells(ImportFault fault, int width, Func<RowProblem, string> sentence)
    {
        var cells = fault.Texts();
        var problems = string.Join(" ", fault.Wrong().Select(p => p.Column is "" ? sentence(p) : $"{p.Column}: {sentence(p)}"));
        return
        [
            .. cells.Take(width), .. Enumerable.Repeat("", Math.Max(0, width - cells.Length)),
            fault.Row.ToString(CultureInfo.InvariantCulture), problems, .. cells.Skip(width),
        ];
    }
}
