using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Api;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.People;

/// <summary>The people of the account and of those below: role, reach, state, last sign-in; by account, state, role and name.</summary>
[Authorize(Policy = Policies.ViewPeople)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, TimeProvider clock) : ListPage<PersonSeen>
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>The code of the state that is shown, or nothing for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    /// <summary>The code of the role that is shown, or nothing for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Role { get; set; }

    /// <summary>Only the people of this account and of those below it: its public id, or the number that somebody typed.</summary>
    [BindProperty(SupportsGet = true, Name = "account")]
    public string? Of { get; set; }

    /// <summary><c>on</c> or <c>off</c> for those with or without two-step sign-in.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Two { get; set; }

    /// <summary>The account of <see cref="Of"/>.</summary>
    public Account? Account { get; private set; }

    /// <summary>What stands in the box for the account.</summary>
    public string? AccountTyped => Account?.Number ?? (Account is null ? Of : null);

    /// <summary>Where somebody is added: in the account that is shown.</summary>
    public string AddQuery => Account is { IsRegistered: true } account && account.Id != current.Viewer.AccountId ? "?account=" + PublicId.Format("acc", account.Id) : "";

    public bool MayManage => current.Viewer.May(Right.ManagePeople);

    /// <summary>Whether this viewer may change or end somebody's place.</summary>
    public bool MayManageOf(PersonSeen person) => current.Viewer.May(Right.ManagePeople, person.Path) && (person.Held.Rights & ~current.Viewer.Rights) == 0;

    /// <summary>What of the list is shown.</summary>
    public string Shown
    {
        get
        {
            var state = Status switch { "active" => T["Active"], "invited" => T["Invited"], "held_off" => T["Held off"], _ => T["All"] };
            return Account is { } account ? $"{state.Value}, {T["{0} and below", account.Name].Value}" : state.Value;
        }
    }

    public IEnumerable<SelectListItem> Roles => [.. Enum.GetValues<Role>().Select(role => new SelectListItem(T[Words.Name(role)], Code.NameOf(role)))];

    public IEnumerable<SelectListItem> TwoStep => [new(T["On"], "on"), new(T["Off"], "off")];

    protected override string ListName => "people";

    protected override IReadOnlyList<Column<PersonSeen>> Columns =>
    [
        Column<PersonSeen>.Text("name", T["Name"], person => person.Name ?? T["(invited)"]) with { Fixed = true },
        Column<PersonSeen>.Text("email", T["Email"], person => person.Email) with { InFilesOnly = true },
        Column<PersonSeen>.Text("phone", T["Telephone"], person => person.Phone) with { InFilesOnly = true },
        Column<PersonSeen>.Text("account", T["Account"], person => person.AccountName) with { OnPhones = false },
        Column<PersonSeen>.Text("number", T["Account number"], person => person.AccountNumber) with { InFilesOnly = true },
        Column<PersonSeen>.Text("role", T["Role"], person => T[Words.Name(person.Role)]),
        Column<PersonSeen>.Text("reach", T["Reach"], person => T[Words.Of(person.Reach)]) with { OnPhones = false },
        Column<PersonSeen>.Text("state", T["State"], person => T[Statuses.Of(person.State).Word]),
        Column<PersonSeen>.Text("two-step", T["Two-step"], person => person.TwoFactor ? T["On"] : T["Off"]) with { OnPhones = false },
        Column<PersonSeen>.Moment("last", T["Last sign-in"], person => person.LastSignInAt) with { OnPhones = false },
    ];

    protected override async Task<ListPart<PersonSeen>> Part(string? key, CancellationToken cancel)
    {
        var after = PublicId.TryParse(key, "mbr", out var id) ? id : (Guid?)null;
        if (!string.IsNullOrWhiteSpace(Of)) Account = await Find(Of.Trim(), cancel);
        // A number that nobody has is no mistake of the address: nobody is found.
        if (!string.IsNullOrWhiteSpace(Of) && Account is null) return new([], null);
        var asked = new PeopleAsked
        {
            Search = Q, Under = Account?.Path, Role = Code.TryRead<Role>(Role, out var role) ? role : null,
            State = Code.TryRead<PersonState>(Status, out var state) ? state : null, TwoFactor = Two switch { "on" => true, "off" => false, _ => null },
        };
        var found = await PeopleSeen.Page(db, current.Viewer, asked, after, ListPart.Most + 1, clock.GetUtcNow().UtcDateTime, cancel);
        return ListPart.Of(found, person => PublicId.Format("mbr", person.MembershipId));
    }

    private async Task<Account?> Find(string typed, CancellationToken cancel) => PublicId.TryParse(typed, "acc", out var id)
        ? await db.Accounts.One(current.Viewer, id, cancel)
        : await db.Accounts.AsNoTracking().SeenBy(current.Viewer).FirstOrDefaultAsync(a => a.Number == typed, cancel);
}
