using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Reports;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>Everything that was done in the account and below it, as far as the viewer may know.</summary>
[Authorize(Policy = Policies.ViewAccounts)]
public sealed class ActivityModel(TributaryDb db, CurrentViewer current, IStringLocalizer<Texts> texts) : PageModel
{
    private const int Most = 50;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<Happening> Lines { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var after = PublicId.TryParse(After, "trl", out var last) ? last : (Guid?)null;
        var page = await Activity.Page(db, current.Viewer, null, Q, Q is null ? [] : Told.Actions(Q, texts), after, Most + 1, cancel);
        Lines = [.. page.Take(Most)];
        if (page.Count > Most) Next = PublicId.Format("trl", Lines[^1].Id);
    }
}
