using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Wallets;

/// <summary>What one's own account has with its seller, and its statement. The provider has nobody above and sees its buyers.</summary>
[Authorize(Policy = Policies.ViewMoney)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk, Statements statements, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Ledger.Wallet? Wallet { get; private set; }

    public StatementView? Statement { get; private set; }

    public bool Sells => current.Viewer.Kind is AccountKind.Provider or AccountKind.Reseller;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (current.Viewer.IsProvider) return LocalRedirect("/wallet/buyers");
        var id = current.Viewer.AccountId;
        Wallet = (await Ledger.Wallet.OfMany(db, current.Viewer, [id], await desk.Today(), cancel)).GetValueOrDefault(id);
        if (Wallet is not null) Statement = await statements.Page(current.Viewer, id, From, To, After, Culture.Of(HttpContext), cancel);
        return Page();
    }

    /// <summary>The file of the statement, the oldest entry first.</summary>
    public Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancel) => this.Export(format, "statement", Statements.Columns(texts),
        statements.All(current.Viewer, current.Viewer.AccountId, From, To, Culture.Of(HttpContext), cancel), cancel);
}
