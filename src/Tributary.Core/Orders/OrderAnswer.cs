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

/// <summary>What a viewer sees of an order.</summary>
public static class OrderView
{
    /// <summary>
    /// The state's code for this viewer. The buyer and whoever stands below the short level read <c>processing</c>;
    /// the short level and those above it read <c>awaiting_funds</c>.
    /// </summary>
    public static string StateFor(this Viewer viewer, OrderState state, string? shortPath, Guid orderAccountId) => state switch
    {
        OrderState.AwaitingApproval => "awaiting_approval",
        OrderState.Completed => "completed",
        OrderState.Cancelled => "cancelled",
        OrderState.AwaitingFunds when shortPath is not null && TreePath.Within(shortPath, viewer.Path) => "awaiting_funds",
        OrderState.Provisioning when Sells(viewer, orderAccountId) => "provisioning",
        OrderState.NeedsAttention when Sells(viewer, orderAccountId) => "needs_attention",
        OrderState.AwaitingFunds or OrderState.Provisioning or OrderState.NeedsAttention => "processing",
    };

    private static bool Sells(Viewer viewer, Guid orderAccountId) =>
        viewer.Kind is AccountKind.Provider or AccountKind.Reseller && viewer.AccountId != orderAccountId;
}
