using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Reports;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Subscriptions;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Forecasts;

/// <summary>One charge of a day to come, at the viewer's level.</summary>
public sealed record ChargeRow(ChargeForecast Charge, string Id, string Name, string Account, Money? Pays, Money? Charges);

/// <summary>What is charged on one day to come.</summary>
[Authorize(Policy = Policies.ViewOrders)]
public sealed class DayModel(TributaryDb db, CurrentViewer current, Desk desk) : ListPage<ChargeRow>
{
    /// <summary>The day; tomorrow where none is asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? On { get; set; }

    public DateOnly Day { get; private set; }

    private Viewer Viewer => current.Viewer;

    private bool ShowsAmounts => !Viewer.HidesPrices && Viewer.May(Right.ViewMoney);

    protected override string ListName => "forecast-day";

    protected override IReadOnlyList<Column<ChargeRow>> Columns =>
    [
        Column<ChargeRow>.Text("name", T["Subscription"], row => row.Name) with { Fixed = true },
        Column<ChargeRow>.Text("account", T["Account"], row => row.Account) with { OnPhones = !ShowsAmounts },
        .. ShowsAmounts && Viewer.Kind is AccountKind.Provider or AccountKind.Reseller ? [Column<ChargeRow>.Amount("charges", T["Your buyer pays"], row => row.Charges)] : Array.Empty<Column<ChargeRow>>(),
        .. ShowsAmounts && !Viewer.IsProvider ? [Column<ChargeRow>.Amount("pays", T["You pay"], row => row.Pays)] : Array.Empty<Column<ChargeRow>>(),
    ];

    protected override async Task<ListPart<ChargeRow>> Part(string? after, CancellationToken cancel)
    {
        Day = On ?? (await desk.Today()).AddDays(1);
        var rows = db.ChargeForecasts.On(Viewer, Day);
        if (PublicId.TryParse(after, "sub", out var id))
        {
            var path = await db.ChargeForecasts.On(Viewer, Day).Where(c => c.Id == id).Select(c => c.Path).FirstOrDefaultAsync(cancel) ?? "";
            rows = rows.Where(c => string.Compare(c.Path, path) > 0 || c.Path == path && c.Id.CompareTo(id) > 0);
        }
        var part = await rows.OrderBy(c => c.Path).ThenBy(c => c.Id).Take(ListPart.Most + 1).ToListAsync(cancel);
        var (ids, accountIds) = (part.Select(c => c.Id).ToArray(), part.Select(c => c.AccountId).Distinct().ToArray());
        var names = await (from s in db.Subscriptions.AsNoTracking()
                           where ids.Contains(s.Id)
                           join plan in db.Plans on s.NextPlanId ?? s.PlanId equals plan.Id
                           join product in db.Products on plan.ProductId equals product.Id
                           select new { s.Id, Product = product.Name, Plan = plan.Name }).ToDictionaryAsync(s => s.Id, s => SubscriptionRow.Called(s.Product, s.Plan), cancel);
        var accounts = await db.Accounts.AsNoTracking().Where(a => accountIds.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
        return ListPart.Of([.. part.Select(c =>
        {
            var (pays, charges) = c.AmountsFor(Viewer);
            return new ChargeRow(c, PublicId.Format("sub", c.Id), names.GetValueOrDefault(c.Id, ""), accounts.GetValueOrDefault(c.AccountId, ""), pays, charges);
        })], row => row.Id);
    }
}
