using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Catalog;

/// <summary>What the deeds of an import load and look up alike.</summary>
internal static class ImportRows
{
    /// <summary>Loads the makers' accounts and catalogues whole, and the imports, locked.</summary>
    public static async Task Load(Sheet sheet, IReadOnlyCollection<(int Branch, Guid Maker, Guid? Import)> asked, bool catalogue = true)
    {
        var branches = asked.Select(a => a.Branch).Distinct().ToArray();
        var makers = asked.Select(a => a.Maker).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => branches.Contains(a.BranchId) && makers.Contains(a.Id)));
        await sheet.Lock<PriceListImport>(asked.Select(a => a.Import).OfType<Guid>());
        if (!catalogue) return;
        var products = await sheet.Fetch(sheet.Db.Products.Where(p => branches.Contains(p.BranchId) && makers.Contains(p.OwnerId)));
        await sheet.Fetch(sheet.Db.Plans.Where(p => branches.Contains(p.BranchId) && makers.Contains(p.OwnerId)));
        if (products.Count > 0) await sheet.Fetch(sheet.Db.PricePoints.Where(p => branches.Contains(p.BranchId) && makers.Contains(p.OwnerId)));
    }

    /// <summary>The maker, if the viewer may import for it.</summary>
    /// <exception cref="Refusal">No right or no seller (403), or not seen (404).</exception>
    public static Account Maker(Sheet sheet, Viewer by, int branch, Guid id)
    {
        by.Need(Right.ManageCatalogue);
        var maker = sheet.Find<Account>(id);
        if (maker is null || maker.BranchId != branch || !by.Sees(Right.ManageCatalogue, maker.Path)) throw Refusal.NotFound("account");
        if (by.HidesPrices) throw Refusal.Forbidden("prices.hidden", "Your account is not shown amounts.");
        return maker.Kind is AccountKind.Provider or AccountKind.Reseller ? maker
            : throw Refusal.Forbidden("account.no_seller", "Only who sells makes products.");
    }

    /// <summary>An import of this maker.</summary>
    public static PriceListImport Import(Sheet sheet, Account maker, Guid id) =>
        sheet.Find<PriceListImport>(id) is { } import && import.BranchId == maker.BranchId && import.AccountId == maker.Id
            ? import
            : throw Refusal.NotFound("import");

    /// <summary>The maker's catalogue as the batch has it.</summary>
    public static MakersCatalogue Catalogue(Sheet sheet, Account maker, DateOnly day) => new(
        sheet.All<Product>().Where(p => p.OwnerId == maker.Id), sheet.All<Plan>().Where(p => p.OwnerId == maker.Id),
        sheet.All<PricePoint>().Where(p => p.OwnerId == maker.Id), day);
}
