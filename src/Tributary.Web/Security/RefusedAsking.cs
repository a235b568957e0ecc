using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Tributary.Identity;
using Tributary.Ledger;

namespace Tributary.Web.Security;

/// <summary>
/// Notes in the trail that somebody who is signed in was answered 404 or 403 by a page or an address of the API; see
/// <see cref="NoteRefusal"/>. What is not theirs and what is not there are noted alike, and take the same time.
/// </summary>
public sealed class RefusedAsking(Desk desk, ILogger<RefusedAsking> log)
{
    private volatile Hour hour = new("");

    /// <summary>Stands between what shows error pages and what opens doors.</summary>
    public async Task Gate(HttpContext context, RequestDelegate next)
    {
        // The page that says so is no asking.
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            await next(context);
            return;
        }
        try
        {
            await next(context);
        }
        catch (Refusal no) when (no.Kind is RefusalKind.NotFound or RefusalKind.Forbidden || no.Code.EndsWith(".not_found", StringComparison.Ordinal))
        {
            await Note(context);
            throw;
        }
        if (context.Response.StatusCode is StatusCodes.Status404NotFound or StatusCodes.Status403Forbidden) await Note(context);
    }

    /// <summary>The family of an address: <c>/orders</c> for its pages and for <c>/api/v1/orders/{id}</c>.</summary>
    public static string FamilyOf(string pattern)
    {
        var path = pattern.Trim('/');
        if (path.StartsWith("api/v1/", StringComparison.Ordinal)) path = path["api/v1/".Length..];
        return "/" + path.Split('/')[0];
    }

    private async Task Note(HttpContext context)
    {
        if (context.GetEndpoint() is not RouteEndpoint door || door.Metadata.GetMetadata<IAllowAnonymous>() is not null) return;
        if (context.RequestServices.GetRequiredService<CurrentViewer>().OrNull is not { } asker) return;
        var family = FamilyOf(door.RoutePattern.RawText ?? "");
        var deed = NoteRefusal.Of(asker, family, desk.Now);
        var now = hour;
        if (now.Name != deed.Reference![^10..]) hour = now = new(deed.Reference[^10..]);
        if (!now.Noted.TryAdd((asker.CallerId, asker.AccountId, asker.Guest?.PassId, family), true)) return;
        try
        {
            await desk.Do(deed, CancellationToken.None);
        }
        catch (Exception fault)
        {
            // The answer is theirs all the same.
            now.Noted.TryRemove((asker.CallerId, asker.AccountId, asker.Guest?.PassId, family), out _);
            log.LogError(fault, "That somebody was refused at {Family} could not be noted.", family);
        }
    }

    // What was noted this hour by this program; what others noted the desk knows by its reference.
    private sealed class Hour(string name)
    {
        public string Name => name;

        public ConcurrentDictionary<(Guid Caller, Guid Account, Guid? Pass, string Family), bool> Noted { get; } = new();
    }
}
