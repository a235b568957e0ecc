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
    /// <summary>Where they may do something else than their role says; null when nowhere.</summary>
    public GrantsJson? Grants { get; init; }
    /// <summary>What they may do by role and grants together, matter by matter.</summary>
    public required GrantsJson Holds { get; init; }
    /// <summary>Their telephone, or null.</summary>
    public string? Phone { get; init; }
    /// <summary>Where they stand.</summary>
    public required PersonState State { get; init; }
    /// <summary>True until they say yes.</summary>
    public required bool AwaitsConsent { get; init; }
    /// <summary>True when they sign in with a second factor.</summary>
    public required bool TwoFactor { get; init; }
    /// <summary>When they signed in last, or null.</summary>
    public DateTime? LastSignInAt { get; init; }
}

/// <summary>How much somebody may do in one matter, and how far down.</summary>
public sealed record GrantJson
{
    /// <summary>How much; a level that is not offered in its matter is refused.</summary>
    [Required] public GrantLevel? Level { get; init; }
    /// <summary>How far down; the account alone without it.</summary>
    public Reach? Reach { get; init; }
}

/// <summary>The grid of what somebody may do. A matter that is left out is as the role says.</summary>
public sealed record GrantsJson
{
    /// <summary>Accounts, their details and their trail; admin: switch them off and on, and say what they may open.</summary>
    public GrantJson? Accounts { get; init; }
    /// <summary>What is paid and charged; admin: prices below cost.</summary>
    public GrantJson? Prices { get; init; }
    /// <summary>Orders, subscriptions, assets; admin: report usage.</summary>
    public GrantJson? Orders { get; init; }
    /// <summary>Wallets and statements; admin: terms and limits.</summary>
    public GrantJson? Money { get; init; }
    /// <summary>Provisioning work.</summary>
    public GrantJson? Work { get; init; }
    /// <summary>People and API keys; admin: owners.</summary>
    public GrantJson? People { get; init; }
    /// <summary>Products and plans; none or manage.</summary>
    public GrantJson? Catalogue { get; init; }
    /// <summary>The account's settings; none or manage.</summary>
    public GrantJson? Settings { get; init; }

