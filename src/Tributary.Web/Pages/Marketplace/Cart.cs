using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Tributary.Orders;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Marketplace;

/// <summary>What a person is about to order, and for whom. It holds no price: those are quoted anew on every page.</summary>
/// <param name="For">The account it is for, or null until it was chosen.</param>
/// <param name="Items">What is in it, at most <see cref="PlaceOrder.MostItems"/> lines.</param>
public sealed record Cart(Guid? For, IReadOnlyList<OrderItem> Items)
{
    /// <summary>Nothing, for nobody.</summary>
    public static readonly Cart Empty = new(null, []);

    /// <summary>The cart with so many more of a plan; the same plan and interval is one line.</summary>
    public Cart With(OrderItem item)
    {
        var items = Items.ToList();
        var at = items.FindIndex(i => i.PlanId == item.PlanId && i.Interval == item.Interval);
        if (at >= 0) items[at] = item with { Quantity = Math.Min(1_000_000, items[at].Quantity + item.Quantity) };
        else if (items.Count < PlaceOrder.MostItems) items.Add(item);
        else throw Refusal.Conflict("items.count", "An order has between 1 and {0} lines.", PlaceOrder.MostItems);
        return this with { Items = items };
    }

    internal byte[] Write()
    {
        var bytes = new byte[16 + Items.Count * 21];
        (For ?? Guid.Empty).TryWriteBytes(bytes);
        for (var i = 0; i < Items.Count; i++)
        {
            var row = bytes.AsSpan(16 + i * 21);
            Items[i].PlanId.TryWriteBytes(row);
            row[16] = (byte)Items[i].Interval;
            BinaryPrimitives.WriteInt32BigEndian(row[17..], Items[i].Quantity);
        }
        return bytes;
    }

    internal static Cart Read(ReadOnlySpan<byte> bytes)
    {
        var account = new Guid(bytes[..16]);
        var items = new List<OrderItem>();
        for (var rest = bytes[16..]; rest.Length >= 21; rest = rest[21..])
            items.Add(new(new Guid(rest[..16]), (Interval)rest[16], BinaryPrimitives.ReadInt32BigEndian(rest[17..])));
        return new(account == Guid.Empty ? null : account, items);
    }
}

/// <summary>
/// Keeps the cart in a protected cookie of the person and the account they act in: it works without JavaScript, costs
/// the database nothing, and cannot be read or forged. A hundred lines take three kilobytes.
/// </summary>
public sealed class CartCookie(IHttpContextAccessor http, IDataProtectionProvider protection, CurrentViewer current)
{
    private const string Name = "cart";

    private IDataProtector Protector => protection.CreateProtector("cart", current.Viewer.CallerId.ToString(), current.Viewer.AccountId.ToString());

    private HttpContext Context => http.HttpContext!;

    /// <summary>The cart as the browser brought it; empty when there is none, or it is another's.</summary>
    public Cart Read()
    {
        if (Context.Request.Cookies[Name] is not { Length: > 0 } text) return Cart.Empty;
        try
        {
            return Cart.Read(Protector.Unprotect(WebEncoders.Base64UrlDecode(text)));
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException)
        {
            return Cart.Empty;
        }
    }

    /// <summary>Keeps it for this session of the browser; an empty one for nobody is forgotten.</summary>
    public void Save(Cart cart)
    {
        if (cart is { For: null, Items.Count: 0 }) Context.Response.Cookies.Delete(Name);
        else Context.Response.Cookies.Append(Name, WebEncoders.Base64UrlEncode(Protector.Protect(cart.Write())), new()
        {
            HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = Context.Request.IsHttps, IsEssential = true, Path = "/",
        });
    }
}

/// <summary>
/// What was shown on the review page, carried by its form: exactly this is ordered, once, and only at the price that was
/// agreed to. The reference makes a second click the same order.
/// </summary>
/// <param name="Reference">Made when the page was shown.</param>
/// <param name="Cart">What was shown.</param>
/// <param name="Agreed">A digest of the amounts that were shown.</param>
public sealed record Reviewed(Guid Reference, Cart Cart, byte[] Agreed)
{
    /// <summary>As the form carries it.</summary>
    public string Seal(IDataProtectionProvider protection, Viewer viewer) =>
        WebEncoders.Base64UrlEncode(Protector(protection, viewer).Protect([.. Reference.ToByteArray(), .. Agreed, .. Cart.Write()]));

    /// <summary>Reads what <see cref="Seal"/> made for the same person and account; null for anything else.</summary>
    public static Reviewed? Open(string? text, IDataProtectionProvider protection, Viewer viewer)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 8000) return null;
        try
        {
            var bytes = Protector(protection, viewer).Unprotect(WebEncoders.Base64UrlDecode(text)).AsSpan();
            return new(new Guid(bytes[..16]), Cart.Read(bytes[48..]), bytes[16..48].ToArray());
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static IDataProtector Protector(IDataProtectionProvider protection, Viewer viewer) =>
        protection.CreateProtector("review", viewer.CallerId.ToString(), viewer.AccountId.ToString());
}

/// <summary>What the pages of the marketplace need.</summary>
public static class Shop
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddShop(this IServiceCollection services) =>
        services.AddHttpContextAccessor().AddScoped<Shelf>().AddScoped<CartCookie>();
}
