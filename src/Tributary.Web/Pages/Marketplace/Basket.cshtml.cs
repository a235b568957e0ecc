using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Marketplace;

/// <summary>The cart: quantities can be changed, lines taken out; prices are today's.</summary>
[Authorize(Policy = Policies.ManageOrders)]
public sealed class BasketModel(TributaryDb db, CurrentViewer current, Shelf shelf, CartCookie cookie, IStringLocalizer<Texts> texts) : PageModel
{
    public Account Account { get; private set; } = null!;

    public IReadOnlyList<Offer> Lines { get; private set; } = [];

    public string? Buyer { get; private set; }

    /// <summary>What all lines come to, by what the viewer pays and what its buyer does; empty where prices are hidden.</summary>
    public IReadOnlyList<Money> Pays => Sums.Of(Lines.Select(l => l.Price.Pays?.Gross));

    public IReadOnlyList<Money> Charges => Sums.Of(Lines.Select(l => l.Price.Charges?.Gross));

    public bool IsReady => Lines.Count > 0 && Lines.All(l => l.Why is null);

    public async Task<IActionResult> OnGetAsync()
    {
        var cart = cookie.Read();
        if (await Chosen.Of(db, current, cart) is not { } account) return Redirect("/marketplace/for");
        Account = account;
        Lines = await shelf.Quote(current.Viewer, account, cart.Items);
        Buyer = (await Chosen.BuyerOf(db, current.Viewer, Lines.Select(l => l.Price)))?.Name;
        return Page();
    }

    /// <summary>Takes the quantities over; a quantity of nothing, or the line's own button, takes the line out.</summary>
    public async Task<IActionResult> OnPostAsync(string[] line, int?[] quantity, string? remove)
    {
        var cart = cookie.Read();
        if (await Chosen.Of(db, current, cart) is not { } account) return Redirect("/marketplace/for");
        var wanted = line.Zip(quantity).Where(pair => pair.Second is > 0 && pair.First != remove).ToDictionary(pair => pair.First, pair => pair.Second!.Value);
        var typed = line.ToHashSet();
        var items = cart.Items.Where(i => !typed.Contains(Key(i)) || wanted.ContainsKey(Key(i)))
            .Select(i => wanted.TryGetValue(Key(i), out var q) ? i with { Quantity = q } : i).ToList();
        foreach (var offer in await shelf.Quote(current.Viewer, account, items))
        {
            if (offer.Quantity >= offer.Plan.MinQuantity && offer.Quantity <= (offer.Plan.MaxQuantity ?? 1_000_000)) continue;
            this.Fail(texts["The quantity must be between {0} and {1}.", offer.Plan.MinQuantity, offer.Plan.MaxQuantity ?? 1_000_000]);
            return RedirectToPage();
        }
        cookie.Save(cart with { Items = items });
        return RedirectToPage();
    }

    /// <summary>What a line is known by in the form.</summary>
    public static string Key(OrderItem item) => Key(item.PlanId, item.Interval);

    public static string Key(Guid planId, Interval interval) => $"{PublicId.Format("pln", planId)}.{interval.Code()}";
}

/// <summary>Adds amounts up, each currency by itself.</summary>
internal static class Sums
{
    public static IReadOnlyList<Money> Of(IEnumerable<Money?> amounts) =>
        [.. amounts.OfType<Money>().GroupBy(a => a.Currency).Select(g => new Money(g.Sum(a => a.Minor), g.Key))];
}
