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
/// killed anywhere: what a term's posting has charged is never charged again, and what was not done is due still. It walks
/// through as many branches at once as the desk has lanes, and hands in what comes next while the desk is at what came before,
/// so that program and database do not wait for each other.
/// </summary>
public sealed class RenewalRun(DatabaseChoice database, Desk desk)
{
    /// <summary>Runs once over everything that is due today. Safe to call from several programs at once.</summary>
    public async Task<RenewalCount> Run(Viewer by, CancellationToken cancel = default)
    {
        var today = await desk.Today();
        var counts = new Counts();
        for (var before = -1; before < counts.Of(RenewalStep.Renewed);)
        {
            before = counts.Of(RenewalStep.Renewed);
            var walks = (await Groups(today, cancel)).ToLookup(group => desk.LaneOf(group[0]));
            await Task.WhenAll(walks.Select(groups => Walk(by, today, groups, counts, cancel)));
        }
        return counts.All;
    }

    // Where another program is at work we come back when it is done: it may have been ended in the middle.
    private async Task Walk(Viewer by, DateOnly today, IEnumerable<int[]> groups, Counts counts, CancellationToken cancel)
    {
        await using var claims = new RenewalClaims(database);
        var taken = new List<int[]>();
        foreach (var branches in groups)
        {
            if (await claims.Try(branches[0], cancel)) await Renew(by, today, branches, counts, cancel);
            else taken.Add(branches);
        }
        foreach (var branches in taken)
        {
            await claims.Wait(branches[0], cancel);
            await Renew(by, today, branches, counts, cancel);
        }
    }

    private async Task Renew(Viewer by, DateOnly today, int[] branches, Counts counts, CancellationToken cancel)
    {
        Task<IReadOnlyList<object>> asked = Task.FromResult<IReadOnlyList<object>>([]);
        (int Branch, DateOnly Due, Guid Id)? after = null;
        try
        {
            while (await Due(branches, today, after, cancel) is { Count: > 0 } due)
            {
                after = due[^1];
                var next = desk.DoAll(due.Select(d => new RenewSubscription { By = by, Branch = d.Branch, SubscriptionId = d.Id }), cancel);
                counts.Add(await asked);
                asked = next;
            }
        }
        finally
        {
            counts.Add(await asked);
        }
    }

    /// <summary>
    /// The branches of a lane where something is due, the small ones taken together, in an order of chance: programs that run at
    /// once begin in different places.
    /// </summary>
    private async Task<List<int[]>> Groups(DateOnly today, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var due = await db.Branches.AsNoTracking()
            .Select(b => new { b.Id, Count = db.Subscriptions.Where(s => s.BranchId == b.Id && s.DueOn <= today).OrderBy(s => s.DueOn).Take(Desk.MostAtOnce).Count() })
            .Where(b => b.Count > 0).ToArrayAsync(cancel);
        var groups = new List<int[]>();
        foreach (var lane in due.GroupBy(b => desk.LaneOf(b.Id)))
        {
            var (group, sum) = (new List<int>(), 0);
            foreach (var branch in lane.OrderBy(b => b.Id))
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
            groups.Add([.. group]);
        }
        var shuffled = groups.ToArray();
        Random.Shared.Shuffle(shuffled);
        return [.. shuffled];
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

    /// <summary>What the walks of a run have come to, all together.</summary>
    private sealed class Counts
    {
        private readonly Lock adding = new();
        private readonly int[] steps = new int[Enum.GetValues<RenewalStep>().Length];
        private int faults;

        public RenewalCount All => new(Of(RenewalStep.Renewed), Of(RenewalStep.Resumed), Of(RenewalStep.InGrace),
            Of(RenewalStep.Paused), Of(RenewalStep.Expired), Of(RenewalStep.Ended), faults);

        public int Of(RenewalStep step) => steps[(int)step];

        public void Add(IReadOnlyList<object> answers)
        {
            lock (adding)
            {
                foreach (var answer in answers)
                {
                    if (answer is RenewalAnswer renewal) steps[(int)renewal.Step]++;
                    else faults++;
                }
            }
            if (!Looked.Enabled) return;
            foreach (var step in answers.GroupBy(a => a is RenewalAnswer renewal ? renewal.Step.ToString() : "Fault"))
                Looked.Add(step.Count(), new KeyValuePair<string, object?>("step", step.Key));
        }
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
