using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders.Bulk;

namespace Tributary.Web.Workers;

/// <summary>Goes through bulk runs: at once when somebody asks for one here, and every few seconds for what was asked of another program or left by one that is gone.</summary>
internal sealed class BulkWorker : Routine
{
    private readonly RunBulk run;

    public BulkWorker(DatabaseChoice database, Desk desk, DemoCompany demo, TimeProvider clock, ILogger<BulkWorker> log)
        : base(database, demo, clock, log, TimeSpan.FromSeconds(10))
    {
        run = new(database, desk);
        desk.Committed += deeds =>
        {
            if (deeds.Any(deed => deed is StartBulk)) Wake();
        };
    }

    protected override string ActsAs => "Bulk deeds";

    protected override Task Once(Viewer by, CancellationToken cancel) => run.Drain(by, cancel);
}
