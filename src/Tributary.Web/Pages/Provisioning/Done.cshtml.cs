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

/// <summary>A person says that it is done, and what there is now.</summary>
[Authorize(Policy = Policies.ManageWork)]
public sealed class DoneModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What was made, as the person says.</summary>
    public sealed class Form
    {
        [StringLength(200)]
        public string? ExternalId { get; set; }

        [StringLength(200)]
        public string? Asset { get; set; }

        [StringLength(10_000)]
        public string? Secret { get; set; }

        public DateOnly? ExpiresOn { get; set; }
    }

    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty]
    public Form Input { get; set; } = new();

    public WorkRow Work { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Work = await db.OneToKeep(current.Viewer, Id, cancel);
        Input.ExternalId = Work.ExternalId;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Work = await db.OneToKeep(current.Viewer, Id, cancel);
        var asset = Input.Asset?.Trim();
        if (string.IsNullOrEmpty(asset) && (Input.Secret is not null || Input.ExpiresOn is not null))
            ModelState.AddModelError("Input.Asset", texts["Say what it is that this belongs to."]);
        if (!ModelState.IsValid) return Page();
        try
        {
            await desk.Do(new FinishWork
            {
                By = current.Viewer, Branch = Work.BranchId, WorkId = Work.Id, Outcome = new()
                {
                    Kind = OutcomeKind.Done, ExternalId = string.IsNullOrWhiteSpace(Input.ExternalId) ? null : Input.ExternalId.Trim(),
                    Assets = string.IsNullOrEmpty(asset) ? [] : [new MadeAsset("service", asset, Input.Secret, Input.ExpiresOn)],
                },
            }, cancel);
        }
        catch (Refusal no)
        {
            ModelState.Add(no, texts, "Input");
            return Page();
        }
        this.Done(texts["{0} for {1} is done.", Work.Title, Work.AccountName]);
        return LocalRedirect("/provisioning");
    }
}
