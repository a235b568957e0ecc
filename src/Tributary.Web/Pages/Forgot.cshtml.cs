using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Tributary.Web.Mail;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>Asks for a link to set a new password. The answer does not tell whether anybody has that email.</summary>
[AllowAnonymous]
[EnableRateLimiting(SecuritySetup.Guessing)]
public sealed class ForgotModel(PasswordRequests requests, MailServer mail) : PageModel
{
    /// <summary>What is asked for.</summary>
    public sealed class Form
    {
        public string? Email { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public bool Asked { get; private set; }

    public bool CanBeSent => mail.CanBeSent;

    public void OnPost()
    {
        Asked = true;
        // At a host in somebody's brand only those are known who have a place there.
        if (CanBeSent) requests.Ask(Input.Email, HostBrand.PathOf(HttpContext));
    }
}
