using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Catalogue;

/// <summary>How the columns of an uploaded price list are read: proposed from its headings, decided here.</summary>
[Authorize(Policy = Policies.ManageCatalogue)]
[RequestFormLimits(ValueCountLimit = 5000)]
public sealed class ImportMappingModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string ImportId { get; set; } = "";

    [BindProperty]
    public MappingForm Input { get; set; } = new();

    public PriceListImport Import { get; private set; } = null!;

    public CsvTable Table { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        await Read();
        var mapping = Import.Mapping();
        Table = PriceListFile.Cells(Import.Content, mapping);
        Input = MappingForm.Of(mapping, Table);
        Input.EffectiveFrom = Import.Found()?.EffectiveFrom;
    }

    /// <summary>Shows the form anew after a column was chosen whose texts have to be decided; nothing is kept.</summary>
    public async Task<IActionResult> OnPostRefreshAsync()
    {
        await Read();
        var mapping = Input.ToMapping();
        var day = Input.EffectiveFrom;
        Table = PriceListFile.Cells(Import.Content, mapping);
        ModelState.Clear();
        Input = MappingForm.Of(mapping, Table);
        Input.EffectiveFrom = day;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await Read();
        var mapping = Input.ToMapping();
        var viewer = current.Viewer;
        try
        {
            await desk.Do(new CheckImport
            {
                By = viewer, Branch = viewer.BranchId, MakerId = viewer.AccountId, ImportId = Import.Id, Mapping = mapping, EffectiveFrom = Input.EffectiveFrom,
            });
            return Redirect($"/catalogue/imports/{ImportId}");
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Invalid or RefusalKind.Conflict)
        {
            Table = PriceListFile.Cells(Import.Content, mapping);
            // What is wrong with the format stands beside the form's own fields.
            foreach (var (field, sentences) in no.Errors) ModelState.AddModelError($"Input.{field.Replace("format.", "")}", texts[sentences[0]]);
            if (no.Errors.Count == 0) ModelState.AddModelError("", texts.Say(no));
            return Page();
        }
    }

    /// <summary>The headings to choose from, with a first line for none.</summary>
    public IEnumerable<SelectListItem> Columns(string none) => Table.Headings.Select(h => new SelectListItem(h, h)).Prepend(new(none, ""));

    /// <summary>What a column of prices can be used for.</summary>
    public IEnumerable<SelectListItem> Uses() =>
    [
        new(texts["Left out"], ""), new(texts["Price, for the unit's interval"], MappingForm.UnitUse),
        .. Intervals.All.Select(i => new SelectListItem(texts["Price: {0}", texts[Words.Of(i)].Value], i.Code())), new(texts["One-time add-on"], MappingForm.AddOnUse),
    ];

    /// <summary>What a unit without a period can mean.</summary>
    public IEnumerable<SelectListItem> Periods() =>
        [new(texts["Not decided"], ""), .. Words.IntervalItems(texts), new(texts["Leave such rows out"], MappingForm.RefuseUse)];

    private async Task Read()
    {
        if (!PublicId.TryParse(ImportId, "imp", out var id)) throw Refusal.NotFound("import");
        Import = await db.PriceListImports.AsNoTracking().MadeBy(current.Viewer).FirstOrDefaultAsync(i => i.Id == id)
            ?? throw Refusal.NotFound("import");
    }
}
