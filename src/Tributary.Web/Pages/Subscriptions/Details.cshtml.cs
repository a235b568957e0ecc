using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Audit;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Provisioning;
using Tributary.Subscriptions;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Orders;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>One subscription at the viewer's level: its state and next charge, its deeds, its terms, its price, what was delivered, what happened.</summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class DetailsModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    private const int TermsShown = 3;

    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>Shows the terms before this number.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Before { get; set; }

    public Found It { get; private set; } = null!;

    public Subscription Row => It.Row;

    public DateOnly Today { get; private set; }

    /// <summary>The name of the viewer's own buyer, where it sells.</summary>
    public string? Buyer { get; private set; }

    public IReadOnlyList<TermStretch> Terms { get; private set; } = [];

    public int? Earlier { get; private set; }

    public IReadOnlyList<Asset> Assets { get; private set; } = [];

    public IReadOnlyList<Work> Work { get; private set; } = [];

    public IReadOnlyList<OrderRow> Orders { get; private set; } = [];

    public IReadOnlyList<TrailEntry> Trail { get; private set; } = [];

    /// <summary>What the next term will be other than the running one, in words; null when nothing is planned.</summary>
    public string? Planned { get; private set; }

    /// <summary>Why a renewal is not paid, as far as this viewer may know; null when none is open.</summary>
    public (string Sentence, bool Own)? Unpaid { get; private set; }

    /// <summary>A mail to the support of the viewer's seller, or null where there is no address.</summary>
    public string? Support { get; private set; }

    /// <summary>How many end users of its account, and of those below, were active in the last thirty days; null where nothing tells.</summary>
    public long? ActiveUsers { get; private set; }

    public bool ShowsPrices => It.Price.Pays is not null || It.Price.Charges is not null;

    /// <summary>True where this viewer may read keys: its own.</summary>
    public bool Owns(Asset asset) => asset.AccountId == current.Viewer.AccountId;

    public async Task OnGetAsync()
    {
        It = await Found.By(db, current.Viewer, Id);
        Today = await desk.Today();
        if (It.Price.Charges?.BuyerId is { } buyer)
            Buyer = await db.Accounts.SeenBy(current.Viewer).Where(a => a.Id == buyer).Select(a => a.Name).FirstOrDefaultAsync();
        await Time();
        await Next();
        await Why();

        Assets = await db.Assets.AsNoTracking().SeenBy(current.Viewer).Where(a => a.SubscriptionId == Row.Id && a.RemovedAt == null).OrderBy(a => a.Id).Take(50).ToListAsync();
        Work = await db.Work.AsNoTracking().ShownTo(current.Viewer).Where(w => w.SubscriptionId == Row.Id).OrderByDescending(w => w.Id).Take(5).ToListAsync();
        var orderIds = await db.OrderLines.SeenBy(current.Viewer).Where(l => l.SubscriptionId == Row.Id).OrderByDescending(l => l.Id).Take(10).Select(l => l.OrderId).ToListAsync();
        var orders = await db.Orders.AsNoTracking().SeenBy(current.Viewer).Where(o => orderIds.Contains(o.Id)).OrderByDescending(o => o.Id).ToListAsync();
        Orders = await OrderRow.Of(db, current.Viewer, orders);
        // What happened stays with the account it happened at, and it may have been at others of its payer.
        var (branch, places) = (Row.BranchId, orders.Select(o => o.Path).Append(Row.Path).Append(It.Payer?.Path ?? Row.Path).Distinct().ToArray());
        Trail = await db.Trail.AsNoTracking().SeenBy(current.Viewer).Where(t => t.BranchId == branch && places.Contains(t.Path) && t.Subject == Id)
            .OrderByDescending(t => t.Id).Take(30).ToListAsync();
        Support = await SupportLink.Of(db, It, Trail, HostBrand.PathOf(HttpContext), texts);
        var users = (await Tributary.Usage.ActiveUsers.On(db, Row.AccountId, Today)).Users30;
        ActiveUsers = users > 0 ? users : null;
    }

    // What was, what is, and what comes if nothing is done.
    private async Task Time()
    {
        var query = db.Periods.AsNoTracking().Where(p => p.BranchId == Row.BranchId && p.SubscriptionId == Row.Id && (p.End == null || p.End > p.Start));
        if (Before is { } before) query = query.Where(p => p.Seq < before);
        var rows = await query.OrderByDescending(p => p.Seq).Take(TermsShown + 1).ToListAsync();
        if (rows.Count > TermsShown)
        {
            rows.RemoveAt(TermsShown);
            Earlier = rows[^1].Seq;
        }
        rows.Reverse();
        var stretches = rows.Select(p =>
        {
            var (word, tone) = Spoken.Period(p.Kind);
            return new TermStretch(p.Start, p.End, p.Kind == PeriodKind.Paid ? texts["{0}, quantity {1}", texts[word], p.Quantity] : texts[word], tone);
        }).ToList();
        var goesOn = Row.State is SubscriptionState.Active or SubscriptionState.OnHold or SubscriptionState.Grace && Row.EndsOn is null;
        if (Before is null && goesOn && Row.TermEnd is { } start && Row.Anchor is { } anchor)
        {
            var interval = Row.NextInterval ?? Row.Interval;
            var next = Calendar.Containing(Row.NextInterval is null ? anchor : start, interval, start);
            stretches.Add(new(start, next.End, texts["Renews, quantity {0}", Row.NextQuantity ?? Row.Quantity]));
        }
        Terms = stretches;
    }

    private async Task Next()
    {
        if (Row.NextPlanId is null && Row.NextQuantity is null && Row.NextInterval is null) return;
        var plan = Row.NextPlanId is { } id ? await db.Plans.Where(p => p.Id == id).Select(p => p.Name).FirstOrDefaultAsync() : null;
        Planned = string.Join(", ", new[]
        {
            plan, Row.NextQuantity is { } quantity ? texts["quantity {0}", quantity].Value : null,
            Row.NextInterval is { } interval ? texts[Spoken.Interval(interval)].Value : null,
        }.OfType<string>());
    }

    // The account with which it was paused, for who sees that one.
    private async Task<string?> SwitchedOff()
    {
        if (Row.StoppedById is not { } id) return null;
        var account = await db.Deactivations.SeenBy(current.Viewer).Where(d => d.Id == id).Select(d => d.AccountId).FirstOrDefaultAsync();
        return account == Guid.Empty ? null : await db.Accounts.SeenBy(current.Viewer).Where(a => a.Id == account).Select(a => a.Name).FirstOrDefaultAsync();
    }

    // Whoever is short reads so, and those above it; everybody below reads only what becomes of the service.
    private async Task Why()
    {
        if (Row.State == SubscriptionState.Active && Row.TermEnd <= Today && Row.EndsOn is null)
            Unpaid = (texts["The next charge is being processed. The service goes on."], false);
        if (Row.State == SubscriptionState.Paused && Row.StateReason == StateReasons.BySeller)
            Unpaid = (await SwitchedOff() is { } off ? texts["Paused because {0} is deactivated. It goes on when that account is back.", off]
                : It.IsSeller ? texts["Paused by your own seller. It goes on once your seller lets it; ask there."] : texts["Paused by your seller. Your seller can tell you when it goes on."], false);
        if (Row.State != SubscriptionState.Grace && !(Row.State == SubscriptionState.Paused && Row.StateReason == StateReasons.Unpaid)) return;
        var viewer = current.Viewer;
        if (Row.ShortId == viewer.AccountId) Unpaid = (texts["Your balance does not suffice for the renewal. It is tried again after a top-up, and once a day."], true);
        else if (Row.ShortId is { } id && await db.Accounts.SeenBy(viewer).Where(a => a.Id == id).Select(a => a.Name).FirstOrDefaultAsync() is { } name)
            Unpaid = (texts["The balance of {0} does not suffice for the renewal. It is tried again after a top-up, and once a day.", name], false);
        else Unpaid = (texts["It could not be priced at every level. A seller's price or exchange rate is missing."], false);
    }
}
