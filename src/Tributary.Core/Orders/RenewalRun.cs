using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Orders;

/// <summary>How a renewal run went.</summary>
public sealed record RenewalCount(int Renewed, int Resumed, int InGrace, int Paused, int Expired, int Ended, int Faults)
{
    /// <summary>How many subscriptions changed.</summary>
    public int Total => Renewed + Resumed + InGrace + Paused + Expired + Ended;
}

/// <summary>
/// Renews what is due, a thousand to a transaction, until nothing is due any more. It may be started twice at once and
/// killed anywhere: what a term's posting has charged is never charged again, and what was not done is due still.
/// </summary>
public sealed class RenewalRun(DatabaseChoice database, Desk desk)
{
    /// <summary>Runs once over everything that is due today. Safe to call from several programs at once.</summary>
    public async Task<RenewalCount> Run(Viewer by, CancellationToken cancel = default)
    {
        var today = await desk.Today();
        var counts = new int[Enum.GetValues<RenewalStep>().Length];
        var faults = 0;
        for (var going = true; going;)
        {
            going = false;
            (DateOnly Due, Guid Id)? after = null;
            while (await Due(today, after, cancel) is { Count: > 0 } due)
            {
                after = (due[^1].Due, due[^1].Id);
                var answers = await desk.DoAll(due.Select(d => new RenewSubscription { By = by, Branch = d.Branch, SubscriptionId = d.Id }), cancel);
                foreach (var answer in answers)
                {
                    if (answer is not RenewalAnswer renewal) faults++;
                    else counts[(int)renewal.Step]++;
                    going |= answer is RenewalAnswer { Step: RenewalStep.Renewed };
                }
            }
        }
        return new RenewalCount(counts[(int)RenewalStep.Renewed], counts[(int)RenewalStep.Resumed], counts[(int)RenewalStep.InGrace],
            counts[(int)RenewalStep.Paused], counts[(int)RenewalStep.Expired], counts[(int)RenewalStep.Ended], faults);
    }

    private async Task<List<(int Branch, Guid Id, DateOnly Due)>> Due(DateOnly today, (DateOnly Due, Guid Id)? after, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var query = db.Subscriptions.Where(s => s.DueOn <= today);
        if (after is var (day, id)) query = query.Where(s => s.DueOn > day || s.DueOn == day && s.Id.CompareTo(id) > 0);
        var rows = await query.OrderBy(s => s.DueOn).ThenBy(s => s.Id).Take(Desk.MostAtOnce).Select(s => new { s.BranchId, s.Id, s.DueOn }).ToListAsync(cancel);
        return [.. rows.Select(r => (r.BranchId, r.Id, r.DueOn!.Value))];
    }
}

/// <summary>Tries again what waits for money: orders first, oldest first, then unpaid subscriptions.</summary>
public sealed class RetryUnfunded(DatabaseChoice database, Desk desk)
{
    /// <summary>Tries what waits for these buyers, or for anybody when none is named. Gives how many went on.</summary>
    public async Task<int> Run(Viewer by, IReadOnlyCollection<Guid>? buyers = null, CancellationToken cancel = default)
    {
        await using var db = database.CreateDbContext();
        var now = desk.Now;
        var ids = buyers?.Select(id => (Guid?)id).ToArray();
        var orders = await db.Orders
            .Where(o => o.State == OrderState.AwaitingFunds && (ids == null || ids.Contains(o.ShortId)) || o.State == OrderState.AwaitingApproval && ids == null && o.Deadline <= now)
            .OrderBy(o => o.Id).Take(5000).Select(o => new { o.BranchId, o.Id }).ToListAsync(cancel);
        var answers = await desk.DoAll(orders.Select(o => new ProceedOrder { By = by, Branch = o.BranchId, OrderId = o.Id, Why = ProceedWhy.Again }), cancel);
        var went = answers.Count(a => a is OrderAnswer { State: not (OrderState.AwaitingFunds or OrderState.AwaitingApproval) });
        if (ids is null) return went;

        // The nightly run looks at every unpaid subscription; here only at those that waited for this money.
        var unpaid = await db.Subscriptions.Where(s => ids.Contains(s.ShortId)).OrderBy(s => s.DueOn).ThenBy(s => s.Id).Take(5000)
            .Select(s => new { s.BranchId, s.Id }).ToListAsync(cancel);
        answers = await desk.DoAll(unpaid.Select(s => new RenewSubscription { By = by, Branch = s.BranchId, SubscriptionId = s.Id, Again = true }), cancel);
        return went + answers.Count(a => a is RenewalAnswer { Step: RenewalStep.Renewed or RenewalStep.Resumed });
    }
}
