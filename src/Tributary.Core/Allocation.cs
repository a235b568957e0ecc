using System.Numerics;

namespace Tributary;

/// <summary>Splits an amount over lines so that nothing is lost and nothing is made up.</summary>
public static class Allocation
{
    /// <summary>
    /// Splits a total in minor units in proportion to the weights, by largest remainder; among equal remainders the odd unit
    /// goes to the earlier line. The parts always add up to the total, and a negative total mirrors the positive one.
    /// </summary>
    /// <returns>One part per weight, in the same order and in the same minor units.</returns>
    /// <exception cref="Refusal"><c>allocation.weights</c> when a weight is negative, or when there is none above zero.</exception>
    public static long[] Allocate(long total, IReadOnlyList<decimal> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var shares = Whole(weights);
        var sum = shares.Aggregate(BigInteger.Zero, (a, b) => a + b);
        if (sum.IsZero || shares.Any(share => share.Sign < 0))
        {
            throw Refusal.Invalid("allocation.weights", "An amount can only be split over weights that are not negative and not all zero.");
        }

        var sign = Math.Sign(total);
        var rest = BigInteger.Abs(total);
        var magnitude = rest;
        var parts = new BigInteger[shares.Length];
        var remainders = new BigInteger[shares.Length];
        for (var line = 0; line < shares.Length; line++)
        {
            parts[line] = BigInteger.DivRem(magnitude * shares[line], sum, out remainders[line]);
            rest -= parts[line];
        }

        // OrderByDescending is stable, so equals keep the order of their lines.
        foreach (var line in Enumerable.Range(0, shares.Length).OrderByDescending(line => remainders[line]).Take((int)rest))
        {
            parts[line]++;
        }

        return Array.ConvertAll(parts, part => (long)(part * sign));
    }

    // Brings the decimals to one scale and takes their mantissas, so that the division is one of whole numbers.
    private static BigInteger[] Whole(IReadOnlyList<decimal> weights)
    {
        var scale = weights.Count == 0 ? 0 : weights.Max(weight => weight.Scale);
        var whole = new BigInteger[weights.Count];
        for (var line = 0; line < whole.Length; line++)
        {
            var bits = decimal.GetBits(weights[line]);
            var mantissa = (new BigInteger(unchecked((uint)bits[2])) << 64) | (new BigInteger(unchecked((uint)bits[1])) << 32) | unchecked((uint)bits[0]);
            whole[line] = mantissa * BigInteger.Pow(10, scale - weights[line].Scale) * Math.Sign(weights[line]);
        }

        return whole;
    }
}
