using Tributary.Orders;
using Tributary.Pricing;

namespace Tributary.Web.Api;

/// <summary>What one side of an edge pays or charges for one line.</summary>
public sealed record AmountsJson
{
    /// <summary>One unit for one interval.</summary>
    public required Money UnitPrice { get; init; }
    /// <summary>Unit price, prorated where it is, times quantity.</summary>
    public required Money Charge { get; init; }
    /// <summary>What is given back for the rest of an earlier term.</summary>
    public required Money Credit { get; init; }
    /// <summary>Charge less credit.</summary>
    public required Money Net { get; init; }
    /// <summary>Tax on the net amount.</summary>
    public required Money Tax { get; init; }
    /// <summary>Net and tax.</summary>
    public required Money Gross { get; init; }
    /// <summary>What recurs each term.</summary>
    public required Money PerTerm { get; init; }
    /// <summary>Net less your own cost for the same, at the line's rate; only where it is you who charges.</summary>
    public Money? Margin { get; init; }

    private static AmountsJson Of(Level level, bool sells)
    {
        Money In(long minor) => new(minor, level.Currency);
        return new()
        {
            UnitPrice = In(level.UnitPrice), Charge = In(level.Charge), Credit = In(level.Credit), Net = In(level.Net), Tax = In(level.Tax), Gross = In(level.Gross),
            PerTerm = In(level.PerTerm), Margin = sells ? In(level.Margin) : null,
        };
    }

    /// <summary>What the viewer pays and charges, of a line's levels; nothing of any other level.</summary>
    internal static (AmountsJson? Pay, AmountsJson? Charge) Of(IReadOnlyList<Level> levels, Viewer viewer)
    {
        var (pays, charges) = levels.SeenBy(viewer);
        return (pays is null ? null : Of(pays, sells: false), charges is null ? null : Of(charges, sells: true));
    }
}
