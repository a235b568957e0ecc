using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Visits;

/// <summary>Whom an account lets in from above; for its owners.</summary>
[Authorize(Policy = Policies.ManageOwners)]
public sealed class WelcomeModel(CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty]
    public Welcome Choice { get; set; }

    public IEnumerable<SelectListItem> Choices => Enum.GetValues<Welcome>().Select(one => new SelectListItem(texts[VisitWords.Of(one)], one.ToString()));

    public void OnGet()
    {
        NeedSomebodyAbove();
        Choice = current.Account.Welcome;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        NeedSomebodyAbove();
        if (!ModelState.IsValid || !Enum.IsDefined(Choice)) return Page();
        var done = await desk.Do(new WelcomeGuests { By = current.Viewer, Welcome = Choice });
        this.Done(done.Ended == 0 ? texts["Who may visit is changed."] : texts["Who may visit is changed. Open visits that ended with it: {0}.", done.Ended]);
        return LocalRedirect("/visits");
    }

    private void NeedSomebodyAbove()
    {
        if (current.Viewer.IsProvider) throw Refusal.NotFound("page");
    }
}
