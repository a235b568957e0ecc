using Tributary.Subscriptions;

namespace Tributary.Orders;

/// <summary>The names of kinds and states of orders and subscriptions for programs, files and figures. Never translated.</summary>
public static class Codes
{
    /// <summary>The kind's name.</summary>
    public static string Code(this OrderKind kind) => kind switch
    {
        OrderKind.Sale => "sale",
        OrderKind.Renewal => "renewal",
        OrderKind.Change => "change",
        OrderKind.Cancellation => "cancellation",
    };

    /// <summary>The state's name, for those who may know it; see <see cref="OrderView.StateFor"/>.</summary>
    public static string Code(this OrderState state) => state switch
    {
        OrderState.AwaitingApproval => "awaiting_approval",
        OrderState.AwaitingFunds => "awaiting_funds",
        OrderState.Provisioning => "provisioning",
        OrderState.Completed => "completed",
        OrderState.NeedsAttention => "needs_attention",
        OrderState.Cancelled => "cancelled",
    };

    /// <summary>The state's name.</summary>
    public static string Code(this SubscriptionState state) => state switch
    {
        SubscriptionState.Pending => "pending",
        SubscriptionState.Active => "active",
        SubscriptionState.Grace => "grace",
        SubscriptionState.Paused => "paused",
        SubscriptionState.OnHold => "on_hold",
        SubscriptionState.Expired => "expired",
        SubscriptionState.Cancelled => "cancelled",
    };
}
