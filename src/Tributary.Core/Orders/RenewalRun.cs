using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Subscriptions;

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
            var groups = new Queue<int[]>(await Groups(today, cancel));
            while (groups.TryDequeue(out var branches))
            {
                (int Branch, DateOnly Due, Guid Id)? after = null;
                while (await Due(branches, today, after, cancel) is { Count: > 0 } due)
                {
                    after = due[^1];
                    var answers = await desk.DoAll(due.Select(d => new RenewSubscription { By = by, Branch = d.Branch, SubscriptionId = d.Id }), cancel);
                    var others = 0;
                    foreach (var answer in answers)
                    {
                        if (answer is not RenewalAnswer renewal)
                        {
                            faults++;
                            continue;
                        }
                        counts[(int)renewal.Step]++;
                        going |= renewal.Step == RenewalStep.Renewed;
                        if (renewal.Step == RenewalStep.NotDue) others++;
                    }
                    Count(answers);
                    if (groups.Count == 0 || others <= due.Count / 2) continue;
                    // Another program is at work in these branches; we look elsewhere first.
                    groups.Enqueue(branches);
                    break;
                }
            }
        }
        return new RenewalCount(counts[(int)RenewalStep.Renewed], counts[(int)RenewalStep.Resumed], counts[(int)RenewalStep.InGrace],
            counts[(int)RenewalStep.Paused], counts[(int)RenewalStep.Expired], counts[(int)RenewalStep.Ended], faults);
    }

    /// <summary>
    /// The branches where something is due, the small ones taken together, in an order of chance: programs that run at once
    /// begin in different places, for the desk does one thing at a time in a branch.
    /// </summary>
    private async Task<List<int[]>> Groups(DateOnly today, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var due = await db.Branches.AsNoTracking()
            .Select(b => new { b.Id, Count = db.Subscriptions.Where(s => s.BranchId == b.Id && s.DueOn <= today).OrderBy(s => s.DueOn).Take(Desk.MostAtOnce).Count() })
            .Where(b => b.Count > 0).ToArrayAsync(cancel);
        Random.Shared.Shuffle(due);
        var (groups, group, sum) = (new List<int[]>(), new List<int>(), 0);
        foreach (var branch in due)
        {
            if (group.Count > 0 && sum + branch.Count > Desk.MostAtOnce)
            {
                groups.Add([.. group]);
                group.Clear();
                sum = 0;
            }
            group.Add(branch.Id);
            sum += branch.Count;
        }
        if (group.Count > 0) groups.Add([.. group]);
        return groups;
    }

    // In a branch the oldest come first: its money goes to what has waited longest. Several branches come to one batch at most.
    private async Task<List<(int Branch, DateOnly Due, Guid Id)>> Due(int[] branches, DateOnly today, (int Branch, DateOnly Due, Guid Id)? after, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        IQueryable<Subscription> query;
        if (branches is [var only])
        {
            var (_, day, id) = after ?? (only, DateOnly.MinValue, Guid.Empty);
            query = db.Subscriptions.FromSql($"SELECT * FROM subscriptions WHERE branch_id = {only} AND due_on <= {today} AND (due_on, id) > ({day}, {id})");
        }
        else
        {
            if (after is not null) return [];
            query = db.Subscriptions.Where(s => branches.Contains(s.BranchId) && s.DueOn <= today);
        }
        var rows = await query.OrderBy(s => s.DueOn).ThenBy(s => s.Id).Take(Desk.MostAtOnce).Select(s => new { s.BranchId, s.Id, s.DueOn }).ToListAsync(cancel);
        return [.. rows.Select(r => (r.BranchId, r.DueOn!.Value, r.Id))];
    }

    private static readonly Counter<long> Looked = Telemetry.Meter.CreateCounter<long>("tributary.renewals", "{subscription}", "Subscriptions a renewal run has looked at, by what became of them.");

    private static void Count(IReadOnlyList<object> answers)
    {
        if (!Looked.Enabled) return;
        foreach (var step in answers.GroupBy(a => a is RenewalAnswer renewal ? renewal.Step.ToString() : "Fault"))
            Looked.Add(step.Count(), new KeyValuePair<string, object?>("step", step.Key));
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
