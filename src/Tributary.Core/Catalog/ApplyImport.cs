using System.Text.Json;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Catalog;

/// <summary>What applying a price list wrote.</summary>
/// <param name="ImportId">The import.</param>
/// <param name="EffectiveFrom">The first day on which the new prices count.</param>
/// <param name="Products">New products.</param>
/// <param name="NewPlans">New plans.</param>
/// <param name="ChangedPlans">Plans whose fields or prices changed.</param>
/// <param name="DroppedPlans">Plans that the file does not price any more and that were taken off sale for that.</param>
/// <param name="PricePoints">Price points that were written.</param>
/// <param name="Unusable">Rows that were not imported.</param>
public sealed record ImportApplied(
    Guid ImportId, DateOnly EffectiveFrom, int Products, int NewPlans, int ChangedPlans, int DroppedPlans, int PricePoints, int Unusable);

/// <summary>
/// Writes a checked price list into its maker's catalogue, all in one deed: products, plans with their versions, and
/// price points from the day on that the check named. What is written is computed anew from the file and must be
/// what was checked: when the catalogue changed meanwhile, it has to be checked again.
/// </summary>
public sealed class ApplyImport : Deed<ImportApplied>
{
    /// <summary>The maker's branch.</summary>
    public required int Branch { get; init; }
    /// <summary>Whose catalogue it is.</summary>
    public required Guid MakerId { get; init; }
    /// <summary>The import.</summary>
    public required Guid ImportId { get; init; }
    /// <summary>True to refuse unless every row can be used; else those that can are imported.</summary>
    public bool NoneUnlessAll { get; init; }

    public override int BranchId => Branch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        ImportRows.Load(sheet, [.. deeds.Cast<ApplyImport>().Select(d => (d.Branch, d.MakerId, (Guid?)d.ImportId))]);

    public override ImportApplied Decide(Sheet sheet)
    {
        var maker = ImportRows.Maker(sheet, By, Branch, MakerId);
        var import = sheet.Change(ImportRows.Import(sheet, maker, ImportId));
        import.Apply(sheet.Now);
        var found = import.Found()!;
        if (found.EffectiveFrom < sheet.Today)
            throw Refusal.Conflict("import.day_past", "The day from which the prices should count has passed. Check the list again with another day.");
        var catalogue = ImportRows.Catalogue(sheet, maker, found.EffectiveFrom);
        if (catalogue.Fingerprint != found.Fingerprint)
            throw Refusal.Conflict("import.outdated", "The catalogue was changed since this list was checked. Check it again and look at what changes now.");
        if (NoneUnlessAll && found.Counts.Unusable > 0)
            throw Refusal.Conflict("import.unusable_rows", "{0} rows cannot be used. Mend them, or import the others without them.", found.Counts.Unusable);

        var mapping = import.Mapping();
        var diff = CheckPriceList.Compare(ReadPriceList.Of(PriceListFile.Cells(import.Content, mapping), mapping), catalogue, mapping);
        var writing = new Writing(sheet, maker, mapping, found.EffectiveFrom);
        foreach (var change in diff.Plans) writing.Write(change);
        var done = writing.Answer(import.Id, diff.Unusable.Count);
        sheet.Trail(By, maker, "price_list.applied", PublicId.Format("imp", import.Id), import.FileName, JsonSerializer.Serialize(new
        {
            newPlans = done.NewPlans, changedPlans = done.ChangedPlans, droppedPlans = done.DroppedPlans, effectiveFrom = done.EffectiveFrom,
        }));
        return done;
    }

    private sealed class Writing(Sheet sheet, Account maker, PriceListMapping mapping, DateOnly from)
    {
        private readonly Dictionary<string, Product> made = new(StringComparer.Ordinal);
        private readonly HashSet<Guid> named = [];
        private int newPlans, changedPlans, droppedPlans, points;

        public ImportApplied Answer(Guid import, int unusable) =>
            new(import, from, made.Count, newPlans, changedPlans, droppedPlans, points, unusable);

