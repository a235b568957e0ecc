using Microsoft.EntityFrameworkCore;

namespace Tributary.Data;

/// <summary>The time zone in which days are counted: the root's.</summary>
public static class RootZones
{
    private static readonly FixedQuery<string, string> Setting = new((db, name) => db.Settings.AsNoTracking().Where(s => s.Name == name).Select(s => s.Value));

    /// <summary>The root's time zone; UTC before the installation is set up.</summary>
    public static async Task<TimeZoneInfo> RootZone(this TributaryDb db, CancellationToken cancel = default) =>
        (await Setting.List(db, "time_zone", cancel)).FirstOrDefault() is { } name
            ? TimeZoneInfo.FindSystemTimeZoneById(name) : TimeZoneInfo.Utc;
}
