using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Web.Workers;

/// <summary>Forgets the references of programs that were kept for their time, once an hour.</summary>
internal sealed class ForgetWorker(DatabaseChoice database, Desk desk, DemoCompany demo, TimeProvider clock, ILogger<ForgetWorker> log)
    : Routine(database, demo, clock, log, TimeSpan.FromHours(1))
{
    private readonly DatabaseChoice database = database;
    private DateTime since = DateTime.UnixEpoch;

    protected override string ActsAs => "Program";

    protected override async Task Once(Viewer by, CancellationToken cancel)
    {
        var now = desk.Now;
        await ForgetReferences.Run(database, since, now, cancel);
        since = now - ForgetReferences.Kept;
    }
}
