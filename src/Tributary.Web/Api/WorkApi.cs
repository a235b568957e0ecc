using System.ComponentModel.DataAnnotations;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Subscriptions;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>A piece of provisioning work. What only those who deliver it may know is null for everybody else.</summary>
public sealed record WorkJson
{
    /// <summary>The work.</summary>
    public required Ref<Work> Id { get; init; }
    /// <summary>What people read.</summary>
    public required string Title { get; init; }
    /// <summary>What is to be done.</summary>
    public required WorkAction Action { get; init; }
    /// <summary>Where it stands; <c>processing</c> to whoever does not deliver it.</summary>
    public required WorkView State { get; init; }
    /// <summary>Whom it is for.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>Their name.</summary>
    public required string AccountName { get; init; }
    /// <summary>The subscription.</summary>
    public required Ref<Subscription> Subscription { get; init; }
    /// <summary>The order, or null.</summary>
    public Ref<Order>? Order { get; init; }
    /// <summary>When it was asked for.</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>When it was finished, or null.</summary>
    public DateTime? FinishedAt { get; init; }
    /// <summary>True when you may finish it.</summary>
    public required bool MayManage { get; init; }
    /// <summary>True when it was finished and is contradicted.</summary>
    public required bool Disputed { get; init; }
    /// <summary>How it is delivered.</summary>
    public string? Connector { get; init; }
    /// <summary>How often it was tried.</summary>
    public int? Attempts { get; init; }
    /// <summary>When it is tried next, or an answer is overdue.</summary>
    public DateTime? NextAt { get; init; }
    /// <summary>What went wrong last.</summary>
    public string? Error { get; init; }
    /// <summary>The other side's id.</summary>
    public string? ExternalId { get; init; }
    /// <summary>Who took it.</summary>
    public string? TakenBy { get; init; }
}

/// <summary>What was delivered.</summary>
public sealed record WorkDoneJson
{
    /// <summary>The other side's id.</summary>
    [MaxLength(200)] public string? ExternalId { get; init; }
    /// <summary>What was made.</summary>
    [MaxLength(200)] public IReadOnlyList<MadeAssetJson>? Assets { get; init; }
}

/// <summary>Something that delivery made.</summary>
public sealed record MadeAssetJson
{
    /// <summary>A short code: <c>licence</c>, <c>mailbox</c>, <c>service</c>.</summary>
    [Required, MaxLength(40)] public string? Kind { get; init; }
    /// <summary>What people call it.</summary>
    [Required, MaxLength(200)] public string? Name { get; init; }
    /// <summary>A key that its owner alone reads.</summary>
    [MaxLength(4000)] public string? Secret { get; init; }
    /// <summary>Its last day.</summary>
    public DateOnly? ExpiresOn { get; init; }
}

/// <summary>Work after a deed.</summary>
public sealed record WorkChangedJson
{
    /// <summary>The work.</summary>
    public required Ref<Work> Id { get; init; }
    /// <summary>Where it stands now.</summary>
    public required WorkState State { get; init; }
}

/// <summary><c>/work</c>: what waits to be delivered, and telling that it was, or will not be.</summary>
internal static class WorkApi
{
    private delegate Deed<WorkKept> Keeping(WorkRow work, Viewer by, Asked asked, Expected? expected);

