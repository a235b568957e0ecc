using Tributary.Ledger;

namespace Tributary.Identity.Imports;

/// <summary>
/// Has all rows of an import read, for the first time or in another way. A worker does it; nobody is added by it.
/// </summary>
public sealed class CheckPeople : Deed<PeopleImportAnswer>
{
    /// <summary>The import.</summary>
    public required Guid ImportId { get; init; }
    /// <summary>How it is read; null for as before.</summary>
    public PeopleMapping? Mapping { get; init; }
    /// <summary>The headings of the file, read so.</summary>
    public required IReadOnlyList<string> Headings { get; init; }

    public override int BranchId => By.BranchId;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => PeopleImportRows.Load(sheet, deeds.Cast<CheckPeople>().Select(d => d.ImportId));

    public override PeopleImportAnswer Decide(Sheet sheet)
    {
        var import = PeopleImportRows.Own(sheet, By, BranchId, ImportId);
        var mapping = Mapping ?? import.Mapping();
        var missing = mapping.Missing([.. Headings], import.TargetId is not null);
        if (missing.Count > 0) throw Refusal.Fields("import.mapping", missing);
        sheet.Change(import).Check(mapping, Headings, Asker.Keep(By), sheet.Now);
        return new(import.Id, import.State, missing);
    }
}
