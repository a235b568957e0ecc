using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Identity.Imports;
using Tributary.Ledger;

namespace Tributary.Orders.Bulk;

/// <summary>
/// Goes through bulk runs, some subscriptions at a time. Any number of programs may do so on one database; each run is one's at
/// a time, by a lease. Killed at any moment, the next program goes on behind the last subscriptions that were counted; their
/// deeds have references, so that those which were done but not counted are only counted.
/// </summary>
public sealed class RunBulk(DatabaseChoice database, Desk desk)
{
    /// <summary>How long a program may be silent before another goes on.</summary>
    internal static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);

    // Between two of them it is looked whether it shall stop and whether whoever asked still may.
    private const int AtOnce = 100;

    /// <summary>Works until nothing waits; gives how many turns there were.</summary>
    /// <param name="by">The program, as the trail names it.</param>
    public async Task<int> Drain(Viewer by, CancellationToken cancel = default)
    {
        var turns = 0;
        for (; await Claim(by, cancel) is { } turn; turns++) await Work(turn, cancel);
        return turns;
    }

    private sealed record Turn(BulkRun Run, string Lease, Viewer Program);

    /// <summary>The deed on one of the subscriptions.</summary>
    public static Deed DeedOf(BulkDeed what, Viewer by, int branch, Guid subscription, string reason = "", string? reference = null)
    {
        var asked = reference is null ? [] : SHA256.HashData(Encoding.UTF8.GetBytes(reference));
        return what switch
        {
            BulkDeed.Renew => new RenewSubscription { By = by, Branch = branch, SubscriptionId = subscription, Early = true, Reference = reference, Asked = asked },
            BulkDeed.Pause => new PauseSubscription { By = by, Branch = branch, SubscriptionId = subscription, What = PauseWhat.Pause, Reference = reference, Asked = asked },
            BulkDeed.Resume => new PauseSubscription { By = by, Branch = branch, SubscriptionId = subscription, What = PauseWhat.Resume, Reference = reference, Asked = asked },
            BulkDeed.End or BulkDeed.EndNow => new CancelSubscription
            {
                By = by, Branch = branch, SubscriptionId = subscription, Now = what == BulkDeed.EndNow, Reason = reason, Reference = reference, Asked = asked,
            },
            _ => throw new InvalidOperationException($"Unknown deed {what}."),
        };
    }

    private async Task<Turn?> Claim(Viewer by, CancellationToken cancel)
    {
        var now = desk.Now;
        await using var db = database.CreateDbContext();
        var waiting = await db.BulkRuns.AsNoTracking().Where(r => r.State == BulkState.Running && (r.LeasedUntil == null || r.LeasedUntil <= now))
            .OrderBy(r => r.Id).Select(r => new { r.Id, r.BranchId }).Take(20).ToListAsync(cancel);
        foreach (var one in waiting)
        {
            var lease = Guid.NewGuid().ToString("N");
            try
            {
                if (!(await desk.Do(new ClaimBulk { By = by, InBranch = one.BranchId, RunId = one.Id, Lease = lease }, cancel)).IsTaken) continue;
                return new(await db.BulkRuns.AsNoTracking().SingleAsync(r => r.Id == one.Id, CancellationToken.None), lease, by);
            }
            catch (Refusal)
            {
                // Another program was quicker, or it was stopped meanwhile.
            }
        }
        return null;
    }

    private async Task Work(Turn turn, CancellationToken cancel)
    {
        try
        {
            var position = turn.Run.Position;
            while (await Next(turn, position, cancel) is { Count: > 0 } items)
            {
                var tried = await Try(turn, items, cancel);
                if (!(await Say(turn, tried)).IsTaken) return;
                position = items[^1].Seq;
            }
        }
        catch (Refusal no)
        {
            await Leave(turn, RowProblem.Of(no));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await Leave(turn, failure: null);
            throw;
        }
    }

    private async Task<List<BulkItem>> Next(Turn turn, int position, CancellationToken cancel)
    {
        var (branch, id) = (turn.Run.BranchId, turn.Run.Id);
        await using var db = database.CreateDbContext();
        return await db.BulkItems.AsNoTracking().Where(i => i.BranchId == branch && i.RunId == id && i.Seq > position).OrderBy(i => i.Seq).Take(AtOnce).ToListAsync(cancel);
    }

    // Those that are done already under their references are only answered.
    private async Task<IReadOnlyList<(BulkItem, RowProblem?)>> Try(Turn turn, IReadOnlyList<BulkItem> items, CancellationToken cancel)
    {
        Viewer by;
        await using (var db = database.CreateDbContext()) by = await ViewerNow.Of(db, Asker.Read(turn.Run.AskedBy), desk.Now, cancel);
        by = by.For(Right.ManageOrders);
        // Handed in whole, so that whoever stops in between knows what was done.
        var answers = await desk.DoAll(items.Select(item =>
            DeedOf(turn.Run.Deed, by, item.OfBranch, item.SubscriptionId, turn.Run.Reason, $"bulk:{turn.Run.Id:N}:{item.Seq}")), CancellationToken.None);
        return [.. items.Select((item, i) => answers[i] switch
        {
            Refusal no => (item, RowProblem.Of(no)),
            Exception fault => throw new InvalidOperationException($"Item {item.Seq} of {turn.Run.Id} could not be done.", fault),
            _ => (item, (RowProblem?)null),
        })];
    }

    // It cannot be gone on with; or, without a failure, this program cannot. Where the lease was lost, somebody else goes on.
    private async Task Leave(Turn turn, RowProblem? failure)
    {
        try
        {
            await Say(turn, failure: failure, givesBack: failure is null);
        }
        catch (Refusal lost) when (lost.Code == "bulk.lease_lost") { }
    }

    private Task<BulkClaimed> Say(Turn turn, IReadOnlyList<(BulkItem, RowProblem?)>? tried = null, RowProblem? failure = null, bool givesBack = false) =>
        desk.Do(new AdvanceBulk
        {
            By = turn.Program, InBranch = turn.Run.BranchId, RunId = turn.Run.Id, Lease = turn.Lease, Tried = tried ?? [], Failure = failure, GivesBack = givesBack,
        });
}