    public static void Map(RouteGroupBuilder api)
    {
        var work = api.MapGroup("/work").WithTags("work");
        work.MapGet("/", List).RequireAuthorization(Policies.ViewWork).WithSummary("Open work, the oldest first; done and failed work the latest first");
        work.MapGet("/{id}", One).RequireAuthorization(Policies.ViewWork).WithSummary("One piece of work");
        work.MapPost("/{id}/done", (Ref<Work> id, Body<WorkDoneJson> body, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
                Finish(id, Done(body.Value), asked, match, viewer, db, desk, cancel))
            .RequireAuthorization(Policies.ManageWork).WithSummary("Say that it is delivered: money is captured");
        work.MapPost("/{id}/failed", (Ref<Work> id, Body<ReasonJson> body, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
                Finish(id, new() { Kind = OutcomeKind.Failed, Reason = body.Value.Reason }, asked, match, viewer, db, desk, cancel))
            .RequireAuthorization(Policies.ManageWork).WithSummary("Say that it will not be delivered: money is released");
        Keep(work, "take", "Say that you see to it", (at, by, asked, expected) => new TakeWork
        {
            By = by, WorkBranchId = at.BranchId, WorkId = at.Id, Expected = expected, Reference = asked.Reference, Asked = asked.Hash,
        });
        Keep(work, "resubmit", "Have it tried again at once", (at, by, asked, expected) => new ResubmitWork
        {
            By = by, WorkBranchId = at.BranchId, WorkId = at.Id, Expected = expected, Reference = asked.Reference, Asked = asked.Hash,
        });
        Keep(work, "settle", "Say that you looked into a contradiction", (at, by, asked, expected) => new SettleWork
        {
            By = by, WorkBranchId = at.BranchId, WorkId = at.Id, Expected = expected, Reference = asked.Reference, Asked = asked.Hash,
        });
    }

    private static void Keep(RouteGroupBuilder group, string verb, string says, Keeping deed) =>
        group.MapPost($"/{{id}}/{verb}", async Task<WorkChangedJson> (
            Ref<Work> id, Body<NothingJson> _, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
        {
            var work = await Find(id, viewer, db, cancel);
            var kept = await desk.Do(deed(work, viewer, asked, match.ForShown<Work>(work.Id, work.Version, Shown(work))), cancel);
            return new() { Id = new(kept.WorkId), State = kept.State };
        }).RequireAuthorization(Policies.ManageWork).WithSummary(says);

    private static async Task<ListOf<WorkJson>> List(string? state, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var rows = await WorkList.Page(db, viewer, Filter.Of<WorkView>(state, "state"), paging.AfterId, paging.Count + 1, cancel: cancel);
        return paging.Page(rows, w => w.Id, Shown);
    }

    private static async Task<WorkJson> One(Ref<Work> id, HttpContext http, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var shown = Shown(await Find(id, viewer, db, cancel));
        http.TagShown(shown);
        return shown;
    }

    private static async Task<WorkChangedJson> Finish(
        Ref<Work> id, WorkOutcome outcome, Asked asked, IfMatch match, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var work = await Find(id, viewer, db, cancel);
        var done = await desk.Do(new FinishWork
        {
            By = viewer, Branch = work.BranchId, WorkId = work.Id, Outcome = outcome, Expected = match.ForShown<Work>(work.Id, work.Version, Shown(work)), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return new() { Id = new(done.WorkId), State = done.State };
    }

    private static async Task<WorkRow> Find(Ref<Work> id, Viewer viewer, TributaryDb db, CancellationToken cancel) =>
        await WorkList.Find(db, viewer, id.Id, cancel) ?? throw Refusal.NotFound("work");

    private static WorkOutcome Done(WorkDoneJson body) => new()
    {
        Kind = OutcomeKind.Done, ExternalId = body.ExternalId,
        Assets = [.. (body.Assets ?? []).Select(a => new MadeAsset(a.Kind!, a.Name!, a.Secret, a.ExpiresOn))],
    };

    private static WorkJson Shown(WorkRow work) => new()
    {
        Id = new(work.Id), Title = work.Title, Action = work.Action, State = work.View, Account = new(work.AccountId), AccountName = work.AccountName,
        Subscription = new(work.SubscriptionId), Order = Refs.To<Order>(work.OrderId), CreatedAt = work.CreatedAt, FinishedAt = work.FinishedAt,
        MayManage = work.MayManage, Disputed = work.IsDisputed, Connector = work.Connector, Attempts = work.Attempts, NextAt = work.NextAt, Error = work.Error,
        ExternalId = work.ExternalId, TakenBy = work.TakenBy,
    };
}
