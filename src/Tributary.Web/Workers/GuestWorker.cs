using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;

namespace Tributary.Web.Workers;

/// <summary>
/// Writes down, each minute, that visits are over whose time is. They let nobody in from that moment on anyway; this is their
/// last line in the trail.
/// </summary>
internal sealed class GuestWorker(DatabaseChoice database, Desk desk, DemoCompany demo, TimeProvider clock, ILogger<GuestWorker> log)
    : Routine(database, demo, clock, log, TimeSpan.FromMinutes(1))
{
    private readonly DatabaseChoice database = database;

    protected override string ActsAs => "Guest passes";

    protected override async Task Once(Viewer by, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        foreach (var deed in await EndGuestPass.Over(db, by, desk.Now, cancel)) await desk.Do(deed, cancel);
    }
}
