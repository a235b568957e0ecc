using System.Globalization;

namespace Tributary.Web.Api;

/// <summary>
/// Leaves without losing a request. Told to stop (SIGTERM), the program says at <c>/health/ready</c> that it is not ready,
/// and closes connections with its answers, but serves on for a while, so that whoever sends requests here can go
/// elsewhere first. Then what is under way is finished, and the workers and the desk close.
/// </summary>
internal sealed class Drain(TimeSpan time, IHostApplicationLifetime life) : IHostedLifecycleService
{
    /// <summary>The setting for how many seconds it serves on: a little more than a load balancer needs to notice. None without it.</summary>
    public const string Setting = "TRIBUTARY_DRAIN_SECONDS";

    // What is under way may take so long to finish.
    private static readonly TimeSpan Finish = TimeSpan.FromSeconds(30);

    /// <summary>Whether it was told to stop.</summary>
    public bool HasBegun => life.ApplicationStopping.IsCancellationRequested;

    /// <summary>Registers it, and gives the program the time for it.</summary>
    /// <exception cref="InvalidOperationException">The setting cannot be read.</exception>
    public static void Register(IServiceCollection services, IConfiguration settings)
    {
        var time = Read(settings[Setting]);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = time + Finish);
        services.AddSingleton(provider => new Drain(time, provider.GetRequiredService<IHostApplicationLifetime>()));
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
    }

    /// <summary>From then on each connection ends with its next answer; HTTP/2 has its own way of saying so.</summary>
    public static void Use(IApplicationBuilder app)
    {
        var drain = app.ApplicationServices.GetRequiredService<Drain>();
        app.Use((http, next) =>
        {
            if (drain.HasBegun && HttpProtocol.IsHttp11(http.Request.Protocol)) http.Response.Headers.Connection = "close";
            return next(http);
        });
    }

    /// <summary>The host stops nothing before this is over.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(time, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static TimeSpan Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return TimeSpan.Zero;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 600
            ? TimeSpan.FromSeconds(seconds)
            : throw new InvalidOperationException($"{Setting} is a number of seconds from 0 to 600, not '{text}'.");
    }
}
