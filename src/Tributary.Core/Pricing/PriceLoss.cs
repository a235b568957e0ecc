using Tributary.Data;

namespace Tributary.Pricing;

/// <summary>
/// That a price lies below its seller's cost, now or from a day on, so that nobody can be sold anything at it. A kept finding and no part
/// of the business: <see cref="FindLosses"/> quotes what a seller's rules ask and writes what it found in the place of what it found before.
/// </summary>
public sealed class PriceLoss : Row
{
    /// <summary>The seller's branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>Whose price it is.</summary>
    public required Guid SellerId { get; init; }
    /// <summary>The one buyer whose price it is, or an empty id for everybody's.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>That buyer's path, or null.</summary>
    public string? BuyerPath { get; init; }
    /// <summary>The plan.</summary>
    public required Guid PlanId { get; init; }
    /// <summary>The interval.</summary>
    public required Interval Interval { get; init; }
    /// <summary>What is sold, as people read it.</summary>
    public required string Title { get; init; }
    /// <summary>The first day that was found to be so.</summary>
    public required DateOnly From { get; init; }
    /// <summary>What a unit costs more than is asked for it, in minor units of <see cref="Currency"/>; null where the two are of different currencies.</summary>
    public required long? Loss { get; init; }
    /// <summary>The currency of the price.</summary>
    public required Currency Currency { get; init; }
    /// <summary>When it was found (UTC).</summary>
    public required DateTime At { get; init; }
}
