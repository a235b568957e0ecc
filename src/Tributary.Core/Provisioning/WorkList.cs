using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Provisioning;

/// <summary>
/// How work is shown. The maker's people see where it really stands; to everybody else what is open is
/// <see cref="Processing"/>, where they may know of it at all (<see cref="WorkList.ShownTo"/>), and why it takes long is not told.
/// </summary>
public enum WorkView
{
    /// <summary>Waits for a worker, for the first time or again.</summary>
    Waiting = 1,
    /// <summary>The other side has it.</summary>
    Handed = 2,
    /// <summary>A person is needed; also work whose end is contradicted.</summary>
    NeedsPerson = 3,
    /// <summary>Given up.</summary>
    Failed = 4,
    /// <summary>Done.</summary>
    Done = 5,
    /// <summary>Open, seen by somebody who does not deliver it.</summary>
    Processing = 6,
}

/// <summary>How much work stands where, as the viewer sees it.</summary>
public sealed record WorkCounts(int Waiting, int Handed, int NeedsPerson, int Failed, int Processing)
{
    /// <summary>The count of one view; null for <see cref="WorkView.Done"/>, which is not counted because it only grows.</summary>
    public int? Of(WorkView view) => view switch
    {
        WorkView.Waiting => Waiting,
        WorkView.Handed => Handed,
        WorkView.NeedsPerson => NeedsPerson,
        WorkView.Failed => Failed,
        WorkView.Processing => Processing,
        WorkView.Done => null,
    };
}

/// <summary>A piece of work as a viewer sees it. What only the maker's people may know is null for the others.</summary>
public sealed record WorkRow
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }
    /// <summary>Its branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>Its version; never to be shown, since it grows with what others do too.</summary>
    public required long Version { get; init; }
    /// <summary>What it is.</summary>
    public required string Title { get; init; }
    /// <summary>What is to be done.</summary>
    public required WorkAction Action { get; init; }
    /// <summary>Where it stands.</summary>
    public required WorkView View { get; init; }
    /// <summary>Whom it is for.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>Their name.</summary>
    public required string AccountName { get; init; }
    /// <summary>Their number.</summary>
    public required string? AccountNumber { get; init; }
    /// <summary>The subscription.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>The order, or null.</summary>
    public required Guid? OrderId { get; init; }
    /// <summary>When it was asked for (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>When it was finished (UTC), or null.</summary>
    public required DateTime? FinishedAt { get; init; }
    /// <summary>True when the viewer may finish it.</summary>
    public required bool MayManage { get; init; }

    /// <summary>True when it is finished and contradicted.</summary>
    public bool IsDisputed { get; init; }
    /// <summary>The connector's key.</summary>
    public string? Connector { get; init; }
    /// <summary>How often it was tried.</summary>
    public int? Attempts { get; init; }
    /// <summary>When it is tried next, or when an answer is overdue (UTC).</summary>
    public DateTime? NextAt { get; init; }
    /// <summary>What went wrong last.</summary>
    public string? Error { get; init; }
    /// <summary>The other side's id.</summary>
    public string? ExternalId { get; init; }
    /// <summary>The person who took it.</summary>
    public string? TakenBy { get; init; }
    /// <summary>Who finished it.</summary>
    public string? FinishedBy { get; init; }
}

/// <summary>Reads the work list for pages and the API.</summary>
public static class WorkList
{
    /// <summary>
    /// The work a viewer may know of. That an order has got as far as the delivery is known to those who deliver: to
    /// everybody else its work is there once it is finished, since an order that awaits somebody's funds has none.
    /// </summary>
    public static IQueryable<Work> ShownTo(this IQueryable<Work> works, Viewer viewer)
    {
        var (top, end) = (viewer.Path, TreePath.End(viewer.Path));
        return works.SeenBy(viewer).Where(w => w.FinishedAt != null || w.LineId == null || w.OwnerPath.CompareTo(top) >= 0 && w.OwnerPath.CompareTo(end) < 0);
    }

    /// <summary>Rows of one view (null for all that is open), the oldest first; done and failed work the newest first.</summary>
    /// <param name="after">The last id of the page before.</param>
    /// <param name="search">Part of the title, or the customer's number; null for everything.</param>
    public static async Task<IReadOnlyList<WorkRow>> Page(
        TributaryDb db, Viewer viewer, WorkView? view, Guid? after, int take, string? search = null, CancellationToken cancel = default)
    {
        viewer = viewer.For(Right.ViewWork);
        var works = In(db.Work.ShownTo(viewer), viewer, view);
        if (search?.Trim() is { Length: > 0 } typed)
        {
            var ids = await db.Accounts.SeenBy(viewer).Where(a => a.Number == typed).Select(a => a.Id).ToArrayAsync(cancel);
            var lower = typed.ToLowerInvariant();
            works = works.Where(w => ids.Contains(w.AccountId) || w.Title.ToLower().Contains(lower));
        }
        works = view is WorkView.Done or WorkView.Failed
            ? works.Where(w => after == null || w.Id.CompareTo(after.Value) < 0).OrderByDescending(w => w.Id)
            : works.Where(w => after == null || w.Id.CompareTo(after.Value) > 0).OrderBy(w => w.Id);
        return await Rows(db, viewer, works.Take(take), cancel);
    }

