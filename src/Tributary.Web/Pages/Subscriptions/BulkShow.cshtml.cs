using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders.Bulk;
using Tributary.Web.Kit;
using Tributary.Web.Pages.People;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>How far a deed on many subscriptions has come: counts, what was refused and why, here and as a file, and the button that stops it.</summary>
[Authorize(Policy = Policies.ManageOrders)]
public sealed class BulkShowModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string RunId { get; set; } = "";

    /// <summary>The number of the item after which the list of refusals begins.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public BulkRun Run { get; private set; } = null!;

    /// <summary>What was refused; of a subscription that the viewer does not see any more, the reason alone.</summary>
    public sealed record Failure(int Seq, string Id, string Name, string Account, string Why);

    public IReadOnlyList<Failure> Failures { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Find(cancel);
        (Failures, Next) = await Part(After, cancel);
    }

    /// <summary>The refused ones as a file.</summary>
    public async Task<IActionResult> OnGetFailedAsync(CancellationToken cancel)
    {
        await Find(cancel);
        IReadOnlyList<Column<Failure>> columns =
        [
            Column<Failure>.Text("id", texts["Number"], f => f.Id), Column<Failure>.Text("name", texts["Subscription"], f => f.Name),
            Column<Failure>.Text("account", texts["Client"], f => f.Account), Column<Failure>.Text("why", texts["Why"], f => f.Why),
        ];
        return await this.Export("csv", "refused", columns, ListExports.All(Part, cancel), cancel);
    }

    public async Task<IActionResult> OnPostStopAsync(CancellationToken cancel)
    {
        await Find(cancel);
        try
        {
            await desk.Do(new StopBulk { By = current.Viewer, RunId = Run.Id }, cancel);
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Conflict)
        {
            this.Warn(texts.Say(no));
        }
        return Redirect($"/subscriptions/bulk/{RunId}");
    }

    private async Task Find(CancellationToken cancel)
    {
        if (!PublicId.TryParse(RunId, "blk", out var id)) throw Refusal.NotFound("bulk_run");
        Run = await db.BulkRuns.AsNoTracking().AskedFor(current.Viewer).FirstOrDefaultAsync(r => r.Id == id, cancel) ?? throw Refusal.NotFound("bulk_run");
    }

    private async Task<ListPart<Failure>> Part(string? after, CancellationToken cancel)
    {
        var (branch, run, last) = (Run.BranchId, Run.Id, int.TryParse(after, out var seq) ? seq : 0);
        var items = await db.BulkItems.AsNoTracking().Where(i => i.BranchId == branch && i.RunId == run && i.Seq > last && i.State == BulkItemState.Refused)
            .OrderBy(i => i.Seq).Take(ListPart.Most + 1).ToListAsync(cancel);
        var ids = items.Select(i => i.SubscriptionId).ToArray();
        var seen = await db.Subscriptions.AsNoTracking().SeenBy(current.Viewer).Where(s => ids.Contains(s.Id)).ToListAsync(cancel);
        var rows = (await SubscriptionRow.Of(db, current.Viewer, seen)).ToDictionary(row => row.Subscription.Id);
        return ListPart.Of([.. items.Select(i => new Failure(i.Seq, PublicId.Format("sub", i.SubscriptionId), rows.GetValueOrDefault(i.SubscriptionId)?.Name ?? "",
            rows.GetValueOrDefault(i.SubscriptionId)?.Account ?? "", i.Why() is { } why ? ImportWords.Say(texts, why) : ""))], f => f.Seq.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
