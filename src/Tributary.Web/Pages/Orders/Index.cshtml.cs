using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Web.Pages.Marketplace;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Orders;

/// <summary>
/// All orders the viewer sees, the latest first: every kind or one, in every state or one, and those that wait for
/// provisioning alone. States read as this viewer may know them.
/// </summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, IStringLocalizer<Texts> texts) : PageModel
{
    private const int PageSize = 50;

    /// <summary>Which part of the list: <c>sales</c>, <c>renewals</c>, <c>changes</c>, <c>cancellations</c>, <c>waiting</c>, or all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? View { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Only those of this account and all below it, by its public id.</summary>
    [BindProperty(SupportsGet = true, Name = "account")]
    public string? Of { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>The account of <see cref="Of"/>.</summary>
    public Account? Account { get; private set; }

    public IReadOnlyList<OrderRow> Rows { get; private set; } = [];

    public string? Next { get; private set; }

    /// <summary>Open orders by what this viewer may know of their state; null when the tiles would tell more than the list.</summary>
    public IReadOnlyList<(string? Code, long? Count)>? Tiles { get; private set; }

    public bool Sells => current.Viewer.Kind is AccountKind.Provider or AccountKind.Reseller;

    public bool ShowsPrices => !current.Viewer.HidesPrices && current.Viewer.May(Right.ViewPrices);

    public bool MayOrder => current.Viewer.May(Right.ManageOrders);

    /// <summary>What the list shows, in words.</summary>
    public string Shown => Status is { Length: > 0 } && SellersStates.Contains(Status) ? texts[Kit.Statuses.Of(Spoken.State(Status)).Word] : texts["all states"];

    public IEnumerable<SelectListItem> States =>
        from code in Sells ? SellersStates : BuyersStates
        select new SelectListItem(texts[Kit.Statuses.Of(Spoken.State(code)).Word], code);

    private static readonly string[] BuyersStates = ["awaiting_approval", "processing", "awaiting_funds", "completed", "cancelled"];
    private static readonly string[] SellersStates = ["awaiting_approval", "awaiting_funds", "provisioning", "needs_attention", "processing", "completed", "cancelled"];

    public async Task OnGetAsync()
    {
        var viewer = current.Viewer;
        var query = db.Orders.AsNoTracking().SeenBy(viewer);
        if (!string.IsNullOrEmpty(Of))
        {
            Account = await Chosen.Find(db, viewer, Of);
            query = query.Under(Account.Path);
        }
        if (KindOf(View) is { } kind) query = query.Where(o => o.Kind == kind);
        if (View == "waiting") query = WaitingForProvisioning(query);
        if (Status is { Length: > 0 }) query = query.Reading(viewer, Status) ?? query;
        if (Number(Q) is { Length: > 0 } number) query = query.Where(o => o.Number.StartsWith(number));
        if (PublicId.TryParse(After, "ord", out var last)) query = query.Where(o => o.Id.CompareTo(last) < 0);
        var orders = await query.OrderByDescending(o => o.Id).Take(PageSize + 1).ToListAsync();
        if (orders.Count > PageSize)
        {
            orders.RemoveAt(PageSize);
            Next = PublicId.Format("ord", orders[^1].Id);
        }
        Rows = await OrderRow.Of(db, viewer, orders);
        if (Account is null) await Count();
    }

    private async Task Count()
    {
        if (await db.CountsOf(current.Viewer, FigureName.Orders, current.Account.AccountsBelow) is not { } counts) return;
        string[] codes = Sells ? ["awaiting_approval", "awaiting_funds", "provisioning", "needs_attention"] : ["awaiting_approval", "awaiting_funds", "processing"];
        Tiles = [(null, null), .. codes.Select(code => ((string?)code, (long?)counts.GetValueOrDefault(code)))];
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
        var (own, path, end) = (current.Viewer.AccountId, current.Viewer.Path, TreePath.End(current.Viewer.Path));
        return orders.Where(o => o.AccountId != own && (o.State == OrderState.Provisioning || o.State == OrderState.NeedsAttention
            || o.State == OrderState.AwaitingFunds && (o.ShortPath == null || string.Compare(o.ShortPath, path) < 0 || string.Compare(o.ShortPath, end) >= 0)));
    }

    // Numbers are typed with or without their dash, in any case.
    private static string? Number(string? typed)
    {
        var bare = typed?.Trim().ToUpperInvariant().Replace("-", "").Replace(" ", "");
        return bare is { Length: > 5 } ? $"{bare[..5]}-{bare[5..]}" : bare;
    }
}
