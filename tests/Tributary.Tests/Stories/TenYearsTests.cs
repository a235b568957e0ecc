using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Subscriptions;
using Tributary.Tests.Crashes;

namespace Tributary.Tests.Stories;

/// <summary>
/// Ten years, day by day: subscriptions of all intervals, sold on the last days of months, 29 February among them, to
/// customers four levels down and two. <c>bench/years</c> lives through them with ten thousand.
/// </summary>
[Trait("Category", "Long")]
public sealed class TenYearsTests
{
    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("TRIBUTARY_TEST_SUBSCRIPTIONS"), out var count) ? count : 200;

    private static readonly DateOnly[] Anchors =
        [new(2028, 1, 28), new(2028, 1, 29), new(2028, 1, 30), new(2028, 1, 31), new(2028, 2, 28), new(2028, 2, 29), new(2028, 3, 30), new(2028, 3, 31)];

    private static readonly Dictionary<Interval, int> Lengths = new() { [Interval.Monthly] = 1, [Interval.Quarterly] = 3, [Interval.HalfYearly] = 6, [Interval.Yearly] = 12 };

    [Fact]
    public async Task No_term_is_missed_doubled_or_drifts()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var carl = await world.Add(world.Xena, AccountKind.Customer, "Carl");
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora, world.Xena, carl }) await world.TopUp(buyer, 1_000_000_000m);
        var plan = await world.Plan("MAIL", 1m);
        await world.PricePoint(world.Nora, plan.PlanId, Interval.Quarterly, 3m);
        await world.PricePoint(world.Nora, plan.PlanId, Interval.HalfYearly, 6m);

        var took = Stopwatch.StartNew();
        var (last, renewed, runs) = (Anchors[0].AddYears(10), 0, 0);
        for (var day = Anchors[0]; day <= last; day = day.AddDays(1))
        {
            world.Clock.MoveTo(day);
            if (Anchors.Contains(day)) await Sell(world, plan, [world.Cora, carl], Count / Anchors.Length);
            // Twice on the first of a month, at once: as two programs would.
            var counts = await Task.WhenAll(Enumerable.Range(0, day.Day == 1 ? 2 : 1).Select(_ => world.Renew()));
            Assert.All(counts, c => Assert.Equal((0, c.Renewed), (c.Faults, c.Total)));
            renewed += counts.Sum(c => c.Renewed);
            runs += counts.Length;
        }
        took.Stop();
        Assert.Equal(0, (await world.Renew()).Total);

        var terms = await Check(world, last);
        Assert.Equal(terms, renewed + Count / Anchors.Length * Anchors.Length);
        Assert.Equal(await Owed(world, world.Cora, (2_44, 7_33, 14_66, 24_43)), await world.Sales(world.Cora));
        Assert.Equal(await Owed(world, carl, (1_56, 4_69, 9_38, 15_63)), await world.Sales(carl));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Count} subscriptions, {terms} terms: {renewed} renewals in {runs} daily runs took {took.Elapsed.TotalSeconds:0} s, {took.Elapsed.TotalMicroseconds / renewed:0} µs a renewal.");
    }

    private static async Task Sell(World world, MadePlan plan, Cast[] buyers, int count)
    {
        Interval[] intervals = [.. Lengths.Keys];
        var orders = Enumerable.Range(0, count).Select(n => (Buyer: buyers[n % buyers.Length], Interval: intervals[n / buyers.Length % intervals.Length])).GroupBy(x => x.Buyer)
            .SelectMany(of => of.Chunk(100).Select(chunk => new PlaceOrder
            {
                By = world.Worker, Branch = of.Key.BranchId, AccountId = of.Key.Id, Items = [.. chunk.Select(x => new OrderItem(plan.PlanId, x.Interval, 1))],
            }));
        Assert.DoesNotContain(await world.Desk.DoAll(orders), answer => answer is Exception);
        await using var db = world.Db();
        var works = await db.Work.AsNoTracking().Where(w => w.FinishedAt == null).ToListAsync();
        var done = await world.Desk.DoAll(works.Select(w => new FinishWork { By = world.Worker, Branch = w.BranchId, WorkId = w.Id, Outcome = new() { Kind = OutcomeKind.Done } }));
        Assert.DoesNotContain(done, answer => answer is Exception);
    }

    /// <summary>Each term begins where a person's calendar says, was charged on that very day, and there is none too many or too few. Gives how many there are.</summary>
    private static async Task<int> Check(World world, DateOnly last)
    {
        await using var db = world.Db();
        var subscriptions = await db.Subscriptions.AsNoTracking().ToDictionaryAsync(s => s.Id);
        var terms = from period in db.Periods
                    join line in db.OrderLines on period.LineId equals line.Id
                    join order in db.Orders on line.OrderId equals order.Id
                    orderby period.SubscriptionId, period.Seq
                    select new { period.SubscriptionId, period.Seq, period.Kind, period.Start, period.End, order.PlacedAt };
        var found = new Dictionary<Guid, int>();
        var count = 0;
        await foreach (var term in terms.AsAsyncEnumerable())
        {
            var (of, number) = (subscriptions[term.SubscriptionId], found.GetValueOrDefault(term.SubscriptionId));
            var length = Lengths[of.Interval];
            Assert.Contains(of.Anchor!.Value, Anchors);
            Assert.Equal(
                (number + 1, PeriodKind.Paid, Months.After(of.Anchor.Value, number * length), Months.After(of.Anchor.Value, (number + 1) * length), Months.After(of.Anchor.Value, number * length)),
                (term.Seq, term.Kind, term.Start, term.End!.Value, DateOnly.FromDateTime(term.PlacedAt)));
            found[term.SubscriptionId] = number + 1;
            count++;
        }
        Assert.Equal(count, await db.Periods.CountAsync());
        foreach (var (id, of) in subscriptions)
        {
            var due = Enumerable.Range(0, 200).TakeWhile(n => Months.After(of.Anchor!.Value, n * Lengths[of.Interval]) <= last).Count();
            Assert.Equal((SubscriptionState.Active, due), (of.State, found.GetValueOrDefault(id)));
        }
        return count;
    }

    // What its terms come to at the price of each interval, in cents.
    private static async Task<long> Owed(World world, Cast buyer, (long Monthly, long Quarterly, long HalfYearly, long Yearly) price)
    {
        await using var db = world.Db();
        var terms = await (from period in db.Periods
                           join of in db.Subscriptions on period.SubscriptionId equals of.Id
                           where of.AccountId == buyer.Id
                           group period by of.Interval into each
                           select new { each.Key, Count = each.Count() }).ToListAsync();
        return terms.Sum(t => t.Count * t.Key switch
        {
            Interval.Monthly => price.Monthly,
            Interval.Quarterly => price.Quarterly,
            Interval.HalfYearly => price.HalfYearly,
            _ => price.Yearly,
        });
    }
}
