using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;

namespace Tributary.Web.Workers;

/// <summary>
/// Gives accounts their numbers: at once when one is opened here, and each minute for what was opened elsewhere or before. What
/// fails, or takes too long, is put before a person and tried on.
/// </summary>
internal sealed class RegistrationWorker : Routine
{
    private readonly DatabaseChoice database;
    private readonly Desk desk;
    private readonly ILogger<RegistrationWorker> log;

    public RegistrationWorker(DatabaseChoice database, Desk desk, DemoCompany demo, TimeProvider clock, ILogger<RegistrationWorker> log)
        : base(database, demo, clock, log, TimeSpan.FromMinutes(1))
    {
        (this.database, this.desk, this.log) = (database, desk, log);
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
            foreach (var deed in waiting) done += await Register(deed, cancel);
            if (done == 0) break;
        }
        await using var late = database.CreateDbContext();
        foreach (var deed in await ReportPending.Waiting(late, by, desk.Now, cancel: cancel)) await desk.Do(deed, cancel);
    }

    // One branch that cannot be registered does not keep the others waiting.
    private async Task<int> Register(RegisterAccounts deed, CancellationToken cancel)
    {
        try
        {
            return (await desk.Do(deed, cancel)).Count;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "{Count} accounts of branch {Branch} could not be registered; a person is told, and they are tried again.", deed.AccountIds.Count, deed.BranchId);
            await desk.Do(new ReportPending { By = deed.By, InBranch = deed.InBranch, AccountIds = deed.AccountIds }, cancel);
            return 0;
        }
    }
}
