using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;
using Tributary.Identity;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>Asks for a link to set a new password. The answer does not tell whether anybody has that email.</summary>
[AllowAnonymous]
[EnableRateLimiting(SecuritySetup.Guessing)]
public sealed class ForgotModel(UserManager<User> users, Links links, Letters letters, IConfiguration settings, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is asked for.</summary>
    public sealed class Form
    {
        public string? Email { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public bool Asked { get; private set; }

    public bool CanBeSent => letters.CanBeSent;

    public async Task OnPostAsync()
    {
        Asked = true;
        if (!CanBeSent || await users.FindByEmailAsync(Input.Email?.Trim() ?? "") is not { } user) return;
        var kind = user.PasswordHash is null ? LinkKind.Invitation : LinkKind.Reset;
        var link = HereIs.Address(settings, Request, $"/reset?token={links.Make(user, kind, mailed: true)}");
        letters.Send(user.Email!, texts["Set your password"], texts["Somebody, probably you, asked to set a new password. Open this link to do so:\n\n{0}\n\nIf it was not you, there is nothing to do.", link]);
    }
}
