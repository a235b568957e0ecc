using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Visits;

/// <summary>The way back: ends the visit and this session's part in it.</summary>
[Authorize(Policy = Policies.SignedIn)]
public sealed class LeaveModel(CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>A link leads nobody out.</summary>
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        if (current is not { Visit: { } pass, AtHome: { } home, Viewer.Guest: not null }) return LocalRedirect("/");
        var account = current.Account.Name;
        await desk.Do(new EndGuestPass { By = home, AccountBranch = pass.BranchId, PassId = pass.Id });
        await Session.GoOn(HttpContext, current.Person!);
        this.Done(texts["You are back in your own panel. Your visit to {0} is ended.", account]);
        return LocalRedirect("/");
    }
}
