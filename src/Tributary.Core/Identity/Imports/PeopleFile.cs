using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Identity.Imports;

/// <summary>A file that was taken in: what it is called, how large it is, and what it seems to be written in.</summary>
/// <param name="ImportId">The import it is kept for.</param>
/// <param name="Name">Its name, without folders.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Hash">Its SHA-256.</param>
/// <param name="Encoding">The encoding that was found.</param>
public sealed record KeptFile(Guid ImportId, string Name, long Size, byte[] Hash, TextEncoding Encoding);

/// <summary>The beginning of a file: enough to see how it is read.</summary>
/// <param name="Headings">The headings, without the columns that files of failed rows have behind theirs.</param>
/// <param name="Rows">The first rows.</param>
public sealed record FileHead(IReadOnlyList<string> Headings, IReadOnlyList<CsvRow> Rows);

/// <summary>
/// The file of an import, kept in parts beside it. It is written and read part by part, so that a large one needs no more
/// memory than a small one.
/// </summary>
public static class PeopleFile
{
    /// <summary>The largest file, in bytes.</summary>
    public const long MostBytes = 50 * 1024 * 1024;
    /// <summary>The most rows, headings not counted.</summary>
    public const int MostRows = 100_000;
    /// <summary>How many rows the beginning of a file has.</summary>
    public const int FirstRows = 6;

    private const int Part = 4096;

    /// <summary>Takes a file in. Nothing else knows of it until an import is made for it; what is left over is forgotten by itself.</summary>
    /// <exception cref="Refusal"><c>csv.empty</c>, <c>csv.too_large</c> or <c>csv.binary</c>.</exception>
    public static async Task<KeptFile> Keep(DatabaseChoice database, int branch, Stream from, string name, TimeProvider clock, CancellationToken cancel)
    {
        var id = PublicId.New(clock);
        try
        {
            return await Write(database, branch, id, from, name, clock, cancel);
        }
        catch
        {
            await Drop(database, branch, id);
            throw;
        }
    }

    private static async Task<KeptFile> Write(DatabaseChoice database, int branch, Guid id, Stream from, string name, TimeProvider clock, CancellationToken cancel)
    {
        var (guess, size, seq) = (new EncodingGuess(), 0L, 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ImportChunk.Most];
        await using var db = database.CreateDbContext();
        for (int read; (read = await from.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel)) > 0;)
        {
            var bytes = buffer.AsSpan(0, read).ToArray();
            if (seq == 0 && TextEncodings.IsPacked(bytes)) throw TextEncodings.Binary();
            if ((size += read) > MostBytes) throw Refusal.Invalid("csv.too_large", "This file is larger than {0} MB.", MostBytes / 1024 / 1024);
            guess.See(bytes);
            hash.AppendData(bytes);
            await Bulk.Insert(db, typeof(ImportChunk), [new ImportChunk { BranchId = branch, ImportId = id, Seq = seq++, At = clock.GetUtcNow().UtcDateTime, Bytes = bytes }], cancel);
        }
        if (size == 0) throw Refusal.Invalid("csv.empty", "This file is empty.");
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        last = string.Concat(last.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)));
        return new(id, last is "" ? "people.csv" : last.Length > 200 ? last[^200..] : last, size, hash.GetHashAndReset(), guess.Found());
    }

    /// <summary>Lets go of a file for which no import was made.</summary>
    public static async Task Drop(DatabaseChoice database, int branch, Guid import)
    {
        await using var db = database.CreateDbContext();
        await db.ImportChunks.Where(c => c.BranchId == branch && c.ImportId == import).ExecuteDeleteAsync();
    }

    /// <summary>The beginning of the file, in this encoding, and by this separator or the one that fits best.</summary>
    /// <exception cref="Refusal">It is no text in this encoding, or there is nothing in it.</exception>
    public static async Task<(FileHead Head, char Separator)> Head(DatabaseChoice database, int branch, Guid import, TextEncoding encoding, char? separator, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var first = await db.ImportChunks.Where(c => c.BranchId == branch && c.ImportId == import && c.Seq <= 1).OrderBy(c => c.Seq).ToListAsync(cancel);
        if (first.Count == 0) throw Gone();
        var text = new StringBuilder();
        var decoder = TextEncodings.Of(encoding).GetDecoder();
        Append(text, decoder, first[0].Bytes.AsSpan(TextEncodings.MarkOf(first[0].Bytes, encoding)), last: first.Count == 1);
        var start = text.ToString();
        var by = separator ?? CsvText.SeparatorOf(start, isWhole: first.Count == 1);
        var rows = new List<CsvRow>();
        var cutter = new CsvCutter(by, CsvText.MostColumns, CsvText.MostCharacters);
        // No further than is shown: what comes later is for the check to find.
        for (var at = 0; at < start.Length && rows.Count <= FirstRows; at += Part)
        {
            cutter.Push(start.AsSpan(at, Math.Min(Part, start.Length - at)), rows);
            rows.RemoveAll(row => row.IsBlank);
        }
        if (first.Count == 1 && rows.Count <= FirstRows) cutter.End(rows);
        rows.RemoveAll(row => row.IsBlank);
        if (rows.Count == 0) throw Refusal.Invalid("csv.empty", "This file is empty.");
        return (new([.. Headings(rows[0].Cells)], [.. rows.Skip(1).Take(FirstRows)]), by);
    }

    /// <summary>The headings that a first row makes; a file of failed rows has two columns more, which are ours.</summary>
    internal static string[] Headings(string[] cells) =>
        CsvText.Headings(FailedRows.IsOurs(cells) ? [.. cells[..^FailedRows.Added].Select(CsvCell.Undo)] : cells);

    internal static Refusal Gone() => Refusal.Conflict("import.old", "This file was deleted 30 days after it was uploaded. Upload it again.");

    internal static void Append(StringBuilder text, Decoder decoder, ReadOnlySpan<byte> bytes, bool last)
    {
        try
        {
            var chars = new char[decoder.GetCharCount(bytes, last)];
            text.Append(chars, 0, decoder.GetChars(bytes, chars, last));
        }
        catch (DecoderFallbackException)
        {
            throw TextEncodings.NotText();
        }
    }
}

