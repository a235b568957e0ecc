using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Keys;

/// <summary>Makes an API key and shows it, this once.</summary>
[Authorize(Policy = Policies.ManagePeople)]
public sealed class NewModel(CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is asked for.</summary>
    public sealed class Form
    {
        public string? Name { get; set; }

        public List<string> Scopes { get; set; } = [];

        public int? Days { get; set; } = 365;

        public bool Mine { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>The key, shown once.</summary>
    public string? Secret { get; private set; }

    /// <summary>The parts of the API in which this viewer may give scopes.</summary>
    public IReadOnlyList<KeyArea> Areas => Words.Areas(Scopes.Within(current.Viewer.Rights));

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid) return Page();
        var secret = KeySecret.New();
        try
        {
            var viewer = current.Viewer;
            await desk.Do(new CreateKey
            {
                By = viewer, AccountBranch = viewer.BranchId, AccountId = viewer.AccountId, UserId = Input.Mine ? viewer.UserId : null, Name = Input.Name ?? "",
                Scopes = Input.Scopes, Days = Input.Days ?? 0, Hash = secret.Hash, Prefix = secret.Prefix,
            });
            Secret = secret.Text;
        }
        catch (Refusal no)
        {
            ModelState.Add(no, texts, "Input");
        }
        return Page();
    }
}
