using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;

namespace Tributary.Web.Workers;

/// <summary>Keeps the forecasts: looks every few seconds which branches have changed, and makes those whose turn it is.</summary>
internal sealed class ForecastWorker(DatabaseChoice database, Desk desk, DemoCompany demo, TimeProvider clock, IConfiguration configuration, ILogger<ForecastWorker> log)
    : Routine(database, demo, clock, log, ForecastRun.AtMostEvery)
{
    /// <summary>The setting that says how many days ahead of a refused renewal one is warned: <c>7,1</c>.</summary>
    public const string WarningsSetting = "TRIBUTARY_FORECAST_WARNINGS";

    private readonly ForecastRun run = new(database, desk, clock, WarnOfRefusals.Read(configuration[WarningsSetting]));

    protected override string ActsAs => "Forecast";

    protected override Task Once(Viewer by, CancellationToken cancel) => run.Run(by, cancel: cancel,
        fault: (id, fault) => log.LogError(fault, "The renewal of {Subscription} cannot be foretold.", PublicId.Format("sub", id)));
}
