using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>A visit to be asked for.</summary>
public sealed record AskGuestPassJson
{
    /// <summary>The account to be visited, below yours.</summary>
    [Required] public Ref<Account>? Account { get; init; }
    /// <summary>Who visits: a person of your account. May be left out with a key that belongs to a person.</summary>
    public Ref<User>? Visitor { get; init; }
    /// <summary>Why; the account reads it.</summary>
    [Required, MaxLength(500)] public string? Reason { get; init; }
    /// <summary>How long, in minutes; 60 unless said.</summary>
    [Range(1, GuestPass.MostMinutes)] public int? Minutes { get; init; }
    /// <summary>What the guest may do; <c>read_only</c> unless said.</summary>
    public GuestMode? Mode { get; init; }
    /// <summary>Whose eyes the guest has, for a visit that is read-only.</summary>
    public Role? SeeAs { get; init; }
}

/// <summary>The account's answer.</summary>
public sealed record AnswerGuestPassJson
{
    /// <summary>True for yes.</summary>
    [Required] public bool? Agree { get; init; }
}

/// <summary>What became of a pass.</summary>
public sealed record GuestPassChangedJson
{
    /// <summary>The pass.</summary>
    public required Ref<GuestPass> Id { get; init; }
    /// <summary>Where it stands.</summary>
    public required GuestState State { get; init; }
    /// <summary>When the visit, or the waiting for it, is over.</summary>
    public required DateTime OverAt { get; init; }
}

/// <summary>A visit of somebody from above in an account.</summary>
public sealed record GuestPassJson
{
    /// <summary>The pass.</summary>
    public required Ref<GuestPass> Id { get; init; }
    /// <summary>The visited account.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>Who visits, by name; <c>Your seller</c> for whoever stands above you.</summary>
    public required string Visitor { get; init; }
    /// <summary>The account they come from; null when it stands above you.</summary>
    public Ref<Account>? VisitorAccount { get; init; }
    /// <summary>Why.</summary>
    public required string Reason { get; init; }
    /// <summary>What the guest may do.</summary>
    public required GuestMode Mode { get; init; }
    /// <summary>Whose eyes the guest has, or null for their own.</summary>
    public Role? SeeAs { get; init; }
    /// <summary>Where it stands.</summary>
    public required GuestState State { get; init; }
    /// <summary>When it was asked for.</summary>
    public required DateTime AskedAt { get; init; }
    /// <summary>Who of the account answered, or null.</summary>
    public string? AnsweredBy { get; init; }
    /// <summary>When the account answered, or null.</summary>
    public DateTime? AnsweredAt { get; init; }
    /// <summary>When the visit began, or null.</summary>
    public DateTime? BeganAt { get; init; }
    /// <summary>When the visit, or the waiting for it, is over unless it is ended before.</summary>
    public required DateTime OverAt { get; init; }
    /// <summary>When it ended, or null.</summary>
    public DateTime? EndedAt { get; init; }
    /// <summary>Who ended it, or null.</summary>
    public GuestEnd? EndedBy { get; init; }
}

/// <summary>
/// <c>/guest-passes</c>: visits of people from above in the accounts below. A pass is for a person in the panel: no key acts by
/// one, and there is no header for it; a program acts in the name of its own account.
/// </summary>
internal static class GuestPassesApi
{
    private const int UsualMinutes = 60;

    public static void Map(RouteGroupBuilder api)
    {
        var passes = api.MapGroup("/guest-passes").WithTags("guest-passes");
        passes.MapGet("/", List).RequireAuthorization(Policies.ViewAccounts).WithSummary("Visits in your account and those below it, the latest first");
        passes.MapPost("/", Ask).RequireAuthorization(Policies.ViewAccounts).WithSummary("Ask for a visit of an account below yours, for a person of yours");
        passes.MapGet("/{id}", One).RequireAuthorization(Policies.ViewAccounts).WithSummary("One visit");
        passes.MapPost("/{id}/answer", Answer).RequireAuthorization(Policies.ManagePeople).WithSummary("Say yes or no to a visit of your account");
        passes.MapPost("/{id}/end", End).RequireAuthorization(Policies.ManagePeople).WithSummary("End a visit of your account, or of a person of yours");
    }

