using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Pages.Prices;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>What one asks of one direct buyer.</summary>
[Authorize(Policy = Policies.ViewPrices)]
public sealed class PricesModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PricesPage(db, current, desk, texts)
{
    public override Guid? BuyerId => Account.Id;

    public override string Here => Place + "/prices";

    protected override async Task Find(CancellationToken cancel)
    {
        await Load(cancel);
        if (!IsBuyer) throw Refusal.NotFound("account");
    }
}
