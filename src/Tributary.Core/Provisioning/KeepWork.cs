using Tributary.Ledger;

namespace Tributary.Provisioning;

/// <summary>What a person did to a piece of work, as its answer.</summary>
public sealed record WorkKept(Guid WorkId, WorkState State);

/// <summary>The deeds by which a person changes only where work stands; none of them moves money.</summary>
public abstract class KeepWork : Deed<WorkKept>
{
    /// <summary>The branch of the work.</summary>
    public required int WorkBranchId { get; init; }
    /// <summary>The work.</summary>
    public required Guid WorkId { get; init; }

    /// <inheritdoc/>
    public override int BranchId => WorkBranchId;

    /// <inheritdoc/>
    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => sheet.Lock<Work>(deeds.Cast<KeepWork>().Select(d => d.WorkId));

    /// <inheritdoc/>
    public override WorkKept Decide(Sheet sheet)
    {
        var work = sheet.Find<Work>(WorkId);
        if (work is null || work.BranchId != BranchId) throw Refusal.NotFound("work");
        // Refused before it is changed; the verb checks again.
        work.NeedKeeper(By);
        Keep(sheet.Change(work), sheet.Now);
        sheet.Trail(By, work.BranchId, work.AccountId, work.Path, TrailAction, PublicId.Format(WorkOrder.Prefix, work.Id), work.Title, readFrom: work.OwnerPath);
        return new(work.Id, work.State);
    }

    private protected abstract string TrailAction { get; }

    private protected abstract void Keep(Work work, DateTime now);
}

/// <summary>A person says that they see to work that needs one.</summary>
public sealed class TakeWork : KeepWork
{
    private protected override string TrailAction => "work.taken";

    private protected override void Keep(Work work, DateTime now) => work.Take(By);
}

/// <summary>A person has looked into what contradicts finished work.</summary>
public sealed class SettleWork : KeepWork
{
    private protected override string TrailAction => "work.settled";

    private protected override void Keep(Work work, DateTime now) => work.Settle(By);
}
