using System.Text.Json;
using Tributary.Data;

namespace Tributary.Identity.Imports;

/// <summary>Where a batch of people stands.</summary>
public enum PeopleImportState
{
    /// <summary>The file is there; how its columns are read is not decided yet.</summary>
    Uploaded = 1,
    /// <summary>All rows are being read; nothing is written of them.</summary>
    Checking = 2,
    /// <summary>Read to its end: what can be used and what cannot is known.</summary>
    Checked = 3,
    /// <summary>People are being added, some hundreds at a time.</summary>
    Applying = 4,
    /// <summary>Every row that could be used was.</summary>
    Done = 5,
    /// <summary>Given up.</summary>
    Discarded = 6,
    /// <summary>The file as a whole cannot be read, or whoever asked may not do this any more.</summary>
    Failed = 7,
}

/// <summary>
/// One uploaded file of people who are to be added: how it is read, how far it has come, and who works on it. It belongs to
/// the account that uploaded it; the people may go to that one or to accounts below. The file lies beside it in
/// <see cref="ImportChunk"/>s and the rows that cannot be used in <see cref="ImportFault"/>s, so that any program can go on.
/// </summary>
public sealed class PeopleImport : TenantEntity
{
    /// <summary>How long file and faults are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>How often a program may take it up without getting any further.</summary>
    private const int MostClaims = 5;

    /// <summary>The file's name.</summary>
    public required string FileName { get; init; }
    /// <summary>Its size in bytes.</summary>
    public required long Size { get; init; }
    /// <summary>Its SHA-256, by which a file is known again.</summary>
    public required byte[] Hash { get; init; }
    /// <summary>The account they are added to; null when a column names it row by row.</summary>
    public Guid? TargetId { get; init; }
    /// <summary>When it was uploaded (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>Who uploaded it.</summary>
    public required string CreatedBy { get; init; }
    /// <summary>The person who uploaded it, or null for a key of the account.</summary>
    public Guid? CreatedById { get; init; }

    /// <summary>How it is read, as JSON; see <see cref="PeopleMapping"/>.</summary>
    public string Settings { get; private set; } = "";
    /// <summary>The headings as JSON, as the file was read last.</summary>
    public string Headings { get; private set; } = "[]";
    /// <summary>Who asked for what is being done, as JSON; see <see cref="Asker"/>.</summary>
    public string AskedBy { get; private set; } = "";
    /// <summary>Where it stands.</summary>
    public PeopleImportState State { get; private set; } = PeopleImportState.Uploaded;
    /// <summary>Since when it stands there (UTC).</summary>
    public DateTime StateSince { get; private set; }
    /// <summary>True when it was to be all rows or none.</summary>
    public bool NoneUnlessAll { get; private set; }

    /// <summary>Grows with each check, so that the faults of an earlier one are told apart.</summary>
    public int Run { get; private set; }
    /// <summary>The last row that is finished in the pass under way, as a spreadsheet counts it.</summary>
    public int Position { get; private set; }
    /// <summary>How many bytes of the file were read in the check.</summary>
    public long BytesRead { get; private set; }
    /// <summary>Rows below the headings, blank ones not counted; those of the check so far.</summary>
    public int Rows { get; private set; }
    /// <summary>Rows that cannot be used, from the check and from applying.</summary>
    public int Faulty { get; private set; }
    /// <summary>Rows whose person belongs to the account already.</summary>
    public int There { get; private set; }
    /// <summary>People who were added.</summary>
    public int Added { get; private set; }
    /// <summary>People who were users before and are asked first.</summary>
    public int Asked { get; private set; }
    /// <summary>Why it failed, as JSON of a <see cref="RowProblem"/>; null when it has not.</summary>
    public string? Failure { get; private set; }

    /// <summary>The program that works on it, or null.</summary>
    public string? LeasedBy { get; private set; }
    /// <summary>Until when that program may be silent (UTC).</summary>
    public DateTime? LeasedUntil { get; private set; }
    /// <summary>How often it was taken up since it last got further.</summary>
    public int Claims { get; private set; }

    /// <summary>How it is read.</summary>
    public PeopleMapping Mapping() => PeopleMapping.FromJson(Settings);

    /// <summary>The headings of the file.</summary>
    public string[] Columns() => JsonSerializer.Deserialize<string[]>(Headings)!;

