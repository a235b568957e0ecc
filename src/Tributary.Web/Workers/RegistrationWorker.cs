using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;

namespace Tributary.Web.Workers;

/// <summary>Gives accounts their numbers: at once when one is opened here, and each minute for what was opened elsewhere or before.</summary>
internal sealed class RegistrationWorker : Routine
{
    private readonly DatabaseChoice database;
    private readonly Desk desk;

    public RegistrationWorker(DatabaseChoice database, Desk desk, DemoCompany demo, TimeProvider clock, ILogger<RegistrationWorker> log)
        : base(database, demo, clock, log, TimeSpan.FromMinutes(1))
    {
        (this.database, this.desk) = (database, desk);
        desk.Committed += deeds =>
        {
            if (deeds.Any(deed => deed is OpenAccount)) Wake();
        };
    }

    protected override string ActsAs => "Registration";

    protected override async Task Once(Viewer by, CancellationToken cancel)
    {
        while (true)
        {
            await using var db = database.CreateDbContext();
            var waiting = await RegisterAccounts.Waiting(db, by, cancel: cancel);
            var done = 0;
            foreach (var deed in waiting) done += (await desk.Do(deed, cancel)).Count;
            if (done == 0) return;
        }
    }
}
