namespace Tributary.Catalog;

/// <summary>Where a product is opened from the panel: an address its maker gives.</summary>
public static class LaunchAddress
{
    /// <summary>The most characters of one.</summary>
    public const int Most = 500;

    /// <summary>The address as it is kept, empty for none; says what is wrong with it.</summary>
    internal static string? Read(Form form, string field, string? value)
    {
        var text = form.Text(field, value, Most);
        if (string.IsNullOrEmpty(text)) return text;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.UserInfo.Length > 0 || address.Fragment.Length > 0
            || address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        {
            form.Wrong(field, "This is no address of a web page: give one that begins with https:// and has no name, password or # in it.");
            return text;
        }
        form.Must(address.AbsoluteUri.Length <= Most, field, "This address is too long.");
        form.Must(!address.Query.TrimStart('?').Split('&').Any(part => part.StartsWith("launch=", StringComparison.OrdinalIgnoreCase)), field, "“launch” is added to the address; it cannot have one of its own.");
        return address.AbsoluteUri;
    }

    /// <summary>The address with a token.</summary>
    public static Uri With(string address, string token)
    {
        var uri = new UriBuilder(address);
        uri.Query = uri.Query.Length > 1 ? $"{uri.Query}&launch={token}" : $"launch={token}";
        return uri.Uri;
    }
}