    private static async Task<ListOf<GuestPassJson>> List(
        string? account, string? state, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, TimeProvider clock, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var rows = db.GuestPasses.AsNoTracking().SeenBy(viewer);
        if (Filter.Id<Account>(account, "account") is { } id) rows = await rows.OfAccount(db, viewer, id, cancel);
        if (Filter.Of<GuestState>(state, "state") is { } at)
            rows = at == GuestState.Ended ? rows.Where(p => p.State == at || p.EndedAt == null && p.OverAt <= now)
                : at == GuestState.Refused ? rows.Where(p => p.State == at)
                : rows.Where(p => p.State == at && p.OverAt > now);
        return paging.Page(await paging.Latest(rows).ToListAsync(cancel), pass => Shown(pass, viewer, now));
    }

    private static async Task<GuestPassJson> One(Ref<GuestPass> id, Viewer viewer, TributaryDb db, TimeProvider clock, CancellationToken cancel) =>
        Shown(await Found(id, viewer, db, cancel), viewer, clock.GetUtcNow().UtcDateTime);

    private static async Task<Created<GuestPassChangedJson>> Ask(
        Body<AskGuestPassJson> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var wanted = body.Value;
        var account = await db.Accounts.One(viewer, wanted.Account!.Value.Id, cancel);
        var visitor = wanted.Visitor?.Id ?? viewer.UserId ?? throw Refusal.Field("visitor", "guest.visitor", "Say who visits: a person of your account.");
        var answer = await desk.Do(new AskGuestPass
        {
            By = viewer, AccountBranch = account.BranchId, AccountId = account.Id, VisitorId = visitor, Reason = wanted.Reason!, Minutes = wanted.Minutes ?? UsualMinutes,
            Mode = wanted.Mode ?? GuestMode.ReadOnly, SeeAs = wanted.SeeAs, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return TypedResults.Created($"{ApiSetup.Base}/guest-passes/{new Ref<GuestPass>(answer.PassId)}", Changed(answer));
    }

    private static async Task<GuestPassChangedJson> Answer(
        Ref<GuestPass> id, Body<AnswerGuestPassJson> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var pass = await Found(id, viewer, db, cancel);
        return Changed(await desk.Do(new AnswerGuestPass
        {
            By = viewer, AccountBranch = pass.BranchId, PassId = pass.Id, Agree = body.Value.Agree!.Value, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel));
    }

    private static async Task<GuestPassChangedJson> End(
        Ref<GuestPass> id, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var pass = await Found(id, viewer, db, cancel);
        return Changed(await desk.Do(new EndGuestPass
        {
            By = viewer, AccountBranch = pass.BranchId, PassId = pass.Id, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel));
    }

    private static Task<GuestPass> Found(Ref<GuestPass> id, Viewer viewer, TributaryDb db, CancellationToken cancel) =>
        db.GuestPasses.One(viewer, id.Id, "guest_pass", cancel);

    private static GuestPassChangedJson Changed(GuestPassAnswer answer) => new() { Id = new(answer.PassId), State = answer.State, OverAt = answer.OverAt };

    private static GuestPassJson Shown(GuestPass pass, Viewer viewer, DateTime now)
    {
        var name = pass.NameFor(viewer);
        return new()
        {
            Id = new(pass.Id), Account = new(pass.AccountId), Visitor = name ?? "Your seller", VisitorAccount = name is null ? null : new(pass.VisitorAccountId),
            Reason = pass.Reason, Mode = pass.Mode, SeeAs = pass.SeeAs, State = pass.StateAt(now), AskedAt = pass.AskedAt, AnsweredBy = pass.AnsweredBy,
            AnsweredAt = pass.AnsweredAt, BeganAt = pass.BeganAt, OverAt = pass.OverAt, EndedAt = pass.EndedAt, EndedBy = pass.EndedBy,
        };
    }
}
