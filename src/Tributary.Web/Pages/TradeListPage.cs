using Microsoft.AspNetCore.Mvc;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Marketplace;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>What the lists of orders and of subscriptions have in common: of whom, in which state, and which amounts there are to read.</summary>
public abstract class TradeListPage<TRow>(TributaryDb db, CurrentViewer current) : ListPage<TRow>
{
    /// <summary>The code of the state that is shown, or nothing for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Only those of this account and all below it, by its public id.</summary>
    [BindProperty(SupportsGet = true, Name = "account")]
    public string? Of { get; set; }

    /// <summary>The account of <see cref="Of"/>.</summary>
    public Account? Account { get; private set; }

    public bool Sells => Viewer.Kind is AccountKind.Provider or AccountKind.Reseller;

    public bool MayOrder => Viewer.May(Right.ManageOrders);

    protected TributaryDb Db => db;

    protected Viewer Viewer => current.Viewer;

    private bool ShowsPrices => !Viewer.HidesPrices && Viewer.May(Right.ViewPrices);

    /// <summary>Whether amounts of its own buyers are there for this viewer to read.</summary>
    protected bool ShowsCharges => ShowsPrices && Sells && Viewer.For(Right.ViewOrders | Right.ViewPrices).Reach != Reach.Own && current.Account.HasBelow;

    /// <summary>Whether amounts of its own are there for this viewer to read; nobody sells to the provider.</summary>
    protected bool ShowsPays => ShowsPrices && !Viewer.IsProvider;

    /// <summary>What is of the account that was asked for and of those below it; all of it when none was.</summary>
    /// <exception cref="Refusal">404: the account is not there, or not this viewer's.</exception>
    protected async Task<IQueryable<T>> Asked<T>(IQueryable<T> rows) where T : TenantEntity
    {
        if (string.IsNullOrEmpty(Of)) return rows;
        Account = await Chosen.Find(db, Viewer, Of);
        return rows.Under(Account.Path);
    }

    /// <summary>Kept counts of all that the viewer sees; null when another part of it is shown, or when they would tell more than the list.</summary>
    protected async Task<IReadOnlyDictionary<string, long>?> Counted(string figure) =>
        Account is null ? await db.CountsOf(Viewer, figure, current.Account) : null;
}
