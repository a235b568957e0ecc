using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Reports;
using Tributary.Subscriptions;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>All subscriptions the viewer sees: in every state or one, what expires or renews soon, by product, account or interval.</summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk) : TradeListPage<SubscriptionRow>(db, current)
{
    /// <summary>What is coming up: <c>renews-30</c>, <c>ends-60</c> and so on, in days.</summary>
    [BindProperty(SupportsGet = true)]
    public string? When { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Every { get; set; }

    /// <summary><c>due</c> puts the next day to come first; else the latest stand on top.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    /// <summary>The counts by group; null when they would tell more than the list.</summary>
    public IReadOnlyDictionary<string, long>? Counts { get; private set; }

    public string Shown => Status switch
    {
        "active" => T["Active"], "paused" => T["Paused"], "expired" => T["Expired"], "pending" => T["Pending"], _ => T["all states"],
    };

    public IEnumerable<SelectListItem> Coming =>
        from what in new[] { "renews", "ends" }
        from days in new[] { 30, 60, 90 }
        select new SelectListItem(what == "renews" ? T["Renewing within {0} days", days] : T["Expiring within {0} days", days], $"{what}-{days}");

    public IEnumerable<SelectListItem> Intervals => Tributary.Intervals.All.Select(i => new SelectListItem(T[Spoken.Interval(i)], i.Code()));

    protected override string ListName => "subscriptions";

    protected override IReadOnlyList<Column<SubscriptionRow>> Columns =>
    [
        Column<SubscriptionRow>.Text("name", T["Subscription"], row => row.Name) with { Fixed = true },
        Column<SubscriptionRow>.Text("interval", T["Interval"], row => T[Spoken.Interval(row.Subscription.Interval)]) with { InFilesOnly = true },
        Column<SubscriptionRow>.Text("account", T["Account"], row => row.Account) with { OnPhones = false },
        Column<SubscriptionRow>.Text("status", T["Status"], row => T[Statuses.Of(row.Subscription.State).Word]) with { OnPhones = !ShowsCharges && !ShowsPays },
        Column<SubscriptionRow>.Number("quantity", T["Quantity"], row => row.Subscription.Quantity) with { OnPhones = false },
        .. ShowsCharges ? [Column<SubscriptionRow>.Amount("charges", T["Your buyer pays"], row => row.Price.Charges?.PerTerm)] : Array.Empty<Column<SubscriptionRow>>(),
        .. ShowsPays ? [Column<SubscriptionRow>.Amount("pays", T["You pay"], row => row.Price.Pays?.PerTerm) with { OnPhones = !ShowsCharges }] : Array.Empty<Column<SubscriptionRow>>(),
        .. ShowsCharges ? [Column<SubscriptionRow>.Amount("margin", T["Margin"], row => row.Price.MarginPerTerm) with { OnPhones = false }] : Array.Empty<Column<SubscriptionRow>>(),
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

    public override async Task OnGetAsync(CancellationToken cancel)
    {
        await base.OnGetAsync(cancel);
        Counts = await Counted(FigureName.Subscriptions);
    }

    protected override async Task<ListPart<SubscriptionRow>> Part(string? after, CancellationToken cancel)
    {
        var query = Found(In(await Asked(Db.Subscriptions.AsNoTracking().SeenBy(Viewer)), await desk.Today()));
        if (PublicId.TryParse(after, "sub", out var last)) query = await GoingOn(query, last);
        query = Sort == "due"
            ? query.Where(s => s.DueOn != null && s.TermEnd != null).OrderBy(s => s.TermEnd).ThenBy(s => s.Id)
            : query.OrderByDescending(s => s.Id);
        return ListPart.Of(await SubscriptionRow.Of(Db, Viewer, await query.Take(ListPart.Most + 1).ToListAsync(cancel)), row => row.Id);
    }

    private IQueryable<Subscription> In(IQueryable<Subscription> query, DateOnly today)
    {
        query = Status switch
        {
            "active" => query.Reading(Viewer, SubscriptionState.Active),
            "paused" => query.Reading(Viewer, SubscriptionState.Paused, SubscriptionState.OnHold, SubscriptionState.Grace),
            "expired" => query.Reading(Viewer, SubscriptionState.Expired, SubscriptionState.Cancelled),
            "pending" => query.Reading(Viewer, SubscriptionState.Pending),
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
        var plans = Db.PlansCalled(Viewer, Q);
        var accounts = Db.Accounts.SeenBy(Viewer).Called(Db, Q);
        return query.Where(s => plans.Any(p => p.Id == s.PlanId) || accounts.Any(a => a.BranchId == s.BranchId && a.Id == s.AccountId));
    }

    private async Task<IQueryable<Subscription>> GoingOn(IQueryable<Subscription> query, Guid last)
    {
        if (Sort != "due") return query.Where(s => s.Id.CompareTo(last) < 0);
        var due = await Db.Subscriptions.SeenBy(Viewer).Where(s => s.Id == last).Select(s => s.TermEnd).FirstOrDefaultAsync();
        return due is null ? query : query.Where(s => s.TermEnd > due || s.TermEnd == due && s.Id.CompareTo(last) > 0);
    }
}