/// <summary>Reads the rows of a kept file one part after the other.</summary>
internal sealed class PeopleFileReader(DatabaseChoice database, PeopleImport import, PeopleMapping mapping)
{
    /// <summary>How many bytes were read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>How rows are read; there once the headings were.</summary>
    public ReadPerson Reader { get; private set; } = null!;

    /// <summary>The rows below the headings, blank ones left out, so many at a time.</summary>
    /// <exception cref="Refusal">The file as a whole cannot be read.</exception>
    public async IAsyncEnumerable<List<PersonRow>> Batches(int most, [EnumeratorCancellation] CancellationToken cancel)
    {
        var batch = new List<PersonRow>(most);
        var count = 0;
        await foreach (var row in Rows(cancel))
        {
            if (row.IsBlank) continue;
            if (Reader is null)
            {
                Reader = new(mapping, PeopleFile.Headings(row.Cells), FailedRows.IsOurs(row.Cells), import.TargetId is not null);
                continue;
            }
            if (++count > PeopleFile.MostRows)
                throw Refusal.Invalid("csv.too_many_rows", "This file has more than {0} rows. Split it and import the parts.", PeopleFile.MostRows);
            batch.Add(Reader.Read(row));
            if (batch.Count < most) continue;
            yield return batch;
            batch = new(most);
        }
        if (batch.Count > 0) yield return batch;
    }

    private async IAsyncEnumerable<CsvRow> Rows([EnumeratorCancellation] CancellationToken cancel)
    {
        var (decoder, cutter) = (TextEncodings.Of(mapping.Encoding).GetDecoder(), new CsvCutter(mapping.Separator[0], CsvText.MostColumns, CsvText.MostCharacters));
        var (text, rows) = (new StringBuilder(), new List<CsvRow>());
        for (var seq = 0; ; seq++)
        {
            var bytes = await Part(seq, cancel);
            if (bytes is null && seq == 0) throw PeopleFile.Gone();
            var mark = seq == 0 ? TextEncodings.MarkOf(bytes, mapping.Encoding) : 0;
            PeopleFile.Append(text, decoder, bytes.AsSpan(mark), last: bytes is null);
            foreach (var part in text.GetChunks()) cutter.Push(part.Span, rows);
            text.Clear();
            if (bytes is null) cutter.End(rows);
            BytesRead += bytes?.Length ?? 0;
            foreach (var row in rows) yield return row;
            rows.Clear();
            if (bytes is null) yield break;
        }
    }

    private async Task<byte[]?> Part(int seq, CancellationToken cancel)
    {
        var (branch, id) = (import.BranchId, import.Id);
        await using var db = database.CreateDbContext();
        return await db.ImportChunks.Where(c => c.BranchId == branch && c.ImportId == id && c.Seq == seq).Select(c => c.Bytes).FirstOrDefaultAsync(cancel);
    }
}
