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

/// <summary>The last look at a price list before it is written into the catalogue.</summary>
[Authorize(Policy = Policies.ManageCatalogue)]
public sealed class ImportApplyModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is chosen on the way.</summary>
    public sealed class Form
    {
        public bool NoneUnlessAll { get; set; }
    }

    [BindProperty(SupportsGet = true, Name = "id")]
    public string ImportId { get; set; } = "";

    [BindProperty]
    public Form Input { get; set; } = new();

    public string FileName { get; private set; } = "";

    public ImportFindings Found { get; private set; } = null!;

    public WhenDropped WhenDropped { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        await Read();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var id = await Read();
        var viewer = current.Viewer;
        try
        {
            var done = await desk.Do(new ApplyImport
            {
                By = viewer, Branch = viewer.BranchId, MakerId = viewer.AccountId, ImportId = id, NoneUnlessAll = Input.NoneUnlessAll,
            });
            this.Done(texts["{0} is applied: {1} new plans, {2} changed, {3} taken off sale, {4} prices.", FileName, done.NewPlans, done.ChangedPlans, done.DroppedPlans, done.PricePoints]);
            return Redirect($"/catalogue/imports/{ImportId}");
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Conflict)
        {
            ModelState.Add(no, texts);
            return Page();
        }
    }

    private async Task<Guid> Read()
    {
        if (!PublicId.TryParse(ImportId, "imp", out var id)) throw Refusal.NotFound("import");
        var import = await db.PriceListImports.AsNoTracking().MadeBy(current.Viewer).Where(i => i.Id == id)
            .Select(i => new { i.FileName, i.Findings, i.Settings }).FirstOrDefaultAsync() ?? throw Refusal.NotFound("import");
        if (import.Findings is "") throw Refusal.Conflict("import.unchecked", "This price list has to be checked first.");
        (FileName, Found, WhenDropped) = (import.FileName, ImportFindings.FromJson(import.Findings), PriceListMapping.FromJson(import.Settings).WhenDropped);
        return id;
    }
}
