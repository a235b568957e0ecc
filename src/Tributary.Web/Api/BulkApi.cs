using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders.Bulk;
using Tributary.Reports;
using Tributary.Subscriptions;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>One deed on many subscriptions.</summary>
public sealed record BulkJson
{
    /// <summary>What is done to each: <c>end</c> with its term, <c>end_now</c> at once.</summary>
    [Required] public BulkDeed? Deed { get; init; }
    /// <summary>The subscriptions; without them, all that the filters in the address show.</summary>
    [MaxLength(BulkRun.Most)] public IReadOnlyList<Ref<Subscription>>? Subscriptions { get; init; }
    /// <summary>Why; it stands in the history of those that end.</summary>
    [MaxLength(200)] public string? Reason { get; init; }
}

/// <summary>What a deed on many subscriptions would come to.</summary>
public sealed record BulkReviewJson
{
    /// <summary>How many were looked at.</summary>
    public required int Total { get; init; }
    /// <summary>How many can be done.</summary>
    public required int Possible { get; init; }
    /// <summary>What you would pay, in each currency; negative where it comes back.</summary>
    public required IReadOnlyList<Money> YouPay { get; init; }
    /// <summary>What you would charge.</summary>
    public required IReadOnlyList<Money> YouCharge { get; init; }
    /// <summary>Those that cannot be done: the first 200.</summary>
    public required IReadOnlyList<BulkRefusalJson> Refused { get; init; }
}

/// <summary>A subscription that was refused, and why.</summary>
public sealed record BulkRefusalJson
{
    /// <summary>The subscription.</summary>
    public required Ref<Subscription> Subscription { get; init; }
    /// <summary>The reason as a code.</summary>
    public required string Code { get; init; }
    /// <summary>The reason as a sentence.</summary>
    public required string Sentence { get; init; }
}

/// <summary>A deed on many subscriptions that goes on by itself.</summary>
public sealed record BulkRunJson
{
    /// <summary>The run.</summary>
    public required Ref<BulkRun> Id { get; init; }
    /// <summary>What is done.</summary>
    public required BulkDeed Deed { get; init; }
    /// <summary>Where it stands.</summary>
    public required BulkState State { get; init; }
    /// <summary>How many subscriptions.</summary>
    public required int Total { get; init; }
    /// <summary>How many were done.</summary>
    public required int Done { get; init; }
    /// <summary>How many were refused.</summary>
    public required int Refused { get; init; }
    /// <summary>How much of it is finished, in percent.</summary>
    public required int Percent { get; init; }
    /// <summary>When it was asked for.</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>When it came to its end, or null.</summary>
    public DateTime? EndedAt { get; init; }
    /// <summary>Why it could not go on, or null.</summary>
    public string? Failure { get; init; }
}

/// <summary><c>/subscriptions/bulk</c>: renewing, pausing, resuming and ending by the thousand, reviewed first and then done in the background.</summary>
internal static class BulkApi
{
    private const int MostListed = 200;

    public static void Map(RouteGroupBuilder api)
    {
        var bulk = api.MapGroup("/subscriptions/bulk").WithTags("subscriptions");
        bulk.MapPost("/", Start).RequireAuthorization(Policies.ManageOrders).WithSummary("Do one deed to many subscriptions, in the background");
        bulk.MapPost("/preview", Preview).RequireAuthorization(Policies.ManageOrders).WithSummary("What that would come to, and which ones cannot; nothing is written");
        bulk.MapGet("/{id}", One).RequireAuthorization(Policies.ManageOrders).WithSummary("How far it has come");
        bulk.MapGet("/{id}/refused", Refused).RequireAuthorization(Policies.ManageOrders).WithSummary("The subscriptions that were refused, and why");
        bulk.MapPost("/{id}/stop", Stop).RequireAuthorization(Policies.ManageOrders).WithSummary("Leave the others as they are");
    }

