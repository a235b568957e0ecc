using Tributary.Data;

namespace Tributary.Usage;

/// <summary>
/// What an account's people have noted on a day of their graph: a promotion, a fair, a move. It is read by the account's own
/// people alone, neither above nor below.
/// </summary>
public sealed class GraphNote : TenantEntity
{
    /// <summary>The longest text.</summary>
    public const int LongestText = 80;

    /// <summary>The day it stands on.</summary>
    public required DateOnly Day { get; set; }
    /// <summary>What happened, in one line.</summary>
    public required string Text { get; set; }
    /// <summary>When it was first written (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>Who wrote it first.</summary>
    public required string CreatedBy { get; init; }
    /// <summary>When it was taken away (UTC), or null.</summary>
    public DateTime? RemovedAt { get; set; }
}

/// <summary>Reaches an account's own notes.</summary>
public static class GraphNotes
{
    /// <summary>Those of the viewer's own account that still stand.</summary>
    public static IQueryable<GraphNote> Own(this IQueryable<GraphNote> notes, Viewer viewer)
    {
        var (branch, account) = (viewer.BranchId, viewer.AccountId);
        return notes.Where(n => n.BranchId == branch && n.AccountId == account && n.RemovedAt == null);
    }
}
