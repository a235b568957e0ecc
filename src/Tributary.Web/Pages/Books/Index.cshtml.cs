using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Security;
using Tributary.Web.Workers;

namespace Tributary.Web.Pages.Books;

/// <summary>
/// Whether the books check out. The provider reads every invariant with its findings and may have them checked at once;
/// everybody else reads of their own branch that it holds, and since when, and nothing more.
/// </summary>
[Authorize(Policy = Policies.ViewMoney)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, BookCheckBell bell, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>The whole report; for the provider alone.</summary>
    public CheckReport? Report { get; private set; }

    /// <summary>When the books were checked last (UTC), or null before the first time.</summary>
    public DateTime? CheckedAt { get; private set; }

    /// <summary>Whether what the viewer may know of holds: all branches, or their own.</summary>
    public bool Holds { get; private set; }

    /// <summary>Whether a check is under way.</summary>
    public bool IsAsked => bell.IsRung;

    /// <summary>Whether the viewer reads of all branches: the provider's people whose right to see money reaches so far.</summary>
    public bool IsProvider => current.Viewer is { IsProvider: true, Reach: Reach.AllBelow };

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var report = await BookCheck.Last(db, cancel);
        CheckedAt = report?.At;
        Holds = report is not null && (IsProvider ? report.Findings == 0 : !report.ByBranch.ContainsKey(current.Viewer.BranchId));
        if (IsProvider) Report = report;
    }

    /// <summary>Has the books checked now.</summary>
    public IActionResult OnPostCheck()
    {
        if (!IsProvider) throw Refusal.Forbidden("books.provider_only", "Only the provider has the books checked.");
        bell.Ring();
        this.Done(texts["The books are being checked. This page shows what came of it as soon as it is done."]);
        return LocalRedirect("/books");
    }
}
