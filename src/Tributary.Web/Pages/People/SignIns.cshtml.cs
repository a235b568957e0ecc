using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.People;

/// <summary>
/// Attempts to sign in: when, from where, how, whether it worked. The provider reads all, also of emails nobody has;
/// everybody else those of the people who belong to accounts they see, and to no others.
/// </summary>
[Authorize(Policy = Policies.ManagePeople)]
public sealed class SignInsModel(TributaryDb db, CurrentViewer current) : PageModel
{
    private const int Most = 50;

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<SignInRecord> Records { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync()
    {
        var viewer = current.Viewer;
        var records = db.SignIns.AsNoTracking();
        if (!viewer.IsProvider || viewer.Reach != Reach.AllBelow)
        {
            var seen = db.Memberships.SeenBy(viewer).Where(m => m.EndedAt == null && !m.AwaitsConsent);
            var elsewhere = db.Memberships.Where(m => m.EndedAt == null && !db.Memberships.SeenBy(viewer).Any(s => s.Id == m.Id));
            records = records.Where(r => seen.Any(m => m.UserId == r.UserId) && !elsewhere.Any(m => m.UserId == r.UserId));
        }
        // The ids are of version 7 and so sort by time, on both databases.
        if (PublicId.TryParse(After, "sgn", out var after)) records = records.Where(r => r.Id < after);
        var page = await records.OrderByDescending(r => r.Id).Take(Most + 1).ToListAsync();
        Records = [.. page.Take(Most)];
        if (page.Count > Most) Next = PublicId.Format("sgn", Records[^1].Id);
    }
}
