using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tributary.Tests.Web;

/// <summary>Takes what OpenTelemetry sends over HTTP, on loopback. Names and values stand in protobuf as they are, so it is looked through as text.</summary>
public sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, string Body)> taken = new();

    private Collector(WebApplication app) => this.app = app;

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>All traces so far.</summary>
    public string Traces => Of("/v1/traces");

    /// <summary>All measurements so far.</summary>
    public string Measurements => Of("/v1/metrics");

    public static async Task<Collector> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new Collector(app);
        app.MapPost("/{**path}", collector.Take);
        await app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private string Of(string path) => string.Concat(taken.Where(t => t.Path == path).Select(t => t.Body));

    private async Task Take(HttpContext http)
    {
        using var stream = new MemoryStream();
        await http.Request.Body.CopyToAsync(stream);
        taken.Enqueue((http.Request.Path, Encoding.Latin1.GetString(stream.ToArray())));
        http.Response.ContentType = "application/x-protobuf";
    }
}