    private static async Task<Accepted<BulkRunJson>> Start(
        [AsParameters] SubscriptionQuery query, Body<BulkJson> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var answer = await desk.Do(new StartBulk
        {
            By = viewer, What = body.Value.Deed!.Value, Subscriptions = await Keys(query, body.Value, viewer, db, cancel), Reason = body.Value.Reason ?? "",
            Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return TypedResults.Accepted($"{ApiSetup.Base}/subscriptions/bulk/{new Ref<BulkRun>(answer.RunId)}", Shown(await Own(new(answer.RunId), viewer, db, cancel)));
    }

    private static async Task<BulkReviewJson> Preview(
        [AsParameters] SubscriptionQuery query, Body<BulkJson> body, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var ids = (await Keys(query, body.Value, viewer, db, cancel)).Select(key => key.Id).ToArray();
        var rows = await db.Subscriptions.AsNoTracking().SeenBy(viewer).Where(s => ids.Contains(s.Id)).OrderByDescending(s => s.Id).ToListAsync(cancel);
        var review = await BulkReview.Of(desk, viewer, body.Value.Deed!.Value, rows);
        return new()
        {
            Total = rows.Count, Possible = review.Possible, YouPay = review.Pays, YouCharge = review.Charges,
            Refused = [.. review.Refused.Take(MostListed).Select(r => Shown(r.Subscription.Id, RowProblem.Of(r.Why)))],
        };
    }

    private static async Task<BulkRunJson> One(Ref<BulkRun> id, HttpContext http, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var run = await Own(id, viewer, db, cancel);
        http.Tag(run);
        return Shown(run);
    }

    private static async Task<ListOf<BulkRefusalJson>> Refused(Ref<BulkRun> id, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var run = await Own(id, viewer, db, cancel);
        var (branch, key, after) = (run.BranchId, run.Id, (int)Math.Min(int.MaxValue, paging.AfterNumbers(1)?[0] ?? 0));
        var items = await db.BulkItems.AsNoTracking().Where(i => i.BranchId == branch && i.RunId == key && i.Seq > after && i.State == BulkItemState.Refused)
            .OrderBy(i => i.Seq).Take(paging.Count + 1).ToListAsync(cancel);
        return paging.Page(items, item => [item.Seq], item => Shown(item.SubscriptionId, item.Why()!));
    }

    private static async Task<BulkRunJson> Stop(Ref<BulkRun> id, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var run = await Own(id, viewer, db, cancel);
        await desk.Do(new StopBulk { By = viewer, RunId = run.Id, Reference = asked.Reference, Asked = asked.Hash }, cancel);
        return Shown(await Own(id, viewer, db, cancel));
    }

    private static async Task<IReadOnlyList<(int Branch, Guid Id)>> Keys(SubscriptionQuery query, BulkJson body, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        if (body.Subscriptions is null)
        {
            var found = new SubscriptionsFound(db, viewer, await query.Read(db, viewer, below: true, cancel));
            var all = await found.Keys(BulkRun.Most + 1, cancel);
            return all.Count <= BulkRun.Most ? all
                : throw Refusal.Field("subscriptions", "bulk.too_many", "At most {0} subscriptions at once. Narrow the list by a filter.", BulkRun.Most);
        }
        var ids = body.Subscriptions.Select(one => one.Id).Distinct().ToArray();
        var seen = await db.Subscriptions.AsNoTracking().SeenBy(viewer).Where(s => ids.Contains(s.Id)).Select(s => new { s.BranchId, s.Id }).ToListAsync(cancel);
        if (seen.Count != ids.Length) throw Refusal.NotFound("subscription");
        return [.. seen.OrderByDescending(s => s.Id).Select(s => (s.BranchId, s.Id))];
    }

    private static async Task<BulkRun> Own(Ref<BulkRun> id, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var wanted = id.Id;
        return await db.BulkRuns.AsNoTracking().AskedFor(viewer).FirstOrDefaultAsync(r => r.Id == wanted, cancel) ?? throw Refusal.NotFound("bulk_run");
    }

    private static BulkRefusalJson Shown(Guid subscription, RowProblem why) => new() { Subscription = new(subscription), Code = why.Code, Sentence = why.Sentence };

    private static BulkRunJson Shown(BulkRun run) => new()
    {
        Id = new(run.Id), Deed = run.Deed, State = run.State, Total = run.Total, Done = run.Succeeded, Refused = run.Refused, Percent = run.Percent,
        CreatedAt = run.CreatedAt, EndedAt = run.EndedAt, Failure = run.WhyFailed()?.Sentence,
    };
}
