using System.Globalization;

namespace Tributary.Usage;

/// <summary>A row of a file that was not taken.</summary>
/// <param name="Row">The row as a spreadsheet counts it: the headings are row 1.</param>
/// <param name="Column">The heading of the wrong cell, or null where the whole row is meant.</param>
/// <param name="Event">The sender's id of the event, as far as it is there.</param>
/// <param name="Code">As of <see cref="UseRejected"/>, and <c>usage.id</c>, <c>usage.subscription</c>, <c>usage.end_user</c>, <c>usage.at</c>, <c>usage.kind</c>.</param>
/// <param name="Sentence">Why, for people.</param>
public sealed record UsageRowRejected(int Row, string? Column, string Event, string Code, string Sentence);

/// <summary>What became of a file of events.</summary>
/// <param name="Recorded">Counted now.</param>
/// <param name="Repeated">Counted before; nothing changed.</param>
/// <param name="Rejected">Not taken, in the order of the file.</param>
public sealed record UsageFileRecorded(int Recorded, int Repeated, IReadOnlyList<UsageRowRejected> Rejected);

/// <summary>
/// Events as a CSV file: a row each, with the columns id, subscription, end user, at and, where one wishes, kind. A wrong row keeps
/// no other out. It is recorded in batches; broken off, the same file is uploaded again, as each id counts once.
/// </summary>
public sealed class UsageFile(RecordUsage record)
{
    // What columns are called, as SearchText.Bare has it.
    private static readonly string[] Ids = ["id", "event", "eventid"], Subscriptions = ["subscription", "subscriptionid"],
        EndUsers = ["enduser", "enduserid", "user"], Ats = ["at", "time", "timestamp", "date"], Kinds = ["kind"];

    // ISO 8601 alone: 03/04 is a day in March to some and in April to others.
    private static readonly string[] Moments =
        [.. from day in new[] { "yyyy-MM-dd'T'", "yyyy-MM-dd " } from time in new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF" } select day + time + "K"];

    /// <summary>Records what is right of it.</summary>
    /// <param name="viewer">Who uploads it: only what it sees is there for it.</param>
    /// <param name="bytes">The file, within the limits of <see cref="CsvText"/>.</param>
    /// <param name="cancel">Stops it; batches that are recorded stay.</param>
    /// <exception cref="Refusal">It is no table, or lacks a column.</exception>
    public async Task<UsageFileRecorded> Do(Viewer viewer, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var table = CsvText.Parse(CsvText.Decode(bytes.Span));
        var rejected = new List<UsageRowRejected>();
        var (recorded, repeated) = (0, 0);
        foreach (var batch in Read(table, rejected).Chunk(RecordUsage.Most))
        {
            var done = await record.Do(viewer, [.. batch.Select(b => b.Use)], cancel);
            (recorded, repeated) = (recorded + done.Recorded, repeated + done.Repeated);
            rejected.AddRange(done.Rejected.Select(r => new UsageRowRejected(batch[r.Index].Row, null, batch[r.Index].Use.Id, r.Code, r.Sentence)));
        }
        return new(recorded, repeated, [.. rejected.OrderBy(r => r.Row)]);
    }

    private static IEnumerable<(int Row, ReportedUse Use)> Read(CsvTable table, List<UsageRowRejected> rejected)
    {
        if (table.Column(Ids) is not { } id || table.Column(Subscriptions) is not { } subscription || table.Column(EndUsers) is not { } endUser || table.Column(Ats) is not { } at)
            throw Refusal.Invalid("usage.columns", "The first row has to name the columns: id, subscription, end user, at; and kind, where you wish.");
        var kind = table.Column(Kinds);
        return Rows();

        IEnumerable<(int Row, ReportedUse Use)> Rows()
        {
            foreach (var row in table.Rows)
            {
                string Cell(int? place) => place is { } p && p < row.Cells.Length ? row.Cells[p].Trim() : "";
                void Reject(int column, string code, string sentence) => rejected.Add(new(row.Number, table.Headings[column], Cell(id), code, sentence));
                var of = Guid.Empty;
                var moment = default(DateTime);
                if (!ReportedUse.IsName(Cell(id))) Reject(id, "usage.id", "This needs between 1 and 200 characters.");
                else if (!PublicId.TryParse(Cell(subscription), "sub", out of)) Reject(subscription, "usage.subscription", "This is no subscription: give its id, which begins with sub_.");
                else if (!ReportedUse.IsName(Cell(endUser))) Reject(endUser, "usage.end_user", "This needs between 1 and 200 characters.");
                else if (!DateTime.TryParseExact(Cell(at), Moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment))
                    Reject(at, "usage.at", "This is no moment: write it like 2026-03-01T08:15:00Z.");
                else if (Cell(kind) is not "" and var code && !ReportedUse.IsCode(code)) Reject(kind!.Value, "usage.kind", "This is no code: use small letters and underlines.");
                else yield return (row.Number, new(Cell(id), of, Cell(endUser), moment, Cell(kind) is "" ? ReportedUse.UsualKind : Cell(kind)));
            }
        }
    }
}
