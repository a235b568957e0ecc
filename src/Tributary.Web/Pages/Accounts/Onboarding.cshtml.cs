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

/// <summary>What a reseller still needs before it goes live, each line with where it is seen to; and who confirms in its branch.</summary>
[Authorize(Policy = Policies.ViewAccounts)]
public sealed class OnboardingModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : RecordPage(db, current)
{
    public Onboarding List { get; private set; } = null!;

    public OnboardingView Shown => new(List, Viewer, Place);

    /// <summary>Whether the account confirms in its branch.</summary>
    public bool Confirms { get; private set; }

    /// <summary>The name of who confirms in its branch, where that is somebody else.</summary>
    public string? Other { get; private set; }

    public bool MayDelegate => Viewer.IsProvider && MayManage && (Account.Status == AccountStatus.Active || Confirms);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await Find(cancel);
        List = (await Onboarding.Of(Db, [Account], await desk.Today(), cancel))[Account.Id];
        if (!Viewer.IsProvider) return;
        var branch = Account.BranchId;
        if (await Db.Branches.Where(b => b.Id == branch).Select(b => b.ConfirmsId).FirstOrDefaultAsync(cancel) is not { } chosen) return;
        Confirms = chosen == Account.Id;
        if (!Confirms) Other = await Db.Accounts.Where(a => a.Id == chosen).Select(a => a.Name).FirstOrDefaultAsync(cancel);
    }

    public async Task<IActionResult> OnPostWaiveAsync(string? line, bool waived, CancellationToken cancel)
    {
        Viewer.Need(Right.ManageAccounts);
        await Find(cancel);
        var which = Enum.GetValues<OnboardingLine>().Cast<OnboardingLine?>().FirstOrDefault(one => one!.Value.Code() == line) ?? throw Refusal.NotFound("line");
        await desk.Do(new WaiveLine { By = Viewer, InBranch = Account.BranchId, AccountId = Account.Id, Line = which, Waived = waived }, cancel);
        return LocalRedirect(Place + "/onboarding");
    }

    public async Task<IActionResult> OnPostDelegateAsync(bool confirms, CancellationToken cancel)
    {
        Viewer.Need(Right.ManageAccounts);
        await Find(cancel);
        await desk.Do(new DelegateConfirmation { By = Viewer, InBranch = Account.BranchId, AccountId = Account.Id, Confirms = confirms }, cancel);
        this.Done(confirms ? texts["{0} confirms the resellers below it from now on.", Account.Name] : texts["You confirm every reseller of this branch yourself again."]);
        return LocalRedirect(Place + "/onboarding");
    }

    private async Task Find(CancellationToken cancel)
    {
        await Load(cancel);
        if (Account.Kind != AccountKind.Reseller) throw Refusal.NotFound("account");
    }
}
