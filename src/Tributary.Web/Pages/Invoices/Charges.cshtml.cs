using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Billing;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Api;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Marketplace;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Invoices;

/// <summary>
/// What was charged in a month, to oneself or to a direct buyer, and on which document it stands: also of a month that still
/// runs, and where nothing is invoiced here. A seller who bills elsewhere takes it from here as a file.
/// </summary>
[Authorize(Policy = Policies.ViewMoney)]
public sealed class ChargesModel(TributaryDb db, CurrentViewer current, Desk desk, IDataProtectionProvider protection) : ListPage<ChargeJson>
{
    /// <summary>A seller with more direct buyers than this comes here from a buyer's own page.</summary>
    private const int MostBuyers = 200;

    private ChargesOfMonth? charges;

    /// <summary>Whose charges, by public id: a direct buyer; one's own without it.</summary>
    [BindProperty(SupportsGet = true, Name = "account")]
    public string? Of { get; set; }

    [BindProperty(SupportsGet = true, Name = "month")]
    public string? OfMonth { get; set; }

    /// <summary><c>open</c> for what stands on no document.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    public bool Sells => current.Viewer.Kind is AccountKind.Provider or AccountKind.Reseller;

    public bool Buys => !current.Viewer.IsProvider;

    /// <summary>Whose charges they are; null until a buyer is chosen.</summary>
    public Account? Account { get; private set; }

    public string AccountId => Account is null ? "" : PublicId.Format("acc", Account.Id);

    public bool IsOwn => Account?.Id == current.Viewer.AccountId;

    public DateOnly Month { get; private set; }

    public bool IsComplete => charges?.IsComplete ?? true;

    /// <summary>What all of it comes to, and what of it stands on no document.</summary>
    public IReadOnlyList<ChargeTotal> Totals { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Buyers { get; private set; } = [];

    public IEnumerable<SelectListItem> Months { get; private set; } = [];

    /// <summary>Whether there is something that this viewer may put onto a document now.</summary>
    public bool MayIssue { get; private set; }

    private bool OpenOnly => Status == "open";

    protected override string ListName => "charges";

    protected override IReadOnlyList<Column<ChargeJson>> Columns =>
    [
        Column<ChargeJson>.Text("what", T["What"], row => row.Title) with { Fixed = true },
        Column<ChargeJson>.Text("action", T["Kind"], row => T[Words.Action(row.Action)]) with { InFilesOnly = true },
        Column<ChargeJson>.Text("account", T["Account"], row => row.AccountName) with { OnPhones = false },
        Column<ChargeJson>.Text("number", T["Account number"], row => row.AccountNumber) with { InFilesOnly = true },
        Column<ChargeJson>.Text("place", T["Below"], row => row.Place) with { InFilesOnly = true },
        Column<ChargeJson>.Number("quantity", T["Quantity"], row => row.Quantity) with { OnPhones = false },
        Column<ChargeJson>.Amount("unit", T["Unit price"], row => row.UnitPrice) with { OnPhones = false },
        Column<ChargeJson>.Day("from", T["From"], row => row.TermStart) with { InFilesOnly = true },
        Column<ChargeJson>.Day("until", T["Until"], row => row.TermEnd?.AddDays(-1)) with { InFilesOnly = true },
        Column<ChargeJson>.Amount("tax", T["Tax"], row => row.Tax) with { Usual = false, OnPhones = false },
        Column<ChargeJson>.Amount("amount", T["Amount"], row => row.Gross),
        Column<ChargeJson>.Moment("when", T["When"], row => row.ChargedAt) with { OnPhones = false },
        Column<ChargeJson>.Text("document", T["Document"], row => row.InvoiceNumber) with { OnPhones = false },
    ];

    public override async Task OnGetAsync(CancellationToken cancel)
    {
        await base.OnGetAsync(cancel);
        var today = await desk.Today();
        Months = [.. Enumerable.Range(0, 24).Select(back => Billing.Month.Of(today).AddMonths(-back)).Select(month => new SelectListItem(Words.Month(month, Culture.Of(HttpContext)), Billing.Month.Code(month)))];
        if (Sells) await ListBuyers(cancel);
        if (charges is null) return;
        Totals = await charges.Totals(cancel);
        MayIssue = !IsOwn && IsComplete && Totals.Any(t => t.OpenNet != 0 || t.OpenTax != 0) && current.Viewer.May(Right.ManageMoney);
    }

    /// <summary>Puts what is not documented of the months that have ended onto documents.</summary>
    public async Task<IActionResult> OnPostIssueAsync(CancellationToken cancel)
    {
        current.Viewer.NeedMoney();
        var buyer = await Chosen.Find(db, current.Viewer, Of ?? "");
        try
        {
            var issued = await BillNow.Do(db, desk, current.Viewer, buyer, cancel: cancel);
            if (issued.Count == 0) this.Warn(T["There was nothing to invoice: by its terms it is billed elsewhere, or everything stands on a document already."]);
            else this.Done(T["Issued: {0}.", string.Join(", ", issued.Select(i => i.Number))]);
        }
        catch (Refusal no) when (no.Kind == RefusalKind.Conflict)
        {
            this.Fail(T.Say(no));
        }
        return LocalRedirect(Request.With(("handler", null)));
    }

    protected override async Task<ListPart<ChargeJson>> Part(string? after, CancellationToken cancel)
    {
        current.Viewer.NeedMoney();
        if (current.Viewer.Kind == AccountKind.Division) throw Refusal.NotFound("page");
        Month = Billing.Month.TryRead(OfMonth, out var month) ? month : Billing.Month.Of(await desk.Today());
        Account = !string.IsNullOrEmpty(Of) ? await Chosen.Find(db, current.Viewer, Of) : Buys ? current.Account : null;
        if (Account is null) return new([], null);
        charges ??= await ChargesOfMonth.Of(db, current.Viewer, Account, Month, desk.Now, cancel);
        // Where a page ends is a number that would tell how much else the branch does, so the key is sealed.
        var seal = protection.CreateProtector($"Tributary.ChargesPage.v1.{Account.Id:N}.{Month:yyyyMM}");
        var (rows, next) = await charges.Part(Unsealed(seal, after), ListPart.Most, OpenOnly, cancel);
        return new([.. rows.Select(ChargeJson.Of)], next is { } last ? seal.Protect(last.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null);
    }

    private async Task ListBuyers(CancellationToken cancel)
    {
        var self = current.Viewer.AccountId;
        var buyers = from account in db.Accounts.SeenBy(current.Viewer)
                     where db.Terms.Any(t => t.BuyerId == account.Id && t.SellerId == self)
                     orderby account.Name, account.Id
                     select new { account.Id, account.Name };
        Buyers = [.. (await buyers.Take(MostBuyers).ToListAsync(cancel)).Select(b => new SelectListItem(b.Name, PublicId.Format("acc", b.Id)))];
    }

    private static long? Unsealed(IDataProtector seal, string? key)
    {
        if (string.IsNullOrEmpty(key)) return null;
        try
        {
            return long.Parse(seal.Unprotect(key), System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
