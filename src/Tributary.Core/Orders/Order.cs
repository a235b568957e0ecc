using Tributary.Data;
using Tributary.Pricing;

namespace Tributary.Orders;

/// <summary>What an order is for.</summary>
public enum OrderKind
{
    /// <summary>Something new.</summary>
    Sale = 1,
    /// <summary>The next term of what runs.</summary>
    Renewal = 2,
    /// <summary>Another plan, interval or quantity.</summary>
    Change = 3,
    /// <summary>The end of what runs.</summary>
    Cancellation = 4,
}

/// <summary>The states of an order. Its buyer sees the middle three as <c>processing</c>.</summary>
public enum OrderState
{
    /// <summary>The buyer's seller has to agree.</summary>
    AwaitingApproval = 1,
    /// <summary>A level above the buyer is short of funds; nothing has moved.</summary>
    AwaitingFunds = 2,
    /// <summary>Reserved at every level; being delivered.</summary>
    Provisioning = 3,
    /// <summary>Delivered and captured.</summary>
    Completed = 4,
    /// <summary>A person has to look at the delivery.</summary>
    NeedsAttention = 5,
    /// <summary>Ended without, or with only part of, its lines.</summary>
    Cancelled = 6,
}

/// <summary>An order: its lines settle and are delivered one by one.</summary>
public sealed class Order : TenantEntity
{
    /// <summary>Who pays: the account, or the nearest one above it that is no division.</summary>
    public required Guid PayerId { get; init; }
    /// <summary>What it is for.</summary>
    public required OrderKind Kind { get; init; }
    /// <summary>The human number; says nothing about how many orders there are.</summary>
    public required string Number { get; init; }
    /// <summary>When it was placed (UTC).</summary>
    public required DateTime PlacedAt { get; init; }
    /// <summary>Who placed it, as a name.</summary>
    public required string PlacedBy { get; init; }
    /// <summary>The account it was placed from.</summary>
    public required Guid PlacedFromId { get; init; }
    /// <summary>The buyer's own reference, or empty.</summary>
    public string BuyerReference { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public OrderState State { get; internal set; }
    /// <summary>Since when (UTC).</summary>
    public DateTime StateSince { get; internal set; }
    /// <summary>Until when the quoted prices hold while it waits (UTC); then it lapses or is quoted anew.</summary>
    public DateTime? Deadline { get; internal set; }
    /// <summary>While it awaits funds, and after it lapsed so: the level that is short. Seen by that level and those above it only.</summary>
    public Guid? ShortId { get; internal set; }
    /// <summary>That level's path.</summary>
    public string? ShortPath { get; internal set; }
    /// <summary>How much was missing there when it was last tried, in minor units of <see cref="ShortCurrency"/>.</summary>
    public long ShortAmount { get; internal set; }
    /// <summary>The currency of <see cref="ShortAmount"/>.</summary>
    public Currency? ShortCurrency { get; internal set; }
    /// <summary>When it was completed or cancelled (UTC).</summary>
    public DateTime? ClosedAt { get; internal set; }
    /// <summary>Why it was cancelled, as a code, or null.</summary>
    public string? CloseReason { get; internal set; }

    /// <summary>True until it is completed or cancelled.</summary>
    public bool IsOpen => State is OrderState.AwaitingApproval or OrderState.AwaitingFunds or OrderState.Provisioning or OrderState.NeedsAttention;

    internal void Turn(OrderState state, DateTime at)
    {
        (State, StateSince) = (state, at);
        if (state is OrderState.Completed or OrderState.Cancelled) ClosedAt = at;
        // What lapsed keeps whose funds were missing, for those who may know.
        if (state is not (OrderState.AwaitingFunds or OrderState.Cancelled)) (ShortId, ShortPath, ShortAmount, ShortCurrency) = (null, null, 0, null);
    }
}

/// <summary>What a line does.</summary>
public enum LineAction
{
    /// <summary>Creates a subscription (or a one-time thing).</summary>
    Create = 1,
    /// <summary>Pays the next term.</summary>
    Renew = 2,
    /// <summary>Changes plan, interval or quantity.</summary>
    Change = 3,
    /// <summary>Ends it, with or without credit.</summary>
    Cancel = 4,
    /// <summary>Pays from today to the next start after a pause or an unpaid time.</summary>
    Resume = 5,
}

/// <summary>The states of a line's money.</summary>
public enum LineState
{
    /// <summary>Nothing has moved.</summary>
    Open = 1,
    /// <summary>Reserved at every level.</summary>
    Reserved = 2,
    /// <summary>Captured at every level.</summary>
    Captured = 3,
    /// <summary>What was reserved has gone back.</summary>
    Released = 4,
}

/// <summary>One thing of an order, with what every level pays for it, frozen at acceptance.</summary>
public sealed class OrderLine : TenantEntity
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }
    /// <summary>Its place in the order, from 1.</summary>
    public required int Seq { get; init; }
    /// <summary>What it does.</summary>
    public required LineAction Action { get; init; }
    /// <summary>The subscription it makes or changes.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>The product.</summary>
    public required Guid ProductId { get; init; }
    /// <summary>The plan (after the change).</summary>
    public required Guid PlanId { get; init; }
    /// <summary>The plan's version.</summary>
    public required int PlanVersion { get; init; }
    /// <summary>What is bought, as people read it.</summary>
    public required string Title { get; init; }
    /// <summary>The interval.</summary>
    public required Interval Interval { get; init; }
    /// <summary>The quantity (after the change).</summary>
    public required int Quantity { get; init; }
    /// <summary>The days paid for; null until activation for a new one.</summary>
    public DateOnly? TermStart { get; internal set; }
    /// <summary>First day after.</summary>
    public DateOnly? TermEnd { get; internal set; }
    /// <summary>The state of its money.</summary>
    public LineState State { get; internal set; } = LineState.Open;
    /// <summary>When its money was captured or released (UTC).</summary>
    public DateTime? SettledAt { get; internal set; }
    /// <summary>What every level pays, from the maker down.</summary>
    public IReadOnlyList<Level> Levels { get; internal set; } = [];
}
