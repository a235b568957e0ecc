using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;
using Tributary.Identity;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>Confirms a new email by the link that was sent to it. Opening the link asks; only the button changes it, because mail programs open links.</summary>
[AllowAnonymous]
[EnableRateLimiting(SecuritySetup.Guessing)]
public sealed class EmailModel(UserManager<User> users, Links links, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    public User? Person { get; private set; }

    public async Task OnGetAsync() => Person = await links.Read(Token, LinkKind.Email) is { User: { NewEmail: not null } user } ? user : null;

    public async Task<IActionResult> OnPostAsync()
    {
        await OnGetAsync();
        if (Person is null) return Page();
        try
        {
            (Person.Email, Person.UserName, Person.NewEmail, Person.EmailConfirmed) = (Person.NewEmail, Person.NewEmail, null, true);
            Passwords.Must(await users.UpdateSecurityStampAsync(Person));
        }
        catch (Refusal no)
        {
            Person = null;
            ModelState.AddModelError("", texts.Say(no));
            return Page();
        }
        await Session.End(HttpContext);
        this.Done(texts["Your email is changed. Please sign in with it."]);
        return LocalRedirect("/login");
    }
}
