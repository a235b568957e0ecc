using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Identity.Imports;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.People;

/// <summary>Asks before an uploaded file of people is given up.</summary>
[Authorize(Policy = Policies.ManagePeople)]
public sealed class ImportDiscardModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string ImportId { get; set; } = "";

    public string FileName { get; private set; } = "";

    public Task OnGetAsync() => Read();

    public async Task<IActionResult> OnPostAsync()
    {
        var id = await Read();
        await desk.Do(new DiscardPeople { By = current.Viewer, ImportId = id });
        this.Done(texts["{0} is discarded.", FileName]);
        return Redirect("/people/imports");
    }

    private async Task<Guid> Read()
    {
        if (!PublicId.TryParse(ImportId, "imp", out var id)) throw Refusal.NotFound("import");
        FileName = await db.PeopleImports.UploadedFor(current.Viewer).Where(i => i.Id == id).Select(i => i.FileName).FirstOrDefaultAsync()
            ?? throw Refusal.NotFound("import");
        return id;
    }
}
