using System.Globalization;

namespace Tributary.Tests.BillingCases;

/// <summary>What <see cref="Allocation"/> answers to <c>allocation.csv</c>.</summary>
internal static class OurAllocation
{
    public static (string? Ours, string Expected) Answer(Case row)
    {
        // Cash that is paid in steps of five cents is allocated in those steps.
        var step = row["cash_step"].Length == 0 ? 1 : row.Number("cash_step");
        var currency = Currency.TryOf(row["currency"], out var known) ? known : (Currency?)null;
        var total = currency is { } its ? Money.Exact(decimal.Parse(row["amount"], CultureInfo.InvariantCulture), its).Minor : row.Number("amount");
        var parts = Allocation.Allocate(total / step, Weights(row["ratios"])).Select(part => part * step);
        return (string.Join(' ', parts.Select(part => Text(part, currency))), row["expected"]);
    }

    private static string Text(long minor, Currency? currency) =>
        currency is { } its ? new Money(minor, its).AmountText : minor.ToString(CultureInfo.InvariantCulture);

    // Either a number of equal parts, or ratios; fractions are brought to whole numbers first.
    private static decimal[] Weights(string ratios)
    {
        if (ratios.StartsWith("n=", StringComparison.Ordinal))
            return [.. Enumerable.Repeat(1m, int.Parse(ratios[2..], CultureInfo.InvariantCulture))];
        var fractions = ratios.Split(", ").Select(ratio => (ratio + "/1").Split('/').Take(2).Select(part => decimal.Parse(part, CultureInfo.InvariantCulture)).ToArray()).ToList();
        var common = fractions.Aggregate(1m, (product, fraction) => product * fraction[1]);
        return [.. fractions.Select(fraction => fraction[0] * common / fraction[1])];
    }
}
