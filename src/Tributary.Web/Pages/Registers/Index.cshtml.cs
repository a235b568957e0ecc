using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Accounts;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Registers;

/// <summary>The public registers that are loaded, and a form for another one. For the provider.</summary>
[Authorize(Policy = Policies.ManageSettings)]
[RequestSizeLimit(MostBytes)]
[RequestFormLimits(MultipartBodyLengthLimit = MostBytes)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    private const int MostBytes = 200 * 1024 * 1024;

    /// <summary>What is loaded.</summary>
    public sealed class Form
    {
        public string? Source { get; set; }
        public string? Country { get; set; }
        public IFormFile? File { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public IReadOnlyList<RegisterLoad> Loads { get; private set; } = [];

    public IEnumerable<SelectListItem> Countries => AccountForm.Countries.Prepend(new(texts["None"], ""));

    public Task OnGetAsync() => Read();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await Read();
        if (string.IsNullOrWhiteSpace(Input.Source)) ModelState.AddModelError("Input.Source", texts["This is needed."]);
        if (Input.File is not { Length: > 0 }) ModelState.AddModelError("Input.File", texts["Choose a file."]);
        if (!ModelState.IsValid) return Page();
        try
        {
            await using var stream = Input.File!.OpenReadStream();
            var loaded = await new RegisterFile(db, desk).Load(current.Viewer, Input.Source!, stream, Input.Country, cancel: cancel);
            this.Done(texts["{0} is loaded. Companies: {1}.", Input.Source!, Culture.Of(HttpContext).Number(loaded.Count)]);
            if (loaded.Skipped > 0) this.Warn(texts["{0} rows have no name and were passed over.", Culture.Of(HttpContext).Number(loaded.Skipped)]);
            return LocalRedirect("/registers");
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts, "Input");
            return Page();
        }
    }

    private async Task Read()
    {
        if (!current.Viewer.IsProvider) throw Refusal.NotFound("page");
        Loads = await db.RegisterLoads.AsNoTracking().Where(l => l.FinishedAt != null && l.ReplacedAt == null).OrderBy(l => l.Source).ToListAsync();
    }
}
