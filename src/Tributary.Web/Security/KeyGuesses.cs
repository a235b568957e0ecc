using System.Globalization;
using System.Threading.RateLimiting;

namespace Tributary.Web.Security;

/// <summary>
/// Holds off whoever tries keys that are none: after <c>Api:WrongKeysPerAddressPerMinute</c> (60) of them an address is
/// answered 429 until tokens come back, one every few seconds, before anything is looked up. A right key costs no token.
/// </summary>
internal sealed class KeyGuesses : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> limiter;
    private readonly TimeSpan gap;

    public KeyGuesses(IConfiguration settings)
    {
        var most = Math.Max(1, settings.GetValue("Api:WrongKeysPerAddressPerMinute", 60));
        gap = TimeSpan.FromMinutes(1) / most;
        limiter = PartitionedRateLimiter.Create<HttpContext, string>(http => RateLimitPartition.GetTokenBucketLimiter(
            SecuritySetup.Neighbourhood(http.Connection.RemoteIpAddress),
            _ => new() { TokenLimit = most, TokensPerPeriod = 1, ReplenishmentPeriod = gap, QueueLimit = 0, AutoReplenishment = true }));
    }

    /// <summary>Says that this request came with a key that opens nothing.</summary>
    public void Wrong(HttpContext http) => limiter.AttemptAcquire(http).Dispose();

    /// <summary>Stands in front of authentication.</summary>
    public async Task Gate(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments("/api") || http.Request.Headers.Authorization.Count == 0 || limiter.GetStatistics(http) is not { CurrentAvailablePermits: 0 })
        {
            await next(http);
            return;
        }
        http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(gap.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
    }

    public void Dispose() => limiter.Dispose();
}
