using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Media;
using Tributary.Web.Pages.Accounts;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Settings;

/// <summary>How one's own account shows itself to those below it.</summary>
[Authorize(Policy = Policies.ManageSettings)]
[RequestSizeLimit(Uploaded.MostOfRequest)]
[RequestFormLimits(MultipartBodyLengthLimit = Uploaded.MostOfRequest)]
public sealed class BrandingModel(TributaryDb db, CurrentViewer current, Desk desk, SellersBrand brands, IStringLocalizer<Texts> texts)
    : BrandingPage(db, current, desk, brands, texts)
{
    public override string At => "/settings/branding";

    protected override Task LoadSeller(CancellationToken cancel)
    {
        Account = Own;
        return base.LoadSeller(cancel);
    }
}
