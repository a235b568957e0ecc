using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tributary.Tests.Provisioning;

/// <summary>
/// The other side: a program of its own on loopback that delivers what it is asked for, once for each webhook-id. It
/// verifies signatures by code of its own, and can be told to fail, hang, lie or answer later.
/// </summary>
public sealed class Receiver : IAsyncDisposable
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private readonly WebApplication app;
    private readonly TimeProvider clock;

    private Receiver(WebApplication app, TimeProvider clock) => (this.app, this.clock) = (app, clock);

    /// <summary>The secret as it is entered into a plan.</summary>
    public static string Secret { get; } = "whsec_" + Convert.ToBase64String(Key);

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>How it answers; by itself it delivers at once.</summary>
    public Func<Delivery, HttpContext, Task>? Answer { get; set; }

    /// <summary>What it has, by webhook-id: delivered once, however often it was asked.</summary>
    public ConcurrentDictionary<string, Delivery> Delivered { get; } = new();

    /// <summary>Every genuine request, in the order of arrival.</summary>
    public ConcurrentQueue<Delivery> Requests { get; } = new();

    /// <summary>How old a request may be; more where the clock is moved while requests are on their way.</summary>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many requests bore no valid signature.</summary>
    public int Forged;

    public static async Task<Receiver> Start(TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app, clock);
        app.MapPost("/{**path}", receiver.Take);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Delivers, unless that was done for this id before, and says so.</summary>
    public async Task Deliver(Delivery asked, HttpContext http)
    {
        Delivered.TryAdd(asked.Id, asked);
        await http.Response.WriteAsJsonAsync(new { work = asked.Id, status = "done", externalId = ExternalId(asked) });
    }

    /// <summary>What a subscription is called here.</summary>
    public static string ExternalId(Delivery asked) => "t-" + asked.Data.GetProperty("subscription").GetString();

    /// <summary>The headers of a message of its own, signed.</summary>
    public Dictionary<string, string> Sign(string id, byte[] body, byte[]? key = null, TimeSpan late = default)
    {
        var time = (clock.GetUtcNow() - late).ToUnixTimeSeconds().ToString();
        return new()
        {
            ["webhook-id"] = id, ["webhook-timestamp"] = time,
            ["webhook-signature"] = "v1,AAAA v1," + Convert.ToBase64String(Mac(key ?? Key, id, time, body)),
        };
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var stream = new MemoryStream();
        await http.Request.Body.CopyToAsync(stream);
        var body = stream.ToArray();
        string id = http.Request.Headers["webhook-id"]!, time = http.Request.Headers["webhook-timestamp"]!;
        var expected = "v1," + Convert.ToBase64String(Mac(Key, id, time, body));
        var fresh = Math.Abs(long.Parse(time) - clock.GetUtcNow().ToUnixTimeSeconds()) <= Tolerance.TotalSeconds;
        if (!fresh || !http.Request.Headers["webhook-signature"].ToString().Split(' ').Contains(expected))
        {
            Interlocked.Increment(ref Forged);
            http.Response.StatusCode = 401;
            return;
        }
        var json = JsonDocument.Parse(body).RootElement;
        var asked = new Delivery(id, json.GetProperty("type").GetString()!, json.GetProperty("data"), body);
        Requests.Enqueue(asked);
        await (Answer ?? Deliver)(asked, http);
    }

    private static byte[] Mac(byte[] key, string id, string time, byte[] body)
    {
        using var mac = new HMACSHA256(key);
        return mac.ComputeHash([.. Encoding.ASCII.GetBytes(id), (byte)'.', .. Encoding.ASCII.GetBytes(time), (byte)'.', .. body]);
    }
}

/// <summary>What the other side was asked for.</summary>
public sealed record Delivery(string Id, string Type, JsonElement Data, byte[] Body);
