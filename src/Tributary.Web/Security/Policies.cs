using Microsoft.AspNetCore.Authorization;

namespace Tributary.Web.Security;

/// <summary>
/// The policies that pages and endpoints name: one a <see cref="Right"/>, under the right's own name. Every page model
/// and endpoint names one or says that it is open to all; what says nothing is closed.
/// </summary>
public static class Policies
{
    /// <summary>Anybody who acts for an account, whatever they may do there.</summary>
    public const string SignedIn = nameof(SignedIn);

    /// <summary>A person who signed in, whether or not they have chosen an account to act for. Never an API key, nor a guest of another account.</summary>
    public const string Person = nameof(Person);

    public const string ViewAccounts = nameof(Right.ViewAccounts);
    public const string ManageAccounts = nameof(Right.ManageAccounts);
    public const string ViewPrices = nameof(Right.ViewPrices);
    public const string ManagePrices = nameof(Right.ManagePrices);
    public const string ViewOrders = nameof(Right.ViewOrders);
    public const string ManageOrders = nameof(Right.ManageOrders);
    public const string ViewMoney = nameof(Right.ViewMoney);
    public const string ManageMoney = nameof(Right.ManageMoney);
    public const string ViewWork = nameof(Right.ViewWork);
    public const string ManageWork = nameof(Right.ManageWork);
    public const string ViewPeople = nameof(Right.ViewPeople);
    public const string ManagePeople = nameof(Right.ManagePeople);
    public const string ManageCatalogue = nameof(Right.ManageCatalogue);
    public const string ManageSettings = nameof(Right.ManageSettings);
    public const string ManageOwners = nameof(Right.ManageOwners);
    public const string RecordUsage = nameof(Right.RecordUsage);
    public const string SwitchAccounts = nameof(Right.SwitchAccounts);

    /// <summary>Registers them all, and closes what names none.</summary>
    public static IServiceCollection AddPolicies(this IServiceCollection services)
    {
        var builder = services.AddScoped<IAuthorizationHandler, RightGate>().AddAuthorizationBuilder()
            .AddPolicy(SignedIn, policy => policy.RequireAuthenticatedUser().AddRequirements(new RightNeeded(Right.None)))
            .AddPolicy(Person, policy => policy.RequireAuthenticatedUser().RequireClaim(Session.UserClaim)
                .RequireAssertion(context => !context.User.HasClaim(claim => claim.Type == Session.PassClaim)));
        foreach (var right in Enum.GetValues<Right>().Where(right => long.IsPow2((long)right)))
            builder.AddPolicy(right.ToString(), policy => policy.RequireAuthenticatedUser().AddRequirements(new RightNeeded(right)));

        var signedIn = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new RightNeeded(Right.None)).Build();
        // Where there is nothing at all, or not by this verb, the answer is 404 or 405 and not a door.
        var closed = new AuthorizationPolicyBuilder()
            .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint).Build();
        builder.SetDefaultPolicy(signedIn).SetFallbackPolicy(closed);
        return services;
    }
}

/// <summary>Asks for a right; for none, only that somebody acts for an account.</summary>
public sealed record RightNeeded(Right Right) : IAuthorizationRequirement;

/// <summary>
/// Opens to a viewer who holds the right, and for the page or endpoint that names it lets them look as far as it reaches. This
/// is the one place where that is done; what asks beside (the navigation) only wants to know.
/// </summary>
internal sealed class RightGate(CurrentViewer current) : AuthorizationHandler<RightNeeded>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RightNeeded requirement)
    {
        if (current.OrNull?.May(requirement.Right) is not true) return Task.CompletedTask;
        context.Succeed(requirement);
        if (context.Resource is HttpContext) current.LookWith(requirement.Right);
        return Task.CompletedTask;
    }
}
