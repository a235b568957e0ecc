using System.Net;
using Tributary.Accounts;

namespace Tributary.Web.Security;

/// <summary>
/// <c>GET /tls/ask?domain=…</c>: a front server that fetches certificates on demand (Caddy's <c>on_demand_tls ask</c>) asks here before
/// it fetches one. Only a reseller's proven name is answered 200. Asked from this machine alone unless a setting names others, and
/// never through the front server itself.
/// </summary>
internal static class TlsAsk
{
    /// <summary>The setting that names who else may ask: addresses or networks, separated by commas.</summary>
    public const string Setting = "TRIBUTARY_TLS_ASK";

    /// <summary>The limit of asking, for all together.</summary>
    public const string Limit = "tls-ask";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/tls/ask", Answer).AllowAnonymous().RequireRateLimiting(Limit).ExcludeFromDescription();

    private static async Task<IResult> Answer(string? domain, HttpContext http, Hosts hosts, IConfiguration settings)
    {
        if (!MayAsk(http, settings[Setting])) return Results.NotFound();
        var host = DomainName.Plain(domain ?? "");
        return await hosts.At(host) is not null ? Results.Ok() : Results.NotFound();
    }

    private static bool MayAsk(HttpContext http, string? others)
    {
        // What came through a front server bears its mark: such a visitor is anybody.
        var headers = http.Request.Headers;
        if (headers.ContainsKey("X-Forwarded-For") || headers.ContainsKey("X-Original-For") || headers.ContainsKey("Forwarded")) return false;
        // A request without an address came in by a socket of this machine.
        if (http.Connection.RemoteIpAddress is not { } from || IPAddress.IsLoopback(from)) return true;
        if (from.IsIPv4MappedToIPv6) from = from.MapToIPv4();
        return (others ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Any(other => other.Contains('/', StringComparison.Ordinal) ? IPNetwork.Parse(other).Contains(from) : IPAddress.Parse(other).Equals(from));
    }
}
