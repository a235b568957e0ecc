using System.ComponentModel.DataAnnotations;
using Tributary.Accounts;
using Tributary.Identity;
using Tributary.Subscriptions;
using Tributary.Usage;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>The token a person came with.</summary>
public sealed record RedeemLaunchJson
{
    /// <summary>What stood in the address as <c>launch</c>.</summary>
    [Required, MaxLength(Launch.LongestToken)] public string? Token { get; init; }
}

/// <summary>Who came, and for what.</summary>
public sealed record LaunchJson
{
    /// <summary>The person: the same each time, and the end user of the usage that is recorded.</summary>
    public required Ref<User> EndUser { get; init; }
    /// <summary>What they opened.</summary>
    public required Ref<Subscription> Subscription { get; init; }
    /// <summary>The account that has it.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>The language they read, as a code.</summary>
    public required string Language { get; init; }
}

/// <summary><c>/launches</c>: what a product asks about a person who comes from the panel.</summary>
internal static class LaunchesApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/launches/redeem", Redeem).RequireAuthorization(Policies.RecordUsage).WithTags("usage").WithSummary("Learn who came from the panel with a launch token, once");

    private static async Task<LaunchJson> Redeem(Body<RedeemLaunchJson> body, HttpContext http, Viewer viewer, RedeemLaunch redeem, CancellationToken cancel)
    {
        var done = await redeem.Do(viewer, body.Value.Token!, cancel);
        http.Response.Headers.CacheControl = "no-store";
        return new() { EndUser = new(done.UserId), Subscription = new(done.SubscriptionId), Account = new(done.AccountId), Language = done.Language };
    }
}
