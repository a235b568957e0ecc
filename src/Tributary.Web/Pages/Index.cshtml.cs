using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Partners;
using Tributary.Reports;
using Tributary.Reports.Today;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Usage;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>Where a person arrives: what needs a decision, how the account stands, what happened last.</summary>
[Authorize(Policy = Policies.SignedIn)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk, TopBar bar, IStringLocalizer<Texts> texts) : PageModel
{
    public Viewer Viewer => current.Viewer;

    public Account Account => current.Account;

    /// <summary><c>7d</c>, <c>30d</c> or <c>6m</c>: the days of the graph.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Range { get; set; }

    /// <summary><c>month</c> draws months.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Step { get; set; }

    /// <summary>True when the period before is drawn too.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Before { get; set; }

    /// <summary>The graph of active users; null for who may not read it.</summary>
    public ActiveUsersGraph? Graph { get; private set; }

    /// <summary>The products that were activated most in the last thirty days.</summary>
    public IReadOnlyList<Demand> InDemand { get; private set; } = [];

    /// <summary>What was activated last, in the account and below it; null for who may not read it.</summary>
    public IReadOnlyList<ActivatedSubscription>? Activated { get; private set; }

    private const int MostActivated = 8;

    /// <summary>The most products of <see cref="InDemand"/>.</summary>
    private const int MostInDemand = 5;

    /// <summary>This page with what was chosen on it, so that what comes live keeps it.</summary>
    public string Here => Range is null && Step is null && !Before ? "/" : Graph?.Here ?? "/";

    public Home Home { get; private set; } = null!;

    /// <summary>What is foretold of the own wallet; null where nothing is asked of it.</summary>
    public WalletForecast? Foretold { get; private set; }

    /// <summary>End users active in the last thirty days; null for who may not read it.</summary>
    public long? Users => Graph?.Days[^1].Users30;

    public IReadOnlyList<Happening> Latest { get; private set; } = [];

    /// <summary>The list by which the own account is set up, while it is.</summary>
    public Onboarding? List { get; private set; }

    /// <summary>How many of what there is to decide stand here.</summary>
    public const int Top = 5;

    /// <summary>What there is to decide.</summary>
    public DecisionList Today { get; private set; } = null!;

    /// <summary>The moment of the page (UTC).</summary>
    public DateTime Now { get; } = desk.Now;

    public IReadOnlyList<Notice> Notices { get; private set; } = [];

    public IReadOnlyDictionary<string, Account> About { get; private set; } = new Dictionary<string, Account>();

    /// <summary>True for who may sell to others.</summary>
    public bool Sells => Viewer.Kind is AccountKind.Provider or AccountKind.Reseller;

    public bool ShowsMoney => Viewer.May(Right.ViewMoney) && !Viewer.HidesPrices;

    /// <summary>Whether the figures of what this right is about are there: they count everything below, for who looks that far.</summary>
    public bool Reaches(Right right) => Viewer.May(right) && (Viewer.For(right).Reach == Reach.AllBelow || !Account.HasBelow);

    public bool ShowsOrders => Reaches(Right.ViewOrders);

    public long OpenOrders => Home.Orders.Values.Sum();

    public long Subscriptions(string group) => Home.Subscriptions.GetValueOrDefault(group);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Home = await Home.Of(db, Viewer, Account, await desk.Today(), cancel);
        bar.Knows(Home.Wallet);
        if (Home.Wallet is not null) Foretold = await Forecast.OwnWallet(db, Viewer, cancel);
        if (ShowsOrders)
        {
            var today = await desk.Today();
            // A range of one's own stands on the page of the graph.
            Graph = await ActiveUsersGraph.Of(db, Viewer, Account, "/", new(Range is "7d" or "6m" ? Range : "30d", null, null, Step == "month", Before), today, texts, cancel);
            InDemand = [.. (await Demand.Of(db, Account, today, Demand.Lengths[0], cancel)).Where(d => d.Activated > 0).Take(MostInDemand)];
        }
        if (Viewer.May(Right.ViewOrders)) Activated = await new SubscriptionsFound(db, Viewer, new()).LastActivated(MostActivated, cancel);
        if (Account is { Kind: AccountKind.Reseller, Status: AccountStatus.InProgress }) List = (await Onboarding.Of(db, [Account], await desk.Today(), cancel))[Account.Id];
        Today = await DecisionList.Of(db, Viewer, Account, Now, await desk.Today(), cancel: cancel);
        if (Viewer.May(Right.ViewAccounts)) Latest = await Activity.Page(db, Viewer, null, null, [], null, 10, cancel);
        Notices = await bar.Newest(cancel);
        About = await Told.About(db, Viewer, Notices, cancel);
    }

    /// <summary>The key figures of the page as a file.</summary>
    public async Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancel)
    {
        await OnGetAsync(cancel);
        return await this.Export(format, "key-figures", KeyFigure.Columns(texts), KeyFigure.Of(Home, Users, ShowsOrders, Reaches(Right.ViewAccounts), texts).ToAsyncEnumerable(), cancel);
    }
}
