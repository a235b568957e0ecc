using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Reports;
using Tributary.Subscriptions;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Marketplace;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>All subscriptions the viewer sees: in every state or one, what expires or renews soon, by product, account or interval.</summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : ListPage<SubscriptionRow>
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    /// <summary>What is coming up: <c>renews-30</c>, <c>ends-60</c> and so on, in days.</summary>
    [BindProperty(SupportsGet = true)]
    public string? When { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Every { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary><c>due</c> puts the next day to come first; else the latest stand on top.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    /// <summary>Only those of this account and all below it, by its public id.</summary>
    [BindProperty(SupportsGet = true, Name = "account")]
    public string? Of { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>The account of <see cref="Of"/>.</summary>
    public Account? Account { get; private set; }

    public IReadOnlyList<SubscriptionRow> Rows { get; private set; } = [];

    public string? Next { get; private set; }

    /// <summary>The counts by group; null when they would tell more than the list.</summary>
    public IReadOnlyDictionary<string, long>? Counts { get; private set; }

    public bool ShowsPrices => !current.Viewer.HidesPrices && current.Viewer.May(Right.ViewPrices);

    public bool Sells => current.Viewer.Kind is AccountKind.Provider or AccountKind.Reseller;

    public bool MayOrder => current.Viewer.May(Right.ManageOrders);

    public string Shown => Status switch
    {
        "active" => texts["Active"], "paused" => texts["Paused"], "expired" => texts["Expired"], "pending" => texts["Pending"], _ => texts["all states"],
    };

    public IEnumerable<SelectListItem> Coming =>
        from what in new[] { "renews", "ends" }
        from days in new[] { 30, 60, 90 }
        select new SelectListItem(what == "renews" ? texts["Renewing within {0} days", days] : texts["Expiring within {0} days", days], $"{what}-{days}");

    public IEnumerable<SelectListItem> Intervals => Tributary.Intervals.All.Select(i => new SelectListItem(texts[Spoken.Interval(i)], i.Code()));

    protected override string ListName => "subscriptions";

    protected override IReadOnlyList<Column<SubscriptionRow>> Columns =>
    [
        Column<SubscriptionRow>.Text("name", T["Subscription"], row => row.Name) with { Fixed = true },
        Column<SubscriptionRow>.Text("interval", T["Interval"], row => T[Spoken.Interval(row.Subscription.Interval)]) with { InFilesOnly = true },
        Column<SubscriptionRow>.Text("account", T["Account"], row => row.Account) with { OnPhones = false },
        Column<SubscriptionRow>.Text("status", T["Status"], row => T[Statuses.Of(row.Subscription.State).Word]) with { OnPhones = !ShowsPrices },
        Column<SubscriptionRow>.Number("quantity", T["Quantity"], row => row.Subscription.Quantity) with { OnPhones = false },
        .. ShowsPrices && Sells ? [Column<SubscriptionRow>.Amount("charges", T["Your buyer pays"], row => row.Price.Charges?.PerTerm)] : Array.Empty<Column<SubscriptionRow>>(),
        .. ShowsPrices ? [Column<SubscriptionRow>.Amount("pays", T["You pay"], row => row.Price.Pays?.PerTerm) with { OnPhones = !Sells }] : Array.Empty<Column<SubscriptionRow>>(),
        .. ShowsPrices && Sells ? [Column<SubscriptionRow>.Amount("margin", T["Margin"], row => row.Price.MarginPerTerm) with { OnPhones = false }] : Array.Empty<Column<SubscriptionRow>>(),
        Column<SubscriptionRow>.Day("since", T["First term"], row => row.Subscription.Anchor) with { Usual = false, OnPhones = false },
        Column<SubscriptionRow>.Day("next", T["Next"], row => row.Subscription.State is SubscriptionState.Expired or SubscriptionState.Cancelled ? null
            : row.Subscription.EndsOn ?? row.Subscription.ExpiresOn ?? (row.Subscription.State == SubscriptionState.Paused ? null : row.Subscription.TermEnd)),
        Column<SubscriptionRow>.Text("then", T["After that"], row => T[row.Subscription switch
        {
            { State: SubscriptionState.Expired or SubscriptionState.Cancelled } => Texts.Key("Ended"),
            { EndsOn: not null } => Texts.Key("Ends"),
            { ExpiresOn: not null } => Texts.Key("Expires"),
            _ => Texts.Key("Renews"),
        }]) with { InFilesOnly = true },
    ];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        (Rows, Next) = await Part(After, cancel);
        if (Account is null) Counts = await db.CountsOf(current.Viewer, FigureName.Subscriptions, current.Account.AccountsBelow);
    }

    protected override async Task<ListPart<SubscriptionRow>> Part(string? after, CancellationToken cancel)
    {
        var viewer = current.Viewer;
        var query = Found(In(db.Subscriptions.AsNoTracking().SeenBy(viewer), await desk.Today()));
        if (!string.IsNullOrEmpty(Of))
        {
            Account = await Chosen.Find(db, viewer, Of);
            query = query.Under(Account.Path);
        }
        if (PublicId.TryParse(after, "sub", out var last)) query = await GoingOn(query, last);
        query = Sort == "due"
            ? query.Where(s => s.DueOn != null && s.TermEnd != null).OrderBy(s => s.TermEnd).ThenBy(s => s.Id)
            : query.OrderByDescending(s => s.Id);
        var rows = await query.Take(PageSize + 1).ToListAsync(cancel);
        var next = rows.Count > PageSize ? PublicId.Format("sub", rows[PageSize - 1].Id) : null;
        return new(await SubscriptionRow.Of(db, viewer, [.. rows.Take(PageSize)]), next);
    }

    private IQueryable<Subscription> In(IQueryable<Subscription> query, DateOnly today)
    {
        query = Status switch
        {
            "active" => query.Reading(current.Viewer, SubscriptionState.Active),
            "paused" => query.Reading(current.Viewer, SubscriptionState.Paused, SubscriptionState.OnHold, SubscriptionState.Grace),
            "expired" => query.Reading(current.Viewer, SubscriptionState.Expired, SubscriptionState.Cancelled),
            "pending" => query.Reading(current.Viewer, SubscriptionState.Pending),
            _ => query,
        };
        if (Tributary.Intervals.TryParse(Every, out var interval)) query = query.Where(s => s.Interval == interval);
        if (When?.Split('-') is not [var what, var text] || !int.TryParse(text, out var days) || days is not (30 or 60 or 90)) return query;
        var until = today.AddDays(days);
        return what switch
        {
            "renews" => query.Where(s => s.EndsOn == null && s.TermEnd <= until
                && (s.State == SubscriptionState.Active || s.State == SubscriptionState.OnHold || s.State == SubscriptionState.Grace)),
            "ends" => query.Where(s => (s.EndsOn <= until || s.ExpiresOn <= until) && s.State != SubscriptionState.Expired && s.State != SubscriptionState.Cancelled),
            _ => query,
        };
    }

    private IQueryable<Subscription> Found(IQueryable<Subscription> query)
    {
        if (string.IsNullOrWhiteSpace(Q)) return query;
        var plans = db.PlansCalled(current.Viewer, Q);
        var accounts = db.Accounts.SeenBy(current.Viewer).Called(db, Q);
        return query.Where(s => plans.Any(p => p.Id == s.PlanId) || accounts.Any(a => a.BranchId == s.BranchId && a.Id == s.AccountId));
    }

    private async Task<IQueryable<Subscription>> GoingOn(IQueryable<Subscription> query, Guid last)
    {
        if (Sort != "due") return query.Where(s => s.Id.CompareTo(last) < 0);
        var due = await db.Subscriptions.SeenBy(current.Viewer).Where(s => s.Id == last).Select(s => s.TermEnd).FirstOrDefaultAsync();
        return due is null ? query : query.Where(s => s.TermEnd > due || s.TermEnd == due && s.Id.CompareTo(last) > 0);
    }
}
