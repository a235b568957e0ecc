namespace Tributary;

/// <summary>How often something is charged. The value is the number of months; zero is charged once.</summary>
public enum Interval
{
    /// <summary>Charged once; it has no terms.</summary>
    OneTime = 0,

    /// <summary>Every month.</summary>
    Monthly = 1,

    /// <summary>Every three months.</summary>
    Quarterly = 3,

    /// <summary>Every six months.</summary>
    HalfYearly = 6,

    /// <summary>Every twelve months.</summary>
    Yearly = 12,
}

/// <summary>The names of the intervals for programs, and their lengths.</summary>
public static class Intervals
{
    /// <summary>All intervals, the shortest first.</summary>
    public static IReadOnlyList<Interval> All { get; } = [Interval.OneTime, Interval.Monthly, Interval.Quarterly, Interval.HalfYearly, Interval.Yearly];

    /// <summary>The length in months; zero for one-time.</summary>
    public static int Months(this Interval interval) => (int)interval;

    /// <summary>The name in the API and in files.</summary>
    public static string Code(this Interval interval) => interval switch
    {
        Interval.OneTime => "one_time",
        Interval.Monthly => "monthly",
        Interval.Quarterly => "quarterly",
        Interval.HalfYearly => "semiannual",
        Interval.Yearly => "yearly",
        _ => throw new ArgumentOutOfRangeException(nameof(interval), interval, "This is no interval."),
    };

    /// <summary>Reads what <see cref="Code"/> writes, and nothing else.</summary>
    public static bool TryParse(string? code, out Interval interval)
    {
        foreach (var candidate in All)
        {
            if (candidate.Code() == code)
            {
                interval = candidate;
                return true;
            }
        }

        interval = default;
        return false;
    }
}

/// <summary>A span of civil days in the root's time zone: the start belongs to it, the end is the first day after it.</summary>
/// <param name="Start">The first day.</param>
/// <param name="End">The day after the last one, which is the next term's start.</param>
public readonly record struct Term(DateOnly Start, DateOnly End)
{
    /// <summary>The day after the last one.</summary>
    public DateOnly End { get; init; } = End >= Start ? End : throw new ArgumentException("A term does not end before it starts.", nameof(End));

    /// <summary>How many days it has.</summary>
    public int Days => End.DayNumber - Start.DayNumber;

    /// <summary>Whether the day belongs to it.</summary>
    public bool Contains(DateOnly day) => Start <= day && day < End;

    /// <summary>How many of its days are left on the morning of a day: that day counts as left. Never below zero or above <see cref="Days"/>.</summary>
    public int DaysLeft(DateOnly from) => Math.Clamp(End.DayNumber - from.DayNumber, 0, Days);
}

/// <summary>
/// The billing calendar. The n-th start is always counted from the anchor and never from the start before it,
/// so the 31st becomes the 28th in February and is the 31st again in March.
/// A one-time charge has no terms, and asking for them is a bug (<see cref="ArgumentException"/>).
/// </summary>
public static class Calendar
{
    /// <summary>The start of term <paramref name="n"/>, where 0 is the anchor itself.</summary>
    public static DateOnly NthStart(DateOnly anchor, Interval interval, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        return anchor.AddMonths(checked(MonthsOf(interval) * n));
    }

    /// <summary>Which term a day belongs to; 0 is the first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The day lies before the anchor.</exception>
    public static int IndexOf(DateOnly anchor, Interval interval, DateOnly day)
    {
        var months = MonthsOf(interval);
        ArgumentOutOfRangeException.ThrowIfLessThan(day, anchor);
        var n = (((day.Year - anchor.Year) * 12) + day.Month - anchor.Month) / months;

        // In the month of a start, the days before it still belong to the term before.
        return NthStart(anchor, interval, n) <= day ? n : n - 1;
    }

    /// <summary>Term <paramref name="n"/>, where 0 begins at the anchor.</summary>
    public static Term Nth(DateOnly anchor, Interval interval, int n) =>
        new(NthStart(anchor, interval, n), NthStart(anchor, interval, checked(n + 1)));

    /// <summary>The term a day belongs to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The day lies before the anchor.</exception>
    public static Term Containing(DateOnly anchor, Interval interval, DateOnly day) =>
        Nth(anchor, interval, IndexOf(anchor, interval, day));

    /// <summary>The first start after a day. Before the anchor that is the anchor; on a start it is the one after it.</summary>
    public static DateOnly NextStartAfter(DateOnly anchor, Interval interval, DateOnly day)
    {
        _ = MonthsOf(interval);
        return day < anchor ? anchor : Containing(anchor, interval, day).End;
    }

    private static int MonthsOf(Interval interval) =>
        interval.Months() > 0 ? interval.Months() : throw new ArgumentException("A one-time charge has no terms.", nameof(interval));
}
