namespace Tributary;

/// <summary>What a part of a term costs.</summary>
public static class Proration
{
    /// <summary>
    /// The unit price × the days left ÷ the days of this term, rounded half away from zero. It is exact: no decimal or
    /// floating point lies between. A whole term costs the price itself. It is applied to the unit price at each level and
    /// multiplied by the quantity afterwards, so that every level's bill adds up from its own unit price.
    /// </summary>
    /// <param name="unitPriceMinor">The price of one unit for the whole term, in minor units; negative for a credit.</param>
    /// <param name="daysLeft">The days to be paid for; the day of change is one of them.</param>
    /// <param name="daysOfTerm">The days of this very term (28 to 31 for a month).</param>
    public static long Part(long unitPriceMinor, int daysLeft, int daysOfTerm)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(daysOfTerm, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(daysLeft);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(daysLeft, daysOfTerm);

        // Twice the amount plus half the divisor, divided downwards, is rounding half up; the sign is put back afterwards.
        var twice = (Int128)2 * unitPriceMinor * daysLeft;
        var rounded = (Int128.Abs(twice) + daysOfTerm) / (2 * (Int128)daysOfTerm);
        return (long)(twice < 0 ? -rounded : rounded);
    }
}
