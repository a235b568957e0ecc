using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages;

/// <summary>
/// What a person reads when something cannot be shown. It names no thing and no reason that would tell whether what was asked for exists.
/// The pipeline runs it in place of the page that failed, with whatever verb that was asked with.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ErrorModel(IStringLocalizer<Texts> texts) : PageModel
{
    public int Code { get; private set; }

    public string Title { get; private set; } = "";

    public string Text { get; private set; } = "";

    /// <summary>The trace to look for in the logs; only for what is our own fault.</summary>
    public string? Reference { get; private set; }

    /// <summary>Runs for every verb, as the page that failed may have been asked with any.</summary>
    public override void OnPageHandlerSelected(PageHandlerSelectedContext context) => Show(int.Parse((string)RouteData.Values["code"]!, CultureInfo.InvariantCulture));

    private void Show(int code)
    {
        // Somebody who types the address of an error page gets that error.
        Code = code is >= 400 and <= 599 ? code : 404;
        if (Response.StatusCode == StatusCodes.Status200OK)
        {
            Response.StatusCode = Code;
        }

        Reference = Code >= 500 ? Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier : null;
        (Title, Text) = Code switch
        {
            400 => (texts["This could not be understood"], texts["The form was open too long or came from another page. Go back, load the page again and repeat it."]),
            401 => (texts["Please sign in"], texts["You are not signed in, or your session has ended."]),
            403 => (texts["This is not yours to do"], texts["Your role does not include this. Ask an administrator of your account."]),
            404 => (texts["There is nothing here"], texts["The address is wrong, or what stood here is gone."]),
            409 or 412 or 422 => (texts["This cannot be done"], texts["Go back, load the page again and look at what has changed."]),
            413 => (texts["This is too large"], texts["Choose a smaller file and try again."]),
            429 => (texts["Too many requests"], texts["Wait a minute, then try again."]),
            >= 500 => (texts["Something went wrong"], texts["It is our fault, not yours, and it is in our log. Nothing was done by halves; try again in a minute."]),
            _ => (texts["This did not work"], texts["Go back and try again."]),
        };
        if (HttpContext.Items[RefusalPages.Sentence] is string sentence)
        {
            Text = sentence;
        }
    }
}
