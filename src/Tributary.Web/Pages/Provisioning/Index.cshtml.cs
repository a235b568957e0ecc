using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Provisioning;
using Tributary.Provisioning.Connectors.Licence;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Provisioning;

/// <summary>The work list: what is being delivered, and what waits for somebody to look at it.</summary>
[Authorize(Policy = Policies.ViewWork)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, LicenceKeys keys, Desk desk, IStringLocalizer<Texts> texts) : ListPage<WorkRow>
{
    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Accounts whose number does not come, the oldest first; the provider's people alone see to that.</summary>
    public IReadOnlyList<Account> Pending { get; private set; } = [];

    public bool MayManage => current.Viewer.May(Right.ManageWork);

    public WorkCounts Counts { get; private set; } = null!;

    /// <summary>The key that verifies the licences this account issues, or null.</summary>
    public string? PublicKey { get; private set; }

    /// <summary>The view that is shown, or null for all that is open.</summary>
    public WorkView? Shows => Enum.TryParse<WorkView>(Status, ignoreCase: true, out var view) && Enum.IsDefined(view) ? view : null;

    /// <summary>What the list shows, in words.</summary>
    public string Shown => Shows is { } view ? texts[WorkWords.Of(view)] : texts["All that is open"];

    /// <summary>The views with a tile: who delivers nothing has no use for those of delivery.</summary>
    public IEnumerable<WorkView> Tiles =>
        Enum.GetValues<WorkView>().Where(view => view is WorkView.Failed or WorkView.Done || Counts.Of(view) > 0 || view == Shows
            || (view == WorkView.Processing ? !current.Viewer.IsProvider : current.Viewer.IsProvider));

    protected override string ListName => "work";

    protected override IReadOnlyList<Column<WorkRow>> Columns =>
    [
        Column<WorkRow>.Text("what", T["What"], row => row.Title) with { Fixed = true },
        Column<WorkRow>.Text("action", T["Deed"], row => T[WorkWords.Of(row.Action)]) with { InFilesOnly = true },
        Column<WorkRow>.Text("for", T["For"], row => row.AccountName) with { OnPhones = false },
        Column<WorkRow>.Text("account", T["Account number"], row => row.AccountNumber) with { InFilesOnly = true },
        Column<WorkRow>.Text("state", T["State"], row => T[WorkWords.Of(row.View)]),
        Column<WorkRow>.Text("taken", T["Taken by"], row => row.TakenBy) with { InFilesOnly = true },
        Column<WorkRow>.Moment("asked", T["Asked for"], row => row.CreatedAt) with { OnPhones = false },
        Column<WorkRow>.Moment("next", T["Next"], row => row.NextAt) with { OnPhones = false },
        Column<WorkRow>.Text("wrong", T["What to know"], row => row.Error) with { OnPhones = false },
    ];

    protected override async Task<ListPart<WorkRow>> Part(string? key, CancellationToken cancel)
    {
        Guid? after = PublicId.TryParse(key, WorkOrder.Prefix, out var last) ? last : null;
        return ListPart.Of(await WorkList.Page(db, current.Viewer, Shows, after, ListPart.Most + 1, Q, cancel), row => PublicId.Format(WorkOrder.Prefix, row.Id));
    }

    public override async Task OnGetAsync(CancellationToken cancel)
    {
        var viewer = current.Viewer;
        await base.OnGetAsync(cancel);
        Counts = await WorkList.Count(db, viewer, cancel);
        if (viewer.IsProvider)
        {
            Pending = await db.Accounts.AsNoTracking().SeenBy(viewer).Where(a => a.Number == null && a.PendingReportedAt != null)
                .OrderBy(a => a.OpenedAt).Take(ListPart.Most).ToListAsync(cancel);
        }
        PublicKey = await keys.PublicKey(viewer.AccountId, cancel);
    }

    /// <summary>Tries to give an account its number, at once.</summary>
    public async Task<IActionResult> OnPostRegisterAsync(string? account, CancellationToken cancel)
    {
        if (!PublicId.TryParse(account, "acc", out var id)) throw Refusal.NotFound("account");
        var pending = await db.Accounts.One(current.Viewer, id, cancel);
        var done = await desk.Do(new RegisterAccounts { By = current.Viewer, InBranch = pending.BranchId, AccountIds = [pending.Id] }, cancel);
        if (done.Count > 0) this.Done(texts["{0} has its number.", pending.Name]);
        return LocalRedirect("/provisioning");
    }
}
