using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>Ends this session. Open to all, because a session that has ended already is nothing to complain about.</summary>
[AllowAnonymous]
public sealed class LogoutModel : PageModel
{
    /// <summary>A link signs nobody out.</summary>
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        await Session.End(HttpContext);
        return LocalRedirect("/login");
    }
}
