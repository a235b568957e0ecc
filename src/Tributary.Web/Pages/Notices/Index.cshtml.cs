using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Partners;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Notices;

/// <summary>What the account was told, the latest first.</summary>
[Authorize(Policy = Policies.SignedIn)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk) : PageModel
{
    private const int Most = 50;

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<Notice> Notices { get; private set; } = [];

    public IReadOnlyDictionary<string, Account> About { get; private set; } = new Dictionary<string, Account>();

    public string? Next { get; private set; }

    public bool HasNew { get; private set; }

    public bool ShowsMoney => current.Viewer.May(Right.ViewMoney) && !current.Viewer.HidesPrices;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var id = current.Viewer.AccountId;
        var all = db.Notices.AsNoTracking().Where(n => n.AccountId == id);
        HasNew = await all.AnyAsync(n => n.SeenAt == null, cancel);
        if (PublicId.TryParse(After, "ntc", out var after) && await all.Where(n => n.Id == after).Select(n => (DateTime?)n.At).FirstOrDefaultAsync(cancel) is { } at)
            all = all.Where(n => n.At < at || n.At == at && n.Id < after);
        var page = await all.OrderByDescending(n => n.At).ThenByDescending(n => n.Id).Take(Most + 1).ToListAsync(cancel);
        Notices = [.. page.Take(Most)];
        About = await Told.About(db, current.Viewer, Notices, cancel);
        if (page.Count > Most) Next = PublicId.Format("ntc", Notices[^1].Id);
    }

    /// <summary>One, or all when none is named.</summary>
    public async Task<IActionResult> OnPostSeenAsync(string? notice, CancellationToken cancel)
    {
        await desk.Do(new SeeNotices { By = current.Viewer, NoticeIds = PublicId.TryParse(notice, "ntc", out var id) ? [id] : null }, cancel);
        return LocalRedirect("/notices");
    }
}
