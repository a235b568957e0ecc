using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Catalogue;

/// <summary>What the check of a price list found: counts, each finding with its reason, and the file of the rows that cannot be used.</summary>
[Authorize(Policy = Policies.ManageCatalogue)]
public sealed class ImportCheckModel(TributaryDb db, CurrentViewer current, IStringLocalizer<Texts> texts) : PageModel
{
    private const int Most = 100;

    [BindProperty(SupportsGet = true, Name = "id")]
    public string ImportId { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public FindingKind? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public int After { get; set; }

    public string FileName { get; private set; } = "";

    public ImportState State { get; private set; }

    public DateTime? AppliedAt { get; private set; }

    public ImportFindings? Found { get; private set; }

    public WhenDropped WhenDropped { get; private set; }

    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    public string? Next { get; private set; }

    /// <summary>The tiles: each sort of finding that is shown, and how many there are.</summary>
    public IReadOnlyList<(FindingKind Kind, int Count)> Tiles => Found is not { Counts: var counts } ? [] :
    [
        (FindingKind.New, counts.New), (FindingKind.Changed, counts.Changed), (FindingKind.Dropped, counts.Dropped), (FindingKind.Unchanged, counts.Unchanged),
        (FindingKind.Unusable, counts.Unusable), .. counts.NotOffered > 0 ? [(FindingKind.NotOffered, counts.NotOffered)] : Array.Empty<(FindingKind, int)>(),
        .. counts.Repeated > 0 ? [(FindingKind.Repeated, counts.Repeated)] : Array.Empty<(FindingKind, int)>(),
    ];

    /// <summary>Whether applying would write anything.</summary>
    public bool HasChanges => Found is { Counts: var counts } && (counts.New > 0 || counts.Changed > 0 || (counts.Dropped > 0 && WhenDropped != WhenDropped.Keep));

    public async Task<IActionResult> OnGetAsync()
    {
        var import = await Read(import => new { import.FileName, import.State, import.AppliedAt, import.Findings, import.Settings });
        if (import.Findings is "") return Redirect($"/catalogue/imports/{ImportId}/mapping");
        (FileName, State, AppliedAt) = (import.FileName, import.State, import.AppliedAt);
        Found = ImportFindings.FromJson(import.Findings);
        WhenDropped = PriceListMapping.FromJson(import.Settings).WhenDropped;
        var page = Found.Page(Kind, Q, After, Most + 1).ToList();
        Findings = [.. page.Take(Most)];
        if (page.Count > Most) Next = Findings[^1].Seq.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Page();
    }

    /// <summary>The rows that cannot be used, as a file to mend.</summary>
    public async Task<IActionResult> OnGetUnusableAsync()
    {
        var import = await Read(import => new { import.FileName, import.Content, import.Findings, import.Settings });
        if (import.Findings is "") throw Refusal.NotFound("import");
        var table = PriceListFile.Cells(import.Content, PriceListMapping.FromJson(import.Settings));
        var csv = UnusableRows.ToCsv(table, ImportFindings.FromJson(import.Findings).Items, problem => Words.Say(texts, problem));
        return File(csv, "text/csv; charset=utf-8", $"{Path.GetFileNameWithoutExtension(import.FileName)}-unusable.csv");
    }

    private async Task<T> Read<T>(System.Linq.Expressions.Expression<Func<PriceListImport, T>> columns) where T : class
    {
        if (!PublicId.TryParse(ImportId, "imp", out var id)) throw Refusal.NotFound("import");
        return await db.PriceListImports.AsNoTracking().MadeBy(current.Viewer).Where(i => i.Id == id).Select(columns).FirstOrDefaultAsync()
            ?? throw Refusal.NotFound("import");
    }
}
