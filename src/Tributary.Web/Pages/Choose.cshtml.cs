using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>For whom a person acts, when they have several places; and the answer to invitations.</summary>
[Authorize(Policy = Policies.Person)]
public sealed class ChooseModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Where they may act, and where they are invited.</summary>
    public IReadOnlyList<Place> Places { get; private set; } = [];

    public async Task OnGetAsync() => Places = await Mine();

    public async Task<IActionResult> OnPostAsync(Guid place)
    {
        if ((await Mine()).FirstOrDefault(mine => mine.Membership.Id == place && !mine.Membership.AwaitsConsent) is null) return NotFound();
        await Session.Begin(HttpContext, current.Person!, place);
        return LocalRedirect(this.Safe(ReturnUrl));
    }

    public async Task<IActionResult> OnPostAnswerAsync(Guid place, bool accept)
    {
        if ((await Mine()).FirstOrDefault(mine => mine.Membership.Id == place) is not { } asked) return NotFound();
        var (membership, account) = asked;
        var by = new Viewer
        {
            UserId = current.Person!.Id, Name = current.Person.Name, AccountId = account.Id, BranchId = account.BranchId, Path = account.Path,
            Kind = account.Kind, Rights = Right.None, Reach = Reach.Own,
        };
        await desk.Do(new AnswerInvitation { By = by, AccountBranch = membership.BranchId, MembershipId = membership.Id, Accept = accept });
        this.Done(accept ? texts["You belong to {0} now.", account.Name] : texts["The invitation is declined."]);
        return RedirectToPage(new { ReturnUrl = this.Safe(ReturnUrl) });
    }

    private Task<List<Place>> Mine() => db.PlacesOf(current.Person!.Id).Within(HostBrand.PathOf(HttpContext)).ToListAsync();
}
