using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Marketplace;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Orders;

/// <summary>
/// All orders the viewer sees, the latest first: every kind or one, in every state or one, and those that wait for
/// provisioning alone. States read as this viewer may know them.
/// </summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, IStringLocalizer<Texts> texts) : ListPage<OrderRow>
{
    private const int PageSize = 50;

    /// <summary>Which part of the list: <c>sales</c>, <c>renewals</c>, <c>changes</c>, <c>cancellations</c>, <c>waiting</c>, or all.</summary>
    [BindProperty(SupportsGet = true, Name = "view")]
    public string? OnlyOf { get; set; }

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
    public string Shown => Status is { Length: > 0 } && SellersStates.Contains(Status) ? texts[Statuses.Of(Spoken.State(Status)).Word] : texts["all states"];

    public IEnumerable<SelectListItem> States =>
        from code in Sells ? SellersStates : BuyersStates
        select new SelectListItem(texts[Statuses.Of(Spoken.State(code)).Word], code);

    private static readonly string[] BuyersStates = ["awaiting_approval", "processing", "awaiting_funds", "completed", "cancelled"];
    private static readonly string[] SellersStates = ["awaiting_approval", "awaiting_funds", "provisioning", "needs_attention", "processing", "completed", "cancelled"];

    protected override string ListName => "orders";

    protected override IReadOnlyList<Column<OrderRow>> Columns =>
    [
        Column<OrderRow>.Text("number", T["Order"], row => row.Order.Number) with { Fixed = true },
        Column<OrderRow>.Text("kind", T["Kind"], row => T[Spoken.Order(row.Order.Kind)]) with { InFilesOnly = true },
        Column<OrderRow>.Text("what", T["What"], row => row.More > 0 ? $"{row.What}, {T["and {0} more", row.More]}" : row.What) with { OnPhones = false },
        Column<OrderRow>.Text("for", T["For"], row => row.Account) with { OnPhones = false },
        Column<OrderRow>.Text("status", T["Status"], row => T[Statuses.Of(Spoken.State(row.State)).Word]) with { OnPhones = !ShowsPrices },
        .. ShowsPrices && Sells ? [Column<OrderRow>.Amount("charges", T["Your buyer pays"], row => row.Charges)] : Array.Empty<Column<OrderRow>>(),
        .. ShowsPrices ? [Column<OrderRow>.Amount("pays", T["You pay"], row => row.Pays) with { OnPhones = !Sells }] : Array.Empty<Column<OrderRow>>(),
        Column<OrderRow>.Moment("placed", T["Placed"], row => row.Order.PlacedAt) with { OnPhones = false },
    ];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        (Rows, Next) = await Part(After, cancel);
        if (Account is null) await Count();
    }

    protected override async Task<ListPart<OrderRow>> Part(string? after, CancellationToken cancel)
    {
        var viewer = current.Viewer;
        var query = db.Orders.AsNoTracking().SeenBy(viewer);
        if (!string.IsNullOrEmpty(Of))
        {
            Account = await Chosen.Find(db, viewer, Of);
            query = query.Under(Account.Path);
        }
        if (KindOf(OnlyOf) is { } kind) query = query.Where(o => o.Kind == kind);
        if (OnlyOf == "waiting") query = WaitingForProvisioning(query);
        if (Status is { Length: > 0 }) query = query.Reading(viewer, Status) ?? query;
        if (!string.IsNullOrWhiteSpace(Q)) query = query.Numbered(Q);
        if (PublicId.TryParse(after, "ord", out var last)) query = query.Where(o => o.Id.CompareTo(last) < 0);
        var orders = await query.OrderByDescending(o => o.Id).Take(PageSize + 1).ToListAsync(cancel);
        var next = orders.Count > PageSize ? PublicId.Format("ord", orders[PageSize - 1].Id) : null;
        return new(await OrderRow.Of(db, viewer, [.. orders.Take(PageSize)]), next);
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
}
