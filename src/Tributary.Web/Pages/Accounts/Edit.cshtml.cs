using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>The details of an account: seen, changed, saved unless somebody else was quicker.</summary>
[Authorize(Policy = Policies.ManageAccounts)]
public sealed class EditModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : RecordPage(db, current), ICompanyForm
{
    [BindProperty]
    public AccountForm Company { get; set; } = new();

    /// <summary>The version that was read.</summary>
    [BindProperty]
    public long Version { get; set; }

    public AccountKind Kind => Account.Kind;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Load(cancel);
        var (branch, id) = (Account.BranchId, Account.Id);
        Company.Fill(Account, await Db.CompanyProfiles.AsNoTracking().FirstAsync(p => p.BranchId == branch && p.AccountId == id, cancel));
        Version = Account.Version;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await Load();
        if (!ModelState.IsValid) return Page();
        try
        {
            await HttpContext.RequestServices.GetRequiredService<Hosts>().NeedOther(Company.Domain);
            await desk.Do(new EditAccount { By = Viewer, InBranch = Account.BranchId, AccountId = Account.Id, Version = Version, Details = Company.Details });
            this.Done(texts["{0} is saved.", Company.Name ?? Account.Name]);
            return LocalRedirect(Place);
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts, nameof(Company));
            return Page();
        }
    }
}
