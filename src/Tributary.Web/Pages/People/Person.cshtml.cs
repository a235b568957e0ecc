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
public sealed class PersonModel(TributaryDb db, CurrentViewer current, Desk desk, ProfileLetters letters, TimeProvider clock, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What can be changed.</summary>
    public sealed class Form
    {
        public Role Role { get; set; }

        public Reach Reach { get; set; }
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
    public bool MayManage => current.Viewer.May(Right.ManagePeople) && Person.Role.MayBeGivenBy(current.Viewer.Rights);

    /// <summary>Whether the person is this viewer's to look after; see <see cref="PeopleSeen.LooksAfter"/>.</summary>
    public bool LooksAfter { get; private set; }

    public IEnumerable<SelectListItem> Roles => Words.Roles(current.Viewer, texts);

    public IEnumerable<SelectListItem> Reaches => Words.Reaches(texts);

    private User user = null!;

    public async Task OnGetAsync()
    {
        await Load();
        (Input.Role, Input.Reach) = (Person.Role, Person.Reach);
    }

    public Task<IActionResult> OnPostAsync() => Do(async () =>
    {
        await desk.Do(new ChangeMembership
        {
            By = current.Viewer, AccountBranch = Person.BranchId, MembershipId = Person.MembershipId, Role = Input.Role, Reach = Input.Reach,
        });
        this.Done(texts["The change holds from their next click on."]);
        return LocalRedirect($"/people/{Id}");
    });

    public Task<IActionResult> OnPostLinkAsync() => Do(() =>
    {
        if (!LooksAfter) throw Refusal.Forbidden("person.elsewhere", "This person belongs to other accounts too, so only they can ask for a new password.");
        Link = letters.PasswordLink(user, Request);
        (Input.Role, Input.Reach) = (Person.Role, Person.Reach);
        ModelState.Clear();
        return Task.FromResult<IActionResult>(Page());
    });

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
