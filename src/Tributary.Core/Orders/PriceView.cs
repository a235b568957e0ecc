using Tributary.Pricing;

namespace Tributary.Orders;

/// <summary>
/// What a viewer may read of the price of one line: what its own account pays, what its own buyer is charged, and how
/// the viewer's own price was made. Nothing from above the viewer's seller can be in it, so a page or an endpoint may
/// show all of it. Everything is null where prices are hidden.
/// </summary>
public sealed record PriceView
{
    /// <summary>Nothing to be read.</summary>
    public static readonly PriceView Nothing = new();

    /// <summary>What the viewer's account pays its seller.</summary>
    public AmountView? Pays { get; private init; }
    /// <summary>What the viewer's account charges its buyer.</summary>
    public AmountView? Charges { get; private init; }
    /// <summary>How the price in <see cref="Charges"/> was made out of the viewer's own cost.</summary>
    public MadeOf? Made { get; private init; }

    /// <summary>What the viewer has of it each term: <see cref="Charges"/> less its own cost, in the selling currency.</summary>
    public Money? MarginPerTerm { get; private init; }
    /// <summary>What the viewer has of what the line moves now.</summary>
    public Money? Margin { get; private init; }

    /// <summary>What <paramref name="viewer"/> may read of <paramref name="levels"/>.</summary>
    /// <param name="levels">Every level, from the maker down.</param>
    /// <param name="quantity">How many units they are for.</param>
    /// <param name="viewer">Who reads.</param>
    /// <param name="payerId">Who pays for the account the line is for: a division reads what is paid for it.</param>
    public static PriceView Of(IReadOnlyList<Level> levels, int quantity, Viewer viewer, Guid payerId)
    {
        var (pays, charges) = levels.SeenBy(viewer, viewer.Kind == AccountKind.Division ? payerId : null);
        return new PriceView
        {
            Pays = pays is null ? null : AmountView.Of(pays),
            Charges = charges is null ? null : AmountView.Of(charges),
            Made = charges is null ? null : MadeOf.Of(charges),
            Margin = charges is null ? null : new Money(charges.Margin, charges.Currency),
            MarginPerTerm = charges is null ? null
                : new Money(charges.PerTerm - Charging.Converted(charges.UnitCost * quantity, charges), charges.Currency),
        };
    }
}

/// <summary>The amounts of one level, without how they came about. All are of one currency.</summary>
public sealed record AmountView
{
    /// <summary>Who sells.</summary>
    public required Guid SellerId { get; init; }
    /// <summary>Who buys.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>One unit for one interval.</summary>
    public required Money UnitPrice { get; init; }
    /// <summary>What is charged before the credit.</summary>
    public required Money Charge { get; init; }
    /// <summary>What is given back for the rest of an earlier term.</summary>
    public required Money Credit { get; init; }
    /// <summary>Charge less credit.</summary>
    public required Money Net { get; init; }
    /// <summary>Tax on it.</summary>
    public required Money Tax { get; init; }
    /// <summary>What moves.</summary>
    public required Money Gross { get; init; }
    /// <summary>What recurs each term.</summary>
    public required Money PerTerm { get; init; }

    internal static AmountView Of(Level level) => new()
    {
        SellerId = level.SellerId, BuyerId = level.BuyerId, UnitPrice = new(level.UnitPrice, level.Currency), Charge = new(level.Charge, level.Currency),
        Credit = new(level.Credit, level.Currency), Net = new(level.Net, level.Currency), Tax = new(level.Tax, level.Currency),
        Gross = new(level.Gross, level.Currency), PerTerm = new(level.PerTerm, level.Currency),
    };
}

/// <summary>The frozen derivation of a seller's own unit price; shown to that seller alone.</summary>
public sealed record MadeOf
{
    /// <summary>What one unit costs the seller.</summary>
    public required Money UnitCost { get; init; }
    /// <summary>The seller's rate from the cost's currency to the price's, or null.</summary>
    public decimal? Rate { get; init; }
    /// <summary>The day of the rate.</summary>
    public DateOnly? RateOf { get; init; }
    /// <summary>True when no rule spoke and the default markup was used.</summary>
    public required bool IsDefault { get; init; }
    /// <summary>How the price was made.</summary>
    public required PriceRuleKind Kind { get; init; }
    /// <summary>The percentage, where one was used.</summary>
    public decimal Percent { get; init; }
    /// <summary>The recommended price a discount was taken off, or null.</summary>
    public Money? Recommended { get; init; }
    /// <summary>True when it lies below cost, as the seller said it may.</summary>
    public bool AtLoss { get; init; }

    internal static MadeOf Of(Level level) => new()
    {
        UnitCost = new(level.UnitCost, level.CostCurrency), Rate = level.Rate, RateOf = level.RateOf, IsDefault = level.RuleId is null,
        Kind = level.RuleKind, Percent = level.Percent, AtLoss = level.AtLoss,
        Recommended = level is { Recommended: { } recommended, RecommendedCurrency: { } currency } ? new(recommended, currency) : null,
    };
}
