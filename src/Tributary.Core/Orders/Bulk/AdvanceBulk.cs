using Microsoft.EntityFrameworkCore;
using Tributary.Identity.Imports;
using Tributary.Ledger;

namespace Tributary.Orders.Bulk;

/// <summary>Whether a worker has a run now.</summary>
internal sealed record BulkClaimed(Guid RunId, bool IsTaken);

/// <summary>A worker takes up a run on which nobody works, or not any more.</summary>
internal sealed class ClaimBulk : Deed<BulkClaimed>
{
    /// <summary>The run's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }
    /// <summary>The worker's name for this turn.</summary>
    public required string Lease { get; init; }

    public override int BranchId => InBranch;

    public override bool SparesFacts => true;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => sheet.Lock<BulkRun>(deeds.Cast<ClaimBulk>().Select(d => d.RunId));

    public override BulkClaimed Decide(Sheet sheet)
    {
        var run = sheet.Change(sheet.Get<BulkRun>(RunId));
        run.Claim(Lease, sheet.Now, sheet.Now + RunBulk.LeaseTime);
        if (!run.IsUnderWay) AdvanceBulk.Over(sheet, run);
        return new(run.Id, run.LeasedBy == Lease);
    }
}

/// <summary>
/// A worker says what became of the next subscriptions of a run; or that it cannot go on, or that the program stops. Whoever has
/// lost the lease meanwhile is refused, so that each is counted once.
/// </summary>
internal sealed class AdvanceBulk : Deed<BulkClaimed>
{
    /// <summary>The run's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }
    /// <summary>The worker's name for this turn.</summary>
    public required string Lease { get; init; }
    /// <summary>The subscriptions that were tried, in their order, each with what it was refused for or null.</summary>
    public IReadOnlyList<(BulkItem Item, RowProblem? Problem)> Tried { get; init; } = [];
    /// <summary>Why it cannot go on, or null.</summary>
    public RowProblem? Failure { get; init; }
    /// <summary>True when the program stops.</summary>
    public bool GivesBack { get; init; }

    public override int BranchId => InBranch;

    public override bool SparesFacts => true;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => sheet.Lock<BulkRun>(deeds.Cast<AdvanceBulk>().Select(d => d.RunId));

    public override BulkClaimed Decide(Sheet sheet)
    {
        var run = sheet.Get<BulkRun>(RunId);
        run.NeedLease(Lease);
        sheet.Change(run);
        foreach (var (item, problem) in Tried) sheet.Change(item).Finish(problem, sheet.Now);
        if (Tried.Count > 0)
            run.Advance(Tried[^1].Item.Seq, Tried.Count(t => t.Problem is null), Tried.Count(t => t.Problem is not null), sheet.Now, sheet.Now + RunBulk.LeaseTime);
        if (Failure is not null) run.Fail(Failure, sheet.Now);
        else if (GivesBack) run.GiveBack();
        if (!run.IsUnderWay) Over(sheet, run);
        return new(run.Id, run.LeasedBy == Lease);
    }

    /// <summary>Leaves a line in the trail, in the name of whoever asked for it.</summary>
    internal static void Over(Sheet sheet, BulkRun run) =>
        BulkRows.Trail(sheet, Asker.Read(run.AskedBy), run, run.State == BulkState.Failed ? "bulk.failed" : "bulk.over", BulkRows.Counts(run));
}