    /// <summary>One piece of work, or null when there is none for this viewer.</summary>
    public static async Task<WorkRow?> Find(TributaryDb db, Viewer viewer, Guid id, CancellationToken cancel = default) =>
        (await Rows(db, viewer, db.Work.ShownTo(viewer.For(Right.ViewWork)).Where(w => w.Id == id), cancel)).SingleOrDefault();

    /// <summary>How much stands where.</summary>
    public static async Task<WorkCounts> Count(TributaryDb db, Viewer viewer, CancellationToken cancel = default)
    {
        var end = TreePath.End(viewer.Path);
        viewer = viewer.For(Right.ViewWork);
        var counts = await db.Work.ShownTo(viewer).Where(w => w.State != WorkState.Done || w.DisputedAt != null)
            .GroupBy(w => new
            {
                w.State, Disputed = w.DisputedAt != null,
                Kept = w.OwnerPath.CompareTo(viewer.Path) >= 0 && w.OwnerPath.CompareTo(end) < 0,
            })
            .Select(g => new { g.Key.State, g.Key.Disputed, g.Key.Kept, Count = g.Count() }).ToListAsync(cancel);
        return new(Of(WorkView.Waiting), Of(WorkView.Handed), Of(WorkView.NeedsPerson), Of(WorkView.Failed), Of(WorkView.Processing));

        int Of(WorkView view) => counts.Where(c => View(c.State, c.Disputed, c.Kept) == view).Sum(c => c.Count);
    }

    // To whoever does not deliver it, work is processing, done or failed; a contradiction is not theirs to see.
    private static WorkView View(WorkState state, bool disputed, bool kept) => (state, kept) switch
    {
        (WorkState.Failed, false) => WorkView.Failed,
        (WorkState.Done, false) => WorkView.Done,
        (_, false) => WorkView.Processing,
        (_, true) when disputed => WorkView.NeedsPerson,
        (WorkState.Waiting or WorkState.Leased, true) => WorkView.Waiting,
        (WorkState.Handed, true) => WorkView.Handed,
        (WorkState.NeedsPerson, true) => WorkView.NeedsPerson,
        (WorkState.Done, true) => WorkView.Done,
        (WorkState.Failed, true) => WorkView.Failed,
        _ => throw new InvalidOperationException($"Unknown state {state}."),
    };

    // The same in SQL, so that a page of a view is read by its key.
    private static IQueryable<Work> In(IQueryable<Work> works, Viewer viewer, WorkView? view)
    {
        var (top, end) = (viewer.Path, TreePath.End(viewer.Path));
        var kept = works.Where(w => w.OwnerPath.CompareTo(top) >= 0 && w.OwnerPath.CompareTo(end) < 0);
        var others = works.Where(w => w.OwnerPath.CompareTo(top) < 0 || w.OwnerPath.CompareTo(end) >= 0);
        return view switch
        {
            WorkView.Waiting => kept.Where(w => w.State == WorkState.Waiting || w.State == WorkState.Leased),
            WorkView.Handed => kept.Where(w => w.State == WorkState.Handed),
            WorkView.NeedsPerson => kept.Where(w => w.State == WorkState.NeedsPerson || w.DisputedAt != null),
            WorkView.Processing => others.Where(w => w.State != WorkState.Done && w.State != WorkState.Failed),
            WorkView.Failed => works.Where(w => w.State == WorkState.Failed),
            WorkView.Done => works.Where(w => w.State == WorkState.Done),
            null => works.Where(w => w.State != WorkState.Done && w.State != WorkState.Failed),
            _ => throw new ArgumentOutOfRangeException(nameof(view), view, "This is no view."),
        };
    }

    private static async Task<IReadOnlyList<WorkRow>> Rows(TributaryDb db, Viewer viewer, IQueryable<Work> works, CancellationToken cancel)
    {
        var found = await works.AsNoTracking().ToListAsync(cancel);
        var accountIds = found.Select(w => w.AccountId).Distinct().ToArray();
        var accounts = await db.Accounts.AsNoTracking().Where(a => accountIds.Contains(a.Id))
            .Select(a => new { a.Id, a.Name, a.Number }).ToDictionaryAsync(a => a.Id, cancel);
        return [.. found.Select(w => Row(w, accounts[w.AccountId].Name, accounts[w.AccountId].Number))];

        WorkRow Row(Work w, string name, string? number)
        {
            var kept = w.IsKeptBy(viewer);
            var row = new WorkRow
            {
                Id = w.Id, BranchId = w.BranchId, Version = w.Version, Title = w.Title, Action = w.Action, View = View(w.State, w.DisputedAt is not null, kept),
                AccountId = w.AccountId, AccountName = name, AccountNumber = number, SubscriptionId = w.SubscriptionId, OrderId = w.OrderId,
                CreatedAt = w.CreatedAt, FinishedAt = w.FinishedAt, MayManage = kept && viewer.May(Right.ManageWork),
            };
            return !kept ? row : row with
            {
                IsDisputed = w.DisputedAt is not null, Connector = w.Connector, Attempts = w.Attempts, Error = w.LastError, ExternalId = w.ExternalId,
                NextAt = w.State switch { WorkState.Waiting => w.NotBefore, WorkState.Handed => w.LeasedUntil, _ => null },
                TakenBy = w.State == WorkState.NeedsPerson ? w.LeasedBy : null, FinishedBy = w.FinishedBy,
            };
        }
    }
}
