using Tributary.Billing;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Web.Workers;

/// <summary>Bills every month on its first day after the last in the root's time zone, and catches up after a downtime.</summary>
internal sealed class BillingWorker(DatabaseChoice database, Desk desk, DemoCompany demo, TimeProvider clock, ILogger<BillingWorker> log)
    : Routine(database, demo, clock, log, TimeSpan.FromMinutes(30))
{
    // What was charged in the month's last moments may still be written by another program.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(10);

    private readonly DatabaseChoice database = database;
    private readonly TimeProvider clock = clock;
    private readonly BillingRun run = new(database, desk);

    protected override string ActsAs => "Billing";

    protected override async Task Once(Viewer by, CancellationToken cancel)
    {
        await using (var db = database.CreateDbContext())
            if (clock.GetUtcNow().UtcDateTime < Month.Begins(Month.Of(await desk.Today()), await db.RootZone(cancel)) + Late) return;
        if (await run.IsDone(cancel)) return;
        var count = await run.Run(by, cancel);
        log.LogInformation("Billing: {Invoices} invoices, {CreditNotes} credit notes, {Faults} faults.", count.Invoices, count.CreditNotes, count.Faults);
    }
}
