namespace Tributary.Web.Security;

/// <summary>Where this program is found from outside, for links that leave it.</summary>
public static class HereIs
{
    /// <summary>The setting that holds the public address: <c>https://panel.example.com</c>. Needed for links that commands print.</summary>
    public const string Setting = "TRIBUTARY_URL";

    /// <summary>
    /// A page's full address: at the proven host of a reseller that the request came to, or that <paramref name="host"/> names. Else the
    /// setting comes first: a link in a letter must not lead where a forged Host header says.
    /// </summary>
    /// <param name="host">The proven host of whoever the link is for, or null.</param>
    public static string Address(IConfiguration settings, HttpRequest? request, string pathAndQuery, string? host = null)
    {
        if (request is not null && HostBrand.Of(request.HttpContext) is not null) return $"{request.Scheme}://{request.Host}{pathAndQuery}";
        if (host is not null) return At(settings, request, host) + pathAndQuery;
        var set = settings[Setting];
        var start = !string.IsNullOrWhiteSpace(set) ? set.TrimEnd('/') : request is not null ? $"{request.Scheme}://{request.Host}" : "http://127.0.0.1:5080";
        return start + pathAndQuery;
    }

    // A reseller's host is reached as the installation's own is: by the same scheme, through the same port.
    private static string At(IConfiguration settings, HttpRequest? request, string host)
    {
        var (scheme, port) = Uri.TryCreate(settings[Setting], UriKind.Absolute, out var own) ? (own.Scheme, own.IsDefaultPort ? null : (int?)own.Port)
            : request is not null ? (request.Scheme, request.Host.Port) : ("https", null);
        return port is null ? $"{scheme}://{host}" : $"{scheme}://{host}:{port}";
    }
}
