using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>A person in an account.</summary>
public sealed record PersonJson
{
    /// <summary>The person.</summary>
    public required Ref<User> Id { get; init; }
    /// <summary>The account they belong to here.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>Their name; null until they said yes.</summary>
    public string? Name { get; init; }
    /// <summary>Their email.</summary>
    public required string Email { get; init; }
    /// <summary>What they may do.</summary>
    public required Role Role { get; init; }
    /// <summary>How far down they look.</summary>
    public required Reach Reach { get; init; }
    /// <summary>True until they say yes.</summary>
    public required bool AwaitsConsent { get; init; }
    /// <summary>True when they sign in with a second factor.</summary>
    public required bool TwoFactor { get; init; }
    /// <summary>When they signed in last, or null.</summary>
    public DateTime? LastSignInAt { get; init; }
}

/// <summary>A person to be brought into an account.</summary>
public sealed record AddPersonJson
{
    /// <summary>Their email.</summary>
    [Required] public string? Email { get; init; }
    /// <summary>Their name; needed for somebody new.</summary>
    public string? Name { get; init; }
    /// <summary>What they may do, never more than you.</summary>
    [Required] public Role? Role { get; init; }
    /// <summary>How far down they look; all below without it.</summary>
    public Reach? Reach { get; init; }
}

/// <summary>A person who was brought in.</summary>
public sealed record PersonAddedJson
{
    /// <summary>True when they were a user before and have to say yes first.</summary>
    public required bool AwaitsConsent { get; init; }
    /// <summary>Where somebody new sets their password, unless it went out by mail. Shown once: a repetition under the same Idempotency-Key has null.</summary>
    public string? Link { get; init; }
}

/// <summary>What is to change; what is left out stays.</summary>
public sealed record ChangePersonJson
{
    /// <summary>What they may do.</summary>
    public Role? Role { get; init; }
    /// <summary>How far down they look.</summary>
    public Reach? Reach { get; init; }
}

/// <summary><c>/users</c> and <c>/accounts/{id}/users</c>: people and their places.</summary>
internal static class PeopleApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/users", List).RequireAuthorization(Policies.ViewPeople).WithTags("users").WithSummary("The people of your account and of those below");
        var people = api.MapGroup("/accounts/{id}/users").WithTags("users");
        people.MapGet("/", Of).RequireAuthorization(Policies.ViewPeople).WithSummary("The people of one account");
        people.MapPost("/", Add).RequireAuthorization(Policies.ManagePeople).WithSummary("Bring a person in");
        people.MapPatch("/{user}", Change).RequireAuthorization(Policies.ManagePeople).WithSummary("Another role or reach");
        people.MapDelete("/{user}", Remove).RequireAuthorization(Policies.ManagePeople).WithSummary("End a person's place in the account");
    }

    private static async Task<ListOf<PersonJson>> List(
        string? q, string? account, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, TimeProvider clock, CancellationToken cancel) =>
        await Page(Filter.Id<Account>(account, "account"), q, paging, viewer, db, clock);

    private static async Task<ListOf<PersonJson>> Of(
        Ref<Account> id, string? q, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, TimeProvider clock, CancellationToken cancel) =>
        await Page((await db.Accounts.One(viewer, id.Id, cancel)).Id, q, paging, viewer, db, clock);

    private static async Task<ListOf<PersonJson>> Page(Guid? account, string? q, Paging paging, Viewer viewer, TributaryDb db, TimeProvider clock)
    {
        var found = await PeopleSeen.Page(db, viewer, Filter.Text(q, "q"), paging.AfterId, paging.Count + 1, clock.GetUtcNow().UtcDateTime, account);
        return paging.Page(found, p => p.MembershipId, p => new PersonJson
        {
            Id = new(p.UserId), Account = new(p.AccountId), Name = p.Name, Email = p.Email, Role = p.Role, Reach = p.Reach, AwaitsConsent = p.AwaitsConsent,
            TwoFactor = p.TwoFactor, LastSignInAt = p.LastSignInAt,
        });
    }

    private static async Task<Created<PersonAddedJson>> Add(Ref<Account> id, Body<AddPersonJson> body, HttpRequest request, Asked asked, Viewer viewer,
        TributaryDb db, Desk desk, InvitePerson invite, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        var (added, link) = await invite.Do(desk, viewer, account, body.Value.Name, body.Value.Email, body.Value.Role!.Value,
            body.Value.Reach ?? Reach.AllBelow, request, asked.Reference, asked.Hash);
        return TypedResults.Created($"{ApiSetup.Base}/accounts/{id}/users", new PersonAddedJson { AwaitsConsent = added.AwaitsConsent, Link = link });
    }

    private static async Task<NoContent> Change(Ref<Account> id, Ref<User> user, Body<ChangePersonJson> body, Asked asked, Viewer viewer,
        TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var place = await Place(id, user, viewer, db, cancel);
        await desk.Do(new ChangeMembership
        {
            By = viewer, AccountBranch = place.BranchId, MembershipId = place.Id, Role = body.Value.Role ?? place.Role, Reach = body.Value.Reach ?? place.Reach,
            Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Remove(
        Ref<Account> id, Ref<User> user, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var place = await Place(id, user, viewer, db, cancel, ended: asked.Reference is not null);
        await desk.Do(new RemovePerson
        {
            By = viewer, AccountBranch = place.BranchId, MembershipId = place.Id, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return TypedResults.NoContent();
    }

    // A repetition of a removal must find the place that its first run ended.
    private static async Task<Membership> Place(Ref<Account> id, Ref<User> user, Viewer viewer, TributaryDb db, CancellationToken cancel, bool ended = false)
    {
        var (account, person) = ((await db.Accounts.One(viewer, id.Id, cancel)).Id, user.Id);
        return await db.Memberships.AsNoTracking().SeenBy(viewer)
            .Where(m => m.AccountId == account && m.UserId == person && (ended || m.EndedAt == null))
            .OrderBy(m => m.EndedAt == null ? 0 : 1).ThenByDescending(m => m.Id).FirstOrDefaultAsync(cancel) ?? throw Refusal.NotFound("user");
    }
}
