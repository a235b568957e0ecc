using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>The last steps of the first run: the markup that holds where no price says otherwise, and where to go from here.</summary>
[Authorize(Policy = Policies.ManageSettings)]
public sealed class SetupMarkupModel(CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is asked for.</summary>
    public sealed class Form
    {
        public decimal? DefaultMarkupPercent { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public bool Done { get; set; }

    public IActionResult OnGet()
    {
        if (!current.Viewer.IsProvider) return NotFound();
        Input.DefaultMarkupPercent = decimal.Round(current.Account.DefaultMarkupPercent, 2) / 1.00m;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!current.Viewer.IsProvider) return NotFound();
        if (!ModelState.IsValid) return Page();
        try
        {
            await desk.Do(new SetOwnSettings { By = current.Viewer, DefaultMarkupPercent = Input.DefaultMarkupPercent });
            return LocalRedirect("/setup/markup?done=true");
        }
        catch (Refusal no)
        {
            ModelState.Add(no, texts, "Input");
            return Page();
        }
    }
}
