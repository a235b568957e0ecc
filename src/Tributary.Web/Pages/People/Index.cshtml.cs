using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.People;

/// <summary>The people of the account and of those below: role, reach, state, last sign-in.</summary>
[Authorize(Policy = Policies.ViewPeople)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, TimeProvider clock) : PageModel
{
    private const int Most = 50;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<PersonSeen> People { get; private set; } = [];

    /// <summary>Where the next page begins, or null.</summary>
    public string? Next { get; private set; }

    public bool MayManage => current.Viewer.May(Right.ManagePeople);

    public async Task OnGetAsync()
    {
        var after = PublicId.TryParse(After, "mbr", out var id) ? id : (Guid?)null;
        var page = await PeopleSeen.Page(db, current.Viewer, Q, after, Most + 1, clock.GetUtcNow().UtcDateTime);
        People = [.. page.Take(Most)];
        if (page.Count > Most) Next = PublicId.Format("mbr", People[^1].MembershipId);
    }

    /// <summary>The word for where a person stands.</summary>
    public static string StateOf(PersonSeen person) => person switch
    {
        { AwaitsConsent: true } or { HasPassword: false } => "Invited",
        { Locked: true } => "Locked",
        _ => "Active",
    };
}
