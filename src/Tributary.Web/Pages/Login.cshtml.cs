using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>
/// The door: email and password, then the code of an app if there is one. Whatever is wrong, the answer is the same.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(SecuritySetup.Guessing)]
public sealed class LoginModel(SignIn door, Links links, CurrentViewer current, TributaryDb db, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is asked for.</summary>
    public sealed class Form
    {
        public string? Email { get; set; }

        public string? Password { get; set; }

        public string? Code { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>Proves, in the second step, that the password was right a moment ago.</summary>
    [BindProperty]
    public string? Ticket { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public IActionResult OnGet() => current.OrNull is null ? Page() : GoOn();

    public async Task<IActionResult> OnPostAsync()
    {
        var (answer, user) = await door.WithPassword(Input.Email ?? "", Input.Password ?? "", From());
        if (answer == SignInAnswer.SignedIn) return await Enter(user!);
        if (answer == SignInAnswer.NeedsCode)
        {
            Ticket = links.Make(user!, LinkKind.SecondStep);
            ModelState.Clear();
            return Page();
        }
        ModelState.AddModelError("", texts["The email or the password is not right. After several attempts you have to wait a few minutes."]);
        return Page();
    }

    public async Task<IActionResult> OnPostCodeAsync()
    {
        if (await links.Read(Ticket, LinkKind.SecondStep) is not { } step)
        {
            Ticket = null;
            ModelState.Clear();
            ModelState.AddModelError("", texts["That took too long. Please sign in again."]);
            return Page();
        }
        var (answer, user) = await door.WithCode(step.User.Id, Input.Code ?? "", From());
        if (answer == SignInAnswer.SignedIn) return await Enter(user!);
        ModelState.AddModelError("Input.Code", texts["This code is not right. After several attempts you have to wait a few minutes."]);
        return Page();
    }

    // Whoever has one place is there at once; whoever has several, or an invitation, is asked.
    private async Task<IActionResult> Enter(User user)
    {
        var places = await db.PlacesOf(user.Id).Within(HostBrand.PathOf(HttpContext)).ToListAsync();
        var only = places is [{ Membership.AwaitsConsent: false }] ? places[0].Membership.Id : (Guid?)null;
        await Session.Begin(HttpContext, user, only);
        return only is null ? RedirectToPage("/Choose", new { ReturnUrl = this.Safe(ReturnUrl) }) : GoOn();
    }

    private LocalRedirectResult GoOn() => LocalRedirect(this.Safe(ReturnUrl));

    private SignInFrom From() => new(HttpContext.Connection.RemoteIpAddress?.ToString() ?? "", Request.Headers.UserAgent.ToString(), HostBrand.PathOf(HttpContext));
}

/// <summary>Where a person may be sent.</summary>
internal static class SafePlaces
{
    /// <summary>The address if it is one of this site, else the first page.</summary>
    public static string Safe(this PageModel page, string? address) => page.Url.IsLocalUrl(address) ? address : "/";
}
