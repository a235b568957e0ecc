using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Audit;
using Tributary.Data;
using Tributary.Provisioning;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Provisioning;

/// <summary>One piece of work: where it stands, what went wrong, and what can be done about it.</summary>
[Authorize(Policy = Policies.ViewWork)]
public sealed class DetailsModel(TributaryDb db, CurrentViewer current, ConnectorList connectors) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    public Viewer Viewer => current.Viewer;

    public WorkRow Work { get; private set; } = null!;

    /// <summary>Its history, the latest first; for those who deliver it.</summary>
    public IReadOnlyList<TrailEntry> Trail { get; private set; } = [];

    /// <summary>The connector's English name, or its key when it is gone.</summary>
    public string? Connector => Work.Connector is { } key ? connectors.Find(key)?.Name ?? key : null;

    public bool IsOpen => Work.FinishedAt is null;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Work = await db.OneWork(current.Viewer, Id, cancel);
        if (Work.Connector is null) return;
        var lines = await db.Trail.AsNoTracking().SeenBy(current.Viewer).OfAccount(db, current.Viewer, Work.AccountId, cancel);
        Trail = await lines.Where(t => t.Subject == Id).OrderByDescending(t => t.Id).Take(20).ToListAsync(cancel);
    }
}

/// <summary>How the pages of work find theirs.</summary>
internal static class Works
{
    /// <summary>The work with this id in an address, <c>wrk_…</c>.</summary>
    /// <exception cref="Refusal">404: there is none that this viewer sees.</exception>
    public static async Task<WorkRow> OneWork(this TributaryDb db, Viewer viewer, string id, CancellationToken cancel) =>
        PublicId.TryParse(id, WorkOrder.Prefix, out var workId) && await WorkList.Find(db, viewer, workId, cancel) is { } row ? row : throw Refusal.NotFound("work");

    /// <summary>The same, for somebody who is to do something about it.</summary>
    /// <exception cref="Refusal">404 as above, 403 for whoever does not deliver it.</exception>
    public static async Task<WorkRow> OneToKeep(this TributaryDb db, Viewer viewer, string id, CancellationToken cancel)
    {
        var row = await db.OneWork(viewer, id, cancel);
        return row.MayManage ? row : throw Refusal.Forbidden("work.not_yours", "Whoever makes this product delivers it; you will see here when it is done.");
    }
}
