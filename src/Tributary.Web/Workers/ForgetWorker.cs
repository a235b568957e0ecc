using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;

namespace Tributary.Web.Workers;

/// <summary>
/// Forgets, once an hour, the references of programs that were kept for their time, what end users are called where nobody wishes to
/// know, launch tokens that were not used in time, pictures that nobody shows any more, and what people had put off.
/// </summary>
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
        await Usage.ForgetEndUsers.Do(database, cancel);
        await using var db = database.CreateDbContext();
        await Usage.ForgetLaunches.Do(db, now, cancel);
        await ForgetUploads.Run(db, now, cancel);
        await Reports.Today.PostponedDecision.Forget(db, await desk.Today(), cancel);
    }
}
