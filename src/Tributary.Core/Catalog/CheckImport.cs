using Tributary.Ledger;

namespace Tributary.Catalog;

/// <summary>What a check answers.</summary>
/// <param name="ImportId">The import.</param>
/// <param name="State">Checked, or uploaded when something has to be chosen first.</param>
/// <param name="Counts">The counts, or null before the check.</param>
/// <param name="Missing">What has to be chosen first, by field of the mapping.</param>
public sealed record ImportChecked(Guid ImportId, ImportState State, ImportCounts? Counts, IReadOnlyDictionary<string, string[]> Missing);

/// <summary>
/// Compares a price list with its maker's catalogue and keeps what was found; the catalogue stays as it is. A new file
/// makes an import; naming an import checks its file again, with the same mapping or another. A file without a mapping
/// gets the one its headings suggest, and is only kept where that leaves something to choose.
/// </summary>
public sealed class CheckImport : Deed<ImportChecked>
{
    /// <summary>The maker's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>Whose catalogue it is.</summary>
    public required Guid MakerId { get; init; }
    /// <summary>A new file; null to check <see cref="ImportId"/> again.</summary>
    public PriceListFile? File { get; init; }
    /// <summary>The import to check again; null for a new file.</summary>
    public Guid? ImportId { get; init; }
    /// <summary>How the file is read; null for the import's own, or for what the headings suggest.</summary>
    public PriceListMapping? Mapping { get; init; }
    /// <summary>The first day on which new prices would count; null for today.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    public override int BranchId => Branch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        ImportRows.Load(sheet, [.. deeds.Cast<CheckImport>().Select(d => (d.Branch, d.MakerId, d.ImportId))]);

    public override ImportChecked Decide(Sheet sheet)
    {
        var maker = ImportRows.Maker(sheet, By, Branch, MakerId);
        if (File is null == ImportId is null) throw new InvalidOperationException("A check is of a file or of an import.");
        var day = EffectiveFrom ?? sheet.Today;
        if (day < sheet.Today) throw Refusal.Field("effectiveFrom", "import.day_past", "Prices cannot change in the past: choose today or a later day.");

        var before = ImportId is { } id ? ImportRows.Import(sheet, maker, id) : null;
        var mapping = Mapping ?? before?.Mapping() ?? GuessMapping.Of(File!.Table, File.Source);
        var table = File is not null && (mapping.Separator is null || mapping.Separator == File.Table.Separator.ToString())
            ? File.Table
            : PriceListFile.Cells(File?.Text ?? before!.Content, mapping);
        var missing = mapping.Missing(table);
        if (missing.Count > 0 && Mapping is not null) throw Refusal.Fields("import.mapping", missing);

        ImportFindings? findings = null;
        if (missing.Count == 0)
            findings = CheckPriceList.Findings(CheckPriceList.Compare(ReadPriceList.Of(table, mapping), ImportRows.Catalogue(sheet, maker, day), mapping), day);
        var import = before is not null ? sheet.Change(before) : sheet.Add(new PriceListImport
        {
            BranchId = maker.BranchId, Id = sheet.NewId(), AccountId = maker.Id, Path = maker.Path, FileName = File!.Name, Content = File.Text,
            Settings = "", Findings = "", CreatedAt = sheet.Now, CreatedBy = By.Name,
        });
        import.Check(mapping, findings);
        sheet.Trail(By, maker, findings is null ? "price_list.uploaded" : "price_list.checked", PublicId.Format("imp", import.Id), import.FileName);
        return new(import.Id, import.State, findings?.Counts, missing);
    }
}
