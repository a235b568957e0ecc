namespace Tributary.Pricing;

/// <summary>
/// From unit prices to the amounts of a line: quantity, proration, credit, margin. The unit price is prorated and
/// rounded first, then multiplied. Pure; amounts are minor units of each level's currency.
/// </summary>
public static class Charging
{
    /// <summary>A whole term.</summary>
    public static IReadOnlyList<Level> Whole(IReadOnlyList<Level> units, int quantity) => Part(units, quantity, 1, 1);

    /// <summary>The part of a term of <paramref name="days"/> days of which <paramref name="daysLeft"/> are paid for.</summary>
    public static IReadOnlyList<Level> Part(IReadOnlyList<Level> units, int quantity, int daysLeft, int days) =>
        Change(units, quantity, [], 0, daysLeft, days);

    /// <summary>The rest of a term given back at every level.</summary>
    public static IReadOnlyList<Level> Credit(IReadOnlyList<Level> running, int quantity, int daysLeft, int days) =>
        Change(running, 0, running, quantity, daysLeft, days);

    /// <summary>The rest of the old given back and the rest of the new charged, level by level.</summary>
    public static IReadOnlyList<Level> Change(
        IReadOnlyList<Level> units, int quantity, IReadOnlyList<Level> old, int oldQuantity, int daysLeft, int days)
    {
        var levels = new Level[units.Count];
        for (var i = 0; i < levels.Length; i++)
        {
            var unit = units[i];
            var before = old.FirstOrDefault(o => o.BuyerId == unit.BuyerId && o.SellerId == unit.SellerId && o.Currency == unit.Currency);
            var charge = Times(Proration.Part(unit.UnitPrice, daysLeft, days), quantity);
            var credit = before is null ? 0 : Times(Proration.Part(before.UnitPrice, daysLeft, days), oldQuantity);
            var net = charge - credit;
            var cost = i > 0 ? levels[i - 1].Net
                : Times(Proration.Part(unit.UnitCost, daysLeft, days), quantity) - (before is null ? 0 : Times(Proration.Part(before.UnitCost, daysLeft, days), oldQuantity));
            levels[i] = unit with
            {
                Charge = charge, Credit = credit, Net = net, Tax = 0, Gross = net, PerTerm = Times(unit.UnitPrice, quantity),
                Margin = net - Converted(cost, unit),
            };
        }
        return new KeptLevels(levels);
    }

    // Sums of such amounts are kept in books and figures, so that one line stays far from what a long holds.
    private static long Times(long unit, int quantity)
    {
        var amount = (Int128)unit * quantity;
        return Int128.Abs(amount) <= long.MaxValue / 1024 ? (long)amount : throw Refusal.Invalid("money.range", "This amount is too large.");
    }

    /// <summary>An amount in what the seller buys in, told in what it sells in, at the level's frozen rate.</summary>
    public static long Converted(long cost, Level level) => level.Rate is { } rate
        ? Money.Round(new Money(cost, level.CostCurrency).Amount * rate, level.Currency).Minor
        : cost;
}
