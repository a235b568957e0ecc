namespace Tributary.Pricing;

/// <summary>
/// What one buyer of a chain is charged by its seller for one line, with the frozen derivation of the unit price.
/// Amounts are minor units of <see cref="Currency"/>. Only the two ends of the level, and who stands above the seller
/// where the seller grants it, may read it; see <c>Quoting</c> for what each may see of it.
/// </summary>
public sealed record Level
{
    /// <summary>Who sells.</summary>
    public required Guid SellerId { get; init; }
    /// <summary>Who buys.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>The edge's currency.</summary>
    public required Currency Currency { get; init; }
    /// <summary>How the edge is settled.</summary>
    public required Accounts.Settlement Settlement { get; init; }

    /// <summary>The rounded price of one unit for one interval.</summary>
    public required long UnitPrice { get; init; }
    /// <summary>What one unit costs the seller, in <see cref="CostCurrency"/>.</summary>
    public required long UnitCost { get; init; }
    /// <summary>The currency the seller buys in.</summary>
    public required Currency CostCurrency { get; init; }
    /// <summary>The seller's rate from <see cref="CostCurrency"/> to <see cref="Currency"/>; null when they are the same.</summary>
    public decimal? Rate { get; init; }
    /// <summary>The day of the rate used, with <see cref="Rate"/>.</summary>
    public DateOnly? RateOf { get; init; }
    /// <summary>The rule that made the price; null for the seller's default markup.</summary>
    public Guid? RuleId { get; init; }
    /// <summary>How the price was made.</summary>
    public required PriceRuleKind RuleKind { get; init; }
    /// <summary>The percentage used, where one was.</summary>
    public decimal Percent { get; init; }
    /// <summary>The recommended price it was taken off, for a discount, in minor units of <see cref="RecommendedCurrency"/>.</summary>
    public long? Recommended { get; init; }
    /// <summary>The currency of <see cref="Recommended"/>: the price point's.</summary>
    public Currency? RecommendedCurrency { get; init; }
    /// <summary>True when the price lies below cost and the seller said so.</summary>
    public bool AtLoss { get; init; }

    /// <summary>What the line charges, before <see cref="Credit"/>: unit price (prorated and rounded) times quantity.</summary>
    public long Charge { get; init; }
    /// <summary>What is given back for the rest of an earlier term.</summary>
    public long Credit { get; init; }
    /// <summary>Charge less credit; below zero when money goes back.</summary>
    public long Net { get; init; }
    /// <summary>Tax on <see cref="Net"/>.</summary>
    public long Tax { get; init; }
    /// <summary>Net and tax: what moves.</summary>
    public long Gross { get; init; }
    /// <summary>Net less what the seller pays for the same, converted at <see cref="Rate"/>.</summary>
    public long Margin { get; init; }
    /// <summary>What recurs each term at this level: unit price times quantity.</summary>
    public long PerTerm { get; init; }
}
