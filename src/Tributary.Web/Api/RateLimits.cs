using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>
/// How much the API takes, from the settings <c>Api:PerKeyPerMinute</c> and <c>Api:PerAddressPerMinute</c>. Each is a bucket of a
/// minute's requests that is refilled every second, so that a burst is served and a stream is held.
/// </summary>
internal sealed record RateLimits(int PerKeyPerMinute, int PerAddressPerMinute)
{
    private const int UsualPerKey = 1_200;
    private const int UsualPerAddress = 3_000;

    public static RateLimits From(IConfiguration settings) => new(
        settings.GetValue("Api:PerKeyPerMinute", UsualPerKey), settings.GetValue("Api:PerAddressPerMinute", UsualPerAddress));

    /// <summary>The limits of an address come first, so that guessing keys is held too.</summary>
    public PartitionedRateLimiter<HttpContext> Limiter() => PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<HttpContext, string>(http => IsApi(http)
            ? Bucket(SecuritySetup.Neighbourhood(http.Connection.RemoteIpAddress), PerAddressPerMinute)
            : RateLimitPartition.GetNoLimiter("")),
        PartitionedRateLimiter.Create<HttpContext, string>(http => IsApi(http) && http.Request.Headers.Authorization.ToString() is { Length: > 0 } key
            ? Bucket(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))), PerKeyPerMinute)
            : RateLimitPartition.GetNoLimiter("")));

    /// <summary>Says when to come back.</summary>
    public static ValueTask SayWhen(Microsoft.AspNetCore.RateLimiting.OnRejectedContext rejected, CancellationToken cancel)
    {
        var after = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
        rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return ValueTask.CompletedTask;
    }

    private static bool IsApi(HttpContext http) => http.Request.Path.StartsWithSegments("/api");

    private static RateLimitPartition<string> Bucket(string name, int perMinute) => RateLimitPartition.GetTokenBucketLimiter(name, _ => new()
    {
        TokenLimit = perMinute, TokensPerPeriod = Math.Max(1, perMinute / 60), ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0, AutoReplenishment = true,
    });
}
