using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;

namespace Tributary.Web.Workers;

/// <summary>
/// Writes the mails with the report of the month past, from the first of a month in the root's time zone on: each person who wants it
/// gets it once. Who was down on the first catches up.
/// </summary>
internal sealed class ReportWorker(DatabaseChoice database, Desk desk, DemoCompany demo, TimeProvider clock, ILogger<ReportWorker> log)
    : Routine(database, demo, clock, log, TimeSpan.FromMinutes(10))
{
    private const int MostAtOnce = 200;

    private readonly DatabaseChoice database = database;

    protected override string ActsAs => "Monthly report";

    protected override async Task Once(Viewer by, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        while (await MailMonthlyReport.Due(db, by, await desk.Today(), MostAtOnce, cancel) is { Count: > 0 } due)
        {
            if ((await desk.DoAll(due, cancel)).OfType<Exception>().FirstOrDefault() is { } fault) throw fault;
        }
    }
}