        public void Write(PlanChange change)
        {
            switch (change.Kind)
            {
                case FindingKind.New:
                    newPlans++;
                    Prices(New(change.Listed!, change.Product), change);
                    break;
                case FindingKind.Changed:
                    changedPlans++;
                    Change(change);
                    Prices(change.Plan!, change);
                    break;
                case FindingKind.Dropped when mapping.WhenDropped != WhenDropped.Keep:
                    droppedPlans++;
                    Prices(change.Plan!, change);
                    break;
            }
        }

        private Plan New(ListedPlan listed, Product? product)
        {
            if (product is null && !made.TryGetValue(listed.ProductCode, out product))
            {
                made[listed.ProductCode] = product = sheet.Add(new Product
                {
                    BranchId = maker.BranchId, Id = sheet.NewId(), OwnerId = maker.Id, OwnerPath = maker.Path,
                    Code = listed.ProductCode, Name = listed.Product, Vendor = listed.Vendor,
                });
            }
            BackOnSale(product);
            var plan = sheet.Add(new Plan
            {
                BranchId = maker.BranchId, Id = sheet.NewId(), ProductId = product.Id, OwnerId = maker.Id, OwnerPath = maker.Path, ForId = product.ForId, ForPath = product.ForPath,
                Code = listed.Code, Kind = listed.Kind, Name = listed.Name, Description = listed.Description, Unit = listed.Unit,
                Connector = mapping.Connector, Source = mapping.Source,
            });
            sheet.Add(new PlanVersion { BranchId = plan.BranchId, PlanId = plan.Id, Number = plan.PlanVersion, At = sheet.Now, Snapshot = Making.Snapshot(plan) });
            return plan;
        }

        private void BackOnSale(Product product)
        {
            if (product.WithdrawnAt is not null) sheet.Change(product).WithdrawnAt = null;
        }

        private void Change(PlanChange change)
        {
            var plan = change.Plan!;
            if (change.Fields.Any(f => f.Field is "vendor") && named.Add(plan.ProductId)) sheet.Change(change.Product!).Vendor = change.Listed!.Vendor;
            if (!change.Fields.Any(f => f.Field is "name" or "description" or "unit" or "list" or "sale")) return;
            BackOnSale(change.Product!);
            sheet.Change(plan);
            plan.Source = mapping.Source;
            plan.WithdrawnAt = null;
            if (!change.Fields.Any(f => f.Field is "name" or "description" or "unit")) return;
            foreach (var field in change.Fields)
            {
                if (field.Field is "name") plan.Name = field.New!;
                else if (field.Field is "description") plan.Description = field.New!;
                else if (field.Field is "unit") plan.Unit = field.New!;
            }
            plan.PlanVersion++;
            sheet.Add(new PlanVersion { BranchId = plan.BranchId, PlanId = plan.Id, Number = plan.PlanVersion, At = sheet.Now, Snapshot = Making.Snapshot(plan) });
        }

        private void Prices(Plan plan, PlanChange change)
        {
            foreach (var price in change.Prices)
            {
                if (price.After is { } after)
                    Add(plan, price.Interval, after.Price.Currency, after.Price.Minor, after.Recommended, after.State, after.Sku);
                else if (price.Before is { } before && mapping.WhenDropped != WhenDropped.Keep)
                    Add(plan, price.Interval, before.Currency, before.BaseCost, before.Recommended,
                        mapping.WhenDropped == WhenDropped.Withdraw ? SaleState.Withdrawn : SaleState.RenewalOnly, before.SupplierSku);
            }
        }

        private void Add(Plan plan, Interval interval, Currency currency, long cost, long? recommended, SaleState state, string sku)
        {
            points++;
            sheet.Add(new PricePoint
            {
                BranchId = maker.BranchId, Id = sheet.NewId(), PlanId = plan.Id, OwnerId = maker.Id, Interval = interval, Currency = currency,
                BaseCost = cost, Recommended = recommended, EffectiveFrom = from, SaleState = state, SupplierSku = sku, CreatedAt = sheet.Now,
            });
        }
    }
}
