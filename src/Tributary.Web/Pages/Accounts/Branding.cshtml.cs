using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Media;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>How a reseller below shows itself.</summary>
[Authorize(Policy = Policies.ManageAccounts)]
[RequestSizeLimit(Uploaded.MostOfRequest)]
[RequestFormLimits(MultipartBodyLengthLimit = Uploaded.MostOfRequest)]
public sealed class BrandingModel(TributaryDb db, CurrentViewer current, Desk desk, SellersBrand brands, IStringLocalizer<Texts> texts)
    : BrandingPage(db, current, desk, brands, texts)
{
    public override string At => $"{Place}/branding";

    protected override async Task LoadSeller(CancellationToken cancel)
    {
        await Load(cancel);
        await base.LoadSeller(cancel);
    }
}