    /// <summary>As they are kept; null when nothing differs from the role.</summary>
    /// <exception cref="Refusal">A level is not offered in its matter.</exception>
    internal string? Kept()
    {
        var named = new Dictionary<Matter, GrantJson?>
        {
            [Matter.Accounts] = Accounts, [Matter.Prices] = Prices, [Matter.Orders] = Orders, [Matter.Money] = Money,
            [Matter.Work] = Work, [Matter.People] = People, [Matter.Catalogue] = Catalogue, [Matter.Settings] = Settings,
        };
        return Tributary.Grants.Checked(named.Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Key, pair => new Grant(pair.Value!.Level!.Value, pair.Value.Reach ?? Reach.Own)));
    }

    /// <summary>The grid of these fields.</summary>
    internal static GrantsJson Of(Func<Matter, Grant?> field)
    {
        GrantJson? In(Matter matter) => field(matter) is { } grant
            ? new() { Level = grant.Level, Reach = grant.Level == GrantLevel.None ? null : grant.Reach } : null;
        return new()
        {
            Accounts = In(Matter.Accounts), Prices = In(Matter.Prices), Orders = In(Matter.Orders), Money = In(Matter.Money),
            Work = In(Matter.Work), People = In(Matter.People), Catalogue = In(Matter.Catalogue), Settings = In(Matter.Settings),
        };
    }

    /// <summary>A member's own edits; null when there are none.</summary>
    internal static GrantsJson? Edits(string? kept)
    {
        if (kept is null) return null;
        var edits = Tributary.Grants.Read(kept);
        return Of(matter => edits.TryGetValue(matter, out var grant) ? grant : null);
    }
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
    /// <summary>Where they may do something else than their role says.</summary>
    public GrantsJson? Grants { get; init; }
    /// <summary>Their telephone; for somebody new.</summary>
    [MaxLength(40)] public string? Phone { get; init; }
    /// <summary>The language they read in, such as <c>de</c>; for somebody new, the account's without it.</summary>
    public string? Language { get; init; }
    /// <summary>Their IANA time zone; for somebody new, the account's without it.</summary>
    public string? TimeZone { get; init; }
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
    /// <summary>Where they may do something else than their role says, instead of what was said before; <c>{}</c> for nowhere.</summary>
    public GrantsJson? Grants { get; init; }
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
        people.MapPatch("/{user}", Change).RequireAuthorization(Policies.ManagePeople).WithSummary("Another role or reach, or other rights than the role's");
        people.MapDelete("/{user}", Remove).RequireAuthorization(Policies.ManagePeople).WithSummary("End a person's place in the account");
    }

    private static async Task<ListOf<PersonJson>> List(
        string? q, string? account, string? under, string? role, string? state, string? twoFactor, [AsParameters] Paging paging,
        Viewer viewer, TributaryDb db, TimeProvider clock, CancellationToken cancel)
    {
        var top = Filter.Id<Account>(under, "under") is { } id ? (await db.Accounts.One(viewer, id, cancel)).Path : null;
        var asked = new PeopleAsked { AccountId = Filter.Id<Account>(account, "account"), Under = top };
        return await Page(With(asked, q, role, state, twoFactor), paging, viewer, db, clock, cancel);
    }

    private static async Task<ListOf<PersonJson>> Of(
        Ref<Account> id, string? q, string? role, string? state, string? twoFactor, [AsParameters] Paging paging,
        Viewer viewer, TributaryDb db, TimeProvider clock, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        return await Page(With(new PeopleAsked { AccountId = account.Id, Under = account.Path }, q, role, state, twoFactor), paging, viewer, db, clock, cancel);
    }

    private static PeopleAsked With(PeopleAsked asked, string? q, string? role, string? state, string? twoFactor) => asked with
    {
        Search = Filter.Text(q, "q"), Role = Filter.Of<Role>(role, "role"), State = Filter.Of<PersonState>(state, "state"),
        TwoFactor = Filter.Flag(twoFactor, "twoFactor"),
    };

    private static async Task<ListOf<PersonJson>> Page(PeopleAsked asked, Paging paging, Viewer viewer, TributaryDb db, TimeProvider clock, CancellationToken cancel)
    {
        var found = await PeopleSeen.Page(db, viewer, asked, paging.AfterId, paging.Count + 1, clock.GetUtcNow().UtcDateTime, cancel);
        return paging.Page(found, p => p.MembershipId, p => new PersonJson
        {
            Id = new(p.UserId), Account = new(p.AccountId), Name = p.Name, Email = p.Email, Role = p.Role, Reach = p.Reach, AwaitsConsent = p.AwaitsConsent,
            Grants = GrantsJson.Edits(p.Grants), Holds = GrantsJson.Of(matter => p.Held[matter]), Phone = p.Phone, State = p.State,
            TwoFactor = p.TwoFactor, LastSignInAt = p.LastSignInAt,
        });
    }

    private static async Task<Created<PersonAddedJson>> Add(Ref<Account> id, Body<AddPersonJson> body, HttpRequest request, Asked asked, Viewer viewer,
        TributaryDb db, Desk desk, InvitePerson invite, CancellationToken cancel)
    {
        var account = await db.Accounts.One(viewer, id.Id, cancel);
        var (added, link) = await invite.Do(desk, viewer, account, body.Value.Name, body.Value.Email, body.Value.Role!.Value,
            body.Value.Reach ?? Reach.AllBelow, request, asked.Reference, asked.Hash,
            new(body.Value.Phone, body.Value.Language, body.Value.TimeZone), body.Value.Grants?.Kept());
        return TypedResults.Created($"{ApiSetup.Base}/accounts/{id}/users", new PersonAddedJson { AwaitsConsent = added.AwaitsConsent, Link = link });
    }

    private static async Task<NoContent> Change(Ref<Account> id, Ref<User> user, Body<ChangePersonJson> body, Asked asked, Viewer viewer,
        TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var place = await Place(id, user, viewer, db, cancel);
        await desk.Do(new ChangeMembership
        {
            By = viewer, AccountBranch = place.BranchId, MembershipId = place.Id, Role = body.Value.Role ?? place.Role, Reach = body.Value.Reach ?? place.Reach,
            // An owner has no exceptions: whoever becomes one leaves theirs behind.
            Grants = body.Value.Grants is { } grants ? grants.Kept() : body.Value.Role == Role.Owner ? null : place.Grants, Reference = asked.Reference, Asked = asked.Hash,
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
