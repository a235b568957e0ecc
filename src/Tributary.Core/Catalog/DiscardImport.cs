using Tributary.Ledger;

namespace Tributary.Catalog;

/// <summary>An import that was given up.</summary>
public sealed record ImportDiscarded(Guid ImportId);

/// <summary>Gives an import up that was not applied. The catalogue stays as it is; the import stays to be read.</summary>
public sealed class DiscardImport : Deed<ImportDiscarded>
{
    /// <summary>The maker's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>Whose catalogue it is.</summary>
    public required Guid MakerId { get; init; }
    /// <summary>The import.</summary>
    public required Guid ImportId { get; init; }

    public override int BranchId => Branch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        ImportRows.Load(sheet, [.. deeds.Cast<DiscardImport>().Select(d => (d.Branch, d.MakerId, (Guid?)d.ImportId))], catalogue: false);

    public override ImportDiscarded Decide(Sheet sheet)
    {
        var maker = ImportRows.Maker(sheet, By, Branch, MakerId);
        var import = sheet.Change(ImportRows.Import(sheet, maker, ImportId));
        import.Discard();
        sheet.Trail(By, maker, "price_list.discarded", PublicId.Format("imp", import.Id), import.FileName);
        return new(import.Id);
    }
}
