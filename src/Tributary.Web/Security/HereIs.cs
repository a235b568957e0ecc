namespace Tributary.Web.Security;

/// <summary>Where this program is found from outside, for links that leave it.</summary>
public static class HereIs
{
    /// <summary>The setting that holds the public address: <c>https://panel.example.com</c>. Needed for links that commands print.</summary>
    public const string Setting = "TRIBUTARY_URL";

    /// <summary>
    /// A page's full address. The setting comes first: a link in a letter must not lead where a forged Host header says.
    /// </summary>
    public static string Address(IConfiguration settings, HttpRequest? request, string pathAndQuery)
    {
        var set = settings[Setting];
        var start = !string.IsNullOrWhiteSpace(set) ? set.TrimEnd('/') : request is not null ? $"{request.Scheme}://{request.Host}" : "http://127.0.0.1:5080";
        return start + pathAndQuery;
    }
}
