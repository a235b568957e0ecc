using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Reports;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>Where a person arrives: what needs a decision, how the account stands, what happened last.</summary>
[Authorize(Policy = Policies.SignedIn)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk, TopBar bar) : PageModel
{
    public Viewer Viewer => current.Viewer;

    public Account Account => current.Account;

    public Home Home { get; private set; } = null!;

    public IReadOnlyList<Happening> Latest { get; private set; } = [];

    public IReadOnlyList<Notice> Notices { get; private set; } = [];

    public IReadOnlyDictionary<string, Account> About { get; private set; } = new Dictionary<string, Account>();

    /// <summary>True for who may sell to others.</summary>
    public bool Sells => Viewer.Kind is AccountKind.Provider or AccountKind.Reseller;

    public bool ShowsMoney => Viewer.May(Right.ViewMoney) && !Viewer.HidesPrices;

    public long Orders(string state) => Home.Orders.GetValueOrDefault(state);

    public long OpenOrders => Home.Orders.Values.Sum();

    public long Subscriptions(string group) => Home.Subscriptions.GetValueOrDefault(group);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Home = await Home.Of(db, Viewer, Account, await desk.Today(), cancel);
        bar.Knows(Home.Wallet);
        if (Viewer.May(Right.ViewAccounts)) Latest = await Activity.Page(db, Viewer, null, null, [], null, 10, cancel);
        Notices = await bar.Newest(cancel);
        About = await Told.About(db, Viewer, Notices, cancel);
    }
}
