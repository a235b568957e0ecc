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
using Tributary.Web.Pages.Wallets;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Accounts;

/// <summary>The terms, the wallet and the statement of a direct buyer, from the seller's end.</summary>
[Authorize(Policy = Policies.ViewMoney)]
public sealed class MoneyModel(TributaryDb db, CurrentViewer current, Desk desk, Statements statements, IStringLocalizer<Texts> texts) : RecordPage(db, current)
{
    /// <summary>Money that was received.</summary>
    public sealed class TopUpForm
    {
        public decimal? Amount { get; set; }
        public string? Reference { get; set; }
    }

    /// <summary>Terms from a day on.</summary>
    public sealed class TermsForm
    {
        public Settlement Settlement { get; set; }
        public string? Currency { get; set; }
        public decimal? CreditLimit { get; set; }
        public decimal? TemporaryLimit { get; set; }
        public DateOnly? TemporaryUntil { get; set; }
        public DateOnly? From { get; set; }
        public int? PaymentDays { get; set; }
        public bool IssuesInvoices { get; set; }
    }

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    [BindProperty]
    public TopUpForm Credit { get; set; } = new();

    [BindProperty]
    public TermsForm Input { get; set; } = new();

    /// <summary>Under which one credit is done once, however often it is sent.</summary>
    [BindProperty]
    public Guid Once { get; set; }

    public Ledger.Wallet Wallet { get; private set; } = null!;

    public StatementView Statement { get; private set; } = null!;

    public IReadOnlyList<Terms> AllTerms { get; private set; } = [];

    public DateOnly Today { get; private set; }

    /// <summary>Which of the two forms stands open.</summary>
    public bool SettingTerms { get; private set; }

    public bool MayChange => Viewer.May(Right.ManageMoney);

    public bool MaySetTerms => Viewer.May(Right.ManageMoney | Right.ManageTerms);

    public IEnumerable<SelectListItem> Settlements => Choices.Settlements(texts);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await Show(cancel);
        Once = Guid.NewGuid();
        return Page();
    }

    public async Task<IActionResult> OnGetTermsAsync(CancellationToken cancel)
    {
        SettingTerms = true;
        return await OnGetAsync(cancel);
    }

    /// <summary>The file of the statement, the oldest entry first.</summary>
    public async Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancel)
    {
        await Find(cancel);
        return await this.Export(format, "statement", Statements.Columns(texts), statements.All(Viewer, Account.Id, From, To, Culture.Of(HttpContext), cancel), cancel);
    }

    public async Task<IActionResult> OnPostTopUpAsync(CancellationToken cancel)
    {
        Viewer.Need(Right.ManageMoney);
        await Find(cancel);
        Only(nameof(Credit));
        if (Credit.Amount is null && ModelState.IsValid) ModelState.AddModelError("Credit.Amount", texts["This is needed."]);
        if (ModelState.IsValid)
        {
            try
            {
                var done = await desk.Do(new TopUp
                {
                    By = Viewer, InBranch = Account.BranchId, BuyerId = Account.Id, Amount = Money.Exact(Credit.Amount!.Value, Wallet.Currency), Note = Credit.Reference ?? "",
                    Reference = $"top-up:{Once:n}",
                    Asked = Pages.Once.Asked(Account.Id, Credit.Amount, Credit.Reference),
                }, cancel);
                var culture = Culture.Of(HttpContext);
                this.Done(texts["{0} is credited to {1}. The balance is {2} now.", culture.Money(done.Amount), Account.Name, culture.Money(done.Balance)]);
                return LocalRedirect(Place + "/wallet");
            }
            catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
            {
                ModelState.Add(no, texts, nameof(Credit));
            }
        }
        await Show(cancel, fill: false);
        return Page();
    }

    public async Task<IActionResult> OnPostTermsAsync(CancellationToken cancel)
    {
        Viewer.Need(Right.ManageMoney | Right.ManageTerms);
        SettingTerms = true;
        await Find(cancel);
        Only(nameof(Input));
        if (ModelState.IsValid)
        {
            try
            {
                var currency = Currency.TryOf(Input.Currency, out var given) ? given : Wallet.Currency;
                var invoiced = Input.Settlement == Settlement.Invoiced;
                await desk.Do(new SetTerms
                {
                    By = Viewer, InBranch = Account.BranchId, BuyerId = Account.Id, From = Input.From, Settlement = Input.Settlement, Currency = currency,
                    CreditLimit = invoiced ? Money.Exact(Input.CreditLimit ?? 0, currency).Minor : 0,
                    TemporaryLimit = invoiced && Input.TemporaryLimit is { } higher ? Money.Exact(higher, currency).Minor : null,
                    TemporaryUntil = invoiced ? Input.TemporaryUntil : null,
                    PaymentDays = Input.PaymentDays, IssuesInvoices = Input.IssuesInvoices,
                }, cancel);
                this.Done(texts["The terms of {0} are set.", Account.Name]);
                return LocalRedirect(Place + "/wallet");
            }
            catch (Refusal no) when (no.Kind != RefusalKind.NotFound)
            {
                ModelState.Add(no, texts, nameof(Input));
            }
        }
        await Show(cancel, fill: false);
        return Page();
    }

    private async Task Find(CancellationToken cancel)
    {
        await Load(cancel);
        if (!IsBuyer) throw Refusal.NotFound("wallet");
        Today = await desk.Today();
        Wallet = await Ledger.Wallet.Of(Db, Viewer, Account.Id, Today, cancel);
    }

    private async Task Show(CancellationToken cancel, bool fill = true)
    {
        await Find(cancel);
        Statement = await statements.Page(Viewer, Account.Id, From, To, After, Culture.Of(HttpContext), cancel);
        var (self, id, branch) = (Viewer.AccountId, Account.Id, Account.BranchId);
        AllTerms = await Db.Terms.AsNoTracking().Where(t => t.BranchId == branch && t.BuyerId == id && t.SellerId == self && (t.To == null || t.To > t.From))
            .OrderByDescending(t => t.From).ToListAsync(cancel);
        if (fill && AllTerms.FirstOrDefault(t => t.HoldsOn(Today)) is { } now)
            Input = new() { Settlement = now.Settlement, Currency = now.Currency.Code, CreditLimit = now.Settlement == Settlement.Invoiced ? new Money(now.CreditLimit, now.Currency).Amount : null, From = Today, PaymentDays = now.PaymentDays, IssuesInvoices = now.IssuesInvoices };
    }

    // One page, two forms: what was not sent is not judged.
    private void Only(string form)
    {
        foreach (var key in ModelState.Keys.Where(key => !key.StartsWith(form + ".", StringComparison.Ordinal)).ToList()) ModelState.Remove(key);
    }
}
