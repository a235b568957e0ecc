using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>What came of loading a file.</summary>
/// <param name="Count">How many companies it has.</param>
/// <param name="Skipped">How many rows have no name.</param>
public sealed record RegisterLoaded(int Count, int Skipped);

/// <summary>
/// Loads a public register from a CSV file, as it streams: a thousand entries to a deed, whatever the file's size. Until the last
/// one the register that was there counts; broken off, nothing has changed.
/// </summary>
public sealed class RegisterFile(TributaryDb db, Desk desk)
{
    /// <summary>The most rows of a file.</summary>
    public const int MostRows = 5_000_000;

    // In characters.
    private const int Part = 16 * 1024;

    // A 256th of all keys.
    private const long KeyPart = long.MaxValue / 128;

    // What registers call their columns, without blanks and signs. The first that is there counts.
    private static readonly (string Field, string[] Headings)[] Columns =
    [
        ("name", ["name", "companyname", "legalname", "entitylegalname", "firma", "firmenname", "raisonsociale", "denominacion", "razonsocial", "nombre", "nom", "商号", "名称"]),
        ("number", ["number", "companynumber", "registrationnumber", "registernumber", "registrationauthorityentityid", "lei", "registernummer", "siren", "siret", "kvknummer", "numero"]),
        ("taxNumber", ["taxnumber", "vat", "vatnumber", "vatid", "taxid", "ustid", "tva", "nif", "cif"]),
        ("street", ["street", "address", "address1", "addressline1", "regaddressaddressline1", "strasse", "rue", "adresse", "calle", "direccion", "住所"]),
        ("street2", ["street2", "address2", "addressline2", "regaddressaddressline2"]),
        ("postalCode", ["postalcode", "postcode", "zip", "zipcode", "regaddresspostcode", "plz", "codepostal", "codigopostal", "郵便番号"]),
        ("city", ["city", "town", "posttown", "regaddressposttown", "suburb", "ort", "stadt", "ville", "commune", "ciudad", "poblacion"]),
        ("region", ["region", "state", "county", "province", "regaddresscounty", "bundesland", "departement", "provincia"]),
        ("country", ["country", "countrycode", "countryoforigin", "regaddresscountry", "land", "pays", "pais"]),
        ("website", ["website", "url", "web", "uri", "internet"]),
    ];

