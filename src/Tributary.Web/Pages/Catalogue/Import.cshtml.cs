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

/// <summary>Upload a price list, and the lists that were uploaded before.</summary>
[Authorize(Policy = Policies.ManageCatalogue)]
[RequestSizeLimit(MostOfRequest)]
[RequestFormLimits(MultipartBodyLengthLimit = MostOfRequest)]
public sealed class ImportModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    private const int Most = 50;

    // Larger than any file that is taken, so that the page can say what is wrong beside the field.
    private const long MostOfRequest = 2L * CsvText.MostBytes;


    /// <summary>One earlier import.</summary>
    public sealed record Line(Guid Id, string FileName, ImportState State, DateTime At, string By);

    /// <summary>What is uploaded.</summary>
    public sealed class Form
    {
        public IFormFile? File { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<Line> Imports { get; private set; } = [];

    public string? Next { get; private set; }

    public Task OnGetAsync() => Read();

    public async Task<IActionResult> OnPostAsync()
    {
        if (Input.File is not { Length: > 0 } upload)
        {
            ModelState.AddModelError("Input.File", texts["Choose a file."]);
            await Read();
            return Page();
        }
        try
        {
            using var bytes = new MemoryStream();
            await upload.CopyToAsync(bytes);
            var file = PriceListFile.Read(upload.FileName, bytes.ToArray());
            var viewer = current.Viewer;
            var done = await desk.Do(new CheckImport { By = viewer, Branch = viewer.BranchId, MakerId = viewer.AccountId, File = file });
            return Redirect($"/catalogue/imports/{PublicId.Format("imp", done.ImportId)}/mapping");
        }
        catch (Refusal no)
        {
            ModelState.AddModelError("Input.File", texts.Say(no));
            await Read();
            return Page();
        }
    }

    private async Task Read()
    {
        var imports = db.PriceListImports.MadeBy(current.Viewer);
        if (PublicId.TryParse(After, "imp", out var after)) imports = imports.Where(i => i.Id < after);
        // Ids grow with time, so the newest stand first; the texts of the files stay in the database.
        var page = await imports.OrderByDescending(i => i.Id).Take(Most + 1).Select(i => new Line(i.Id, i.FileName, i.State, i.CreatedAt, i.CreatedBy)).ToListAsync();
        Imports = [.. page.Take(Most)];
        Next = page.Count > Most ? PublicId.Format("imp", Imports[^1].Id) : null;
    }
}
