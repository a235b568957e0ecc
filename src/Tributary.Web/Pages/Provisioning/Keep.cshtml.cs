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

/// <summary>The buttons that move no money: taking work, having it tried again, settling a contradiction.</summary>
[Authorize(Policy = Policies.ManageWork)]
public sealed class KeepModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string Deed { get; set; } = "";

    /// <summary>Whoever comes by a link or a reload is led to where the buttons are.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await db.OneToKeep(current.Viewer, Id, cancel);
        return LocalRedirect($"/provisioning/{Id}");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var work = await db.OneToKeep(current.Viewer, Id, cancel);
        var (by, branch) = (current.Viewer, work.BranchId);
        try
        {
            switch (Deed)
            {
                case "take":
                    await desk.Do(new TakeWork { By = by, WorkBranchId = branch, WorkId = work.Id }, cancel);
                    this.Done(texts["You see to it now."]);
                    break;
                case "retry":
                    await desk.Do(new ResubmitWork { By = by, WorkBranchId = branch, WorkId = work.Id }, cancel);
                    this.Done(texts["It is tried again at once. Nothing is delivered twice."]);
                    break;
                case "settle":
                    await desk.Do(new SettleWork { By = by, WorkBranchId = branch, WorkId = work.Id }, cancel);
                    this.Done(texts["The contradiction is settled. No money has moved."]);
                    break;
                default:
                    throw Refusal.NotFound("work");
            }
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Conflict)
        {
            this.Fail(texts.Say(no));
        }
        return LocalRedirect($"/provisioning/{Id}");
    }
}
