using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity.Imports;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.People;

/// <summary>
/// How far a batch of people has come: progress while it is worked on, what the check found, the choice of whom to add, what
/// was added, and the rows that could not be used, here and as a file.
/// </summary>
[Authorize(Policy = Policies.ManagePeople)]
public sealed class ImportShowModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    private const string AllOrNobody = "all";
    private const int Most = 100;

    /// <summary>Whom to add.</summary>
    public sealed class Form
    {
        public string Which { get; set; } = "valid";
    }

    [BindProperty(SupportsGet = true, Name = "id")]
    public string ImportId { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public int After { get; set; }

    [BindProperty]
    public Form Input { get; set; } = new();

    public PeopleImport Import { get; private set; } = null!;

    /// <summary>The account they are added to, or null when a column names it.</summary>
    public Account? Target { get; private set; }

    /// <summary>An earlier upload of the same file from which people were added, or null.</summary>
    public PeopleImport? Before { get; private set; }

    public IReadOnlyList<ImportFault> Faults { get; private set; } = [];

    public string? Next { get; private set; }

    public IEnumerable<SelectListItem> Choices =>
        [new(texts["The rows that can be used, without the others"], "valid"), new(texts["Nobody, unless every row can be used"], AllOrNobody)];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await Read(cancel);
        if (Import.State == PeopleImportState.Uploaded) return Redirect($"/people/imports/{ImportId}/mapping");
        return Page();
    }

    /// <summary>The failed rows as a file, to be mended and uploaded again.</summary>
    public async Task<IActionResult> OnGetFailedAsync(CancellationToken cancel)
    {
        await Read(cancel);
        Response.Headers.CacheControl = "no-store";
        var file = ListFile.Temporary();
        await FailedRows.Write(db, Import, file, problem => ImportWords.Say(texts, problem), cancel);
        file.Position = 0;
        return File(file, ListFile.CsvType, $"{Path.GetFileNameWithoutExtension(Import.FileName)}-failed.csv");
    }

    public async Task<IActionResult> OnPostApplyAsync(CancellationToken cancel)
    {
        await Read(cancel);
        try
        {
            await desk.Do(new ApplyPeople { By = current.Viewer, ImportId = Import.Id, NoneUnlessAll = Input.Which == AllOrNobody }, cancel);
            return Redirect($"/people/imports/{ImportId}");
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Conflict)
        {
            ModelState.Add(no, texts);
            return Page();
        }
    }

    private async Task Read(CancellationToken cancel)
    {
        if (!PublicId.TryParse(ImportId, "imp", out var id)) throw Refusal.NotFound("import");
        var own = db.PeopleImports.AsNoTracking().UploadedFor(current.Viewer);
        Import = await own.FirstOrDefaultAsync(i => i.Id == id, cancel) ?? throw Refusal.NotFound("import");
        if (Import.TargetId is { } target) Target = await db.Accounts.One(current.Viewer, target, cancel);
        var hash = Import.Hash;
        if (Import.State == PeopleImportState.Checked)
            Before = await own.Where(i => i.Id < id && i.Hash == hash && i.State == PeopleImportState.Done).OrderByDescending(i => i.Id).FirstOrDefaultAsync(cancel);
        if (Import.IsUnderWay) return;
        var page = await FailedRows.Page(db, Import, After, Most + 1, cancel);
        Faults = [.. page.Take(Most)];
        Next = page.Count > Most ? Faults[^1].Row.ToString(CultureInfo.InvariantCulture) : null;
    }
}
