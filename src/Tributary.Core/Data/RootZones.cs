using Microsoft.EntityFrameworkCore;

namespace Tributary.Data;

/// <summary>The time zone in which days are counted: the root's.</summary>
public static class RootZones
{
    /// <summary>The root's time zone; UTC before the installation is set up.</summary>
    public static async Task<TimeZoneInfo> RootZone(this TributaryDb db, CancellationToken cancel = default) =>
        await db.Settings.AsNoTracking().Where(s => s.Name == "time_zone").Select(s => s.Value).FirstOrDefaultAsync(cancel) is { } name
            ? TimeZoneInfo.FindSystemTimeZoneById(name) : TimeZoneInfo.Utc;
}
