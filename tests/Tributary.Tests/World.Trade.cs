using Microsoft.EntityFrameworkCore;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Reports;
using Tributary.Subscriptions;

namespace Tributary.Tests;

/// <summary>The verbs of trade that stories are told with.</summary>
public sealed partial class World
{
    /// <summary>Orders a plan for an account; its own owner does it unless another viewer is named.</summary>
    public Task<OrderAnswer> Order(Cast account, MadePlan plan, int quantity = 1, Interval interval = Interval.Monthly, Viewer? by = null) =>
        Do(new PlaceOrder { By = by ?? account.Viewer, Branch = account.BranchId, AccountId = account.Id, Items = [new(plan.PlanId, interval, quantity)] });

    /// <summary>Says done to every piece of work that is open, as a perfect connector would.</summary>
    public async Task Deliver()
    {
        await using var db = Db();
        var open = await db.Work.AsNoTracking().Where(w => w.FinishedAt == null).OrderBy(w => w.Id).ToListAsync();
        foreach (var work in open)
            await Do(new FinishWork { By = Worker, Branch = work.BranchId, WorkId = work.Id, Outcome = new WorkOutcome { Kind = OutcomeKind.Done, ExternalId = "x-" + work.SubscriptionId.ToString("N")[..8] } });
    }

    /// <summary>Orders and delivers.</summary>
    public async Task<Subscription> Buy(Cast account, MadePlan plan, int quantity = 1, Interval interval = Interval.Monthly)
    {
        var order = await Order(account, plan, quantity, interval);
        await Deliver();
        return await Reload(order.Lines[0].SubscriptionId);
    }

    /// <summary>The subscription as it is now.</summary>
    public async Task<Subscription> Reload(Guid subscriptionId)
    {
        await using var db = Db();
        return await db.Subscriptions.AsNoTracking().SingleAsync(s => s.Id == subscriptionId);
    }

    /// <summary>The order as it is now.</summary>
    public async Task<Order> Reload(OrderAnswer order)
    {
        await using var db = Db();
        return await db.Orders.AsNoTracking().SingleAsync(o => o.Id == order.OrderId);
    }

    /// <summary>Available and reserved of a buyer, in minor units.</summary>
    public async Task<(long Available, long Reserved)> Held(Cast buyer)
    {
        await using var db = Db();
        var books = await db.Books.AsNoTracking().Where(b => b.BuyerId == buyer.Id).ToListAsync();
        return (books.Where(b => b.Purpose is BookPurpose.Wallet or BookPurpose.Owed).Sum(b => b.Balance), books.Where(b => b.Purpose == BookPurpose.Reserved).Sum(b => b.Balance));
    }

    /// <summary>What a seller has earned from one buyer, in minor units.</summary>
    public async Task<long> Sales(Cast buyer)
    {
        await using var db = Db();
        return await db.Books.AsNoTracking().Where(b => b.BuyerId == buyer.Id && b.Purpose == BookPurpose.Sales).SumAsync(b => b.Balance);
    }

    /// <summary>The time line of a subscription as text: <c>Paid 2026-01-15..2026-02-15</c>.</summary>
    public async Task<IReadOnlyList<string>> TimeLine(Guid subscriptionId)
    {
        await using var db = Db();
        var periods = await db.Periods.AsNoTracking().Where(p => p.SubscriptionId == subscriptionId).OrderBy(p => p.Seq).ToListAsync();
        return [.. periods.Select(p => $"{p.Kind} {p.Start:yyyy-MM-dd}..{p.End:yyyy-MM-dd}")];
    }

    /// <summary>Runs the renewal as the worker does.</summary>
    public Task<RenewalCount> Renew() => new RenewalRun(Database, Desk).Run(Worker);

    /// <summary>The same on a day to come, at noon.</summary>
    public Task<RenewalCount> RenewOn(DateOnly day)
    {
        Clock.MoveTo(day.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc));
        return Renew();
    }

    /// <summary>Makes every forecast that is not fresh, whoever else is at it.</summary>
    public async Task Foretell()
    {
        var run = new ForecastRun(Database, Desk, Clock);
        await using var db = Db();
        do await run.Run(Worker, atOnce: true, fault: (id, fault) => Assert.Fail($"{id}: {fault}"));
        while (await db.Branches.AnyAsync(b => b.Id != 0 && !db.BranchForecasts.Any(f => f.BranchId == b.Id && f.Batches == b.Batches && f.FirstDay == Today && f.LeasedUntil == null)));
    }

    /// <summary>Tries again what waited for these buyers.</summary>
    public Task<int> Retry(params Cast[] buyers) => new RetryUnfunded(Database, Desk).Run(Worker, [.. buyers.Select(b => b.Id)]);
}
