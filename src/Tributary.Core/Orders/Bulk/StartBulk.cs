using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Identity.Imports;
using Tributary.Ledger;

namespace Tributary.Orders.Bulk;

/// <summary>A bulk run, and where it stands.</summary>
public sealed record BulkAnswer(Guid RunId, BulkState State);

/// <summary>Has one deed done to many subscriptions. A worker does it, for whoever asks here and with the rights they hold when it comes to each.</summary>
public sealed class StartBulk : Deed<BulkAnswer>
{
    /// <summary>What is done.</summary>
    public required BulkDeed What { get; init; }
    /// <summary>The subscriptions, with their branches, which were reached through the asker.</summary>
    public required IReadOnlyList<(int Branch, Guid Id)> Subscriptions { get; init; }
    /// <summary>Why, at most 200 characters.</summary>
    public string Reason { get; init; } = "";

    /// <inheritdoc/>
    public override int BranchId => By.BranchId;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    /// <inheritdoc/>
    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Select(deed => deed.By.AccountId).Distinct().ToArray();
        return sheet.Fetch(sheet.Db.Accounts.Where(account => ids.Contains(account.Id)));
    }

    /// <inheritdoc/>
    public override BulkAnswer Decide(Sheet sheet)
    {
        By.Need(Right.ManageOrders);
        if (Subscriptions.Count == 0) throw Refusal.Field("subscriptions", "bulk.nothing", "Choose at least one subscription.");
        if (Subscriptions.Count > BulkRun.Most) throw Refusal.Field("subscriptions", "bulk.too_many", "At most {0} subscriptions at once. Narrow the list by a filter.", BulkRun.Most);
        if (Reason.Length > 200) throw Refusal.Field("reason", "reason.length", "The reason may have {0} characters.", 200);

        var own = sheet.Get<Account>(By.AccountId);
        var items = Subscriptions.Distinct().ToList();
        var run = sheet.Add(new BulkRun
        {
            BranchId = own.BranchId, Id = sheet.NewId(), AccountId = own.Id, Path = own.Path, Deed = What, Reason = Reason, Total = items.Count,
            CreatedAt = sheet.Now, StateSince = sheet.Now, CreatedBy = By.Name, CreatedById = By.UserId, AskedBy = Asker.Keep(By),
        });
        for (var i = 0; i < items.Count; i++)
            sheet.Add(new BulkItem { BranchId = run.BranchId, RunId = run.Id, Seq = i + 1, OfBranch = items[i].Branch, SubscriptionId = items[i].Id });
        BulkRows.Trail(sheet, By, run, "bulk.started", JsonSerializer.Serialize(new { deed = What.ToString(), total = run.Total }));
        return new(run.Id, run.State);
    }
}

/// <summary>Stops a bulk run. What is under way this moment is finished; what was done stays done, the others stay as they are.</summary>
public sealed class StopBulk : Deed<BulkAnswer>
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <inheritdoc/>
    public override int BranchId => By.BranchId;

    /// <inheritdoc/>
    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => sheet.Lock<BulkRun>(deeds.Cast<StopBulk>().Select(d => d.RunId));

    /// <inheritdoc/>
    public override BulkAnswer Decide(Sheet sheet)
    {
        By.Need(Right.ManageOrders);
        if (sheet.Find<BulkRun>(RunId) is not { } run || run.BranchId != BranchId || !BulkRows.IsOf(run, By)) throw Refusal.NotFound("bulk_run");
        sheet.Change(run).Stop(sheet.Now);
        BulkRows.Trail(sheet, By, run, "bulk.stopped", BulkRows.Counts(run));
        return new(run.Id, run.State);
    }
}

/// <summary>Whose bulk runs one sees, and what their deeds have in common.</summary>
public static class BulkRows
{
    /// <summary>
    /// The runs of the viewer's own account. Who does not look at all below it sees their own only, since a run names what is
    /// beyond them.
    /// </summary>
    public static IQueryable<BulkRun> AskedFor(this IQueryable<BulkRun> runs, Viewer viewer)
    {
        viewer = viewer.For(Right.ManageOrders);
        var (branch, account, person) = (viewer.BranchId, viewer.AccountId, viewer.UserId);
        runs = runs.Where(r => r.BranchId == branch && r.AccountId == account);
        return viewer.Reach == Reach.AllBelow ? runs : runs.Where(r => person != null && r.CreatedById == person);
    }

    internal static bool IsOf(BulkRun run, Viewer by) =>
        run.AccountId == by.AccountId && (by.For(Right.ManageOrders).Reach == Reach.AllBelow || by.UserId is { } person && run.CreatedById == person);

    internal static string Counts(BulkRun run) => JsonSerializer.Serialize(new { deed = run.Deed.ToString(), total = run.Total, done = run.Succeeded, refused = run.Refused });

    internal static void Trail(Sheet sheet, Viewer by, BulkRun run, string action, string details) =>
        sheet.Trail(by, run.BranchId, run.AccountId, run.Path, action, PublicId.Format("blk", run.Id), details: details);
}
