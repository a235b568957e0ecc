using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Agreements;

/// <summary>What one's seller agrees with one: read, and accepted by who may speak for the account.</summary>
[Authorize(Policy = Policies.SignedIn)]
public sealed class AcceptModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>The version that was read.</summary>
    [BindProperty]
    public string? Version { get; set; }

    /// <summary>The hash of what was read.</summary>
    [BindProperty]
    public string? Hash { get; set; }

    /// <summary>Whether it was said that it was read.</summary>
    [BindProperty]
    public bool Read { get; set; }

    public Agreement? Agreement { get; private set; }

    /// <summary>The acceptance of this version, or null.</summary>
    public AgreementAcceptance? Accepted { get; private set; }

    /// <summary>What was accepted before, the latest first.</summary>
    public IReadOnlyList<AgreementAcceptance> Earlier { get; private set; } = [];

    public bool MayAccept => current.Viewer.May(Right.ManageSettings);

    public string AccountName => current.Account.Name;

    public Task OnGetAsync(CancellationToken cancel) => Show(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await Show(cancel);
        if (!PublicId.TryParse(Version, "agr", out var id)) throw Refusal.NotFound("agreement");
        if (!Read) ModelState.AddModelError(nameof(Read), texts["Please say that you have read it."]);
        if (!ModelState.IsValid) return Page();
        try
        {
            await desk.Do(new AcceptAgreement { By = current.Viewer, AgreementId = id, Hash = Hash, Address = HttpContext.Connection.RemoteIpAddress?.ToString() ?? "" }, cancel);
            this.Done(texts["The agreement is accepted."]);
            return LocalRedirect("/agreement");
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Conflict)
        {
            ModelState.Add(no, texts);
            return Page();
        }
    }

    private async Task Show(CancellationToken cancel)
    {
        var account = current.Account;
        // Only resellers agree with their sellers; for everybody else there is no such page.
        if (account.Kind != AccountKind.Reseller) throw Refusal.NotFound("page");
        Agreement = await db.AgreementOf(current.Viewer, account, await desk.Today(), cancel);
        var all = await db.AgreementAcceptances.AsNoTracking().Where(a => a.BranchId == account.BranchId && a.AccountId == account.Id && a.SellerId == account.ParentId)
            .OrderByDescending(a => a.At).Take(50).ToListAsync(cancel);
        Accepted = all.Find(a => a.AgreementId == Agreement?.Id);
        Earlier = [.. all.Where(a => a.Id != Accepted?.Id)];
    }
}
