using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>What an account is given from above.</summary>
[Authorize(Policy = Policies.SwitchAccounts)]
public sealed class RightsModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : RecordPage(db, current)
{
    /// <summary>What is typed.</summary>
    public sealed class Form
    {
        public bool OpensResellers { get; set; }
        public bool OpensCustomers { get; set; }
        public bool OpensDivisions { get; set; }
        public int? MaxResellerDepth { get; set; }
        public int? MaxAccounts { get; set; }
        public bool HidesPrices { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    [BindProperty]
    public long Version { get; set; }

    public bool MayGive(MayOpen right) => Viewer.IsProvider || Own.MayOpen.HasFlag(right);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await Load(cancel);
        if (IsOwn) throw Refusal.NotFound("account");
        var may = Account.MayOpen;
        Input = new()
        {
            OpensResellers = may.HasFlag(MayOpen.Resellers), OpensCustomers = may.HasFlag(MayOpen.Customers), OpensDivisions = may.HasFlag(MayOpen.Divisions),
            MaxResellerDepth = Account.MaxResellerDepth, MaxAccounts = Account.MaxAccounts, HidesPrices = Account.HidesPrices,
        };
        Version = Account.Version;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await Load();
        if (!ModelState.IsValid) return Page();
        try
        {
            await desk.Do(new GrantRights
            {
                By = Viewer, InBranch = Account.BranchId, AccountId = Account.Id, Version = Version,
                MayOpen = (Input.OpensResellers ? MayOpen.Resellers : 0) | (Input.OpensCustomers ? MayOpen.Customers : 0) | (Input.OpensDivisions ? MayOpen.Divisions : 0),
                MaxResellerDepth = Input.MaxResellerDepth, MaxAccounts = Input.MaxAccounts, HidesPrices = Input.HidesPrices,
            });
            this.Done(texts["The rights of {0} are saved.", Account.Name]);
            return LocalRedirect(Place + "/rights");
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            ModelState.Add(no, texts, nameof(Input));
            return Page();
        }
    }
}
