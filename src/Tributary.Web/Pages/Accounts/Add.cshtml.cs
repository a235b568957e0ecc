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
using Tributary.Pricing;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Prices;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>
/// One form for a reseller, a customer or a division. The first step is checked by the very deed that opens the account,
/// written nowhere; the second shows what will be, and does it, once however often it is sent.
/// </summary>
[Authorize(Policy = Policies.ManageAccounts)]
public sealed partial class AddModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : PageModel, ICompanyForm
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

    /// <summary>The wholesale prices that were typed, by plan and interval: <c>pln_….monthly</c>.</summary>
    public IReadOnlyDictionary<string, string> Wholesale { get; private set; } = new Dictionary<string, string>();

    /// <summary>The first day of those prices.</summary>
    [BindProperty]
    public DateOnly? PricesFrom { get; set; }

    /// <summary>Part of a product's or plan's name, in the step for prices.</summary>
    [BindProperty]
    public string? Q { get; set; }

    /// <summary>The last plan of the page before, in the step for prices.</summary>
    [BindProperty]
    public string? After { get; set; }

    /// <summary>What may be priced, on the page of the step that is shown; null in the other steps.</summary>
    public PricesShown? Prices { get; private set; }

    /// <summary>How many prices were typed in all.</summary>
    public int Typing => Wholesale.Count(one => !string.IsNullOrWhiteSpace(one.Value));

    /// <summary>Whether one may say what it pays, plan by plan.</summary>
    public bool MaySetPrices => Sells && Kind == AccountKind.Reseller && current.Viewer.May(Right.ManagePrices) && !current.Viewer.HidesPrices;

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

    public bool MaySetTerms => Sells && current.Viewer.May(Right.ManageMoney | Right.ManageTerms) && !current.Viewer.HidesPrices;

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
            await HttpContext.RequestServices.GetRequiredService<Hosts>().NeedOther(Company.Domain);
            await desk.Preview(Deed([]));
            if (MaySetPrices) return await ShowPrices();
            Reviewing = true;
            await FindChosen();
            await LookAlike();
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            Tell(no);
        }
        return Page();
    }

    /// <summary>The step for prices: another page of plans, what was looked for, or the margins of what is typed.</summary>
    public async Task<IActionResult> OnPostPricesAsync()
    {
        await Find();
        return MaySetPrices ? await ShowPrices() : Page();
    }

    /// <summary>From the prices to the review.</summary>
    public async Task<IActionResult> OnPostReviewAsync()
    {
        await Find();
        if (!MaySetPrices) return Page();
        try
        {
            if (TypedPrices() is not { } prices) return await ShowPrices();
            await desk.Preview(Deed(prices));
            Reviewing = true;
            await FindChosen();
            await LookAlike();
            return Page();
        }
        catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
        {
            Tell(no);
            return await ShowPrices();
        }
    }

    /// <summary>Back to the form with everything that was typed.</summary>
    public async Task<IActionResult> OnPostBackAsync()
    {
        await Find();
        await FindChosen();
        return Page();
    }

    public async Task<IActionResult> OnPostOpenAsync()
    {
        await Find();
        if (!ModelState.IsValid) return Page();
        try
        {
            if (TypedPrices() is not { } prices) return await ShowPrices();
            await HttpContext.RequestServices.GetRequiredService<Hosts>().NeedOther(Company.Domain);
            var opened = await desk.Do(Deed(prices));
            this.Done(texts["{0} is opened. Its number comes in a few seconds; until then it can have no users, assets or orders.", Company.Name!]);
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
        .Where(one => one.Key.StartsWith("Company.", StringComparison.Ordinal) || one.Key.StartsWith("Input.", StringComparison.Ordinal) || one.Key.StartsWith("Notify.", StringComparison.Ordinal)
            || one.Key is "Once" or nameof(PricesFrom))
        .Select(one => (one.Key, (string?)filling.GetValueOrDefault(one.Key, one.Value.ToString())));

    /// <summary>The prices that were typed and are not on the page of the step that is shown.</summary>
    public IEnumerable<(string Name, string? Value)> TypedElsewhere => Wholesale
        .Where(one => !string.IsNullOrWhiteSpace(one.Value) && Prices?.Rows.Any(row => KeyOf(row) == one.Key) != true).Select(one => ($"Wholesale[{one.Key}]", (string?)one.Value));

    /// <summary>The field of a row.</summary>
    public static string KeyOf(PriceRow row) => PricesPage.KeyOf(row);

    /// <summary>What is typed beside a row as money, where it is an amount.</summary>
    public Money? TypedAt(PriceRow row) => Wholesale.TryGetValue(KeyOf(row), out var typed) && Money.TryParse(typed.Trim(), Edge, out var money) ? money : null;

    /// <summary>What a row costs, in the currency the new account pays in.</summary>
    public static Money? CostOf(PriceRow row) => row is { Price: { } price, Margin: { } margin } ? price - margin : row.Cost;

    private async Task<IActionResult> ShowPrices()
    {
        Prices = await desk.Preview(new PriceTable { By = current.Viewer, PaysIn = Edge, Search = Q, After = PublicId.TryParse(After, "pln", out var last) ? last : null });
        // What is shown comes from the properties, which the search and the page have just changed.
        foreach (var name in new[] { nameof(Q), nameof(After) }) ModelState.Remove(name);
        return Page();
    }

    // Null when something that was typed is no amount; what is wrong is said beside it.
    private List<WholesalePrice>? TypedPrices()
    {
        var prices = new List<WholesalePrice>();
        if (!MaySetPrices) return prices;
        foreach (var (key, typed) in Wholesale.Where(one => !string.IsNullOrWhiteSpace(one.Value)))
        {
            var dot = key.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0 || !PublicId.TryParse(key[..dot], "pln", out var plan) || !Intervals.TryParse(key[(dot + 1)..], out var interval)) throw Refusal.NotFound("plan");
            if (Money.TryParse(typed.Trim(), Edge, out var amount)) prices.Add(new(plan, interval, amount));
            else ModelState.AddModelError($"Wholesale[{key}]", texts["Write an amount such as {0}.", new Money(123450, Edge).AmountText]);
        }
        return ModelState.IsValid ? prices : null;
    }

    private async Task Find()
    {
        // Read as they came: the keys have dots in them, which a binder would take for names of properties.
        if (Request.HasFormContentType)
            Wholesale = Request.Form.Where(one => one.Key.StartsWith("Wholesale[", StringComparison.Ordinal) && one.Key.EndsWith(']'))
                .ToDictionary(one => one.Key["Wholesale[".Length..^1], one => one.Value.ToString());
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

    private OpenAccount Deed(IReadOnlyList<WholesalePrice> prices) => new()
    {
        By = current.Viewer, ParentBranchId = Parent.BranchId, ParentId = Parent.Id, Kind = Kind, Details = Company.Details,
        TermsCurrency = MaySetTerms ? Edge : null, Settlement = MaySetTerms ? Input.Settlement : Settlement.Prepaid,
        CreditLimit = MaySetTerms && Input is { Settlement: Settlement.Invoiced, CreditLimit: { } limit } ? Money.Exact(limit, Edge).Minor : 0,
        Notify = Contact,
        MayOpen = Input.Rights, MaxResellerDepth = Input.MaxResellerDepth, MaxAccounts = Input.MaxAccounts,
        Prices = prices, PricesFrom = prices.Count > 0 ? PricesFrom : null,
        Reference = $"add:{Once:n}", Asked = Pages.Once.Asked(Parent.Id, Kind, Company.Details, Edge.Code, Input.Settlement, Input.CreditLimit, Input.Rights, Input.MaxResellerDepth, Input.MaxAccounts,
            Contact, PricesFrom, string.Join('|', prices)),
    };

    private void Tell(Refusal no)
    {
        if (no.Errors.Count == 0) ModelState.Add(no, texts);
        foreach (var sentence in no.Errors.GetValueOrDefault("notify", [])) ModelState.AddModelError("Notify.Email", texts[sentence]);
        var typed = Wholesale.Where(one => !string.IsNullOrWhiteSpace(one.Value)).Select(one => one.Key).ToList();
        foreach (var (field, sentences) in no.Errors.Where(error => error.Key.StartsWith("prices", StringComparison.Ordinal)))
        {
            // prices[3].amount is the fourth that was typed.
            var at = field.StartsWith("prices[", StringComparison.Ordinal) ? int.Parse(field["prices[".Length..field.IndexOf(']', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture) : -1;
            foreach (var sentence in sentences) ModelState.AddModelError(at < 0 ? field == "pricesFrom" ? nameof(PricesFrom) : "" : $"Wholesale[{typed[at]}]", texts[sentence]);
        }
        foreach (var (field, sentences) in no.Errors.Where(error => error.Key != "notify" && !error.Key.StartsWith("prices", StringComparison.Ordinal)))
            foreach (var sentence in sentences)
                ModelState.AddModelError($"{(typeof(TermsForm).GetProperties().Any(p => p.Name.Equals(field, StringComparison.OrdinalIgnoreCase) && field != "currency") ? "Input" : "Company")}.{char.ToUpperInvariant(field[0])}{field[1..]}", texts[sentence]);
    }
}
