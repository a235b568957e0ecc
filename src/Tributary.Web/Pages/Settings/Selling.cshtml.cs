using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Settings;

/// <summary>What an account decides for itself about selling and about being warned.</summary>
[Authorize(Policy = Policies.ManageSettings)]
public sealed class SellingModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is typed.</summary>
    public sealed class Form
    {
        public decimal? DefaultMarkupPercent { get; set; }
        public bool AllowsLosses { get; set; }
        public bool ApprovesCustomerOrders { get; set; }
        public bool HidesEndUsers { get; set; }
        public decimal? LowBalance { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    [BindProperty]
    public long Version { get; set; }

    public bool Sells => current.Account.Kind is AccountKind.Provider or AccountKind.Reseller;

    /// <summary>True for a reseller, which has a seller to agree with.</summary>
    public bool Buys => current.Account.Kind == AccountKind.Reseller;

    /// <summary>The currency of one's own terms; null for the provider and for who is shown no amounts.</summary>
    public Currency? Pays { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Load(cancel);
        var account = current.Account;
        Input = new()
        {
            DefaultMarkupPercent = Plain(account.DefaultMarkupPercent), AllowsLosses = account.AllowsLosses, ApprovesCustomerOrders = account.ApprovesCustomerOrders,
            HidesEndUsers = account.HidesEndUsers,
            LowBalance = account.LowBalance is { } low && Pays is { } currency ? new Money(low, currency).Amount : null,
        };
        Version = account.Version;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await Load(cancel);
        if (!ModelState.IsValid) return Page();
        try
        {
            await desk.Do(new SetOwnSettings
            {
                By = current.Viewer, Version = Version,
                DefaultMarkupPercent = Sells ? Input.DefaultMarkupPercent : null, AllowsLosses = Sells ? Input.AllowsLosses : null,
                ApprovesCustomerOrders = Sells ? Input.ApprovesCustomerOrders : null, HidesEndUsers = Sells ? Input.HidesEndUsers : null,
                LowBalance = Pays is not { } currency ? null : Input.LowBalance is { } low ? Money.Exact(Math.Max(0, low), currency).Minor : -1,
            }, cancel);
            this.Done(texts["Your settings are saved."]);
            return LocalRedirect("/settings/selling");
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts, nameof(Input));
            return Page();
        }
    }

    private async Task Load(CancellationToken cancel)
    {
        var viewer = current.Viewer;
        if (viewer.HidesPrices || !viewer.May(Right.ViewMoney)) return;
        Pays = (await Wallet.OfMany(db, viewer, [viewer.AccountId], await desk.Today(), cancel)).GetValueOrDefault(viewer.AccountId)?.Currency;
    }

    // 25.0000000000 reads 25.
    private static decimal Plain(decimal figure) => figure / 1.000000000000000000000000000000m;
}
