using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Catalogue;

/// <summary>The products that the account makes: where the prices of everybody below begin.</summary>
[Authorize(Policy = Policies.ViewPrices)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current) : ListPage<IndexModel.Line>
{
    /// <summary>One product.</summary>
    public sealed record Line(Guid Id, string Name, string Code, string Vendor, DateTime? WithdrawnAt, int Plans, int AddOns);

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    public int OnSale { get; private set; }

    public int Withdrawn { get; private set; }

    public bool MayManage => current.Viewer.May(Right.ManageCatalogue);

    protected override string ListName => "products";

    protected override IReadOnlyList<Column<Line>> Columns =>
    [
        Column<Line>.Text("name", T["Product"], line => line.Name) with { Fixed = true },
        Column<Line>.Text("code", T["Code"], line => line.Code) with { InFilesOnly = true },
        Column<Line>.Text("vendor", T["Vendor"], line => line.Vendor) with { OnPhones = false },
        Column<Line>.Text("state", T["State"], line => line.WithdrawnAt is null ? T["On sale"] : T["Withdrawn"]),
        Column<Line>.Number("plans", T["Plans"], line => line.Plans),
        Column<Line>.Number("add-ons", T["Add-ons"], line => line.AddOns) with { OnPhones = false },
    ];

    public override async Task OnGetAsync(CancellationToken cancel)
    {
        var mine = db.Products.MadeBy(current.Viewer);
        OnSale = await mine.CountAsync(p => p.WithdrawnAt == null);
        Withdrawn = await mine.CountAsync(p => p.WithdrawnAt != null);
        await base.OnGetAsync(cancel);
    }

    protected override async Task<ListPart<Line>> Part(string? key, CancellationToken cancel)
    {
        var mine = db.Products.AsNoTracking().MadeBy(current.Viewer);
        var shown = Status switch
        {
            "on-sale" => mine.Where(p => p.WithdrawnAt == null),
            "withdrawn" => mine.Where(p => p.WithdrawnAt != null),
            _ => mine,
        };
        if (!string.IsNullOrWhiteSpace(Q))
        {
            var search = Q.Trim().ToLowerInvariant();
            shown = shown.Where(p => p.Name.ToLower().Contains(search) || p.Code.ToLower().Contains(search) || p.Vendor.ToLower().Contains(search));
        }
        if (PublicId.TryParse(key, "prd", out var after) && await mine.FirstOrDefaultAsync(p => p.Id == after) is { } last)
            shown = shown.Where(p => string.Compare(p.Name, last.Name) > 0 || (p.Name == last.Name && p.Id > last.Id));
        var page = await shown.OrderBy(p => p.Name).ThenBy(p => p.Id).Take(ListPart.Most + 1).ToListAsync();

        var ids = page.Select(p => p.Id).ToArray();
        var (branch, maker) = (current.Viewer.BranchId, current.Viewer.AccountId);
        var plans = await db.Plans.Where(p => p.BranchId == branch && p.OwnerId == maker && ids.Contains(p.ProductId))
            .GroupBy(p => new { p.ProductId, p.Kind }).Select(g => new { g.Key.ProductId, g.Key.Kind, Count = g.Count() }).ToListAsync();
        int Count(Guid product, PlanKind kind) => plans.Where(p => p.ProductId == product && p.Kind == kind).Sum(p => p.Count);
        return ListPart.Of([.. page.Select(p => new Line(p.Id, p.Name, p.Code, p.Vendor, p.WithdrawnAt, Count(p.Id, PlanKind.Plan), Count(p.Id, PlanKind.AddOn)))],
            line => PublicId.Format("prd", line.Id));
    }
}
