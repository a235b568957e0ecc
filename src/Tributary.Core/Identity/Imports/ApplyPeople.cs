using Tributary.Ledger;

namespace Tributary.Identity.Imports;

/// <summary>
/// Has the people of a checked file added: those of all rows that can be used, or nobody unless every row can. A worker does
/// it, some hundreds at a time, for whoever asks here and with their rights.
/// </summary>
public sealed class ApplyPeople : Deed<PeopleImportAnswer>
{
    /// <summary>The import.</summary>
    public required Guid ImportId { get; init; }
    /// <summary>True to refuse unless every row can be used.</summary>
    public bool NoneUnlessAll { get; init; }

    public override int BranchId => By.BranchId;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => PeopleImportRows.Load(sheet, deeds.Cast<ApplyPeople>().Select(d => d.ImportId));

    public override PeopleImportAnswer Decide(Sheet sheet)
    {
        var import = sheet.Change(PeopleImportRows.Own(sheet, By, BranchId, ImportId));
        import.Apply(NoneUnlessAll, Asker.Keep(By), sheet.Now);
        PeopleImportRows.Trail(sheet, By, import, "people.applied");
        return new(import.Id, import.State, new Dictionary<string, string[]>());
    }
}

/// <summary>Gives an import up from which nobody was added yet. What was read of it stays to be seen until the file is forgotten.</summary>
public sealed class DiscardPeople : Deed<PeopleImportAnswer>
{
    /// <summary>The import.</summary>
    public required Guid ImportId { get; init; }

    public override int BranchId => By.BranchId;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => PeopleImportRows.Load(sheet, deeds.Cast<DiscardPeople>().Select(d => d.ImportId));

    public override PeopleImportAnswer Decide(Sheet sheet)
    {
        var import = sheet.Change(PeopleImportRows.Own(sheet, By, BranchId, ImportId));
        import.Discard(sheet.Now);
        PeopleImportRows.Trail(sheet, By, import, "people.discarded");
        return new(import.Id, import.State, new Dictionary<string, string[]>());
    }
}
