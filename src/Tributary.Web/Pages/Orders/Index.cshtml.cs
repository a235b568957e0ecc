using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Orders;

/// <summary>
/// All orders the viewer sees, the latest first: every kind or one, in every state or one, and those that wait for
/// provisioning alone. States read as this viewer may know them.
/// </summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current) : TradeListPage<OrderRow>(db, current)
{
    private static readonly string[] BuyersStates = ["awaiting_approval", "processing", "awaiting_funds", "completed", "cancelled"];
    private static readonly string[] SellersStates = ["awaiting_approval", "awaiting_funds", "provisioning", "needs_attention", "processing", "completed", "cancelled"];

    /// <summary>Which part of the list: <c>sales</c>, <c>renewals</c>, <c>changes</c>, <c>cancellations</c>, <c>waiting</c>, or all.</summary>
    [BindProperty(SupportsGet = true, Name = "view")]
    public string? OnlyOf { get; set; }

    /// <summary>Open orders by what this viewer may know of their state; null when the tiles would tell more than the list.</summary>
    public IReadOnlyList<(string? Code, long? Count)>? Tiles { get; private set; }

    /// <summary>What the list shows, in words.</summary>
    public string Shown => Status is { Length: > 0 } && SellersStates.Contains(Status) ? T[Statuses.Of(Spoken.State(Status)).Word] : T["all states"];

    public IEnumerable<SelectListItem> States =>
        from code in Sells ? SellersStates : BuyersStates
        select new SelectListItem(T[Statuses.Of(Spoken.State(code)).Word], code);

    protected override string ListName => "orders";

    protected override IReadOnlyList<Column<OrderRow>> Columns => OrderRow.Columns(T, ofOne: false, ShowsCharges, ShowsPays);

    public override async Task OnGetAsync(CancellationToken cancel)
    {
        await base.OnGetAsync(cancel);
        if (await Counted(FigureName.Orders) is not { } counts) return;
        string[] codes = Sells ? ["awaiting_approval", "awaiting_funds", "provisioning", "needs_attention"] : ["awaiting_approval", "awaiting_funds", "processing"];
        Tiles = [(null, null), .. codes.Select(code => ((string?)code, (long?)counts.GetValueOrDefault(code)))];
    }

    protected override async Task<ListPart<OrderRow>> Part(string? after, CancellationToken cancel)
    {
        var query = await Asked(Db.Orders.AsNoTracking().SeenBy(Viewer));
        if (KindOf(OnlyOf) is { } kind) query = query.Where(o => o.Kind == kind);
        if (OnlyOf == "waiting") query = WaitingForProvisioning(query);
        if (Status is { Length: > 0 }) query = query.Reading(Viewer, Status) ?? query;
        if (!string.IsNullOrWhiteSpace(Q)) query = query.Numbered(Q);
        if (PublicId.TryParse(after, "ord", out var last)) query = query.Where(o => o.Id.CompareTo(last) < 0);
        return ListPart.Of(await OrderRow.Of(Db, Viewer, await query.OrderByDescending(o => o.Id).Take(ListPart.Most + 1).ToListAsync(cancel)), row => row.Id);
    }

    private static OrderKind? KindOf(string? view) => view switch
    {
        "sales" => OrderKind.Sale,
        "renewals" => OrderKind.Renewal,
        "changes" => OrderKind.Change,
        "cancellations" => OrderKind.Cancellation,
        _ => null,
    };

    // A buyer is not told that its order is at the delivery already: to it, everything under way is being processed.
    private IQueryable<Order> WaitingForProvisioning(IQueryable<Order> orders)
    {
        if (!Sells) return orders.Where(o => false);
        var (own, path, end) = (Viewer.AccountId, Viewer.Path, TreePath.End(Viewer.Path));
        return orders.Where(o => o.AccountId != own && (o.State == OrderState.Provisioning || o.State == OrderState.NeedsAttention
            || o.State == OrderState.AwaitingFunds && (o.ShortPath == null || string.Compare(o.ShortPath, path) < 0 || string.Compare(o.ShortPath, end) >= 0)));
    }
}
