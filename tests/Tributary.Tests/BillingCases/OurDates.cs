using System.Globalization;

namespace Tributary.Tests.BillingCases;

/// <summary>
/// What <see cref="Calendar"/> answers to <c>lago-dates.csv</c>. The row's time zone is taken for the root's, and "calendar" billing for
/// terms that are anchored at the first of January.
/// </summary>
internal static class OurDates
{
    public static (string? Ours, string Expected) Answer(Case row) => (Ours(row), row["expected"]);

    private static string? Ours(Case row)
    {
        // Some plans there bill their usage monthly whatever the plan's own interval is.
        if (row.Interval is not { } interval) return null;
        if (row["description"].Contains("plan has charges monthly", StringComparison.Ordinal)) interval = Interval.Monthly;

        var zone = TimeZoneInfo.FindSystemTimeZoneById(row["timezone"]);
        DateOnly subscribed = CivilDay(row.Day("subscription_at")), started = CivilDay(row.Day("started_at")), day = CivilDay(row.Day("billing_at"));
        var anchor = row["billing_time"] == "calendar" ? new DateOnly(subscribed.Year, 1, 1) : subscribed;
        if (day < subscribed) return null;

        var current = Calendar.IndexOf(anchor, interval, day);
        var kind = row["kind"].Replace("fixed_charges_", "charges_", StringComparison.Ordinal);

        // Usage is billed after its term, so on the day on which the next one starts and on no other.
        if (kind == "charges_from_datetime" && Calendar.NthStart(anchor, interval, current) != day) return "";

        // A bill is about the term that has begun when it is paid in advance, still running or just ended by a termination,
        // and otherwise about the one before.
        var about = row["current_usage"] == "true" || (!kind.StartsWith("charges_", StringComparison.Ordinal) && (row["pay_in_advance"] == "true" || row["terminated_at"].Length > 0))
            ? current
            : current - 1;
        return kind switch
        {
            "from_datetime" or "charges_from_datetime" => Start(about),
            "to_datetime" or "charges_to_datetime" => LastSecond(about),
            "next_end_of_period" => LastSecond(current),
            "previous_beginning_of_period" or "compute_previous_beginning_of_period" => Start(row["current_period"] == "true" ? current : current - 1),
            "charges_duration_in_days" => Calendar.Nth(anchor, interval, about).Days.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };

        // Instants are midnight UTC in the rows; the civil day is the zone's.
        DateOnly CivilDay(DateOnly utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc.ToDateTime(default), zone));

        // No term begins before the subscription itself.
        string Start(int n)
        {
            var start = Calendar.NthStart(anchor, interval, n);
            return Utc((start > started ? start : started).ToDateTime(default));
        }

        string LastSecond(int n) => Utc(Calendar.Nth(anchor, interval, n).End.ToDateTime(default).AddSeconds(-1));

        string Utc(DateTime local) => TimeZoneInfo.ConvertTimeToUtc(local, zone).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
    }
}
