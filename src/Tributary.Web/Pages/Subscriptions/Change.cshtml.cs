using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>
/// Another plan, quantity or interval: chosen, then shown with what is given back, what is charged and from when, by the
/// deed itself run without writing, then done.
/// </summary>
[Authorize(Policy = Policies.ManageOrders)]
public sealed class ChangeModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "plan")]
    public string? NewPlan { get; set; }

    [BindProperty(SupportsGet = true, Name = "quantity")]
    public int? NewQuantity { get; set; }

    [BindProperty(SupportsGet = true, Name = "every")]
    public string? NewInterval { get; set; }

    [BindProperty]
    public string? Once { get; set; }

    public Found It { get; private set; } = null!;

    public IReadOnlyList<SelectListItem> Plans { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Intervals { get; private set; } = [];

    /// <summary>Why it cannot be changed so, or null.</summary>
    public Refusal? No { get; private set; }

    /// <summary>What it comes to; null until something else was chosen.</summary>
    public ChangeAnswer? Answer { get; private set; }

    public PriceView Price { get; private set; } = PriceView.Nothing;

    public string? Buyer { get; private set; }

    public int Quantity => NewQuantity ?? It.Row.Quantity;

    public Interval Interval => Tributary.Intervals.TryParse(NewInterval, out var interval) ? interval : It.Row.Interval;

    public string Back => $"/subscriptions/{Id}";

    public async Task OnGetAsync()
    {
        await Find();
        Once = Pages.Once.New();
        if (NewPlan is null && NewQuantity is null && NewInterval is null) return;
        await Look();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await Find();
        try
        {
            var answer = await desk.Do(Deed(Pages.Once.Of(Once)));
            this.Done(answer.When == ChangeWhen.Now ? texts["The change of {0} is being delivered.", It.Name]
                : texts["{0} changes on {1}.", It.Name, Culture.Of(HttpContext).Day(answer.EffectiveOn)]);
            return Redirect(Back);
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Conflict or RefusalKind.Invalid)
        {
            No = no;
            return Page();
        }
    }

    private async Task Find()
    {
        It = await Found.By(db, current.Viewer, Id);
        var today = await desk.Today();
        var paths = It.Plan.UpgradePaths is { } text ? System.Text.Json.JsonSerializer.Deserialize<Guid[]>(text) : null;
        var own = It.Plan.Id;
        var plans = await db.Plans.AsNoTracking()
            .Where(p => p.ProductId == It.Row.ProductId && p.Kind == It.Plan.Kind && (p.Id == own || p.WithdrawnAt == null)).OrderBy(p => p.Name).Take(200).ToListAsync();
        plans.RemoveAll(p => p.Id != own && paths is not null && !paths.Contains(p.Id));
        var ids = plans.Select(p => p.Id).ToArray();
        var intervals = await db.PricePoints.Where(p => ids.Contains(p.PlanId) && p.EffectiveFrom <= today && p.SaleState == SaleState.Sold && p.Interval != Tributary.Interval.OneTime)
            .Select(p => p.Interval).Distinct().ToListAsync();
        var chosen = PublicId.TryParse(NewPlan, "pln", out var wanted) ? wanted : own;
        Plans = [.. plans.Select(p => new SelectListItem(p.Id == own ? texts["{0} (as now)", p.Name] : p.Name, PublicId.Format("pln", p.Id), p.Id == chosen))];
        Intervals = [.. intervals.Append(It.Row.Interval).Distinct().Order().Select(i =>
            new SelectListItem(i == It.Row.Interval ? texts["{0} (as now)", texts[Spoken.Interval(i)]] : texts[Spoken.Interval(i)], i.Code(), i == Interval))];
    }

    private async Task Look()
    {
        try
        {
            Answer = await desk.Preview(Deed(null));
            Price = PriceView.Of(Answer.Levels, Quantity, current.Viewer.At(It.Row.Path), It.Row.PayerId);
            if (Price.Charges?.BuyerId is { } buyer) Buyer = await db.Accounts.SeenBy(current.Viewer).Where(a => a.Id == buyer).Select(a => a.Name).FirstOrDefaultAsync();
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Conflict or RefusalKind.Invalid)
        {
            No = no;
        }
    }

    private ChangeSubscription Deed(string? reference) => new()
    {
        By = current.Viewer, Branch = It.Row.BranchId, SubscriptionId = It.Row.Id,
        PlanId = PublicId.TryParse(NewPlan, "pln", out var plan) && plan != It.Plan.Id ? plan : null, Quantity = NewQuantity,
        Interval = Interval == It.Row.Interval ? null : Interval,
        Reference = reference, Asked = Pages.Once.Asked(Id, NewPlan, NewQuantity, NewInterval),
    };
}
