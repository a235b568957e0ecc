using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tributary;

/// <summary>
/// What the business measures of itself, for whoever listens: OpenTelemetry when the program is told where to send it,
/// or a tool beside it. With no listener a measurement costs a comparison. It names no person and no amount.
/// </summary>
public static class Telemetry
{
    /// <summary>The name of the source of traces and of the meter.</summary>
    public const string Name = "Tributary";

    /// <summary>Where traces begin.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Where measurements are made.</summary>
    public static Meter Meter { get; } = new(Name);
}
