using Tributary.Pricing;

namespace Tributary.Orders;

/// <summary>
/// An order as it was answered. It carries every level: what is shown of it goes through <see cref="Levels.SeenBy"/> and
/// <see cref="OrderView.StateFor"/>, in pages and API alike.
/// </summary>
public sealed record OrderAnswer
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }
    /// <summary>Its branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>Its human number.</summary>
    public required string Number { get; init; }
    /// <summary>What it is for.</summary>
    public required OrderKind Kind { get; init; }
    /// <summary>The account it is for.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>Its state, as those who may know see it.</summary>
    public required OrderState State { get; init; }
    /// <summary>The path of the level that is short, or null.</summary>
    public string? ShortPath { get; init; }
    /// <summary>When it was placed (UTC).</summary>
    public required DateTime PlacedAt { get; init; }
    /// <summary>Its lines.</summary>
    public required IReadOnlyList<LineAnswer> Lines { get; init; }

    internal static OrderAnswer Of(Order order, IEnumerable<OrderLine> lines) => new()
    {
        OrderId = order.Id, BranchId = order.BranchId, Number = order.Number, Kind = order.Kind, AccountId = order.AccountId, State = order.State,
        ShortPath = order.ShortPath, PlacedAt = order.PlacedAt,
        Lines = [.. lines.Select(l => new LineAnswer(l.Id, l.SubscriptionId, l.PlanId, l.Title, l.Interval, l.Quantity, l.TermStart, l.TermEnd, l.Levels))],
    };
}

/// <summary>A line of an <see cref="OrderAnswer"/>.</summary>
public sealed record LineAnswer(
    Guid LineId, Guid SubscriptionId, Guid PlanId, string Title, Interval Interval, int Quantity, DateOnly? TermStart, DateOnly? TermEnd, IReadOnlyList<Level> Levels);

/// <summary>Which levels of a line a viewer may read.</summary>
public static class Levels
{
    /// <summary>
    /// The level at which the viewer's account buys and the one at which it sells; nothing above its seller, nothing of
    /// what its buyers ask, and nothing at all where prices are hidden.
    /// </summary>
    public static (Level? Pays, Level? Charges) SeenBy(this IReadOnlyList<Level> levels, Viewer viewer, Guid? buyerId = null)
    {
        if (viewer.HidesPrices || !viewer.May(Right.ViewPrices)) return (null, null);
        return (levels.FirstOrDefault(l => l.BuyerId == (buyerId ?? viewer.AccountId)), levels.FirstOrDefault(l => l.SellerId == viewer.AccountId));
    }
}

/// <summary>
/// What an account reads of an order's state: the one rule, for pages, API, filters and kept figures. It never depends on a
/// wallet above the reader; see decision 6.
/// </summary>
public static class OrderView
{
    /// <summary>The state's code for this viewer; see <see cref="StateAt"/>.</summary>
    public static string StateFor(this Viewer viewer, OrderState state, string? shortPath, Guid orderAccountId) =>
        StateAt(viewer.Kind, viewer.AccountId, viewer.Path, state, shortPath, orderAccountId);

    /// <summary>
    /// The state's code for an account at or above the order's. The short level and those above it read
    /// <c>awaiting_funds</c>. To everybody below it, what is missing above and what is being delivered are one and the
    /// same: <c>provisioning</c> to those who sell it on, since it is their seller who provides it, and <c>processing</c>
    /// to whom it is for.
    /// </summary>
    public static string StateAt(AccountKind kind, Guid accountId, string path, OrderState state, string? shortPath, Guid orderAccountId)
    {
        var sells = Sells(kind, accountId, orderAccountId);
        return state switch
        {
            OrderState.AwaitingApproval => "awaiting_approval",
            OrderState.Completed => "completed",
            OrderState.Cancelled => "cancelled",
            OrderState.AwaitingFunds when shortPath is not null && TreePath.Within(shortPath, path) => "awaiting_funds",
            OrderState.NeedsAttention when sells => "needs_attention",
            OrderState.AwaitingFunds or OrderState.Provisioning when sells => "provisioning",
            OrderState.AwaitingFunds or OrderState.Provisioning or OrderState.NeedsAttention => "processing",
        };
    }

    /// <summary>The orders that read this way for this viewer: <see cref="StateAt"/> as a query. Null for what is no code of a state.</summary>
    public static IQueryable<Order>? Reading(this IQueryable<Order> orders, Viewer viewer, string code)
    {
        var (own, path, end) = (viewer.AccountId, viewer.Path, TreePath.End(viewer.Path));
        var sells = viewer.Kind is AccountKind.Provider or AccountKind.Reseller;
        return code switch
        {
            "awaiting_approval" => orders.Where(o => o.State == OrderState.AwaitingApproval),
            "completed" => orders.Where(o => o.State == OrderState.Completed),
            "cancelled" => orders.Where(o => o.State == OrderState.Cancelled),
            "awaiting_funds" => orders.Where(o => o.State == OrderState.AwaitingFunds
                && o.ShortPath != null && string.Compare(o.ShortPath, path) >= 0 && string.Compare(o.ShortPath, end) < 0),
            "needs_attention" => orders.Where(o => o.State == OrderState.NeedsAttention && sells && o.AccountId != own),
            "provisioning" => orders.Where(o => sells && o.AccountId != own && (o.State == OrderState.Provisioning || o.State == OrderState.AwaitingFunds
                && (o.ShortPath == null || string.Compare(o.ShortPath, path) < 0 || string.Compare(o.ShortPath, end) >= 0))),
            "processing" => orders.Where(o => !(sells && o.AccountId != own) && (o.State == OrderState.Provisioning || o.State == OrderState.NeedsAttention
                || o.State == OrderState.AwaitingFunds && (o.ShortPath == null || string.Compare(o.ShortPath, path) < 0 || string.Compare(o.ShortPath, end) >= 0))),
            _ => null,
        };
    }

    private static bool Sells(AccountKind kind, Guid accountId, Guid orderAccountId) =>
        kind is AccountKind.Provider or AccountKind.Reseller && accountId != orderAccountId;
}
