using System.Security.Cryptography;
using System.Text;
using Tributary.Web.Api;
using Tributary.Web.Kit;

namespace Tributary.Web.Security;

/// <summary>
/// Stands in front of everything: looks at the host a visitor came to. At a reseller's proven host everything is in its brand and
/// about what is at or below it; at a host that is nobody's there is a page that says so and nothing else. What probes and the
/// front server ask (<c>/health</c>, <c>/tls</c>) is answered at any name.
/// </summary>
internal sealed class HostGate(RequestDelegate next, Hosts hosts, FirstRun first, ILogger<HostGate> log)
{
    private const string Style = "body{margin:20vh auto;max-width:26rem;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;color:#3b4252;background:#f6f7f9}h1{font-size:1.25rem}";

    private static readonly byte[] Page = Encoding.UTF8.GetBytes(
        $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Nothing here</title><style>{Style}</style></head>"
        + "<body><main><h1>There is nothing at this address</h1><p>Check how it is written, or ask whoever gave it to you.</p></main></body></html>");

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private int told;

    public async Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/health") || path.StartsWithSegments("/tls"))
        {
            await next(context);
            return;
        }
        var host = Hosts.Of(context.Request);
        // Before the set-up there is nothing to be told apart, and nobody's to be kept from anybody.
        if (await hosts.IsOwn(host) || !await first.IsOver())
        {
            await next(context);
            return;
        }
        if (await hosts.At(host) is { } face)
        {
            context.Features.Set(new HostBrand(face));
            context.Features.Set(Hosts.Dress(face));
            await next(context);
            return;
        }
        Tell(host);
        await Nobody(context);
    }

    /// <summary>Once somebody acts at one of the installation's own hosts, pages are in the brand of their own seller, where it has one.</summary>
    public static async Task Dress(HttpContext context, RequestDelegate next)
    {
        if (HostBrand.Of(context) is null && !Problems.IsForPrograms(context) && context.RequestServices.GetRequiredService<CurrentViewer>().OrNull is { } viewer
            && await context.RequestServices.GetRequiredService<Hosts>().For(viewer.Path) is { IsDressed: true } face)
            context.Features.Set(Hosts.Dress(face));
        await next(context);
    }

    // Whoever has forgotten a setting finds it in the log; strangers who make names up do not fill it.
    private void Tell(string host)
    {
        if (Interlocked.Increment(ref told) <= 20) log.LogWarning("Somebody came to {Host}, which is nobody's here. The installation's own hosts stand in {Setting}.", host, Hosts.Setting);
    }

    private static Task Nobody(HttpContext context)
    {
        var headers = context.Response.Headers;
        (headers.ContentSecurityPolicy, headers.XContentTypeOptions, headers.XFrameOptions, headers.CacheControl) = (Policy, "nosniff", "DENY", "no-store");
        if (Problems.IsForPrograms(context)) return Problems.Write(context, StatusCodes.Status421MisdirectedRequest, "host.unknown", "There is nothing at this address.");
        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = Page.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(Page).AsTask();
    }
}
