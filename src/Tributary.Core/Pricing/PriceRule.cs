using Tributary.Data;

namespace Tributary.Pricing;

/// <summary>How a rule makes a price.</summary>
public enum PriceRuleKind
{
    /// <summary>This amount, whatever the cost.</summary>
    Fixed = 1,
    /// <summary>A percentage on top of the seller's cost.</summary>
    Markup = 2,
    /// <summary>A percentage off the recommended price.</summary>
    Discount = 3,
}

/// <summary>
/// What a seller asks. The narrower rule wins: more named parts first, then buyer before plan before product before
/// interval; among equals the later effective date, then the later written.
/// </summary>
public sealed class PriceRule : Entity, IStanding
{
    /// <summary>Whose rule it is.</summary>
    public required Guid SellerId { get; init; }
    /// <summary>For this buyer only, or null.</summary>
    public Guid? BuyerId { get; init; }
    /// <summary>For this product only, or null.</summary>
    public Guid? ProductId { get; init; }
    /// <summary>For this plan only, or null.</summary>
    public Guid? PlanId { get; init; }
    /// <summary>For this interval only, or null.</summary>
    public Interval? Interval { get; init; }
    /// <summary>How it makes the price.</summary>
    public required PriceRuleKind Kind { get; init; }
    /// <summary>The percentage of a markup or discount.</summary>
    public decimal Percent { get; init; }
    /// <summary>The amount in minor units when fixed.</summary>
    public long Amount { get; init; }
    /// <summary>The currency of <see cref="Amount"/>; a fixed rule holds only for edges in that currency.</summary>
    public Currency? Currency { get; init; }
    /// <summary>First day it holds.</summary>
    public required DateOnly EffectiveFrom { get; init; }
    /// <summary>First day it holds no more, or null.</summary>
    public DateOnly? EffectiveTo { get; private set; }
    /// <summary>True when this price may lie below cost (the seller must allow losses too).</summary>
    public bool AllowsLoss { get; init; }
    /// <summary>When it was written (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>Who wrote it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>How narrow it is: named parts first, then which.</summary>
    public int Narrowness =>
        ((BuyerId is null ? 0 : 1) + (PlanId is null ? 0 : 1) + (ProductId is null ? 0 : 1) + (Interval is null ? 0 : 1)) * 16
        + (BuyerId is null ? 0 : 8) + (PlanId is null ? 0 : 4) + (ProductId is null ? 0 : 2) + (Interval is null ? 0 : 1);

    /// <summary>Ends the rule.</summary>
    public void End(DateOnly day) => EffectiveTo = day;
}

/// <summary>A seller's dated rate: one unit of <see cref="From"/> is <see cref="Rate"/> units of <see cref="To"/>.</summary>
public sealed class ExchangeRate : Entity, IStanding
{
    /// <summary>Whose rate it is.</summary>
    public required Guid SellerId { get; init; }
    /// <summary>The currency of the cost.</summary>
    public required Currency From { get; init; }
    /// <summary>The currency of the sale.</summary>
    public required Currency To { get; init; }
    /// <summary>More than zero.</summary>
    public required decimal Rate { get; init; }
    /// <summary>First day it holds.</summary>
    public required DateOnly EffectiveFrom { get; init; }
    /// <summary>When it was written (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>Who wrote it.</summary>
    public required string CreatedBy { get; init; }
}
