namespace Tributary.Subscriptions;

/// <summary>Why a subscription is in its state.</summary>
public static class StateReasons
{
    /// <summary>Somebody asked for it.</summary>
    public const string Requested = "requested";
    /// <summary>For want of funds at some level.</summary>
    public const string Unpaid = "unpaid";
    /// <summary>The plan is not sold any more.</summary>
    public const string Withdrawn = "withdrawn";
    /// <summary>It was never delivered.</summary>
    public const string NotDelivered = "not_delivered";
    /// <summary>What those below the level that is short read of a pause: their seller can tell them.</summary>
    public const string BySeller = "by_seller";
}
