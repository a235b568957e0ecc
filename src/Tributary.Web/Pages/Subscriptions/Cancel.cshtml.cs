using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>Cancels a subscription with its term's end, or now; both are shown with what they come to before one is chosen.</summary>
[Authorize(Policy = Policies.ManageOrders)]
public sealed class CancelModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty]
    public string? Once { get; set; }

    [BindProperty]
    public string? When { get; set; }

    [BindProperty, StringLength(200)]
    public string? Reason { get; set; }

    public Found It { get; private set; } = null!;

    /// <summary>Why it cannot be cancelled at all, or null.</summary>
    public Refusal? No { get; private set; }

    /// <summary>The day it ends with when it ends with its term; null when only now is possible.</summary>
    public DateOnly? EndsOn { get; private set; }

    /// <summary>Why it cannot end now, or null.</summary>
    public Refusal? NotNow { get; private set; }

    /// <summary>What ending now gives back at the viewer's level.</summary>
    public PriceView GivesBack { get; private set; } = PriceView.Nothing;

    /// <summary>True when ending now gives something back to anybody.</summary>
    public bool InWindow { get; private set; }

    public string? Buyer { get; private set; }

    public string Back => $"/subscriptions/{Id}";

    public async Task OnGetAsync()
    {
        Once = Pages.Once.New();
        await Look();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            await Look();
            return Page();
        }
        It = await Found.By(db, current.Viewer, Id);
        try
        {
            var answer = await desk.Do(Deed(When == "now", Pages.Once.Of(Once)));
            this.Done(answer.Now ? texts["{0} is cancelled.", It.Name] : texts["{0} ends on {1}.", It.Name, Culture.Of(HttpContext).Day(answer.EndsOn)]);
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Conflict or RefusalKind.Invalid)
        {
            this.Fail(texts.Say(no));
        }
        return Redirect(Back);
    }

    private async Task Look()
    {
        It = await Found.By(db, current.Viewer, Id);
        try
        {
            var later = await desk.Preview(Deed(false, null));
            if (!later.Now && It.Row.EndsOn is null) EndsOn = later.EndsOn;
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Conflict)
        {
            No = no;
            return;
        }
        try
        {
            var now = await desk.Preview(Deed(true, null));
            InWindow = now.Levels.Count > 0;
            GivesBack = PriceView.Of(now.Levels, It.Row.Quantity, current.Viewer.At(It.Row.Path), It.Row.PayerId);
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Conflict)
        {
            NotNow = no;
        }
        When ??= EndsOn is null ? "now" : "term";
        if (GivesBack.Charges?.BuyerId is { } buyer) Buyer = await db.Accounts.SeenBy(current.Viewer).Where(a => a.Id == buyer).Select(a => a.Name).FirstOrDefaultAsync();
    }

    private CancelSubscription Deed(bool now, string? reference) => new()
    {
        By = current.Viewer, Branch = It.Row.BranchId, SubscriptionId = It.Row.Id, Now = now, Reason = Reason?.Trim() ?? "",
        Reference = reference, Asked = Pages.Once.Asked(Id, now, Reason),
    };
}
