using System.ComponentModel.DataAnnotations;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Orders;
using Tributary.Subscriptions;

namespace Tributary.Web.Api;

/// <summary>What an account has of a plan.</summary>
public sealed record SubscriptionJson
{
    /// <summary>The subscription.</summary>
    public required Ref<Subscription> Id { get; init; }
    /// <summary>Whose it is.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>The order it came from.</summary>
    public required Ref<Order> Order { get; init; }
    /// <summary>The product.</summary>
    public required Ref<Product> Product { get; init; }
    /// <summary>The plan.</summary>
    public required Ref<Plan> Plan { get; init; }
    /// <summary>What people call it, or empty.</summary>
    public required string Label { get; init; }
    /// <summary>How often it renews.</summary>
    public required Interval Interval { get; init; }
    /// <summary>How many units.</summary>
    public required int Quantity { get; init; }
    /// <summary>Its state.</summary>
    public required SubscriptionState State { get; init; }
    /// <summary>Since when.</summary>
    public required DateTime StateSince { get; init; }
    /// <summary>The day it was activated; null until it begins.</summary>
    public DateOnly? ActivatedOn { get; init; }
    /// <summary>First day of the term paid for last; null until it begins.</summary>
    public DateOnly? TermStart { get; init; }
    /// <summary>The day after that term's last, on which it renews.</summary>
    public DateOnly? TermEnd { get; init; }
    /// <summary>The day it ends; null while it renews by itself.</summary>
    public DateOnly? EndsOn { get; init; }
    /// <summary>What it will be from the next term on; null where nothing changes.</summary>
    public NextTermJson? Next { get; init; }
    /// <summary>What you pay your seller for the running term; null where that is not yours, or hidden from you.</summary>
    public AmountsJson? YouPay { get; init; }
    /// <summary>What you charge your buyer for it.</summary>
    public AmountsJson? YouCharge { get; init; }

    internal static SubscriptionJson Of(Subscription stored, Viewer viewer)
    {
        var s = stored.For(viewer);
        var (pay, charge) = AmountsJson.Of(s.Levels, viewer.At(s.Path));
        return new()
        {
            Id = new(s.Id), Account = new(s.AccountId), Order = new(s.OrderId), Product = new(s.ProductId), Plan = new(s.PlanId), Label = s.Label,
            Interval = s.Interval, Quantity = s.Quantity, State = s.State, StateSince = s.StateSince, ActivatedOn = s.Anchor, TermStart = s.TermStart, TermEnd = s.TermEnd, EndsOn = s.EndsOn,
            Next = s is { NextPlanId: null, NextQuantity: null, NextInterval: null } ? null
                : new() { Plan = new(s.NextPlanId ?? s.PlanId), Quantity = s.NextQuantity ?? s.Quantity, Interval = s.NextInterval ?? s.Interval },
            YouPay = pay, YouCharge = charge,
        };
    }
}

/// <summary>What a subscription will be from its next term on.</summary>
public sealed record NextTermJson
{
    /// <summary>The plan.</summary>
    public required Ref<Plan> Plan { get; init; }
    /// <summary>How many units.</summary>
    public required int Quantity { get; init; }
    /// <summary>How often it renews.</summary>
    public required Interval Interval { get; init; }
}

/// <summary>What is to change; what is left out stays.</summary>
public sealed record ChangeSubscriptionJson
{
    /// <summary>Another plan.</summary>
    public Ref<Plan>? Plan { get; init; }
    /// <summary>Another quantity.</summary>
    [Range(1, 1_000_000)] public int? Quantity { get; init; }
    /// <summary>Another interval.</summary>
    public Interval? Interval { get; init; }
}

/// <summary>How it is to end.</summary>
public sealed record CancelSubscriptionJson
{
    /// <summary>True to end it now instead of with its term.</summary>
    public bool Now { get; init; }
    /// <summary>True to take back that it ends with its term.</summary>
    public bool Undo { get; init; }
    /// <summary>Why.</summary>
    [MaxLength(200)] public string? Reason { get; init; }
}

/// <summary>Whose it shall be.</summary>
public sealed record AssignSubscriptionJson
{
    /// <summary>An account of the same payer: the payer itself, or a division of it.</summary>
    public required Ref<Account> Account { get; init; }
}

/// <summary>Whose it is now, or would be.</summary>
public sealed record AssignedJson
{
    /// <summary>The subscription.</summary>
    public required Ref<Subscription> Subscription { get; init; }
    /// <summary>Whose it is.</summary>
    public required Ref<Account> Account { get; init; }
}

/// <summary>What renewing came to, or would come to.</summary>
public sealed record RenewedJson
{
    /// <summary>The subscription.</summary>
    public required Ref<Subscription> Subscription { get; init; }
    /// <summary>What became of it.</summary>
    public required RenewalStep Step { get; init; }
    /// <summary>The order of the renewal; null in a preview.</summary>
    public Ref<Order>? Order { get; init; }
    /// <summary>First day of the next term.</summary>
    public DateOnly? TermStart { get; init; }
    /// <summary>The day after its last.</summary>
    public DateOnly? TermEnd { get; init; }
    /// <summary>What you pay for it.</summary>
    public AmountsJson? YouPay { get; init; }
    /// <summary>What you charge for it.</summary>
    public AmountsJson? YouCharge { get; init; }
}

/// <summary>What a change came to, or would come to.</summary>
public sealed record ChangedJson
{
    /// <summary>Now, or with the next term.</summary>
    public required ChangeWhen When { get; init; }
    /// <summary>The day it takes effect.</summary>
    public required DateOnly EffectiveOn { get; init; }
    /// <summary>The order that delivers it, where it happens now; null in a preview.</summary>
    public Ref<Order>? Order { get; init; }
    /// <summary>What you pay: charge and credit for the rest of the term, or the next term.</summary>
    public AmountsJson? YouPay { get; init; }
    /// <summary>What you charge.</summary>
    public AmountsJson? YouCharge { get; init; }
}

/// <summary>What a cancellation came to, or would come to.</summary>
public sealed record CancelledJson
{
    /// <summary>The day it ends.</summary>
    public required DateOnly EndsOn { get; init; }
    /// <summary>True when that is now.</summary>
    public required bool Now { get; init; }
    /// <summary>What you get back.</summary>
    public AmountsJson? YouPay { get; init; }
    /// <summary>What you give back.</summary>
    public AmountsJson? YouCharge { get; init; }
}

/// <summary>What pausing, resuming or holding came to, or would come to.</summary>
public sealed record PausedJson
{
    /// <summary>The subscription.</summary>
    public required Ref<Subscription> Subscription { get; init; }
    /// <summary>Its state then.</summary>
    public required SubscriptionState State { get; init; }
    /// <summary>What you pay, where resuming is charged.</summary>
    public AmountsJson? YouPay { get; init; }
    /// <summary>What you charge.</summary>
    public AmountsJson? YouCharge { get; init; }
}
