using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Localization;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;

namespace Tributary.Web.Security;

/// <summary>
/// Stands in front of every page while somebody visits another account. A visit that is over leads home, and what was just sent
/// is not done: it was meant for the other account. Who may only look sends nothing at all, whatever the page is.
/// </summary>
internal sealed class VisitGate(RequestDelegate next)
{
    // To leave, to sign out, to look at the panel otherwise, and to be told that something is not allowed.
    private static readonly PathString[] Open = ["/visits/leave", "/logout", "/preferences", "/error"];

    public Task InvokeAsync(HttpContext context, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts)
    {
        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        // An open page that only listens is told that there is nothing more to hear; it is the next click that leads home.
        if (current.VisitIsOver && context.Request.Path.StartsWithSegments("/live"))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
        if (current.VisitIsOver && !context.Request.Path.StartsWithSegments("/logout")) return Home(context, current, desk, texts, reads);
        if (reads || current.OrNull?.Guest is not { IsReadOnly: true } || Open.Any(path => context.Request.Path.StartsWithSegments(path))) return next(context);
        context.Items[RefusalPages.Sentence] = texts["You are visiting this account to look; nothing is changed."].Value;
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static async Task Home(HttpContext context, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts, bool reads)
    {
        if (current is { Visit: { EndedAt: null } pass, AtHome: { } home })
            await desk.Do(new EndGuestPass { By = home, AccountBranch = pass.BranchId, PassId = pass.Id }, context.RequestAborted);
        await Session.Begin(context, current.Person!, Session.PlaceOf(context));
        Flash.Leave(context, Tone.Warning, reads ? texts["Your visit is over; you are back in your own panel."] : texts["Your visit is over; you are back in your own panel. What you sent last was not done."]);
        Session.Go(context, "/", StatusCodes.Status403Forbidden);
    }
}

/// <summary>
/// A form belongs to the visit in which it was drawn, or to the panel at home: sent from a window that was left open on the other
/// side, it is refused instead of being done in the wrong account.
/// </summary>
internal sealed class FormsOfOneVisit : IAntiforgeryAdditionalDataProvider
{
    public string GetAdditionalData(HttpContext context) => context.User.FindFirstValue(Session.PassClaim) ?? "";

    public bool ValidateAdditionalData(HttpContext context, string additionalData) => additionalData == GetAdditionalData(context);
}
