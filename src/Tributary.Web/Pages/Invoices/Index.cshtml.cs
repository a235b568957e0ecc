using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Billing;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Pages.Marketplace;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Invoices;

/// <summary>The invoices and credit notes one has issued, or received, the latest first.</summary>
[Authorize(Policy = Policies.ViewMoney)]
public sealed class IndexModel(TributaryDb db, CurrentViewer current, Desk desk) : ListPage<InvoiceRow>
{
    /// <summary><c>received</c>, or nothing for those one has issued.</summary>
    [BindProperty(SupportsGet = true, Name = "side")]
    public string? Side { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true, Name = "month")]
    public string? OfMonth { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Only those of this buyer, by its public id.</summary>
    [BindProperty(SupportsGet = true, Name = "account")]
    public string? Of { get; set; }

    /// <summary>The account of <see cref="Of"/>.</summary>
    public Account? Account { get; private set; }

    public bool Sells => current.Viewer.Kind is AccountKind.Provider or AccountKind.Reseller;

    public bool Buys => !current.Viewer.IsProvider;

    /// <summary>Whether the list is of what one has issued: who sells nothing has received all there is.</summary>
    public bool Issued => Sells && Side != "received";

    public DateOnly Today { get; private set; }

    public IReadOnlyList<InvoiceStatus> States { get; } = Enum.GetValues<InvoiceStatus>();

    public string Shown => TryStatus(out var status) ? T[Statuses.Of(status).Word] : T["All documents"].Value.ToLower(Culture.Of(HttpContext).Info);

    public IEnumerable<SelectListItem> Kinds => Enum.GetValues<DocumentKind>().Select(kind => new SelectListItem(T[Words.Kind(kind)], kind.ToString().ToLowerInvariant()));

    public IEnumerable<SelectListItem> Months =>
        Enumerable.Range(1, 24).Select(back => Month.Of(Today).AddMonths(-back)).Select(month => new SelectListItem(Words.Month(month, Culture.Of(HttpContext)), Month.Code(month)));

    protected override string ListName => Issued ? "invoices" : "invoices-received";

    protected override IReadOnlyList<Column<InvoiceRow>> Columns => InvoiceRow.Columns(T, Issued);

    protected override async Task<ListPart<InvoiceRow>> Part(string? after, CancellationToken cancel)
    {
        current.Viewer.NeedMoney();
        Today = await desk.Today();
        var rows = Issued ? db.Invoices.AsNoTracking().IssuedBy(current.Viewer) : db.Invoices.AsNoTracking().ReceivedBy(current.Viewer);
        if (!string.IsNullOrEmpty(Of))
        {
            Account = await Chosen.Find(db, current.Viewer, Of);
            var buyer = Account.Id;
            rows = rows.Where(i => i.BuyerId == buyer);
        }
        if (TryStatus(out var status)) rows = rows.Where(i => i.Status == status);
        if (Enum.TryParse<DocumentKind>(Kind, ignoreCase: true, out var kind) && Enum.IsDefined(kind)) rows = rows.Where(i => i.Kind == kind);
        if (Month.TryRead(OfMonth, out var month)) rows = rows.Where(i => i.PeriodStart == month);
        if (!string.IsNullOrWhiteSpace(Q))
        {
            var number = Q.Trim().ToUpperInvariant();
            rows = rows.Where(i => i.Number == number || i.Number.EndsWith("-" + number));
        }
        if (PublicId.TryParse(after, "inv", out var last)) rows = rows.Where(i => i.Id.CompareTo(last) < 0);
        return ListPart.Of(await InvoiceRow.Of(db, await rows.OrderByDescending(i => i.Id).Take(ListPart.Most + 1).ToListAsync(cancel), Issued, cancel), row => row.Id);
    }

    private bool TryStatus(out InvoiceStatus status) => Enum.TryParse(Status, ignoreCase: true, out status) && Enum.IsDefined(status);
}
