using System.Globalization;

namespace Tributary.Tests.BillingCases;

/// <summary>
/// What <see cref="Calendar"/> and <see cref="Proration"/> answer to <c>killbill.csv</c>. A subscription there starts on some day and
/// is billed on the account's day of the month; with us that is a calendar whose anchor lies before the subscription's start,
/// as for an add-on that shares the terms of its plan.
/// </summary>
internal static class OurCycles
{
    // Cycles are told to nine places, so a term at a price of this many units tells them in units.
    private const long Price = 1_000_000_000;

    public static (string? Ours, string Expected) Answer(Case row) => (Ours(row), row["expected"]);

    private static string? Ours(Case row)
    {
        if (row.Interval is not { } interval) return null;
        var start = row.Day("start");
        switch (row["kind"])
        {
            case "advanceByNPeriods":
                return Text(Calendar.NthStart(start, interval, row.Number("anchor_day")));
            case "recedeByNPeriods":
                var before = start.AddYears(-4);
                return Text(Calendar.NthStart(before, interval, Calendar.IndexOf(before, interval, start) - row.Number("anchor_day")));
            case "daysBetweenWithFixedDaysInMonth_fixed30":
                return new Term(start, row.Day("end")).Days.ToString(CultureInfo.InvariantCulture);
            case "calculateProRationAfterLastBillingCycleDate_fixed30":
                return Cycles(Part(start, row.Day("end"), Calendar.Nth(start, interval, 0)));
            case "calculateProRationBeforeFirstBillingPeriod_fixed30":
                return Cycles(Part(start, row.Day("end"), Calendar.Containing(AnchorBefore(row.Day("end"), row.Day("end").Day, interval), interval, start)));
        }

        var anchor = AnchorBefore(start, row.Number("anchor_day"), interval);
        var end = row.DayOrNone("end") ?? DateOnly.MaxValue;
        var target = row.DayOrNone("target") ?? start;
        return row["kind"] switch
        {
            "cycles_in_advance" => Cycles(Due().Sum(due => Part(due.From, due.To, due.Term))),
            "invoice_periods_in_advance" or "invoice_periods_in_arrear" => string.Join(' ', Due().Select(due => $"{Text(due.From)}..{Text(due.To)}")),
            "FirstBillingCycleDate_in_advance" or "FirstBillingCycleDate_in_arrear" => Text(Calendar.NextStartAfter(anchor, interval, start.AddDays(-1))),
            "EffectiveEndDate_in_advance" => Text(EndInAdvance()),
            "LastBillingCycleDate_in_advance" => Text(Calendar.Containing(anchor, interval, EndInAdvance()).Start),
            "EffectiveEndDate_in_arrear" => Text(EndInArrear()),
            "NextBillingCycleDate_in_arrear" => Text(Calendar.NextStartAfter(anchor, interval, EndInArrear())),
            _ => null,
        };

        // Terms are charged on their first day: all that have begun by the target, cut to the life of the subscription.
        IEnumerable<(DateOnly From, DateOnly To, Term Term)> Due()
        {
            var terms = Enumerable.Range(Calendar.IndexOf(anchor, interval, start), 1000).Select(n => Calendar.Nth(anchor, interval, n));
            return terms.TakeWhile(term => term.Start <= target && term.Start < end).Select(term => (Later(term.Start, start), Earlier(term.End, end), term));
        }

        DateOnly EndInAdvance() => Earlier(Calendar.Containing(anchor, interval, target).End, end);

        DateOnly EndInArrear() => Earlier(Calendar.Containing(anchor, interval, target).Start, end);
    }

    // The first billing day on or after the start fixes the terms. The anchor lies so many terms before it that its own month
    // has that day, for an anchor is a real day: the 31st cannot be counted from a February.
    private static DateOnly AnchorBefore(DateOnly start, int dayOfMonth, Interval interval)
    {
        var first = Clamped(start.Year, start.Month, dayOfMonth);
        if (first < start) first = Clamped(start.AddMonths(1).Year, start.AddMonths(1).Month, dayOfMonth);
        return Enumerable.Range(1, 12).Select(back => first.AddMonths(-back * interval.Months()))
            .Select(month => Clamped(month.Year, month.Month, dayOfMonth))
            .First(day => day.Day == dayOfMonth);
    }

    private static DateOnly Clamped(int year, int month, int day) => new(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)));

    private static long Part(DateOnly from, DateOnly to, Term term) => Proration.Part(Price, new Term(from, to).Days, term.Days);

    private static string Cycles(long units) => ((decimal)units / Price).ToString("F9", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
}
