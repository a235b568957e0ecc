using Tributary.Web.Security;

namespace Tributary.Web.Mail;

/// <summary>Where links of mails lead: to the sender's own host once it is proven, else to the installation's.</summary>
internal static class PanelAddress
{
    /// <summary>The address of the panel without a slash at its end.</summary>
    /// <param name="request">The request of somebody who reads the mail in the panel; null when it is sent.</param>
    /// <param name="host">The sender's proven host, or null.</param>
    public static string Of(IConfiguration settings, HttpRequest? request, string? host)
    {
        var installation = Installation(settings, request);
        // A seller's host is reached as the installation's own is: by the same scheme, through the same port.
        return host is not null && Uri.TryCreate(installation, UriKind.Absolute, out var own)
            ? $"{own.Scheme}://{host}{(own.IsDefaultPort ? "" : $":{own.Port}")}" : installation;
    }

    // Who serves on a desk and has said nothing else finds the program where it listens.
    private static string Installation(IConfiguration settings, HttpRequest? request) =>
        request is null && string.IsNullOrWhiteSpace(settings[HereIs.Setting]) && settings["urls"]?.Split(';')[0] is { Length: > 0 } listens
            ? listens.Replace("//*", "//localhost").Replace("//+", "//localhost").Replace("//0.0.0.0", "//127.0.0.1").Replace("//[::]", "//[::1]").TrimEnd('/')
            : HereIs.Address(settings, request, "");
}
