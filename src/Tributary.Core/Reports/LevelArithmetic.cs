using Tributary.Orders;
using Tributary.Pricing;

namespace Tributary.Reports;

/// <summary>
/// How the levels of a line hang together: each buyer sells on to the next, at the price it paid as its cost. A line of
/// one whole term, or of the rest of one, is computed anew from its unit prices. Where a line gives credit for an
/// earlier term, the maker's own cost of that term does not stand on the line, so its margin is taken as it is.
/// </summary>
internal static class LevelArithmetic
{
    public static IEnumerable<string> Wrong(OrderLine line, Guid? payerId, DateOnly? anchor)
    {
        var levels = line.Levels;
        for (var i = 0; i < levels.Count; i++)
        {
            var level = levels[i];
            foreach (var wrong in Alone(level)) yield return $"{Edge.Of(level)}: {wrong}";
            if (i == 0) continue;

            var above = levels[i - 1];
            if (above.BuyerId != level.SellerId) yield return $"{Edge.Of(level)}: the seller must be the buyer of the level above, {Ids.Account(above.BuyerId)}.";
            if (above.Currency != level.CostCurrency) yield return $"{Edge.Of(level)}: the cost must be in {above.Currency}, it is in {level.CostCurrency}.";
            if (above.UnitPrice != level.UnitCost) yield return $"{Edge.Of(level)}: the unit cost must be the price above, {above.UnitPrice}; it is {level.UnitCost}.";
            var margin = level.Net - Charging.Converted(above.Net, level);
            if (level.Margin != margin) yield return $"{Edge.Of(level)}: the margin must be {margin}, it is {level.Margin}.";
        }
        if (levels.Select(Edge.Of).Distinct().Count() != levels.Count) yield return "An edge must be charged once, one stands twice among the levels.";
        if (levels.Count > 0 && payerId is { } payer && levels[^1].BuyerId != payer)
            yield return $"The last level's buyer must be the order's payer {Ids.Account(payer)}, it is {Ids.Account(levels[^1].BuyerId)}.";
        foreach (var wrong in Anew(line, anchor)) yield return wrong;
    }

    private static IEnumerable<string> Alone(Level level)
    {
        if (level.Net != level.Charge - level.Credit) yield return $"net must be charge less credit, {level.Charge - level.Credit}; it is {level.Net}.";
        if (level.Gross != level.Net + level.Tax) yield return $"gross must be net and tax, {level.Net + level.Tax}; it is {level.Gross}.";
        if (level.Rate is null != (level.CostCurrency == level.Currency)) yield return "a rate must be there exactly when cost and price have two currencies.";
    }

    private static IEnumerable<string> Anew(OrderLine line, DateOnly? anchor)
    {
        IReadOnlyList<Level> expected;
        if (line.Action is LineAction.Create or LineAction.Renew) expected = Charging.Whole(line.Levels, line.Quantity);
        else if (line is { Action: LineAction.Resume, TermStart: { } start, TermEnd: { } end, Interval: not Interval.OneTime } && anchor <= start)
        {
            var term = Calendar.Containing(anchor.Value, line.Interval, start);
            if (end != term.End)
            {
                yield return $"The rest of a term runs to {term.End:O}, the line to {end:O}.";
                yield break;
            }
            expected = Charging.Part(line.Levels, line.Quantity, term.DaysLeft(start), term.Days);
        }
        else yield break;

        foreach (var (level, anew) in line.Levels.Zip(expected))
        {
            if (level.Charge != anew.Charge) yield return $"{Edge.Of(level)}: the charge must be {anew.Charge}, it is {level.Charge}.";
            if (level.PerTerm != anew.PerTerm) yield return $"{Edge.Of(level)}: each term must cost {anew.PerTerm}, it is {level.PerTerm}.";
        }
        if (line.Levels is [var first, ..] && first.Charge == expected[0].Charge && first.Margin != expected[0].Margin)
            yield return $"{Edge.Of(first)}: the margin must be {expected[0].Margin}, it is {first.Margin}.";
    }
}
