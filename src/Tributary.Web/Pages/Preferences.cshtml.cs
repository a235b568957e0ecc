using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages;

/// <summary>
/// What a browser remembers of how somebody looks at the panel: theme, language, view. It works before signing in and concerns this browser
/// only; the language and time zone of a person are part of their profile.
/// </summary>
[AllowAnonymous]
public sealed class PreferencesModel : PageModel
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    /// <summary>There is nothing to see here.</summary>
    public IActionResult OnGet() => NotFound();

    /// <summary>Remembers what was chosen and goes back to where it was chosen.</summary>
    public IActionResult OnPost(string? theme, string? language, string? view, string? back)
    {
        if (theme is not null && Theme.All.Contains(theme))
        {
            Keep(Theme.Cookie, theme);
        }

        if (Culture.Find(language) is { Translated: true } known)
        {
            Keep(ReadCulture.Cookie, known.Code);
        }

        if (view is "business" or "operations")
        {
            Keep(Navigation.ViewCookie, view);
        }

        return LocalRedirect(Url.IsLocalUrl(back) ? back : "/");
    }

    private void Keep(string name, string value) => Response.Cookies.Append(name, value, new CookieOptions
    {
        MaxAge = Kept,
        SameSite = SameSiteMode.Lax,
        Secure = Request.IsHttps,
        IsEssential = true,
    });
}
