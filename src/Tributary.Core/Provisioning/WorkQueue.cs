using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Subscriptions;

namespace Tributary.Provisioning;

/// <summary>
/// The queue as workers see it: claims are leases, taken by one statement past rows that others hold (SKIP LOCKED on
/// PostgreSQL; SQLite has one writer). These are the only writes of work that do not go through the desk: they change who
/// has it, and nothing that anybody is told.
/// </summary>
internal sealed class WorkQueue(DatabaseChoice database, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Claims work that is due: waiting, or leased by a worker that died. The work of one subscription is done in its
    /// order. Without a connector, what belongs to none of <paramref name="known"/> is claimed. Claims are not broken off
    /// halfway, so that whoever claimed knows what it has.
    /// </summary>
    public async Task<List<Work>> Claim(string? connector, string[] known, string lease, int most, TimeSpan time)
    {
        await using var db = database.CreateDbContext();
        var (now, until) = (Now, Now + time);
        var first = connector ?? "";
        var (skip, which) = (db.IsPostgres ? "FOR UPDATE OF w SKIP LOCKED" : "", connector is null ? NotIn(known.Length) : "w.connector = {4}");
#pragma warning disable EF1002 // Only our own words are put into the text; values are parameters.
        return await db.Work.FromSqlRaw($$"""
            UPDATE work SET state = 2, leased_by = {0}, leased_until = {1}, attempts = attempts + 1, version = version + 1
            WHERE id IN (
                SELECT w.id FROM work w
                WHERE {{which}} AND w.state IN (1, 2) AND (w.state = 1 AND w.not_before <= {2} OR w.state = 2 AND w.leased_until < {2})
                  AND NOT EXISTS (SELECT 1 FROM work e WHERE e.subscription_id = w.subscription_id AND e.id < w.id AND e.state IN (1, 2, 3, 5))
                ORDER BY w.not_before, w.id LIMIT {3} {{skip}})
            RETURNING *
            """, [lease, until, now, most, first, .. known]).AsNoTracking().ToListAsync();
#pragma warning restore EF1002
    }

    /// <summary>Claims what was handed over and has not been answered in time.</summary>
    public async Task<List<Work>> ClaimOverdue(string lease, int most, TimeSpan time)
    {
        await using var db = database.CreateDbContext();
        var (now, until) = (Now, Now + time);
        var skip = db.IsPostgres ? "FOR UPDATE SKIP LOCKED" : "";
#pragma warning disable EF1002
        return await db.Work.FromSqlRaw($$"""
            UPDATE work SET state = 2, leased_by = {0}, leased_until = {1}, version = version + 1
            WHERE id IN (SELECT id FROM work WHERE state = 3 AND leased_until < {2} ORDER BY id LIMIT {3} {{skip}})
            RETURNING *
            """, lease, until, now, most).AsNoTracking().ToListAsync();
#pragma warning restore EF1002
    }

    /// <summary>Keeps a lease alive; false when it was lost.</summary>
    public async Task<bool> Extend(Guid id, string lease, TimeSpan time, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        return await db.Database.ExecuteSqlAsync(
            $"UPDATE work SET leased_until = {Now + time} WHERE id = {id} AND state = 2 AND leased_by = {lease}", cancel) == 1;
    }

    /// <summary>Gives back what was claimed and not begun, or broken off because the program stops.</summary>
    public async Task GiveBack(Guid id, string lease)
    {
        await using var db = database.CreateDbContext();
        await db.Database.ExecuteSqlAsync($"""
            UPDATE work SET state = 1, leased_by = NULL, leased_until = NULL, attempts = attempts - 1, version = version + 1
            WHERE id = {id} AND state = 2 AND leased_by = {lease}
            """);
    }

    /// <summary>What the connectors are told of each of <paramref name="works"/>; in its place stands a sentence where that cannot be said.</summary>
    public async Task<Dictionary<Guid, (WorkOrder? Order, string? Wrong)>> Orders(IReadOnlyCollection<Work> works, ConnectorList connectors)
    {
        await using var db = database.CreateDbContext();
        var inputs = works.ToDictionary(w => w.Id, Input);
        var planIds = inputs.Values.OfType<WorkInput>().Select(i => i.PlanId).Distinct().ToArray();
        var accountIds = works.Select(w => w.AccountId).Distinct().ToArray();
        var subscriptionIds = works.Select(w => w.SubscriptionId).Distinct().ToArray();
        var plans = await db.Plans.AsNoTracking().Where(p => planIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id);
        var productIds = plans.Values.Select(p => p.ProductId).Distinct().ToArray();
        var products = await db.Products.AsNoTracking().Where(p => productIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id);
        var accounts = await db.Accounts.AsNoTracking().Where(a => accountIds.Contains(a.Id)).ToDictionaryAsync(a => a.Id);
        var external = await db.Subscriptions.AsNoTracking().Where(s => subscriptionIds.Contains(s.Id))
            .Select(s => new { s.Id, s.ExternalId }).ToDictionaryAsync(s => s.Id, s => s.ExternalId);
        return works.ToDictionary(w => w.Id, w => Order(w, inputs[w.Id]));

        (WorkOrder?, string?) Order(Work work, WorkInput? input)
        {
            if (input is null) return (null, "What was asked for cannot be read.");
            if (connectors.Find(work.Connector) is not { } connector)
                return (null, $"This installation has no connector \"{work.Connector}\". Install it and try again, or deliver by hand.");
            if (!plans.TryGetValue(input.PlanId, out var plan) || !products.TryGetValue(plan.ProductId, out var product)
                || !accounts.TryGetValue(work.AccountId, out var account))
                return (null, "The plan, its product or the account is not there any more.");
            var settings = connectors.Open(connector, plan.Connector == work.Connector ? plan.ConnectorSettings : "{}", out var wrong);
            if (wrong is not null) return (null, wrong);
            return (new WorkOrder
            {
                Id = work.Id, Action = work.Action, AskedAt = work.CreatedAt, SubscriptionId = work.SubscriptionId, MakerId = plan.OwnerId,
                AccountNumber = account.Number ?? "", AccountName = account.Name, Product = product.Code, ProductName = product.Name,
                Plan = plan.Code, PlanName = plan.Name, Quantity = input.Quantity, Interval = input.Interval,
                Term = input is { TermStart: { } start, TermEnd: { } end } ? new Term(start, end) : null,
                ExternalId = external.GetValueOrDefault(work.SubscriptionId), Settings = settings,
            }, null);
        }
    }

    // One that cannot be read must not keep the others from being done.
    private static WorkInput? Input(Work work)
    {
        try { return WorkInput.FromJson(work.Input); }
        catch (JsonException) { return null; }
    }

    private static string NotIn(int known) => $"w.connector NOT IN ({string.Join(", ", Enumerable.Range(5, known).Select(i => $"{{{i}}}"))})";
}
