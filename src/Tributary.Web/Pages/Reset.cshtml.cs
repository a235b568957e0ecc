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

/// <summary>Sets a password by a link: a forgotten one, or somebody's first. All sessions of the person end.</summary>
[AllowAnonymous]
[EnableRateLimiting(SecuritySetup.Guessing)]
public sealed class ResetModel(UserManager<User> users, Links links, TributaryDb db, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is asked for.</summary>
    public sealed class Form
    {
        public string? Password { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    /// <summary>Whose password it is; null when the link is no good.</summary>
    public User? Person { get; private set; }

    public async Task OnGetAsync() => Person = await Read() is { } link ? link.User : null;

    public async Task<IActionResult> OnPostAsync()
    {
        if (await Read() is not { } link) return Page();
        Person = link.User;
        try
        {
            // Whoever reads the mailbox has proven that it is theirs.
            if (link.Mailed) Person.EmailConfirmed = true;
            await Passwords.Set(users, Person, Input.Password, await db.PlacesOf(Person.Id).Select(place => place.Account.Name).ToListAsync());
        }
        catch (Refusal no)
        {
            ModelState.Add(no, texts, "Input");
            return Page();
        }
        await Session.End(HttpContext);
        this.Done(texts["Your password is set. Please sign in with it."]);
        return LocalRedirect("/login");
    }

    private async Task<(User User, bool Mailed)?> Read()
    {
        var link = await links.Read(Token, LinkKind.Reset) ?? await links.Read(Token, LinkKind.Invitation);
        return link is { } found && HostBrand.PathOf(HttpContext) is { } under && !await db.PlacesOf(found.User.Id).Within(under).AnyAsync() ? null : link;
    }
}
