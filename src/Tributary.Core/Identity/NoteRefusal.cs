using Tributary.Ledger;

namespace Tributary.Identity;

/// <summary>
/// Somebody asked for what is not there for them, or is not theirs to do. Their own account's trail says so, for whoever looks after
/// it: one line an hour for each person or key and each family of addresses, so that nobody fills a table by trying numbers. What they
/// tried is not kept, since it may be somebody else's; nor does the other account learn of it, which would tell that it was met.
/// </summary>
public sealed class NoteRefusal : Deed<RefusalNoted>
{
    /// <summary>What stands in the trail.</summary>
    public const string Action = "access.refused";

    /// <summary>Who asked; on a visit the guest, whose name the line bears as their other deeds' do.</summary>
    public required Viewer Asker { get; init; }
    /// <summary>The family of addresses: <c>/orders</c>.</summary>
    public required string Family { get; init; }

    public override int BranchId => Asker.BranchId;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    /// <summary>The deed for this hour; done again, also by another program, it writes nothing.</summary>
    public static NoteRefusal Of(Viewer asker, string family, DateTime now) => new()
    {
        // Who may only look writes nothing; this line is not the guest's own deed.
        By = asker with { Guest = null }, Asker = asker, Family = family, Reference = $"refused {asker.Guest?.PassId:n} {family} {now:yyyyMMddHH}",
    };

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => Task.CompletedTask;

    public override RefusalNoted Decide(Sheet sheet)
    {
        sheet.Trail(Asker, Asker.BranchId, Asker.AccountId, Asker.Path, Action, summary: Family);
        return new(Family);
    }
}

/// <summary>What was noted.</summary>
public sealed record RefusalNoted(string Family);