    private static readonly Dictionary<string, string> CountriesByName =
        Country.All.GroupBy(Country.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Loads it in place of the register of the same name.</summary>
    /// <param name="by">Who does it; somebody of the provider.</param>
    /// <param name="source">The register's name.</param>
    /// <param name="file">The file: UTF-8 or UTF-16 by its mark, else UTF-8 where it is that, else Windows-1252.</param>
    /// <param name="country">The country of rows that name none, two letters; or null.</param>
    /// <param name="reference">The caller's reference, under which it is done once; or null.</param>
    /// <param name="asked">SHA-256 of what is asked under it.</param>
    /// <param name="cancel">Stops it; the register that was there stays.</param>
    /// <exception cref="Refusal">The file has no column of names, no company, or is none that can be read.</exception>
    public async Task<RegisterLoaded> Load(Viewer by, string source, Stream file, string? country = null, string? reference = null, byte[]? asked = null, CancellationToken cancel = default)
    {
        if (!string.IsNullOrEmpty(country) && !Country.Is(country.ToUpperInvariant()))
            throw Refusal.Field("country", "register.invalid", "This is no country; use its two letters, such as DE.");
        using var reader = await Text(file, cancel);
        await using var rows = Rows(reader, cancel).GetAsyncEnumerator(cancel);
        var columns = await rows.MoveNextAsync() ? Places(rows.Current) : throw Refusal.Invalid("register.empty", "There is no company in this file.");
        if (columns["name"] < 0) throw Refusal.Invalid("register.no_name", "No column of this file is called name. The first row has to say what stands in each column.");

        var load = (await desk.Do(new BeginRegister { By = by, Source = source, Reference = reference, Asked = asked ?? [] }, cancel)).LoadId;
        if (reference is not null && await db.RegisterLoads.AsNoTracking().FirstOrDefaultAsync(l => l.Id == load, cancel) is not { FinishedAt: null, Count: 0 } and var before)
            return before?.FinishedAt is not null ? new(before.Count, before.Skipped)
                : throw Refusal.Conflict("register.not_open", "This loading was broken off, or another one took its place. Ask again under another key.");
        await Forget(load, source, cancel);
        var (entries, line, skipped) = (new List<RegisterEntry>(), 0, 0);
        while (await rows.MoveNextAsync())
        {
            if (line + skipped >= MostRows) throw Refusal.Invalid("register.too_many", "This file has more than {0} rows.", MostRows);
            if (Entry(rows.Current, columns, load, line + 1, country?.ToUpperInvariant() ?? "") is not { } entry) skipped++;
            else
            {
                entries.Add(entry);
                line++;
            }
            if (entries.Count == AddToRegister.Most) await Add(by, load, entries, cancel);
        }
        if (entries.Count > 0) await Add(by, load, entries, cancel);
        await desk.Do(new FinishRegister { By = by, LoadId = load, Skipped = skipped }, cancel);
        await Forget(load, source, cancel);
        return new(line, skipped);
    }

    // The rows as they stream, blank ones left out; the beginning says what stands between the cells.
    private static async IAsyncEnumerable<string[]> Rows(StreamReader reader, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (part, rows) = (new char[Part], new List<CsvRow>());
        var count = await reader.ReadBlockAsync(part, cancel);
        var cutter = new CsvCutter(CsvText.SeparatorOf(new string(part, 0, count), isWhole: count < Part), CsvText.MostColumns, CsvText.MostCharacters);
        while (true)
        {
            cutter.Push(part.AsSpan(0, count), rows);
            var last = count < Part;
            if (last) cutter.End(rows);
            foreach (var row in rows)
                if (!row.IsBlank) yield return row.Cells;
            if (last) yield break;
            rows.Clear();
            count = await reader.ReadBlockAsync(part, cancel);
        }
    }

    private async Task Add(Viewer by, int load, List<RegisterEntry> entries, CancellationToken cancel)
    {
        await desk.Do(new AddToRegister { By = by, LoadId = load, Entries = [.. entries] }, cancel);
        entries.Clear();
    }

    // What is matched no more, and what an earlier loading left that was broken off, goes in parts, so that nobody waits long. One
    // of another register may be under way.
    private async Task Forget(int current, string source, CancellationToken cancel)
    {
        var yesterday = desk.Now.AddDays(-1);
        var over = await db.RegisterLoads.AsNoTracking()
            .Where(l => l.Id < current && (l.ReplacedAt != null || l.FinishedAt == null && (l.Source == source || l.BeganAt < yesterday))).Select(l => l.Id).ToListAsync(cancel);
        foreach (var id in over)
        {
            var last = await db.RegisterEntries.Where(e => e.LoadId == id).MaxAsync(e => (int?)e.Line, cancel) ?? 0;
            for (var from = 0; from < last; from += 5 * AddToRegister.Most)
            {
                var (after, to) = (from, from + 5 * AddToRegister.Most);
                await db.RegisterEntries.Where(e => e.LoadId == id && e.Line > after && e.Line <= to).ExecuteDeleteAsync(cancel);
            }
            // Hashes lie evenly between the lowest and the highest number.
            for (var from = long.MinValue; ; from += KeyPart)
            {
                var (lowest, highest) = (from, from > long.MaxValue - KeyPart ? long.MaxValue : from + KeyPart);
                await db.RegisterKeys.Where(k => k.LoadId == id && k.Key >= lowest && k.Key <= highest).ExecuteDeleteAsync(cancel);
                if (highest == long.MaxValue) break;
            }
            await db.RegisterLoads.Where(l => l.Id == id).ExecuteDeleteAsync(cancel);
        }
    }

    private static Dictionary<string, int> Places(string[] headings)
    {
        var bare = headings.Select(h => Latin.Of(h).Replace(" ", "", StringComparison.Ordinal)).ToList();
        return Columns.ToDictionary(c => c.Field, c => c.Headings.Select(h => bare.IndexOf(h)).FirstOrDefault(at => at >= 0, -1));
    }

    private static RegisterEntry? Entry(string[] cells, Dictionary<string, int> columns, int load, int line, string usual)
    {
        string Cell(string field, int most) => columns[field] is var at and >= 0 && at < cells.Length ? Clean(cells[at], most) : "";
        var name = Cell("name", Form.Line);
        if (name.Length == 0) return null;
        var country = Cell("country", 80);
        return new()
        {
            LoadId = load, Line = line, Name = name, Number = Cell("number", 64), TaxNumber = Cell("taxNumber", 64), Street = Cell("street", Form.Line),
            Street2 = Cell("street2", Form.Line), PostalCode = Cell("postalCode", 40), City = Cell("city", Form.Line), Region = Cell("region", Form.Line),
            Country = Country.Is(country.ToUpperInvariant()) ? country.ToUpperInvariant() : CountriesByName.GetValueOrDefault(country, usual), Website = Cell("website", Form.Line),
        };
    }

    // What stands in somebody else's file is shown and typed into our forms: without what they would refuse.
    private static string Clean(string text, int most)
    {
        var clean = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > most) break;
            var bad = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || Form.IsNoCharacter(rune) || rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069;
            if (bad) clean.Append(' ');
            else clean.Append(rune);
        }
        return clean.ToString().Trim().Normalize();
    }

    // The beginning says whether it is UTF-8; marks are known by the reader.
    private static async Task<StreamReader> Text(Stream file, CancellationToken cancel)
    {
        var start = new byte[64 * 1024];
        var length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel);
        var whole = new Joined(start.AsMemory(0, length), file);
        return new StreamReader(whole, IsUtf8(start.AsSpan(0, length)) ? new UTF8Encoding(false) : CodePagesEncodingProvider.Instance.GetEncoding(1252)!, detectEncodingFromByteOrderMarks: true);
    }

    private static bool IsUtf8(ReadOnlySpan<byte> start)
    {
        // A letter may be cut at the end of the part.
        for (var cut = 0; cut < 4 && cut < start.Length; cut++)
            if (System.Text.Unicode.Utf8.IsValid(start[..^cut])) return true;
        return start.Length == 0;
    }

    /// <summary>What was read of a stream to look at it, and then the rest of it.</summary>
    private sealed class Joined(ReadOnlyMemory<byte> start, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> left = start;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            left.IsEmpty ? await rest.ReadAsync(buffer, cancellationToken) : Read(buffer.Span);

        public override int Read(Span<byte> buffer)
        {
            if (left.IsEmpty) return rest.Read(buffer);
            var count = Math.Min(buffer.Length, left.Length);
            left.Span[..count].CopyTo(buffer);
            left = left[count..];
            return count;
        }
    }
}
