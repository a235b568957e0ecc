using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Provisioning;
using Tributary.Provisioning.Connectors.Licence;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Provisioning;

/// <summary>The work list: what is being delivered, and what waits for somebody to look at it.</summary>
[Authorize(Policy = Policies.ViewWork)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, LicenceKeys keys, IStringLocalizer<Texts> texts) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<WorkRow> Rows { get; private set; } = [];

    public string? Next { get; private set; }

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

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var viewer = current.Viewer;
        Guid? after = PublicId.TryParse(After, WorkOrder.Prefix, out var last) ? last : null;
        var rows = await WorkList.Page(db, viewer, Shows, after, PageSize + 1, Q, cancel);
        Rows = [.. rows.Take(PageSize)];
        Next = rows.Count > PageSize ? PublicId.Format(WorkOrder.Prefix, Rows[^1].Id) : null;
        Counts = await WorkList.Count(db, viewer, cancel);
        PublicKey = await keys.PublicKey(viewer.AccountId, cancel);
    }
}
