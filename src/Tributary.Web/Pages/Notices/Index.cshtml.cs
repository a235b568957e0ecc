using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Partners;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Notices;

/// <summary>What the account was told, the latest first.</summary>
[Authorize(Policy = Policies.SignedIn)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk) : ListPage<Notice>
{
    public IReadOnlyDictionary<string, Account> About { get; private set; } = new Dictionary<string, Account>();

    public bool HasNew { get; private set; }

    /// <summary>A guest reads what the account was told; that somebody has seen it is for its own people to say.</summary>
    public bool MaySee => current.Viewer.Guest is null;

    public bool ShowsMoney => current.Viewer.May(Right.ViewMoney) && !current.Viewer.HidesPrices;

    protected override string ListName => "notices";

    // Each is a sentence with its moment; there is nothing to choose.
    protected override IReadOnlyList<Column<Notice>> Columns =>
    [
        Column<Notice>.Text("what", T["What"], notice => Told.Notice(notice, T, ShowsMoney, About).Title) with { Fixed = true },
        Column<Notice>.Moment("when", T["When"], notice => notice.At) with { Fixed = true },
        Column<Notice>.Moment("seen", T["Seen"], notice => notice.SeenAt) with { InFilesOnly = true },
    ];

    public override async Task OnGetAsync(CancellationToken cancel)
    {
        var id = current.Viewer.AccountId;
        HasNew = MaySee && await db.Notices.AnyAsync(n => n.AccountId == id && n.SeenAt == null, cancel);
        await base.OnGetAsync(cancel);
    }

    protected override async Task<ListPart<Notice>> Part(string? key, CancellationToken cancel)
    {
        var id = current.Viewer.AccountId;
        var all = db.Notices.AsNoTracking().Where(n => n.AccountId == id);
        if (PublicId.TryParse(key, "ntc", out var after) && await all.Where(n => n.Id == after).Select(n => (DateTime?)n.At).FirstOrDefaultAsync(cancel) is { } at)
            all = all.Where(n => n.At < at || n.At == at && n.Id < after);
        var notices = await all.OrderByDescending(n => n.At).ThenByDescending(n => n.Id).Take(ListPart.Most + 1).ToListAsync(cancel);
        About = await Told.About(db, current.Viewer, notices, cancel);
        return ListPart.Of(notices, notice => PublicId.Format("ntc", notice.Id));
    }

    /// <summary>One, or all when none is named.</summary>
    public async Task<IActionResult> OnPostSeenAsync(string? notice, CancellationToken cancel)
    {
        await desk.Do(new SeeNotices { By = current.Viewer, NoticeIds = PublicId.TryParse(notice, "ntc", out var id) ? [id] : null }, cancel);
        return LocalRedirect("/notices");
    }
}
