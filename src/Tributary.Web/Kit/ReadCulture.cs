using System.Globalization;
using System.Security.Claims;

namespace Tributary.Web.Kit;

/// <summary>
/// Decides once a request in which language and time zone this person reads: what they chose (claims <c>locale</c> and <c>zoneinfo</c>
/// of their sign-in), else what they picked in this browser (cookie), else what the browser asks for. Runs after authentication.
/// </summary>
public sealed class ReadCulture(RequestDelegate next)
{
    /// <summary>The cookie that remembers a language picked before signing in.</summary>
    public const string Cookie = "language";

    public Task InvokeAsync(HttpContext context)
    {
        var culture = Culture.For(LanguageOf(context), context.User.FindFirstValue("zoneinfo") ?? "UTC");
        context.Features.Set(culture);
        CultureInfo.CurrentCulture = culture.Info;
        CultureInfo.CurrentUICulture = culture.Info;
        context.Response.Headers.ContentLanguage = culture.Language.Code;
        return next(context);
    }

    private static string? LanguageOf(HttpContext context) =>
        context.User.FindFirstValue("locale")
        ?? (context.Request.Cookies.TryGetValue(Cookie, out var picked) && Culture.Find(picked) is not null ? picked : null)
        ?? context.Request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(wish => wish.Quality ?? 1)
            .Select(wish => Culture.Find(wish.Value.Value))
            .FirstOrDefault(wish => wish is { Translated: true })?.Code;
}
