using Microsoft.EntityFrameworkCore;
using Tributary.Ledger;
using Tributary.Subscriptions;
using Tributary.Usage;

namespace Tributary.Data.Seed;

/// <summary>What people did with the demo's products in its last half-year, reported as a product would report it.</summary>
internal sealed class DemoUsage(DatabaseChoice database, MovableClock clock, DateTime since)
{
    // The most people of an account that use one product.
    private const int MostPeople = 4;

    // A sequence of its own, so that the rest of the year does not depend on it.
    private readonly Random random = new(20260616);
    private readonly RecordUsage record = new(database, clock);
    private DateTime reported = since;

    /// <summary>Reports everything from the last report until now.</summary>
    public async Task Report(Viewer by)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = database.CreateDbContext();
        var running = await db.Subscriptions.AsNoTracking().Where(s => s.State == SubscriptionState.Active && s.TermEnd != null)
            .OrderBy(s => s.Id).Select(s => new { s.Id, s.AccountId, s.Quantity }).ToListAsync();
        var events = new List<ReportedUse>();
        for (; reported < now; reported = reported.AddDays(1))
        {
            // Few work at the weekend.
            var share = reported.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.06 : 0.45;
            foreach (var subscription in running)
            {
                var people = Math.Min(subscription.Quantity, MostPeople);
                for (var person = 1; person <= people; person++)
                {
                    if (random.NextDouble() > share) continue;
                    events.Add(new($"{subscription.Id:N}-{person}-{reported:yyyyMMdd}", subscription.Id, $"person{person}@{subscription.AccountId:N}.example", reported, ReportedUse.UsualKind));
                }
            }
        }
        foreach (var batch in events.Chunk(RecordUsage.Most)) await record.Do(by, batch, CancellationToken.None);
    }
}
