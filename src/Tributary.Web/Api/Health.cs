using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Web.Api;

/// <summary>What a probe reads.</summary>
public sealed record HealthJson
{
    /// <summary><c>live</c>, <c>ready</c> or <c>not_ready</c>.</summary>
    public required string Status { get; init; }
}

/// <summary>For whoever starts and watches the program; they say nothing else about it.</summary>
internal static class Health
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => new HealthJson { Status = "live" }).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/health/ready", Ready).AllowAnonymous().ExcludeFromDescription();
    }

    // Ready: the database answers and is at the newest migration, and nobody has told the program to stop.
    private static async Task<IResult> Ready(DatabaseChoice database, Drain drain, ILogger<HealthJson> log, CancellationToken cancel)
    {
        if (drain.HasBegun) return NotReady();
        try
        {
            await using var db = database.CreateDbContext();
            if (!(await db.Database.GetPendingMigrationsAsync(cancel)).Any()) return Results.Ok(new HealthJson { Status = "ready" });
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogWarning(fault, "The database is not to be reached.");
        }
        return NotReady();
    }

    private static IResult NotReady() => Results.Json(new HealthJson { Status = "not_ready" }, statusCode: StatusCodes.Status503ServiceUnavailable);
}
