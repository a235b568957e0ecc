using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
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

/// <summary>
/// One form for a reseller, a customer or a division. The first step is checked by the very deed that opens the account,
/// written nowhere; the second shows what will be, and does it, once however often it is sent.
/// </summary>
[Authorize(Policy = Policies.ManageAccounts)]
public sealed class AddModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel, ICompanyForm
{
    /// <summary>The terms it will have, and what it may do.</summary>
    public sealed class TermsForm
    {
        public string? Currency { get; set; }
        public Settlement Settlement { get; set; } = Settlement.Prepaid;
        public decimal? CreditLimit { get; set; }
        public bool OpensResellers { get; set; }
        public bool OpensCustomers { get; set; }
        public bool OpensDivisions { get; set; }
        public int? MaxResellerDepth { get; set; }
        public int? MaxAccounts { get; set; }

        /// <summary>The rights as the business takes them.</summary>
        public MayOpen Rights => (OpensResellers ? MayOpen.Resellers : 0) | (OpensCustomers ? MayOpen.Customers : 0) | (OpensDivisions ? MayOpen.Divisions : 0);
    }

    [BindProperty(SupportsGet = true, Name = "kind")]
    public string? KindCode { get; set; }

    /// <summary>The account it will stand under; one's own when empty.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Under { get; set; }

    [BindProperty]
    public AccountForm Company { get; set; } = new();

    [BindProperty]
    public TermsForm Input { get; set; } = new();

    /// <summary>Under which the opening is done once.</summary>
    [BindProperty]
    public Guid Once { get; set; }

    public AccountKind Kind { get; private set; }

    public Account Parent { get; private set; } = null!;

    /// <summary>True when everything was checked and is shown once more.</summary>
    public bool Reviewing { get; private set; }

    public Account Own => current.Account;

    /// <summary>The kinds the parent may have below it, as far as the own account has the right.</summary>
    public IReadOnlyList<AccountKind> Kinds { get; private set; } = [];

    /// <summary>Whether the own account will sell to it, and so makes its terms.</summary>
    public bool Sells => Kind != AccountKind.Division && Parent.Id == Own.Id;

    public bool MaySetTerms => Sells && current.Viewer.May(Right.ManageMoney) && !current.Viewer.HidesPrices;

    public Currency Edge => Currency.TryOf(Input.Currency, out var currency) ? currency : Parent.Currency;

    public IEnumerable<SelectListItem> Settlements => Wallets.Choices.Settlements(texts);

    /// <summary>Whether an account has the right to open this kind.</summary>
    public static bool Opens(Account account, AccountKind kind) => account.Kind == AccountKind.Provider ? kind != AccountKind.Division : kind switch
    {
        AccountKind.Reseller => account.MayOpen.HasFlag(MayOpen.Resellers),
        AccountKind.Customer => account.MayOpen.HasFlag(MayOpen.Customers),
        AccountKind.Division => account.MayOpen.HasFlag(MayOpen.Divisions),
        _ => false,
    };

    public async Task<IActionResult> OnGetAsync()
    {
        await Find();
        var profile = await db.CompanyProfiles.AsNoTracking().FirstAsync(p => p.BranchId == Own.BranchId && p.AccountId == Own.Id);
        (Company.Country, Company.Language, Company.TimeZone, Company.Currency) = (profile.Country, profile.Language, profile.TimeZone, Parent.Currency.Code);
        (Input.Currency, Once) = (Parent.Currency.Code, Guid.NewGuid());
        if (Kind == AccountKind.Reseller) (Input.OpensCustomers, Input.OpensDivisions) = (MayGive(MayOpen.Customers), MayGive(MayOpen.Divisions));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await Find();
        if (!ModelState.IsValid) return Page();
        try
        {
            await desk.Preview(Deed());
            Reviewing = true;
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            Tell(no);
        }
        return Page();
    }

    /// <summary>Back to the form with everything that was typed.</summary>
    public async Task<IActionResult> OnPostBackAsync()
    {
        await Find();
        return Page();
    }

    public async Task<IActionResult> OnPostOpenAsync()
    {
        await Find();
        if (!ModelState.IsValid) return Page();
        try
        {
            var opened = await desk.Do(Deed());
            this.Done(texts["{0} is opened. Its number comes in a few seconds.", Company.Name!]);
            return LocalRedirect($"/{(Kind == AccountKind.Reseller ? "resellers" : "customers")}/{PublicId.Format("acc", opened.Id)}");
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            Tell(no);
            return Page();
        }
    }

    public bool MayGive(MayOpen right) => current.Viewer.IsProvider || Own.MayOpen.HasFlag(right);

    /// <summary>What was typed, to be carried through the review.</summary>
    public IEnumerable<(string Name, string? Value)> Typed => Request.Form
        .Where(one => one.Key.StartsWith("Company.", StringComparison.Ordinal) || one.Key.StartsWith("Input.", StringComparison.Ordinal) || one.Key == "Once")
        .Select(one => (one.Key, (string?)one.Value.ToString()));

    private async Task Find()
    {
        Parent = PublicId.TryParse(Under, "acc", out var id) ? await db.Accounts.One(current.Viewer, id) : Own;
        AccountKind[] fits = Parent.Kind switch
        {
            AccountKind.Provider => [AccountKind.Reseller, AccountKind.Customer],
            AccountKind.Reseller => [AccountKind.Reseller, AccountKind.Customer, AccountKind.Division],
            _ => [AccountKind.Division],
        };
        Kinds = [.. fits.Where(kind => Parent.Id != Own.Id || Opens(Own, kind))];
        Kind = Codes.TryKind(KindCode, out var kind) && fits.Contains(kind) ? kind : Kinds.Count > 0 ? Kinds[0] : fits[0];
    }

    private OpenAccount Deed() => new()
    {
        By = current.Viewer, ParentBranchId = Parent.BranchId, ParentId = Parent.Id, Kind = Kind, Details = Company.Details,
        TermsCurrency = MaySetTerms ? Edge : null, Settlement = MaySetTerms ? Input.Settlement : Settlement.Prepaid,
        CreditLimit = MaySetTerms && Input is { Settlement: Settlement.Invoiced, CreditLimit: { } limit } ? Money.Exact(limit, Edge).Minor : 0,
        MayOpen = Input.Rights, MaxResellerDepth = Input.MaxResellerDepth, MaxAccounts = Input.MaxAccounts,
        Reference = $"add:{Once:n}", Asked = Pages.Once.Asked(Parent.Id, Kind, Company.Details, Edge.Code, Input.Settlement, Input.CreditLimit, Input.Rights, Input.MaxResellerDepth, Input.MaxAccounts),
    };

    private void Tell(Refusal no)
    {
        if (no.Errors.Count == 0) ModelState.Add(no, texts);
        foreach (var (field, sentences) in no.Errors)
            foreach (var sentence in sentences)
                ModelState.AddModelError($"{(typeof(TermsForm).GetProperties().Any(p => p.Name.Equals(field, StringComparison.OrdinalIgnoreCase) && field != "currency") ? "Input" : "Company")}.{char.ToUpperInvariant(field[0])}{field[1..]}", texts[sentence]);
    }
}
