using System.Globalization;
using System.Text.RegularExpressions;

namespace Tributary.Tests.BillingCases;

/// <summary>What <see cref="Proration"/> answers to <c>killbill-amounts.csv</c> and <c>mid-term-docs.csv</c>.</summary>
internal static partial class OurProration
{
    /// <summary>One line of an invoice, a charge or (<c>REPAIR_ADJ</c>) a credit, that begins or ends with a term of the days it names.</summary>
    public static (string? Ours, string Expected) OfAnItem(Case row)
    {
        DateOnly start = row.Day("start"), end = row.Day("end");
        var price = Money.Exact(Number(row["period_price(matched)"]), Currency.Usd);
        var before = end.AddYears(-1);
        Term[] terms = [Calendar.Containing(before, Interval.Monthly, end.AddDays(-1)), Calendar.Nth(start, Interval.Monthly, 0)];
        var term = terms.First(term => term.Days == row.Number("days_in_period(matched)"));
        var days = new Term(start, end).Days;
        Assert.Equal(row.Number("days"), days);

        var sign = row["item_type"] == "REPAIR_ADJ" ? -1 : 1;
        return (new Money(Proration.Part(sign * price.Minor, days, term.Days), Currency.Usd).AmountText, row["expected_amount"]);
    }

    /// <summary>A start or a change within a term. The answer is the charge, the credit and the net, as far as the row tells them.</summary>
    public static (string? Ours, string Expected) OfAChange(Case row)
    {
        string[] columns = ["expected_charge", "expected_credit", "expected_net"];
        var told = columns.Where(column => row[column].Length > 0).ToList();
        var expected = string.Join(' ', told.Select(column => row[column]));
        if (row["kind"] == "anchor-sequence")
            return (Calendar.NthStart(row.Day("period_start"), row.Interval!.Value, 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), expected);
        if (row["kind"] == "upgrade-by-time")
            return (null, expected);

        var (left, days) = DaysOf(row);
        var charge = Proration.Part(Minor(row, "new_price"), left, days);
        var credit = row["old_price"].Length == 0 ? 0 : -Proration.Part(Minor(row, "old_price"), left, days);

        // Tax is a share of the rounded net, and rounded itself.
        if (CreditWithTax().Match(row["note"]) is { Success: true } tax)
            credit += (long)decimal.Round(credit * Number(tax.Groups[1].Value) / 100, MidpointRounding.AwayFromZero);
        var answers = new Dictionary<string, long> { [columns[0]] = charge, [columns[1]] = credit, [columns[2]] = charge + credit };
        return (string.Join(' ', told.Select(column => Text(row, answers[column]))), expected);
    }

    private static (int Left, int Days) DaysOf(Case row)
    {
        // A half needs no dates: any term of an even number of days has it.
        if (row["change_at"] == "half of period") return (15, 30);

        // A subscription that starts on the 23rd with terms from the 15th starts inside of one of them.
        var start = row.Day("period_start");
        var anchor = Anchor().Match(row["anchor_rule"]) is { Success: true } on
            ? new DateOnly(start.Year - 1, start.Month, int.Parse(on.Groups[1].Value, CultureInfo.InvariantCulture))
            : start;
        var term = Calendar.Containing(anchor, row.Interval!.Value, start);
        Assert.Equal(row.Day("period_end"), term.End);
        var left = DaysLeft().Match(row["change_at"]) is { Success: true } told
            ? int.Parse(told.Groups[1].Value, CultureInfo.InvariantCulture)
            : term.DaysLeft(row.Day("change_at"));
        return (left, term.Days);
    }

    private static long Minor(Case row, string column) =>
        row["unit"] == "USD" ? Money.Exact(Number(row[column]), Currency.Usd).Minor : row.Number(column);

    private static string Text(Case row, long minor) =>
        row["unit"] == "USD" ? new Money(minor, Currency.Usd).AmountText : minor.ToString(CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"credit includes (\d+)% tax")]
    private static partial Regex CreditWithTax();

    [GeneratedRegex(@"^anchor (\d+)")]
    private static partial Regex Anchor();

    [GeneratedRegex(@"^(\d+) days left$")]
    private static partial Regex DaysLeft();
}
