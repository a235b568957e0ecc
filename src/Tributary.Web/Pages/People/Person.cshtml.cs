using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.People;

/// <summary>One person's place in an account: role and reach, where they signed in, a link for a new password, and the way out.</summary>
[Authorize(Policy = Policies.ViewPeople)]
public sealed class PersonModel(TributaryDb db, CurrentViewer current, Desk desk, ProfileLetters letters, InvitePerson invite, TimeProvider clock, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What can be changed.</summary>
    public sealed class Form
    {
        public Role Role { get; set; }

        public Reach Reach { get; set; }

        public List<GrantRow> Grid { get; set; } = [];
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    [FromRoute]
    public string Id { get; set; } = "";

    public PersonSeen Person { get; private set; } = null!;

    public IReadOnlyList<SignInRecord> SignIns { get; private set; } = [];

    /// <summary>Shown once: with it the person sets a password.</summary>
    public string? Link { get; private set; }

    /// <summary>Whether this viewer may change the place.</summary>
    public bool MayManage => current.Viewer.May(Right.ManagePeople) && (Person.Held.Rights & ~current.Viewer.Rights) == 0;

    /// <summary>Nobody changes what they may do themselves.</summary>
    public bool IsSelf => Person.UserId == current.Viewer.UserId;

    /// <summary>Whether they have not set a password yet, so that the invitation can be sent again.</summary>
    public bool IsInvited => Person is { AwaitsConsent: false, HasPassword: false };

    public Viewer Viewer => current.Viewer;

    /// <summary>What the role says, without what differs from it.</summary>
    public Grants OfRole => Person.Role.Held(Person.Reach, null);

    /// <summary>Where they may do something else than their role says.</summary>
    public IReadOnlyDictionary<Matter, Grant> Differs => Grants.Read(Person.Grants);

    /// <summary>Whether the person is this viewer's to look after; see <see cref="PeopleSeen.LooksAfter"/>.</summary>
    public bool LooksAfter { get; private set; }

    public IEnumerable<SelectListItem> Roles => Words.Roles(current.Viewer, texts);

    public IEnumerable<SelectListItem> Reaches => Words.Reaches(texts, current.Viewer, Person.Path);

    private User user = null!;

    public async Task OnGetAsync()
    {
        await Load();
        Fill();
    }

    public Task<IActionResult> OnPostAsync() => Do(async () =>
    {
        await desk.Do(new ChangeMembership
        {
            By = current.Viewer, AccountBranch = Person.BranchId, MembershipId = Person.MembershipId, Role = Input.Role, Reach = Input.Reach,
            // A form without the grid leaves it as it is.
            Grants = Input.Grid.Count == 0 ? Person.Grants : Input.Role == Role.Owner ? null : GrantForm.Kept(Input.Grid),
        });
        this.Done(texts["The change holds from their next click on."]);
        return LocalRedirect($"/people/{Id}");
    });

    public Task<IActionResult> OnPostLinkAsync() => Do(async () =>
    {
        if (!LooksAfter) throw Refusal.Forbidden("person.elsewhere", "This person belongs to other accounts too, so only they can ask for a new password.");
        Link = letters.PasswordLink(user, Request, (await HttpContext.RequestServices.GetRequiredService<Hosts>().For(Person.Path))?.Host);
        ModelState.Clear();
        Fill();
        return Page();
    });

    /// <summary>Sends the invitation again, or shows its link where no mail can be sent.</summary>
    public Task<IActionResult> OnPostInviteAsync() => Do(async () =>
    {
        Link = await invite.Again(current.Viewer, Person, user, Request);
        if (Link is null)
        {
            this.Done(texts["The invitation is on its way to {0} again.", Person.Email]);
            return LocalRedirect(Request.Back($"/people/{Id}"));
        }
        ModelState.Clear();
        Fill();
        return Page();
    });

    private void Fill() => (Input.Role, Input.Reach, Input.Grid) = (Person.Role, Person.Reach, GrantForm.Rows(Person.Grants));

    private async Task<IActionResult> Do(Func<Task<IActionResult>> deed)
    {
        current.Viewer.Need(Right.ManagePeople);
        await Load();
        try
        {
            return await deed();
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts, "Input");
            if (Input.Grid.Count != Grants.Matters.Count) Input.Grid = GrantForm.Rows(Person.Grants);
            return Page();
        }
    }

    private async Task Load()
    {
        if (!PublicId.TryParse(Id, "mbr", out var id)) throw Refusal.NotFound("person");
        (Person, user) = await PeopleSeen.One(db, current.Viewer, id, clock.GetUtcNow().UtcDateTime);
        LooksAfter = await PeopleSeen.LooksAfter(db, current.Viewer, Person.UserId);
        if (LooksAfter && current.Viewer.May(Right.ManagePeople))
            SignIns = await db.SignIns.AsNoTracking().Where(record => record.UserId == Person.UserId).OrderByDescending(record => record.At).Take(50).ToListAsync();
    }
}
