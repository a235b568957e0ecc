using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>How large a body an address takes, in bytes, where it is not <see cref="Usual"/>.</summary>
/// <param name="Bytes">The most it takes.</param>
/// <param name="Spools">True where the body is kept on the disk and read by the endpoint itself, so that a large one needs no memory.</param>
internal sealed record BodyLimit(long Bytes, bool Spools = false)
{
    /// <summary>1 MB.</summary>
    public const long Usual = 1_000_000;

    /// <summary>10 MB: uploaded lists.</summary>
    public const long Uploads = 10_000_000;

    /// <summary>25 MB: public registers. Larger ones are loaded by the program's own command.</summary>
    public const long Registers = 25_000_000;
}

/// <summary>
/// Said of an address whose bodies are large and whose repetition changes nothing by itself: what is asked is hashed only
/// where it is sent under an Idempotency-Key.
/// </summary>
internal sealed record HashedWithKey;

/// <summary>
/// What a write asks for: its body, and the caller's Idempotency-Key with the hash of what is asked under it. The deed
/// takes both, so that the desk does it once and answers a repetition as it answered first.
/// </summary>
internal sealed class Asked
{
    private Asked(string? reference, byte[] hash, byte[] body) => (Reference, Hash, Body) = (reference, hash, body);

    /// <summary>The caller's key, or null.</summary>
    public string? Reference { get; }

    /// <summary>SHA-256 of method, address and canonical body.</summary>
    public byte[] Hash { get; }

    /// <summary>The body as it came.</summary>
    public byte[] Body { get; }

    /// <summary>Given to endpoints; <see cref="Asking"/> has read it before.</summary>
    public static ValueTask<Asked?> BindAsync(HttpContext http, ParameterInfo parameter) => ValueTask.FromResult<Asked?>(Of(http));

    public static Asked Of(HttpContext http) => (Asked)http.Items[typeof(Asked)]!;

    /// <summary>Reads the request, at most as much of it as the address takes.</summary>
    public static async Task<Asked> Read(HttpContext http)
    {
        var limit = http.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() ?? new(BodyLimit.Usual);
        var reference = ReadKey(http.Request.Headers["Idempotency-Key"]);
        Asked asked;
        if (limit.Spools)
        {
            asked = new(reference, await Spool(http, limit.Bytes), []);
        }
        else
        {
            var body = await ReadBody(http.Request, limit.Bytes, http.RequestAborted);
            var hashed = reference is not null || http.GetEndpoint()?.Metadata.GetMetadata<HashedWithKey>() is null;
            asked = new(reference, hashed ? Hashed(http.Request, body) : [], body);
        }
        http.Items[typeof(Asked)] = asked;
        return asked;
    }

    private static string? ReadKey(Microsoft.Extensions.Primitives.StringValues header)
    {
        if (header.Count == 0) return null;
        var key = header.Count == 1 ? header[0]!.Trim() : "";
        if (key.Length is 0 or > 200 || key.Any(c => c is < ' ' or > '~'))
            throw Refusal.Invalid("idempotency.malformed", "The Idempotency-Key is one text of 1 to 200 printable ASCII characters.");
        return key;
    }

    private static async Task<byte[]> ReadBody(HttpRequest request, long limit, CancellationToken cancel)
    {
        if (request.ContentLength > limit) throw TooLarge(limit);
        using var read = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(buffer, cancel)) > 0)
        {
            if (read.Length + count > limit) throw TooLarge(limit);
            read.Write(buffer, 0, count);
        }
        return read.ToArray();
    }

    // Read once for its hash, and again by the endpoint.
    private static async Task<byte[]> Spool(HttpContext http, long limit)
    {
        if (http.Request.ContentLength > limit) throw TooLarge(limit);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } most) most.MaxRequestBodySize = limit;
        http.Request.EnableBuffering(64 * 1024);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Line(http.Request));
        var buffer = new byte[64 * 1024];
        int count;
        for (var size = 0L; (count = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0;)
        {
            if ((size += count) > limit) throw TooLarge(limit);
            hash.AppendData(buffer, 0, count);
        }
        http.Request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    private static byte[] Line(HttpRequest request) => Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n");

    private static Unreadable TooLarge(long limit) => new(413, "body.too_large", $"The request is larger than the {limit / 1_000_000} MB this address takes.");

    // White space and the order of fields do not make another request; every value does.
    private static byte[] Hashed(HttpRequest request, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Line(request));
        hash.AppendData(request.HasJsonContentType() ? Canonical(body) : body);
        return hash.GetHashAndReset();
    }

    private static byte[] Canonical(byte[] body)
    {
        if (body.Length == 0) return body;
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = ApiJson.MaxDepth, AllowDuplicateProperties = false });
            using var written = new MemoryStream();
            using (var writer = new Utf8JsonWriter(written, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(writer, document.RootElement);
            return written.ToArray();
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new Unreadable(400, "body.malformed", $"The body is not JSON, names a field twice, or is nested deeper than {ApiJson.MaxDepth}.");
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var part in value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(part.Name);
                    Write(writer, part.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(value.GetString());
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}

/// <summary>Reads every write before its endpoint runs, and lets one key of one caller run once at a time.</summary>
internal static class Asking
{
    private static readonly ConcurrentDictionary<(string Caller, string Key), bool> Running = new();

    public static IApplicationBuilder UseAsking(this IApplicationBuilder app) =>
        app.UseWhen(IsWrite, writes => writes.Use(Ask));

    private static bool IsWrite(HttpContext http) =>
        http.GetEndpoint() is not null && http.Request.Path.StartsWithSegments("/api") && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method);

    private static async Task Ask(HttpContext http, RequestDelegate next)
    {
        var asked = await Asked.Read(http);
        if (asked.Reference is not { } key)
        {
            await next(http);
            return;
        }
        var running = (http.Request.Headers.Authorization.ToString(), key);
        if (!Running.TryAdd(running, true))
            throw Refusal.Conflict("idempotency.running", "A request with this idempotency key is still running. Ask again in a moment.");
        try
        {
            if (http.RequestServices.GetRequiredService<CurrentViewer>().OrNull is { IsProvider: true } provider)
                await NeedUnused(http.RequestServices.GetRequiredService<TributaryDb>(), provider, key, asked.Hash, http.RequestAborted);
            await next(http);
        }
        finally
        {
            Running.TryRemove(running, out _);
        }
    }

    // The desk keeps references by branch. The provider alone acts in many of them, and its key means one request in all.
    private static async Task NeedUnused(TributaryDb db, Viewer provider, string key, byte[] hash, CancellationToken cancel)
    {
        var asked = await (from branch in db.Branches
                           from done in db.Done.Where(d => d.BranchId == branch.Id && d.CallerId == provider.CallerId && d.Reference == key)
                           select done.Asked).ToListAsync(cancel);
        if (asked.Any(before => !before.AsSpan().SequenceEqual(hash)))
            throw Refusal.Invalid("idempotency.reused", "This idempotency key was used for another request.");
    }
}
