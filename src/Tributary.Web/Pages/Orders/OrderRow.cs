using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages.Orders;

/// <summary>One line of a list of orders, with the amounts and the state this viewer may read.</summary>
public sealed record OrderRow(Order Order, string Id, string State, string Account, string What, int More, Money? Pays, Money? Charges)
{
    /// <summary>The columns of a list of orders.</summary>
    /// <param name="texts">The words of the headings.</param>
    /// <param name="ofOne">Whether all are of one subscription, on whose own page everybody knows what and for whom.</param>
    /// <param name="charges">Whether there are amounts of one's own buyers to read.</param>
    /// <param name="pays">Whether there are amounts of one's own to read.</param>
    public static IReadOnlyList<Column<OrderRow>> Columns(IStringLocalizer<Texts> texts, bool ofOne, bool charges, bool pays) =>
    [
        Column<OrderRow>.Text("number", texts["Order"], row => row.Order.Number) with { Fixed = true },
        Column<OrderRow>.Text("kind", texts["Kind"], row => texts[Spoken.Order(row.Order.Kind)]) with { InFilesOnly = true },
        .. ofOne ? Array.Empty<Column<OrderRow>>() : [
            Column<OrderRow>.Text("what", texts["What"], row => row.More > 0 ? $"{row.What}, {texts["and {0} more", row.More]}" : row.What) with { OnPhones = false },
            Column<OrderRow>.Text("for", texts["For"], row => row.Account) with { OnPhones = false }],
        Column<OrderRow>.Text("status", texts["Status"], row => texts[Statuses.Of(Spoken.State(row.State)).Word]) with { OnPhones = !charges && !pays },
        .. charges ? [Column<OrderRow>.Amount("charges", texts["Your buyer pays"], row => row.Charges)] : Array.Empty<Column<OrderRow>>(),
        .. pays ? [Column<OrderRow>.Amount("pays", texts["You pay"], row => row.Pays) with { OnPhones = !charges }] : Array.Empty<Column<OrderRow>>(),
        Column<OrderRow>.Moment("placed", texts["Placed"], row => row.Order.PlacedAt) with { OnPhones = false },
    ];

    /// <summary>The rows of these orders, which were reached through the viewer, in two queries.</summary>
    public static async Task<IReadOnlyList<OrderRow>> Of(TributaryDb db, Viewer viewer, IReadOnlyList<Order> orders)
    {
        var ids = orders.Select(o => o.Id).ToArray();
        var accounts = orders.Select(o => o.AccountId).Distinct().ToArray();
        var lines = (await db.OrderLines.AsNoTracking().SeenBy(viewer).Where(l => ids.Contains(l.OrderId)).ToListAsync()).ToLookup(l => l.OrderId);
        var names = await db.Accounts.SeenBy(viewer).Where(a => accounts.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name);
        return [.. orders.Select(order =>
        {
            var own = lines[order.Id].OrderBy(l => l.Seq).ToList();
            var prices = own.Select(l => PriceView.Of(l.Levels, l.Quantity, viewer.At(order.Path), order.PayerId)).ToList();
            return new OrderRow(order, PublicId.Format("ord", order.Id), viewer.StateFor(order.State, order.ShortPath, order.AccountId),
                names.GetValueOrDefault(order.AccountId, ""), own.FirstOrDefault()?.Title ?? "", own.Count - 1,
                Sum(prices.Select(p => p.Pays?.Gross)), Sum(prices.Select(p => p.Charges?.Gross)));
        })];
    }

    // The lines of one order are of one edge, and so of one currency.
    private static Money? Sum(IEnumerable<Money?> amounts)
    {
        Money? sum = null;
        foreach (var amount in amounts.OfType<Money>()) sum = sum is { } before ? before + amount : amount;
        return sum;
    }
}
