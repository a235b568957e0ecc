using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Catalogue;

/// <summary>A plan: what it promises, every price point it had and will have, and its versions.</summary>
[Authorize(Policy = Policies.ViewPrices)]
public sealed class PlanModel(TributaryDb db, CurrentViewer current, Desk desk) : PageModel
{
    private const int Most = 100;

    [BindProperty(SupportsGet = true, Name = "plan")]
    public string PlanId { get; set; } = "";

    public Plan Plan { get; private set; } = null!;

    public Product Product { get; private set; } = null!;

    public DateOnly Today { get; private set; }

    /// <summary>The price points, the latest first; at most a hundred.</summary>
    public IReadOnlyList<PricePoint> Prices { get; private set; } = [];

    /// <summary>Those that count today.</summary>
    public IReadOnlySet<Guid> Counting { get; private set; } = new HashSet<Guid>();

    /// <summary>The versions, the newest first; at most a hundred.</summary>
    public IReadOnlyList<PlanVersion> Versions { get; private set; } = [];

    public bool MayManage => current.Viewer.May(Right.ManageCatalogue);

    public bool ShowsAmounts => !current.Viewer.HidesPrices;

    public async Task OnGetAsync()
    {
        if (!PublicId.TryParse(PlanId, "pln", out var id)) throw Refusal.NotFound("plan");
        Plan = await db.Plans.MadeBy(current.Viewer).FirstOrDefaultAsync(p => p.Id == id) ?? throw Refusal.NotFound("plan");
        Product = await db.Products.MadeBy(current.Viewer).FirstAsync(p => p.Id == Plan.ProductId);
        Today = await desk.Today();
        if (ShowsAmounts)
        {
            var branch = Plan.BranchId;
            Prices = await db.PricePoints.AsNoTracking().Where(p => p.BranchId == branch && p.PlanId == id)
                .OrderByDescending(p => p.EffectiveFrom).ThenByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).Take(Most).ToListAsync();
            Counting = new MakersCatalogue([Product], [Plan], Prices, Today).Prices(Plan).Select(p => p.Id).ToHashSet();
        }
        Versions = await db.PlanVersions.AsNoTracking().Where(v => v.BranchId == Plan.BranchId && v.PlanId == id).OrderByDescending(v => v.Number).Take(Most).ToListAsync();
    }
}
