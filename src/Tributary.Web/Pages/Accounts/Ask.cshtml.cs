using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>Asks before an account goes live, is switched off or comes back, says what happens, and does it.</summary>
[Authorize(Policy = Policies.ManageAccounts)]
public sealed class AskModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : RecordPage(db, current)
{
    [FromRoute]
    public string Deed { get; set; } = "";

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>What becomes of the subscriptions.</summary>
    [BindProperty]
    public RunningChoice Running { get; set; } = RunningChoice.GoOn;

    /// <summary>The codes of the lines that one does without.</summary>
    [BindProperty]
    public List<string> Without { get; set; } = [];

    /// <summary>The list of a reseller that goes live; null where nothing of it is asked.</summary>
    public Onboarding? List { get; private set; }

    /// <summary>What has to be seen to before it can be submitted at all.</summary>
    public IReadOnlyList<string> Missing => [.. (List?.Items ?? []).Where(item => !item.MayBeWaived).SelectMany(item => item.Missing)];

    /// <summary>The open lines that one may do without.</summary>
    public IReadOnlyList<OnboardingItem> Open => [.. (List?.Items ?? []).Where(item => item is { MayBeWaived: true, State: OnboardingState.Open })];

    /// <summary>Where one goes from here.</summary>
    public string BackTo => Request.Back(Place);

    /// <summary>How many people cannot sign in any more.</summary>
    public int People { get; private set; }

    /// <summary>How many accounts stand below it.</summary>
    public long Below { get; private set; }

    /// <summary>How many subscriptions of it and of all below are active.</summary>
    public long Active { get; private set; }

    public IEnumerable<SelectListItem> Choices =>
    [
        new(texts["They go on and renew; what they charge flows as before"], nameof(RunningChoice.GoOn)),
        new(texts["They are paused, and resumed when it comes back"], nameof(RunningChoice.Pause)),
    ];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await Load(cancel);
        await Know(cancel);
        return Deed is "submit" or "confirm" or "deactivate" or "reactivate" ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await Load(cancel);
        try
        {
            var (by, branch, id) = (Viewer, Account.BranchId, Account.Id);
            var changed = Deed switch
            {
                "submit" => await desk.Do(new SubmitAccount
                {
                    By = by, InBranch = branch, AccountId = id, Without = [.. Enum.GetValues<OnboardingLine>().Where(line => Without.Contains(line.Code()))],
                }, cancel),
                "confirm" => await desk.Do(new ConfirmAccount { By = by, InBranch = branch, AccountId = id }, cancel),
                "deactivate" => await desk.Do(new Deactivate { By = by, InBranch = branch, AccountId = id, Reason = Reason ?? "", Running = Running }, cancel),
                "reactivate" => await desk.Do(new RequestReactivation { By = by, InBranch = branch, AccountId = id }, cancel),
                _ => throw Refusal.NotFound("deed"),
            };
            this.Done(changed.Status switch
            {
                AccountStatus.InProvisioning => texts["{0} is submitted. It waits to be confirmed.", Account.Name],
                AccountStatus.Active => texts["{0} is active.", Account.Name],
                AccountStatus.Inactive when Deed == "reactivate" => texts["Reactivation of {0} is requested. It waits to be confirmed.", Account.Name],
                _ => texts["{0} is deactivated.", Account.Name],
            });
            return LocalRedirect(BackTo);
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts);
            await Know(cancel);
            return Page();
        }
    }

    // What the question says; read only where it is asked.
    private async Task Know(CancellationToken cancel)
    {
        if (Deed is "submit" or "confirm" && Account.Kind == AccountKind.Reseller)
            List = (await Onboarding.Of(Db, [Account], await desk.Today(), cancel))[Account.Id];
        if (Deed != "deactivate") return;
        var (branch, id) = (Account.BranchId, Account.Id);
        People = await Db.Memberships.Where(m => m.BranchId == branch && m.AccountId == id && m.EndedAt == null).Select(m => m.UserId).Distinct().CountAsync(cancel);
        Below = Account.AccountsBelow;
        Active = await Db.Figures.Where(f => f.AccountId == id && f.Name == FigureName.Subscriptions && f.Key == "active").SumAsync(f => f.Count, cancel);
    }
}
