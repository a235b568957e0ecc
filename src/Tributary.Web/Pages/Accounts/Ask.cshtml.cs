using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>Asks before an account goes live, is switched off or comes back, says what happens, and does it.</summary>
[Authorize(Policy = Policies.ManageAccounts)]
public sealed class AskModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : RecordPage(db, current)
{
    [FromRoute]
    public string Deed { get; set; } = "";

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await Load(cancel);
        return Deed is "submit" or "confirm" or "deactivate" or "reactivate" ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await Load();
        try
        {
            var (by, branch, id) = (Viewer, Account.BranchId, Account.Id);
            var changed = Deed switch
            {
                "submit" => await desk.Do(new SubmitAccount { By = by, InBranch = branch, AccountId = id }),
                "confirm" => await desk.Do(new ConfirmAccount { By = by, InBranch = branch, AccountId = id }),
                "deactivate" => await desk.Do(new Deactivate { By = by, InBranch = branch, AccountId = id, Reason = Reason ?? "" }),
                "reactivate" => await desk.Do(new RequestReactivation { By = by, InBranch = branch, AccountId = id }),
                _ => throw Refusal.NotFound("deed"),
            };
            this.Done(changed.Status switch
            {
                AccountStatus.InProvisioning => texts["{0} is submitted. The provider confirms it next.", Account.Name],
                AccountStatus.Active => texts["{0} is active.", Account.Name],
                AccountStatus.Inactive when Deed == "reactivate" => texts["Reactivation of {0} is requested. The provider confirms it next.", Account.Name],
                _ => texts["{0} is deactivated.", Account.Name],
            });
            return LocalRedirect(Place);
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts);
            return Page();
        }
    }
}
