using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Catalogue;

/// <summary>Says what a plan costs its maker for an interval from a day on.</summary>
[Authorize(Policy = Policies.ManageCatalogue)]
public sealed class SetPriceModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is typed; amounts in major units with a point.</summary>
    public sealed class Form
    {
        public string Interval { get; set; } = Tributary.Interval.Monthly.Code();
        public string? Currency { get; set; }
        public string? BaseCost { get; set; }
        public string? Recommended { get; set; }
        public DateOnly? EffectiveFrom { get; set; }
        public SaleState SaleState { get; set; } = SaleState.Sold;
        public string? SupplierSku { get; set; }
    }

    [BindProperty(SupportsGet = true, Name = "plan")]
    public string PlanId { get; set; } = "";

    [BindProperty]
    public Form Input { get; set; } = new();

    public Plan Plan { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        await Read();
        Input.Currency = current.Account.Currency.Code;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await Read();
        if (!Intervals.TryParse(Input.Interval, out var interval)) ModelState.AddModelError("Input.Interval", texts["This is no interval."]);
        if (!Currency.TryOf(Input.Currency, out var currency)) ModelState.AddModelError("Input.Currency", texts["This is not a currency we know."]);
        if (!ModelState.IsValid) return Page();
        var cost = Amount("BaseCost", Input.BaseCost, currency);
        var recommended = string.IsNullOrWhiteSpace(Input.Recommended) ? null : Amount("Recommended", Input.Recommended, currency);
        if (!ModelState.IsValid) return Page();
        try
        {
            await desk.Do(new SetPricePoint
            {
                By = current.Viewer, PlanId = Plan.Id, Interval = interval, BaseCost = cost!.Value, Recommended = recommended, EffectiveFrom = Input.EffectiveFrom,
                SaleState = Input.SaleState, SupplierSku = Input.SupplierSku ?? "",
            });
            this.Done(texts["The price of {0} is set.", Plan.Name]);
            return Redirect($"/catalogue/plans/{PlanId}");
        }
        catch (Refusal no) when (no.Kind is not (RefusalKind.NotFound or RefusalKind.Forbidden))
        {
            ModelState.Add(no, texts, "Input");
            return Page();
        }
    }

    private Money? Amount(string field, string? typed, Currency currency)
    {
        if (Money.TryParse(typed?.Trim(), currency, out var money)) return money;
        ModelState.AddModelError($"Input.{field}", texts["Write an amount such as {0}.", new Money(123450, currency).AmountText]);
        return null;
    }

    private async Task Read()
    {
        if (current.Viewer.HidesPrices || !PublicId.TryParse(PlanId, "pln", out var id)) throw Refusal.NotFound("plan");
        Plan = await db.Plans.MadeBy(current.Viewer).FirstOrDefaultAsync(p => p.Id == id) ?? throw Refusal.NotFound("plan");
    }
}
