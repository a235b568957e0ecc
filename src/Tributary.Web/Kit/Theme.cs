namespace Tributary.Web.Kit;

/// <summary>Light, dark, or what the system prefers; kept in a cookie so that a page is drawn right from the first byte.</summary>
public static class Theme
{
    /// <summary>The cookie's name.</summary>
    public const string Cookie = "theme";

    /// <summary>What a person may choose; the last is the default.</summary>
    public static IReadOnlyList<string> All { get; } = ["light", "dark", "auto"];

    /// <summary>The theme of this request, as <c>data-bs-theme</c> takes it.</summary>
    public static string Of(HttpRequest request) =>
        request.Cookies[Cookie] is { } chosen && All.Contains(chosen) ? chosen : "auto";
}