    /// <summary>What has to be chosen before it can be checked, by field of the mapping.</summary>
    public IReadOnlyDictionary<string, string[]> Missing() => Mapping().Missing(Columns(), TargetId is not null);

    /// <summary>Rows that can be used.</summary>
    public int Ready => Rows - Faulty - There;

    /// <summary>Rows of the pass that adds people that are finished.</summary>
    public int Finished => Math.Min(Rows, Added + Asked + There + Faulty);

    /// <summary>How much of the pass under way is done; 100 when none is, 0 before the first.</summary>
    public int Percent => State switch
    {
        PeopleImportState.Uploaded => 0,
        PeopleImportState.Checking => (int)(BytesRead * 100 / Math.Max(1, Size)),
        PeopleImportState.Applying => (int)(Finished * 100L / Math.Max(1, Rows)),
        _ => 100,
    };

    /// <summary>Why it failed, or null.</summary>
    public RowProblem? WhyFailed() => Failure is null ? null : JsonSerializer.Deserialize<RowProblem>(Failure);

    /// <summary>True while a program has something to do for it.</summary>
    public bool IsUnderWay => State is PeopleImportState.Checking or PeopleImportState.Applying;

    /// <summary>Keeps how it is read, without doing anything yet.</summary>
    public void Keep(PeopleMapping mapping, IReadOnlyList<string> headings, DateTime at)
    {
        Open(at);
        (Settings, Headings) = (mapping.ToJson(), JsonSerializer.Serialize(headings));
        Turn(PeopleImportState.Uploaded, at);
    }

    /// <summary>It shall be read to its end, for the first time or in another way.</summary>
    public void Check(PeopleMapping mapping, IReadOnlyList<string> headings, string askedBy, DateTime at)
    {
        Open(at);
        (Settings, Headings, AskedBy) = (mapping.ToJson(), JsonSerializer.Serialize(headings), askedBy);
        Begin();
        Turn(PeopleImportState.Checking, at);
    }

    /// <summary>The people shall be added.</summary>
    public void Apply(bool noneUnlessAll, string askedBy, DateTime at)
    {
        Open(at);
        if (State != PeopleImportState.Checked) throw Refusal.Conflict("import.unchecked", "This file has to be checked first.");
        if (noneUnlessAll && Faulty > 0)
            throw Refusal.Conflict("import.unusable_rows", "{0} rows cannot be used. Mend them, or import the others without them.", Faulty);
        if (Ready == 0) throw Refusal.Conflict("import.nothing", "There is nobody to add in this file.");
        // Who is there already is counted anew with those who were added.
        (NoneUnlessAll, AskedBy, Position, There) = (noneUnlessAll, askedBy, 0, 0);
        Turn(PeopleImportState.Applying, at);
    }

    /// <summary>It is given up.</summary>
    public void Discard(DateTime at)
    {
        if (State == PeopleImportState.Applying) throw Refusal.Conflict("import.applying", "People are being added from this file just now.");
        Open(at);
        Turn(PeopleImportState.Discarded, at);
    }

    /// <summary>A program takes it up. A check begins anew, for it keeps nothing but counts; adding goes on where it was.</summary>
    internal void Claim(string lease, DateTime now, DateTime until)
    {
        if (!IsUnderWay || LeasedUntil > now) throw Refusal.Conflict("import.taken", "Nothing is to be done for this file, or it is being done.");
        if (++Claims > MostClaims)
        {
            Fail(RowProblem.Of(Refusal.Conflict("import.stuck", "This file could not be worked through. Upload it again, or ask whoever runs this panel.")), now);
            return;
        }
        if (State == PeopleImportState.Checking) Begin();
        (LeasedBy, LeasedUntil) = (lease, until);
    }

    /// <summary>Refuses who has lost the lease: somebody else goes on by now.</summary>
    internal void NeedLease(string lease)
    {
        if (!IsUnderWay || LeasedBy != lease) throw Refusal.Conflict("import.lease_lost", "Another program works on this file.");
    }

