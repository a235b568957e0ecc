using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.People;

/// <summary>The people of the account and of those below: role, reach, state, last sign-in.</summary>
[Authorize(Policy = Policies.ViewPeople)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, TimeProvider clock) : ListPage<PersonSeen>
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public bool MayManage => current.Viewer.May(Right.ManagePeople);

    protected override string ListName => "people";

    protected override IReadOnlyList<Column<PersonSeen>> Columns =>
    [
        Column<PersonSeen>.Text("name", T["Name"], person => person.Name ?? T["(invited)"]) with { Fixed = true },
        Column<PersonSeen>.Text("email", T["Email"], person => person.Email) with { InFilesOnly = true },
        Column<PersonSeen>.Text("account", T["Account"], person => person.AccountName) with { OnPhones = false },
        Column<PersonSeen>.Text("role", T["Role"], person => T[Words.Name(person.Role)]),
        Column<PersonSeen>.Text("reach", T["Reach"], person => T[Words.Of(person.Reach)]) with { OnPhones = false },
        Column<PersonSeen>.Text("state", T["State"], person => T[Statuses.Of(StateOf(person)).Word]),
        Column<PersonSeen>.Text("two-step", T["Two-step"], person => person.TwoFactor ? T["On"] : T["Off"]) with { OnPhones = false },
        Column<PersonSeen>.Moment("last", T["Last sign-in"], person => person.LastSignInAt) with { OnPhones = false },
    ];

    protected override async Task<ListPart<PersonSeen>> Part(string? key, CancellationToken cancel)
    {
        var after = PublicId.TryParse(key, "mbr", out var id) ? id : (Guid?)null;
        return ListPart.Of(await PeopleSeen.Page(db, current.Viewer, Q, after, ListPart.Most + 1, clock.GetUtcNow().UtcDateTime), person => PublicId.Format("mbr", person.MembershipId));
    }

    /// <summary>The word for where a person stands.</summary>
    public static string StateOf(PersonSeen person) => person switch
    {
        { AwaitsConsent: true } or { HasPassword: false } => "Invited",
        { Locked: true } => "Locked",
        _ => "Active",
    };
}
