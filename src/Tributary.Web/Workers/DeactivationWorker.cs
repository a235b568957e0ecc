using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;

namespace Tributary.Web.Workers;

/// <summary>
/// Pauses the subscriptions of accounts that were switched off so, and resumes them when the account is back: at once when that
/// is decided here, and each minute for what was decided elsewhere or could not be done yet.
/// </summary>
internal sealed class DeactivationWorker : Routine
{
    private readonly DeactivationRun run;

    public DeactivationWorker(DatabaseChoice database, Desk desk, DemoCompany demo, TimeProvider clock, ILogger<DeactivationWorker> log)
        : base(database, demo, clock, log, TimeSpan.FromMinutes(1))
    {
        run = new DeactivationRun(database, desk);
        desk.Committed += deeds =>
        {
            if (deeds.Any(deed => deed is Deactivate or ConfirmAccount or RequestReactivation)) Wake();
        };
    }

    protected override string ActsAs => "Program";

    protected override Task Once(Viewer by, CancellationToken cancel) => run.Run(by, cancel);
}
