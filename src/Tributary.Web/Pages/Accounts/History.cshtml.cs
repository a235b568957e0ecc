using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Reports;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>Everything that was done to an account, as far as the viewer may know.</summary>
[Authorize(Policy = Policies.ViewAccounts)]
public sealed class HistoryModel(TributaryDb db, CurrentViewer current, IStringLocalizer<Texts> texts) : RecordPage(db, current)
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
        await Load(cancel);
        var after = PublicId.TryParse(After, "trl", out var last) ? last : (Guid?)null;
        var page = await Activity.Page(Db, Viewer, Account.Id, Q, Q is null ? [] : Told.Actions(Q, texts), after, Most + 1, cancel);
        Lines = [.. page.Take(Most)];
        if (page.Count > Most) Next = PublicId.Format("trl", Lines[^1].Id);
    }
}
