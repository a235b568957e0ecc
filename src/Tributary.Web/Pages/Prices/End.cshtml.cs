using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Pricing;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Prices;

/// <summary>Asks, then ends a price of one's own; the next wider one holds from then on.</summary>
[Authorize(Policy = Policies.ManagePrices)]
public sealed class EndModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [FromRoute]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? Back { get; set; }

    public string BackTo => Url.IsLocalUrl(Back) ? Back! : "/prices";

    public PriceRule Rule { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        var (seller, branch) = (current.Viewer.AccountId, current.Viewer.BranchId);
        if (!PublicId.TryParse(Id, "prc", out var id)) throw Refusal.NotFound("price");
        Rule = await db.PriceRules.AsNoTracking().FirstOrDefaultAsync(r => r.BranchId == branch && r.Id == id && r.SellerId == seller) ?? throw Refusal.NotFound("price");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await OnGetAsync();
        try
        {
            await desk.Do(new EndPrice { By = current.Viewer, RuleId = Rule.Id });
            this.Done(texts["The price has ended."]);
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            this.Fail(texts.Say(no));
        }
        return LocalRedirect(BackTo);
    }
}
