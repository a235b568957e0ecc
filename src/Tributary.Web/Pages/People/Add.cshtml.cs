using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.People;

/// <summary>
/// Adds a person to the own account or, with <c>?account=acc_…</c>, to one below. Somebody new gets a link to set their
/// password; somebody who is known by that email is invited and answers when they sign in next.
/// </summary>
[Authorize(Policy = Policies.ManagePeople)]
public sealed class AddModel(TributaryDb db, CurrentViewer current, Desk desk, InvitePerson invite, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What is asked for.</summary>
    public sealed class Form
    {
        public string? Name { get; set; }

        public string? Email { get; set; }

        public string? Phone { get; set; }

        public string? Language { get; set; }

        public string? TimeZone { get; set; }

        public Role Role { get; set; } = Role.Viewer;

        public Reach Reach { get; set; } = Reach.AllBelow;
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    [BindProperty(SupportsGet = true, Name = "account")]
    public string? AccountId { get; set; }

    public Account Account { get; private set; } = null!;

    /// <summary>Shown once: with it the person sets their password.</summary>
    public string? Link { get; private set; }

    public IEnumerable<SelectListItem> Roles => Words.Roles(current.Viewer, texts);

    public IEnumerable<SelectListItem> Reaches => Words.Reaches(texts, current.Viewer, Account.Path);

    public async Task OnGetAsync()
    {
        Account = await Find();
        Input.Reach = Words.Widest(current.Viewer, Account.Path);
        (Input.Language, Input.TimeZone) = await Defaults(db, Account);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        Account = await Find();
        if (!ModelState.IsValid) return Page();
        try
        {
            var (added, link) = await invite.Do(desk, current.Viewer, Account, Input.Name, Input.Email, Input.Role, Input.Reach, Request,
                more: new(Input.Phone, Input.Language, Input.TimeZone));
            if (link is not null)
            {
                Link = link;
                return Page();
            }
            this.Done(added.AwaitsConsent
                ? texts["{0} is invited, and is asked at the next sign-in.", Input.Email!]
                : texts["{0} is added. A letter with a link is on its way.", Input.Email!]);
            return LocalRedirect("/people");
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts, "Input");
            return Page();
        }
    }

    private Task<Account> Find() => Find(db, current, AccountId);

    /// <summary>The account people are added to: the own one unless another is named.</summary>
    /// <exception cref="Refusal">404: it is not there, or not this viewer's.</exception>
    internal static async Task<Account> Find(TributaryDb db, CurrentViewer current, string? named)
    {
        if (string.IsNullOrEmpty(named)) return current.Account;
        return PublicId.TryParse(named, "acc", out var id) ? await db.Accounts.One(current.Viewer, id) : throw Refusal.NotFound("account");
    }

    /// <summary>The language and time zone of an account, which its people begin with.</summary>
    internal static async Task<(string Language, string TimeZone)> Defaults(TributaryDb db, Account account)
    {
        var profile = await db.CompanyProfiles.AsNoTracking().Where(p => p.BranchId == account.BranchId && p.AccountId == account.Id)
            .Select(p => new { p.Language, p.TimeZone }).FirstAsync();
        return (Culture.Find(profile.Language)?.Code ?? Culture.Languages[0].Code, profile.TimeZone);
    }
}
