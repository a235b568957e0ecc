using Tributary.Data;
using Tributary.Identity.Imports;
using Tributary.Ledger;

namespace Tributary.Web.Workers;

/// <summary>
/// Checks uploaded files of people and adds those in them: at once when somebody asks for it here, and every few seconds for
/// what was asked of another program or left by one that is gone. Once an hour it forgets old files.
/// </summary>
internal sealed class PeopleImportWorker : Routine
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly DatabaseChoice database;
    private readonly Desk desk;
    private readonly RunPeopleImports run;
    private DateTime forgotAt = DateTime.MinValue;

    public PeopleImportWorker(DatabaseChoice database, Desk desk, DemoCompany demo, TimeProvider clock, ILogger<PeopleImportWorker> log)
        : base(database, demo, clock, log, TimeSpan.FromSeconds(10))
    {
        (this.database, this.desk, run) = (database, desk, new(database, desk));
        desk.Committed += deeds =>
        {
            if (deeds.Any(deed => deed is UploadPeople or CheckPeople or ApplyPeople)) Wake();
        };
    }

    protected override string ActsAs => "Batch upload";

    protected override async Task Once(Viewer by, CancellationToken cancel)
    {
        await run.Drain(by, cancel);
        if (desk.Now < forgotAt + Hour) return;
        await ForgetPeopleFiles.Run(database, desk.Now, cancel);
        forgotAt = desk.Now;
    }
}
