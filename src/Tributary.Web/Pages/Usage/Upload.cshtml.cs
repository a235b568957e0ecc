using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Usage;
using Tributary.Web.Kit;
using Tributary.Web.Media;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Usage;

/// <summary>Uploads what end users did, as a file.</summary>
[Authorize(Policy = Policies.RecordUsage)]
[RequestSizeLimit(CsvText.MostBytes + 100_000)]
public sealed class UploadModel(CurrentViewer current, RecordUsage record, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>The most wrong rows that are shown.</summary>
    public const int Most = 100;

    /// <summary>What is uploaded.</summary>
    public sealed class Form
    {
        public IFormFile? File { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>What became of the file; null before.</summary>
    public UsageFileRecorded? Done { get; private set; }

    public void OnGet()
    {
    }

    public async Task OnPostAsync(CancellationToken cancel)
    {
        if (Input.File is not { Length: > 0 })
        {
            ModelState.AddModelError("Input.File", texts["Choose a file."]);
            return;
        }
        try
        {
            Done = await new UsageFile(record).Do(current.Viewer, await Input.File.Bytes(CsvText.MostBytes, cancel), cancel);
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            // All that can be wrong is wrong with the file.
            ModelState.AddModelError("Input.File", texts.Say(no));
        }
    }
}
