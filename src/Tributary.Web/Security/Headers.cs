namespace Tributary.Web.Security;

/// <summary>
/// The headers every answer bears. The content policy allows nothing that is not served from here as a file: no inline script, no inline
/// style, no other host, no frame around us. Images may also be <c>data:</c>, which the style sheet uses for arrows and ticks.
/// </summary>
public sealed class Headers(RequestDelegate next)
{
    /// <summary>The content security policy of every page.</summary>
    public const string Policy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        // By plain HTTP to a name that is not this machine's, browsers leave it aside and complain.
        if (context.Request.IsHttps || HostBrand.Of(context) is null) headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return next(context);
    }
}
