using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>Ends this session. Open to all, because a session that has ended already is nothing to complain about.</summary>
[AllowAnonymous]
public sealed class LogoutModel(CurrentViewer current, Desk desk, OpenStreams streams) : PageModel
{
    /// <summary>A link signs nobody out.</summary>
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        // Who signs out on a visit has left the account they visited.
        if (current is { Visit: { EndedAt: null } pass, AtHome: { } home })
            await desk.Do(new EndGuestPass { By = home, AccountBranch = pass.BranchId, PassId = pass.Id });
        if (current.Person is { } person) streams.End(person.Id);
        await Session.End(HttpContext);
        return LocalRedirect("/login");
    }
}
