using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Catalogue;

/// <summary>A product with its plans, and of each the prices that count today.</summary>
[Authorize(Policy = Policies.ViewPrices)]
public sealed class ProductModel(TributaryDb db, CurrentViewer current, Desk desk) : PageModel
{
    private const int Most = 100;

    /// <summary>One plan with the price points that count today.</summary>
    public sealed record Line(Plan Plan, IReadOnlyList<PricePoint> Prices);

    [BindProperty(SupportsGet = true, Name = "id")]
    public string ProductId { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public PlanKind? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Product Product { get; private set; } = null!;

    public IReadOnlyList<Line> Plans { get; private set; } = [];

    public IReadOnlyDictionary<PlanKind, int> Counts { get; private set; } = new Dictionary<PlanKind, int>();

    public string? Next { get; private set; }

    public bool MayManage => current.Viewer.May(Right.ManageCatalogue);

    public bool ShowsAmounts => !current.Viewer.HidesPrices;

    public async Task OnGetAsync()
    {
        if (!PublicId.TryParse(ProductId, "prd", out var id)) throw Refusal.NotFound("product");
        Product = await db.Products.MadeBy(current.Viewer).FirstOrDefaultAsync(p => p.Id == id) ?? throw Refusal.NotFound("product");
        var branch = Product.BranchId;
        var all = db.Plans.AsNoTracking().Where(p => p.BranchId == branch && p.ProductId == id);
        Counts = await all.GroupBy(p => p.Kind).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count);

        var shown = Kind is { } kind ? all.Where(p => p.Kind == kind) : all;
        if (!string.IsNullOrWhiteSpace(Q))
        {
            var search = Q.Trim().ToLowerInvariant();
            shown = shown.Where(p => p.Name.ToLower().Contains(search) || p.Code.ToLower().Contains(search));
        }
        if (PublicId.TryParse(After, "pln", out var after)) shown = shown.Where(p => p.Id > after);
        // In the order in which they were made, which is the order of the list they came from.
        var page = await shown.OrderBy(p => p.Id).Take(Most + 1).ToListAsync();
        var ids = page.Select(p => p.Id).ToArray();
        var day = await desk.Today();
        var points = ShowsAmounts ? await db.PricePoints.AsNoTracking().Where(p => p.BranchId == branch && ids.Contains(p.PlanId)).ToListAsync() : [];
        var counting = new MakersCatalogue([Product], page, points, day);
        Plans = [.. page.Take(Most).Select(p => new Line(p, [.. counting.Prices(p)]))];
        if (page.Count > Most) Next = PublicId.Format("pln", Plans[^1].Plan.Id);
    }
}
