using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Pricing;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>
/// Asks before a subscription is renewed early, paused, resumed, held, let go again, or kept. What would happen is what
/// the deed itself says, run without writing.
/// </summary>
[Authorize(Policy = Policies.ManageOrders)]
public sealed class AskModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string Deed { get; set; } = "";

    [BindProperty]
    public string? Once { get; set; }

    public Found It { get; private set; } = null!;

    /// <summary>Why it cannot be done, or null.</summary>
    public Refusal? No { get; private set; }

    /// <summary>What it charges at the viewer's level.</summary>
    public PriceView Price { get; private set; } = PriceView.Nothing;

    /// <summary>The term it pays for, when it renews.</summary>
    public (DateOnly Start, DateOnly End)? Term { get; private set; }

    public DateOnly Today { get; private set; }

    public string? Buyer { get; private set; }

    public string Back => $"/subscriptions/{Id}";

    /// <summary>The deed on its button.</summary>
    public static string Word(string deed) => deed switch
    {
        "renew" => Texts.Key("Renew early"),
        "pause" => Texts.Key("Pause"),
        "resume" => Texts.Key("Resume"),
        "hold" => Texts.Key("Put on hold"),
        "unhold" => Texts.Key("End the hold"),
        "keep" => Texts.Key("Take the cancellation back"),
        _ => deed,
    };

    public async Task OnGetAsync()
    {
        It = await Found.By(db, current.Viewer, Id);
        Today = await desk.Today();
        Once = Pages.Once.New();
        try
        {
            await Look();
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Conflict or RefusalKind.Forbidden)
        {
            No = no;
        }
        if (Price.Charges?.BuyerId is { } buyer) Buyer = await db.Accounts.SeenBy(current.Viewer).Where(a => a.Id == buyer).Select(a => a.Name).FirstOrDefaultAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        It = await Found.By(db, current.Viewer, Id);
        try
        {
            await Do();
            this.Done(Deed switch
            {
                "renew" => texts["{0} is renewed.", It.Name],
                "pause" => texts["{0} is paused.", It.Name],
                "resume" => texts["{0} is resumed, or will be as soon as that is possible.", It.Name],
                "hold" => texts["{0} is on hold.", It.Name],
                "unhold" => texts["{0} is on hold no more.", It.Name],
                _ => texts["{0} goes on.", It.Name],
            });
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Conflict or RefusalKind.Forbidden)
        {
            this.Fail(texts.Say(no));
        }
        return Redirect(Back);
    }

    private async Task Look()
    {
        switch (Deed)
        {
            case "renew":
                var renewal = await desk.Preview(Renewal(null));
                Show(renewal.Levels, It.Row.NextQuantity ?? It.Row.Quantity);
                if (renewal is { TermStart: { } start, TermEnd: { } end }) Term = (start, end);
                break;
            case "keep":
                await desk.Preview(Keeping(null));
                break;
            default:
                Show((await desk.Preview(Pausing(null))).Levels, It.Row.Quantity);
                break;
        }
    }

    private async Task Do()
    {
        var reference = Pages.Once.Of(Once);
        switch (Deed)
        {
            case "renew":
                await desk.Do(Renewal(reference));
                break;
            case "keep":
                await desk.Do(Keeping(reference));
                break;
            default:
                await desk.Do(Pausing(reference));
                break;
        }
    }

    private void Show(IReadOnlyList<Level> levels, int quantity) => Price = PriceView.Of(levels, quantity, current.Viewer.At(It.Row.Path), It.Row.PayerId);

    private byte[] Asked => Pages.Once.Asked(Id, Deed);

    private RenewSubscription Renewal(string? reference) => new()
    {
        By = current.Viewer, Branch = It.Row.BranchId, SubscriptionId = It.Row.Id, Early = true, Reference = reference, Asked = Asked,
    };

    private CancelSubscription Keeping(string? reference) => new()
    {
        By = current.Viewer, Branch = It.Row.BranchId, SubscriptionId = It.Row.Id, Undo = true, Reference = reference, Asked = Asked,
    };

    private PauseSubscription Pausing(string? reference) => new()
    {
        By = current.Viewer, Branch = It.Row.BranchId, SubscriptionId = It.Row.Id, Reference = reference, Asked = Asked,
        What = Deed switch
        {
            "pause" => PauseWhat.Pause,
            "resume" => PauseWhat.Resume,
            "hold" => PauseWhat.Hold,
            "unhold" => PauseWhat.Unhold,
            _ => throw Refusal.NotFound("subscription"),
        },
    };
}
