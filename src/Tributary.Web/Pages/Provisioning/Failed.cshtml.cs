using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Provisioning;

/// <summary>Asks before work is given up, which releases the money.</summary>
[Authorize(Policy = Policies.ManageWork)]
public sealed class FailedModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>Why.</summary>
    public sealed class Form
    {
        [Required, StringLength(500)]
        public string Reason { get; set; } = "";
    }

    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty]
    public Form Input { get; set; } = new();

    public WorkRow Work { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancel) => Work = await db.OneToKeep(current.Viewer, Id, cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Work = await db.OneToKeep(current.Viewer, Id, cancel);
        if (!ModelState.IsValid) return Page();
        try
        {
            await desk.Do(new FinishWork
            {
                By = current.Viewer, Branch = Work.BranchId, WorkId = Work.Id, Outcome = new() { Kind = OutcomeKind.Failed, Reason = Input.Reason.Trim() },
            }, cancel);
        }
        catch (Refusal no)
        {
            ModelState.Add(no, texts, "Input");
            return Page();
        }
        this.Done(texts["{0} for {1} is given up. What was set aside for it has been released.", Work.Title, Work.AccountName]);
        return LocalRedirect("/provisioning");
    }
}
