using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Web.Media;

/// <summary>
/// <c>/media/…</c>: the pictures that people uploaded, under the hash of their content, so that nobody finds one they were not shown and
/// no cache ever holds an old one. Whatever is in them, a browser runs none of it: they come with a policy of their own.
/// </summary>
public static class MediaFiles
{
    private const string Policy = "default-src 'none'; sandbox; frame-ancestors 'none'";

    /// <summary>Where a picture is.</summary>
    public static string Address(Guid id) => $"/media/{id:n}";

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/media/{id:regex(^[0-9a-f]{{32}}$)}", One).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> One(string id, HttpContext http, TributaryDb db, CancellationToken cancel)
    {
        var wanted = Guid.ParseExact(id, "N");
        if (await db.Uploads.AsNoTracking().Where(u => u.Id == wanted).Select(u => new { u.Content, u.Type }).FirstOrDefaultAsync(cancel) is not { } found) return Results.NotFound();
        var headers = http.Response.Headers;
        (headers.ContentSecurityPolicy, headers.CacheControl, headers.XContentTypeOptions) = (Policy, "public, max-age=31536000, immutable", "nosniff");
        return Results.Bytes(found.Content, found.Type);
    }
}
