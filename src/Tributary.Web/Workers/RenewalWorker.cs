using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;

namespace Tributary.Web.Workers;

/// <summary>Renews what is due, once an hour and right after the start, so that a downtime is caught up with.</summary>
internal sealed class RenewalWorker(DatabaseChoice database, Desk desk, DemoCompany demo, TimeProvider clock, ILogger<RenewalWorker> log)
    : Routine(database, demo, clock, log, TimeSpan.FromHours(1))
{
    private readonly RenewalRun run = new(database, desk);

    protected override string ActsAs => "Renewal run";

    protected override async Task Once(Viewer by, CancellationToken cancel)
    {
        var count = await run.Run(by, cancel);
        if (count.Total + count.Faults > 0)
            log.LogInformation("Renewal run: {Renewed} renewed, {Resumed} resumed, {InGrace} in grace, {Paused} paused, {Expired} expired, {Ended} ended, {Faults} faults.",
                count.Renewed, count.Resumed, count.InGrace, count.Paused, count.Expired, count.Ended, count.Faults);
    }
}
