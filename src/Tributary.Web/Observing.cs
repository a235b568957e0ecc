using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Tributary.Web;

/// <summary>
/// Sends traces and measurements to where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says, by OpenTelemetry's own settings
/// (<c>OTEL_SERVICE_NAME</c>, <c>OTEL_TRACES_SAMPLER</c> …): the desk, work and renewals, the program's requests, the database's
/// commands. Without that setting nothing listens, and nothing is spent. Addresses in traces are the templates of routes,
/// statements carry no values.
/// </summary>
internal sealed class Observing : IHostedService, IDisposable
{
    /// <summary>The setting that turns it on.</summary>
    public const string Setting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private TracerProvider? traces;
    private MeterProvider? measurements;

    /// <summary>Names the trace of a request by its route's template and verb, which the framework leaves to others.</summary>
    public static void Use(WebApplication app)
    {
        if (app.Configuration[Setting] is not { Length: > 0 }) return;
        app.Use((http, next) =>
        {
            if (Activity.Current is { IsAllDataRequested: true } span && http.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
            {
                span.DisplayName = $"{http.Request.Method} {route}";
                span.SetTag("http.route", route);
            }
            return next(http);
        });
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("tributary", serviceVersion: typeof(Observing).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector();
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(Telemetry.Name, "Microsoft.AspNetCore", "Npgsql").AddOtlpExporter().Build();
        measurements = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(Telemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime").AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        traces?.ForceFlush(2000);
        measurements?.ForceFlush(2000);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        traces?.Dispose();
        measurements?.Dispose();
    }
}
