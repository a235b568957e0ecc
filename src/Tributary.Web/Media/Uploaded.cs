using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Tributary.Web.Api;

namespace Tributary.Web.Media;

/// <summary>A file that came with a form.</summary>
public static class Uploaded
{
    /// <summary>The most bytes of a request that carries a picture: larger than any picture that is taken, so that the page can say what is wrong.</summary>
    public const long MostOfRequest = 12_000_000;

    /// <summary>
    /// Says of a form that is larger than its page takes that it is, before any of it is read. Whoever reads it would only learn that
    /// it cannot be understood: the token that proves where it comes from stands somewhere inside.
    /// </summary>
    internal static Task Gate(HttpContext context, RequestDelegate next)
    {
        var size = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        var most = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? size?.MaxRequestBodySize;
        if (Problems.IsForPrograms(context) || !(context.Request.ContentLength > most)) return next(context);
        // The server reads on for a moment and throws away what comes, or a browser that still sends would not hear the answer.
        if (size is { IsReadOnly: false }) size.MaxRequestBodySize = null;
        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        return Task.CompletedTask;
    }

    /// <summary>Its content; nothing when none was chosen. Of what is too large no more is read than tells so.</summary>
    public static async Task<byte[]> Bytes(this IFormFile? file, int most, CancellationToken cancel)
    {
        if (file is null) return [];
        await using var content = file.OpenReadStream();
        var bytes = new byte[(int)Math.Min(file.Length, most + 1L)];
        await content.ReadExactlyAsync(bytes, cancel);
        return bytes;
    }
}
