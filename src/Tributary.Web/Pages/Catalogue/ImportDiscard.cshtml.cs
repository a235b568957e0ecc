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

/// <summary>Asks before an import is given up.</summary>
[Authorize(Policy = Policies.ManageCatalogue)]
public sealed class ImportDiscardModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string ImportId { get; set; } = "";

    public string FileName { get; private set; } = "";

    public Task OnGetAsync() => Read();

    public async Task<IActionResult> OnPostAsync()
    {
        var id = await Read();
        var viewer = current.Viewer;
        await desk.Do(new DiscardImport { By = viewer, Branch = viewer.BranchId, MakerId = viewer.AccountId, ImportId = id });
        this.Done(texts["{0} is discarded.", FileName]);
        return Redirect("/catalogue/imports");
    }

    private async Task<Guid> Read()
    {
        if (!PublicId.TryParse(ImportId, "imp", out var id)) throw Refusal.NotFound("import");
        FileName = await db.PriceListImports.MadeBy(current.Viewer).Where(i => i.Id == id).Select(i => i.FileName).FirstOrDefaultAsync()
            ?? throw Refusal.NotFound("import");
        return id;
    }
}
