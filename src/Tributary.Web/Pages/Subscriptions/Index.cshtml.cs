using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Subscriptions;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>All subscriptions the viewer sees, narrowed by any column, in an order that has an index, or as a view keeps it; from here into one, or to a deed on many.</summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk) : TradeListPage<SubscriptionRow>(db, current)
{
    /// <summary>The view that is shown, by its public id; <c>all</c> for none, also where one opens the list.</summary>
    [BindProperty(SupportsGet = true, Name = "view")]
    public string? Chosen { get; set; }

    /// <summary>The views one can choose from: the own ones first, then what others share.</summary>
    public IReadOnlyList<SavedView> Views { get; private set; } = [];

    /// <summary>The view that is shown, or null.</summary>
    public SavedView? Showing { get; private set; }

    /// <summary>The products there are to choose from: those that run below this viewer.</summary>
    public IReadOnlyList<SelectListItem> Products { get; private set; } = [];

    /// <summary>Who looks.</summary>
    public Viewer Looking => Viewer;

    public bool IsNarrowed => SubscriptionAddress.Parts(Request.Query).Any(part => part.Name is not ("sort" or "account"));

    /// <summary>The counts by group; null when they would tell more than the list.</summary>
    public IReadOnlyDictionary<string, long>? Counts { get; private set; }

    public string Shown => Status switch
    {
        "active" => T["Active"], "paused" => T["Paused"], "expired" => T["Expired"], "pending" => T["Pending"], _ => T["all states"],
    };

    public IEnumerable<SelectListItem> Coming =>
        (from what in new[] { "renews", "ends" }
         from days in new[] { 30, 60, 90 }
         select new SelectListItem(what == "renews" ? T["Renewing within {0} days", days] : T["Expiring within {0} days", days], $"{what}-{days}"))
        .Prepend(new SelectListItem(T["All that recurs"], "recurs"));

    public IEnumerable<SelectListItem> Intervals => Tributary.Intervals.All.Select(i => new SelectListItem(T[Spoken.Interval(i)], i.Code()));

    protected override string ListName => "subscriptions";

    protected override IReadOnlyList<Column<SubscriptionRow>> Columns =>
    [
        Column<SubscriptionRow>.Text("name", T["Subscription"], row => row.Name) with { Fixed = true },
        Column<SubscriptionRow>.Text("interval", T["Interval"], row => T[Spoken.Interval(row.Subscription.Interval)]) with { Usual = false, OnPhones = false },
        Column<SubscriptionRow>.Text("account", T["Client"], row => row.Account) with { OnPhones = false },
        Column<SubscriptionRow>.Text("email", T["Client's email"], row => row.Email) with { Usual = false, OnPhones = false },
        Column<SubscriptionRow>.Text("status", T["Status"], row => T[Statuses.Of(row.Subscription.State).Word]) with { OnPhones = !ShowsCharges && !ShowsPays },
        Column<SubscriptionRow>.Number("quantity", T["Quantity"], row => row.Subscription.Quantity) with { OnPhones = false },
        .. ShowsCharges ? [Column<SubscriptionRow>.Amount("charges", T["Your buyer pays"], row => row.Price.Charges?.PerTerm)] : Array.Empty<Column<SubscriptionRow>>(),
        .. ShowsPays ? [Column<SubscriptionRow>.Amount("pays", T["You pay"], row => row.Price.Pays?.PerTerm) with { OnPhones = !ShowsCharges }] : Array.Empty<Column<SubscriptionRow>>(),
        .. ShowsCharges ? [Column<SubscriptionRow>.Amount("margin", T["Margin"], row => row.Price.MarginPerTerm) with { OnPhones = false }] : Array.Empty<Column<SubscriptionRow>>(),
        Column<SubscriptionRow>.Day("since", T["Activated"], row => row.Subscription.Anchor) with { OnPhones = false },
        Column<SubscriptionRow>.Day("next", T["Next charge"], row => row.Subscription.State is SubscriptionState.Expired or SubscriptionState.Cancelled ? null
            : row.Subscription.EndsOn ?? row.Subscription.ExpiresOn ?? (row.Subscription.State == SubscriptionState.Paused ? null : row.Subscription.TermEnd)),
        Column<SubscriptionRow>.Text("then", T["After that"], row => T[row.Subscription switch
        {
            { State: SubscriptionState.Expired or SubscriptionState.Cancelled } => Texts.Key("Ended"),
            { EndsOn: not null } => Texts.Key("Ends"),
            { ExpiresOn: not null } => Texts.Key("Expires"),
            _ => Texts.Key("Renews"),
        }]) with { InFilesOnly = true },
    ];

    /// <inheritdoc/>
    [NonHandler]
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Views = [.. (await Db.SavedViews.AsNoTracking().ReadBy(Viewer).Where(v => v.List == ListName).OrderBy(v => v.Id).Take(200).ToListAsync())
            .OrderByDescending(v => SavedViews.IsOf(v, Viewer)).ThenBy(v => v.Name, StringComparer.CurrentCultureIgnoreCase)];
        // Only the bare address opens with the person's own view; every other says itself what it shows.
        if (HttpMethods.IsGet(Request.Method) && !Request.QueryString.HasValue && Views.FirstOrDefault(v => v.DefaultAt is not null && SavedViews.IsOf(v, Viewer)) is { } first)
        {
            context.Result = new RedirectResult(Address(first));
            return;
        }
        if (PublicId.TryParse(Chosen, "viw", out var id)) Showing = Views.FirstOrDefault(v => v.Id == id);
        await base.OnPageHandlerExecutionAsync(context, next);
    }

    /// <summary>Where a view is shown.</summary>
    public static string Address(SavedView view) => $"/subscriptions?view={PublicId.Format("viw", view.Id)}{(view.Query.Length > 0 ? "&" + view.Query : "")}";

    public override async Task OnGetAsync(CancellationToken cancel)
    {
        await base.OnGetAsync(cancel);
        Counts = await Counted(FigureName.Subscriptions);
        var running = await Db.Figures.AsNoTracking().Where(f => f.AccountId == Viewer.AccountId && f.Name == FigureName.Software && f.Count > 0)
            .OrderByDescending(f => f.Count).Select(f => f.Key).Take(200).ToListAsync(cancel);
        var ids = running.Select(key => Guid.ParseExact(key, "N")).ToArray();
        Products = [.. (await Db.Products.AsNoTracking().Where(p => ids.Contains(p.Id)).OrderBy(p => p.Name).Select(p => new { p.Id, p.Name }).ToListAsync(cancel))
            .Select(p => new SelectListItem(p.Name, PublicId.Format("prd", p.Id)))];
    }

    protected override async Task<IReadOnlySet<string>?> ChosenColumns() =>
        Showing?.Columns is { } columns ? columns.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet() : await base.ChosenColumns();

    protected override async Task<ListPart<SubscriptionRow>> Part(string? after, CancellationToken cancel)
    {
        await Asked(Db.Subscriptions);
        var found = new SubscriptionsFound(Db, Viewer, SubscriptionAddress.Read(Request.Query, await desk.Today(), Account?.Path));
        var rows = await found.Page(PublicId.TryParse(after, "sub", out var last) ? last : null, ListPart.Most + 1, cancel);
        return ListPart.Of(await SubscriptionRow.Of(Db, Viewer, rows), row => row.Id);
    }
}
