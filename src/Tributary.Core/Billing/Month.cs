using System.Globalization;

namespace Tributary.Billing;

/// <summary>Months of the root's calendar, by which is billed. A month is its first day.</summary>
public static class Month
{
    /// <summary>The month in which a moment (UTC) lies.</summary>
    public static DateOnly Of(DateTime at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(at, zone);
        return new(local.Year, local.Month, 1);
    }

    /// <summary>The month of a day.</summary>
    public static DateOnly Of(DateOnly day) => new(day.Year, day.Month, 1);

    /// <summary>The moment (UTC) at which a month begins.</summary>
    public static DateTime Begins(DateOnly month, TimeZoneInfo zone)
    {
        var midnight = month.ToDateTime(TimeOnly.MinValue);
        // Where the clocks are put forward at midnight, the day begins an hour later.
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(15);
        return TimeZoneInfo.ConvertTimeToUtc(midnight, zone);
    }

    /// <summary>The code of a month: <c>2026-11</c>.</summary>
    public static string Code(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Code"/> writes.</summary>
    public static bool TryRead(string? code, out DateOnly month) =>
        DateOnly.TryParseExact(code, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out month) && month.Year is >= 1900 and < 9000;
}
