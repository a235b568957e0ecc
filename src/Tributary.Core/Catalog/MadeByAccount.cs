namespace Tributary.Catalog;

/// <summary>A maker's own part of the catalogue: nobody else sees it as its maker does.</summary>
public static class MadeByAccount
{
    /// <summary>The products that the viewer's account makes.</summary>
    public static IQueryable<Product> MadeBy(this IQueryable<Product> products, Viewer viewer)
    {
        var (branch, maker) = (viewer.BranchId, viewer.AccountId);
        return products.Where(p => p.BranchId == branch && p.OwnerId == maker);
    }

    /// <summary>The plans that the viewer's account makes.</summary>
    public static IQueryable<Plan> MadeBy(this IQueryable<Plan> plans, Viewer viewer)
    {
        var (branch, maker) = (viewer.BranchId, viewer.AccountId);
        return plans.Where(p => p.BranchId == branch && p.OwnerId == maker);
    }

    /// <summary>The imports into the catalogue of the viewer's account.</summary>
    public static IQueryable<PriceListImport> MadeBy(this IQueryable<PriceListImport> imports, Viewer viewer)
    {
        var (branch, maker) = (viewer.BranchId, viewer.AccountId);
        return imports.Where(i => i.BranchId == branch && i.AccountId == maker);
    }
}
