using Tributary.Data;

namespace Tributary.Reports;

/// <summary>
/// Proves from the rows alone that what must always hold does: it reads everything at one moment of the database,
/// in ordered streams that are merged, so that memory does not grow with history and writers are not kept waiting.
/// It changes nothing.
/// </summary>
public static class CheckBooks
{
    /// <summary>Checks all branches, or one.</summary>
    /// <param name="database">The database; PostgreSQL gives up to six connections for it.</param>
    /// <param name="clock">Says when and how long.</param>
    /// <param name="branch">The one branch to look at, or null for all. The registry of account numbers belongs to all.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<CheckReport> Run(DatabaseChoice database, TimeProvider clock, int? branch = null, CancellationToken cancel = default)
    {
        var (at, began) = (clock.GetUtcNow().UtcDateTime, clock.GetTimestamp());
        var findings = new Findings();
        await using (var snapshot = await Snapshot.Take(database, branch, cancel))
        {
            await CheckTransfers.Run(snapshot, findings);
            await CheckBalances.Run(snapshot, findings);
            await CheckChain.Run(snapshot, findings);
            await CheckLines.Run(snapshot, findings);
            await CheckReserved.Run(snapshot, findings);
            await CheckPeriods.Run(snapshot, findings);
            await CheckFigures.Run(snapshot, findings);
            await CheckUsage.Run(snapshot, findings);
            await CheckPlaces.Run(snapshot, findings);
            await CheckTrail.Run(snapshot, findings);
            await CheckInvoices.Run(snapshot, findings);
            await CheckForecasts.Run(snapshot, findings, clock, cancel);
        }
        return new()
        {
            At = at, Took = clock.GetElapsedTime(began), BranchId = branch, Invariants = findings.Reports, ByBranch = findings.ByBranch,
        };
    }
}
