using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Web.Api;

/// <summary>
/// The caller's If-Match: the version of the row it worked from. The desk compares it in the deed's own transaction, so that no
/// change between reading and writing is lost (412 <c>stale</c>).
/// </summary>
internal sealed class IfMatch : IEndpointParameterMetadataProvider
{
    private IfMatch(string? tag, long? version) => (this.tag, Version) = (tag, version);

    private readonly string? tag;

    /// <summary>The version, or null when the caller did not say.</summary>
    public long? Version { get; }

    public static ValueTask<IfMatch?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var header = http.Request.Headers.IfMatch.ToString().Trim();
        if (header is "" or "*") return ValueTask.FromResult<IfMatch?>(new(null, null));
        var tag = header.StartsWith("W/", StringComparison.Ordinal) ? header[2..] : header;
        var read = tag.Length > 2 && tag[0] == '"' && tag[^1] == '"'
            && long.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
        return ValueTask.FromResult<IfMatch?>(new(tag, read)); // A tag that was never given matches no row.
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new TakesIfMatch());

    /// <summary>What the deed is to find unchanged, or null when the caller did not say.</summary>
    public Expected? For<T>(Guid id) where T : Entity => Version is { } v ? new Expected(typeof(T), id, v) : null;

    /// <summary>
    /// The same for a row that is tagged by what is shown of it, see <see cref="Versions.TagShown"/>: the row as it is now,
    /// when it still shows what the caller read; else a version that it never had.
    /// </summary>
    public Expected? ForShown<T>(Guid id, long version, object shown) where T : Entity =>
        tag is null ? null : new Expected(typeof(T), id, tag == Versions.TagOf(shown) ? version : -1);
}

/// <summary>Says that an address takes If-Match.</summary>
internal sealed record TakesIfMatch;

internal static class Versions
{
    /// <summary>Says which version of the row is shown, for a later If-Match.</summary>
    public static void Tag(this HttpContext http, Entity row) => http.Tag(row.Version);

    /// <summary>
    /// Tags what is shown of a row, for rows that also change by what happens above the viewer: their version would tell
    /// that somebody above was tried again, or is short.
    /// </summary>
    public static void TagShown(this HttpContext http, object shown) => http.Response.Headers.ETag = TagOf(shown);

    /// <summary>The tag of what is shown.</summary>
    public static string TagOf(object shown) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(shown, shown.GetType(), ApiJson.Options)).AsSpan(0, 12))}\"";

    public static void Tag(this HttpContext http, long version) => http.Response.Headers.ETag = $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";
}
