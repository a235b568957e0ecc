using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Prices;

/// <summary>One's own dated exchange rates, for selling in one currency what is bought in another.</summary>
[Authorize(Policy = Policies.ViewPrices)]
public sealed class RatesModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    private const int Most = 100;

    /// <summary>What is typed.</summary>
    public sealed class Form
    {
        public string? From { get; set; }
        public string? To { get; set; }
        public decimal? Rate { get; set; }
        public DateOnly? EffectiveFrom { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public IReadOnlyList<ExchangeRate> Rates { get; private set; } = [];

    public DateOnly Today { get; private set; }

    public bool MayChange => current.Viewer.May(Right.ManagePrices);

    public IEnumerable<SelectListItem> Currencies => SetupModel.Currencies;

    /// <summary>Whether it is the rate that counts today.</summary>
    public bool Holds(ExchangeRate rate) => rate.EffectiveFrom <= Today && Rates.First(r => r.From == rate.From && r.To == rate.To && r.EffectiveFrom <= Today) == rate;

    /// <summary>The list with its columns.</summary>
    public ListView List => ListView.Of(Columns);

    private IReadOnlyList<Column<ExchangeRate>> Columns =>
    [
        Column<ExchangeRate>.Text("from", texts["From"], rate => rate.From.Code),
        Column<ExchangeRate>.Text("to", texts["To"], rate => rate.To.Code),
        Column<ExchangeRate>.Number("rate", texts["Rate"], rate => rate.Rate),
        Column<ExchangeRate>.Day("since", texts["Since"], rate => rate.EffectiveFrom),
        Column<ExchangeRate>.Text("by", texts["By"], rate => rate.CreatedBy) with { OnPhones = false },
    ];

    /// <summary>The file of what the list shows.</summary>
    public async Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancel)
    {
        await Load(cancel);
        return await this.Export(format, "exchange-rates", Columns, Rates.ToAsyncEnumerable(), cancel);
    }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Load(cancel);
        Input = new() { From = Currency.Usd.Code, To = current.Account.Currency.Code, EffectiveFrom = Today };
        if (Input.From == Input.To) Input.From = Currency.Eur.Code;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await Load(cancel);
        if (!MayChange) return Forbid();
        if (Input.Rate is null && ModelState.IsValid) ModelState.AddModelError("Input.Rate", texts["This is needed."]);
        if (!ModelState.IsValid) return Page();
        try
        {
            await desk.Do(new SetExchangeRate
            {
                By = current.Viewer, From = Currency.TryOf(Input.From, out var from) ? from : default, To = Currency.TryOf(Input.To, out var to) ? to : default,
                Rate = Input.Rate!.Value, EffectiveFrom = Input.EffectiveFrom,
            }, cancel);
            this.Done(texts["The rate is set."]);
            return LocalRedirect("/prices/rates");
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts, nameof(Input));
            return Page();
        }
    }

    private async Task Load(CancellationToken cancel)
    {
        if (current.Viewer.HidesPrices || current.Account.Kind is not (AccountKind.Provider or AccountKind.Reseller)) throw Refusal.NotFound("page");
        Today = await desk.Today();
        var (seller, branch) = (current.Viewer.AccountId, current.Viewer.BranchId);
        Rates = await db.ExchangeRates.AsNoTracking().Where(r => r.BranchId == branch && r.SellerId == seller)
            .OrderByDescending(r => r.EffectiveFrom).ThenByDescending(r => r.CreatedAt).Take(Most).ToListAsync(cancel);
    }
}
