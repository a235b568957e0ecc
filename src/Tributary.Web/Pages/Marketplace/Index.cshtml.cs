using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Marketplace;

/// <summary>What can be ordered for the chosen account, at the viewer's level, into the cart.</summary>
[Authorize(Policy = Policies.ManageOrders)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Shelf shelf, CartCookie cookie, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Every { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>Chooses whom the order is for, as a public id.</summary>
    [BindProperty(SupportsGet = true)]
    public string? For { get; set; }

    public Account Account { get; private set; } = null!;

    public Cart Cart { get; private set; } = Cart.Empty;

    /// <summary>The intervals anything is sold for; the first is shown unless another is chosen.</summary>
    public IReadOnlyList<Interval> Intervals { get; private set; } = [];

    public Interval Interval { get; private set; }

    /// <summary>The interval that is shown when none is chosen.</summary>
    public Interval Usual { get; private set; }

    public ShelfPage Shelf { get; private set; } = new([], null);

    /// <summary>Who pays the viewer for what the account orders: the account itself, or who stands between.</summary>
    public string? Buyer { get; private set; }

    public bool MayChoose => current.Account.HasBelow;

    public string? Next => Shelf.Next is { } next ? PublicId.Format("prd", next) : null;

    public async Task<IActionResult> OnGetAsync()
    {
        if (For is not null)
        {
            var chosen = await Chosen.Find(db, current.Viewer, For);
            cookie.Save(cookie.Read() with { For = chosen.Id });
            return Redirect("/marketplace");
        }
        Cart = cookie.Read();
        if (await Chosen.Of(db, current, Cart) is not { } account) return Redirect("/marketplace/for");
        Account = account;
        Intervals = await shelf.Intervals(account);
        Usual = Intervals.Contains(Interval.Monthly) ? Interval.Monthly : Intervals.FirstOrDefault();
        Interval = Tributary.Intervals.TryParse(Every, out var wanted) ? wanted : Usual;
        Shelf = await shelf.Page(current.Viewer, account, Interval, Q, PublicId.TryParse(After, "prd", out var after) ? after : null);
        Buyer = (await Chosen.BuyerOf(db, current.Viewer, Shelf.Offers.Select(o => o.Price)))?.Name;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string plan, string interval, int? quantity)
    {
        var cart = cookie.Read();
        if (await Chosen.Of(db, current, cart) is not { } account) return Redirect("/marketplace/for");
        if (!PublicId.TryParse(plan, "pln", out var planId) || !Tributary.Intervals.TryParse(interval, out var every)) return NotFound();
        var offers = await shelf.Quote(current.Viewer, account, [new(planId, every, quantity ?? 1)]);
        if (offers is not [var offer]) return NotFound();
        if (offer.Why is { } no) this.Fail(texts.Say(no));
        else if (quantity is not { } wanted || wanted < offer.Plan.MinQuantity || wanted > (offer.Plan.MaxQuantity ?? 1_000_000))
            this.Fail(texts["The quantity must be between {0} and {1}.", offer.Plan.MinQuantity, offer.Plan.MaxQuantity ?? 1_000_000]);
        else
        {
            cookie.Save(cart.With(new(planId, every, wanted)) with { For = account.Id });
            this.Done(texts["{0} is in the cart.", Naming.Of(offer.Product, offer.Plan)]);
        }
        return Redirect(Request.With(("handler", null)));
    }
}
