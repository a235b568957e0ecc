using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>Confirms a new email by the link that was sent to it. Opening the link asks; only the button changes it, because mail programs open links.</summary>
[AllowAnonymous]
[EnableRateLimiting(SecuritySetup.Guessing)]
public sealed class EmailModel(UserManager<User> users, TributaryDb db, Links links, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    public User? Person { get; private set; }

    private bool provesMailbox;

    public async Task OnGetAsync()
    {
        (Person, provesMailbox) = await links.Read(Token, LinkKind.Email) is { User: { NewEmail: not null } user } link ? (user, link.Mailed) : (null, false);
        if (Person is not null && HostBrand.PathOf(HttpContext) is { } under && !await db.PlacesOf(Person.Id).Within(under).AnyAsync()) Person = null;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await OnGetAsync();
        if (Person is null) return Page();
        try
        {
            // A link that was handed over, where there is no mail, says what they want and not that the mailbox is theirs.
            (Person.Email, Person.UserName, Person.NewEmail, Person.EmailConfirmed) = (Person.NewEmail, Person.NewEmail, null, provesMailbox);
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
