using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Prices;

/// <summary>What one asks of whoever has no price of their own.</summary>
[Authorize(Policy = Policies.ViewPrices)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PricesPage(db, current, desk, texts)
{
    public override Guid? BuyerId => null;

    public override string Here => "/prices";

    protected override Task Find(CancellationToken cancel)
    {
        Account = Own;
        // Only who sells has prices to manage; for everybody else there is no such page.
        return Own.Kind is AccountKind.Provider or AccountKind.Reseller ? Task.CompletedTask : throw Refusal.NotFound("page");
    }
}
