using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tributary.Web.Pages;

/// <summary>
/// A reference made when a question is shown and carried by its form, so that a second click does nothing a second time.
/// </summary>
public static class Once
{
    /// <summary>A new one.</summary>
    public static string New() => Guid.CreateVersion7().ToString("N");

    /// <summary>The deed's reference; null when the form carried none.</summary>
    public static string? Of(string? once) => Guid.TryParseExact(once, "N", out var id) ? $"panel:{id:N}" : null;

    /// <summary>The digest of what is asked under it, in whichever language it is asked.</summary>
    public static byte[] Asked(params object?[] parts) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(part => Convert.ToString(part, CultureInfo.InvariantCulture)))));
}
