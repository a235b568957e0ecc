using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Marketplace;

/// <summary>For whom one orders, always reached through the viewer.</summary>
internal static class Chosen
{
    /// <summary>The account of this public id; 404 when the viewer does not see it.</summary>
    public static async Task<Account> Find(TributaryDb db, Viewer viewer, string publicId) =>
        PublicId.TryParse(publicId, "acc", out var id) ? await db.Accounts.One(viewer, id) : throw Refusal.NotFound("account");

    /// <summary>
    /// The account the cart is for. Whoever cannot order for others orders for themselves; the others have to choose.
    /// Null when none is chosen, or the chosen one is not seen any more.
    /// </summary>
    public static async Task<Account?> Of(TributaryDb db, CurrentViewer current, Cart cart)
    {
        if (cart.For is { } id && await db.Accounts.AsNoTracking().SeenBy(current.Viewer).FirstOrDefaultAsync(a => a.Id == id) is { } chosen) return chosen;
        var alone = current.Viewer.Kind is AccountKind.Customer or AccountKind.Division || !current.Account.HasBelow;
        return alone ? current.Account : null;
    }

    /// <summary>The viewer's own buyer in these prices, or null.</summary>
    public static async Task<Account?> BuyerOf(TributaryDb db, Viewer viewer, IEnumerable<PriceView> prices) =>
        prices.Select(p => p.Charges?.BuyerId).FirstOrDefault(id => id is not null) is { } id
            ? await db.Accounts.AsNoTracking().SeenBy(viewer).FirstOrDefaultAsync(a => a.Id == id) : null;
}

/// <summary>What a plan is called on screen, as an order's line is.</summary>
internal static class Naming
{
    public static string Of(Product product, Plan plan) => product.Name == plan.Name ? plan.Name : $"{product.Name} {plan.Name}";
}
