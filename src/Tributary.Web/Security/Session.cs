using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Tributary.Identity;

namespace Tributary.Web.Security;

/// <summary>A person's session: a protected cookie that names the person, the stamp it is good for, and the place they act in.</summary>
public static class Session
{
    /// <summary>The name of the scheme.</summary>
    public const string Scheme = "Session";

    /// <summary>The cookie.</summary>
    public const string Cookie = "session";

    /// <summary>Whose session it is.</summary>
    public const string UserClaim = ClaimTypes.NameIdentifier;

    /// <summary>The security stamp it is good for.</summary>
    public const string StampClaim = "stamp";

    /// <summary>The membership they act in; missing until they chose one.</summary>
    public const string PlaceClaim = "place";

    /// <summary>The guest pass by which they visit another account; missing while they are at home.</summary>
    public const string PassClaim = "pass";

    /// <summary>Who signed in, as the cookie says it.</summary>
    public static ClaimsPrincipal Of(User user, Guid? membershipId, Guid? passId = null)
    {
        List<Claim> claims =
        [
            new(UserClaim, user.Id.ToString()), new(ClaimTypes.Name, user.Name), new(ClaimTypes.Email, user.Email!), new(StampClaim, user.SecurityStamp!),
            new("locale", user.Language), new("zoneinfo", user.TimeZone),
        ];
        if (membershipId is { } place) claims.Add(new(PlaceClaim, place.ToString()));
        if (passId is { } pass) claims.Add(new(PassClaim, pass.ToString()));
        return new(new ClaimsIdentity(claims, Scheme));
    }

    /// <summary>Begins a session, or goes on with one under a new stamp, in another place, or on a visit.</summary>
    public static Task Begin(HttpContext context, User user, Guid? membershipId, Guid? passId = null) => context.SignInAsync(Scheme, Of(user, membershipId, passId));

    /// <summary>The membership that this session acts by, also while it visits another account.</summary>
    public static Guid? PlaceOf(HttpContext context) => Guid.TryParse(context.User.FindFirstValue(PlaceClaim), out var place) ? place : null;

    /// <summary>Goes on with this session after the person's stamp or claims changed; their other sessions are over.</summary>
    public static Task GoOn(HttpContext context, User user) =>
        Begin(context, user, PlaceOf(context));

    /// <summary>Ends this session.</summary>
    public static Task End(HttpContext context) => context.SignOutAsync(Scheme);

    private static readonly PathString[] Folders = ["/lib", "/css", "/js", "/img", "/brand", "/media"];

    internal static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = Cookie;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(8);
        options.SlidingExpiration = true;
        options.LoginPath = "/login";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = async context =>
        {
            // A file is the same for everybody; nobody is looked up for it, and nobody is known while it is served.
            if (Folders.Any(folder => context.Request.Path.StartsWithSegments(folder))) return;
            if (await context.HttpContext.RequestServices.GetRequiredService<CurrentViewer>().FromSession(context.Principal!, HostBrand.PathOf(context.HttpContext))) return;
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Scheme);
        };
        options.Events.OnRedirectToLogin = context =>
        {
            // Without the host, so that it leads nowhere but to this one.
            Go(context.HttpContext, new Uri(context.RedirectUri).PathAndQuery, StatusCodes.Status401Unauthorized);
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToAccessDenied = context =>
        {
            // Somebody who has not said for whom they act is asked; somebody who may not, may not.
            if (context.HttpContext.RequestServices.GetRequiredService<CurrentViewer>() is { OrNull: null, Person: not null })
                Go(context.HttpContext, "/choose" + QueryString.Create("returnUrl", context.Request.Path + context.Request.QueryString), StatusCodes.Status403Forbidden);
            else
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    // A part of a page that was asked for by htmx cannot follow a redirect; the whole page has to.
    internal static void Go(HttpContext context, string address, int status)
    {
        if (!context.Request.Headers.ContainsKey("HX-Request"))
        {
            context.Response.Redirect(address);
            return;
        }
        context.Response.StatusCode = status;
        context.Response.Headers["HX-Redirect"] = address;
    }
}