    /// <summary>Some rows are finished.</summary>
    internal void Advance(PeopleProgress more, DateTime until)
    {
        (Position, BytesRead, Claims, LeasedUntil) = (more.Position, Math.Max(BytesRead, more.BytesRead), 0, until);
        (Faulty, There, Added, Asked) = (Faulty + more.Faulty, There + more.There, Added + more.Added, Asked + more.Asked);
        if (State == PeopleImportState.Checking) Rows += more.Rows;
    }

    /// <summary>The pass has come to the end of the file.</summary>
    internal void End(DateTime at)
    {
        if (State == PeopleImportState.Checking) BytesRead = Size;
        Turn(State == PeopleImportState.Checking ? PeopleImportState.Checked : PeopleImportState.Done, at);
    }

    /// <summary>It cannot go on.</summary>
    internal void Fail(RowProblem why, DateTime at)
    {
        Failure = JsonSerializer.Serialize(why);
        Turn(PeopleImportState.Failed, at);
    }

    /// <summary>The program stops; another may go on at once.</summary>
    internal void GiveBack() => (LeasedBy, LeasedUntil, Claims) = (null, null, 0);

    private void Begin()
    {
        (Run, Position, BytesRead, Rows, Faulty, There, Added, Asked, Failure) = (Run + 1, 0, 0, 0, 0, 0, 0, 0, null);
        (LeasedBy, LeasedUntil) = (null, null);
    }

    private void Turn(PeopleImportState state, DateTime at)
    {
        (State, StateSince) = (state, at);
        GiveBack();
    }

    // What was begun to be added cannot be read otherwise any more.
    private void Open(DateTime now)
    {
        if (State == PeopleImportState.Discarded) throw Refusal.Conflict("import.discarded", "This import was discarded. Upload the file again.");
        if (State is PeopleImportState.Applying or PeopleImportState.Done || Added + Asked > 0)
            throw Refusal.Conflict("import.applied", "People were added from this file already. Upload it again for the others.");
        if (CreatedAt < now - Kept) throw Refusal.Conflict("import.old", "This file was deleted 30 days after it was uploaded. Upload it again.");
    }
}

/// <summary>What a pass adds to the counts of an import.</summary>
internal sealed record PeopleProgress(int Position, long BytesRead)
{
    public int Rows { get; init; }
    public int Faulty { get; init; }
    public int There { get; init; }
    public int Added { get; init; }
    public int Asked { get; init; }
}

/// <summary>A part of an uploaded file, as its bytes came.</summary>
public sealed class ImportChunk : Row
{
    /// <summary>The most bytes of one.</summary>
    public const int Most = 256 * 1024;

    /// <summary>The branch of the account that uploaded it.</summary>
    public required int BranchId { get; init; }
    /// <summary>The import.</summary>
    public required Guid ImportId { get; init; }
    /// <summary>Its place, from 0 on.</summary>
    public required int Seq { get; init; }
    /// <summary>When it came (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>The bytes.</summary>
    public required byte[] Bytes { get; init; }
}

/// <summary>A row that cannot be used: what stands in it, and what is wrong, column by column.</summary>
public sealed class ImportFault : Row
{
    /// <summary>The branch of the account that uploaded it.</summary>
    public required int BranchId { get; init; }
    /// <summary>The import.</summary>
    public required Guid ImportId { get; init; }
    /// <summary>The check in which it was found; see <see cref="PeopleImport.Run"/>.</summary>
    public required int Run { get; init; }
    /// <summary>The row as a spreadsheet counts it: the headings are row 1.</summary>
    public required int Row { get; init; }
    /// <summary>When it was found (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>The cells as they stand in the file, as a JSON array: it writes what no text column takes, such as a zero character.</summary>
    public required string Cells { get; init; }
    /// <summary>What is wrong, as a JSON array of <see cref="RowProblem"/>.</summary>
    public required string Problems { get; init; }

    /// <summary>The cells.</summary>
    public string[] Texts() => JsonSerializer.Deserialize<string[]>(Cells)!;

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<RowProblem> Wrong() => JsonSerializer.Deserialize<RowProblem[]>(Problems)!;

    internal static ImportFault Of(PeopleImport import, PersonRow row, DateTime at) => new()
    {
        BranchId = import.BranchId, ImportId = import.Id, Run = import.Run, Row = row.Number, At = at,
        Cells = JsonSerializer.Serialize(row.Cells), Problems = JsonSerializer.Serialize(row.Problems),
    };
}
