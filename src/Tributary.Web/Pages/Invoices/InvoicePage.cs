using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Billing;
using Tributary.Data;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Invoices;

/// <summary>What one account comes to on a document.</summary>
public sealed record AccountGroup(Guid AccountId, string Name, string Number, string Place, int Count, long Net, long Tax, long Gross, IReadOnlyList<InvoiceLine> Lines);

/// <summary>What the pages of one document have in common: it is found through the viewer, else there is none.</summary>
public abstract class InvoicePage(TributaryDb db, CurrentViewer current) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    public Invoice Invoice { get; private set; } = null!;

    public IReadOnlyDictionary<Guid, InvoiceParty> Parties { get; private set; } = new Dictionary<Guid, InvoiceParty>();

    /// <summary>The documents this one is tied to: the invoice that a credit note gives back from, or the credit notes of an invoice.</summary>
    public IReadOnlyList<Invoice> Related { get; private set; } = [];

    public bool IsIssuer => Viewer.AccountId == Invoice.IssuerId;

    /// <summary>Whether the viewer may give something of it back.</summary>
    public bool MayCredit => IsIssuer && Viewer.May(Right.ManageMoney) && Invoice.Kind == DocumentKind.Invoice && Invoice.Status != InvoiceStatus.Credited;

    public string Back => $"/invoices/{Id}";

    protected Viewer Viewer => current.Viewer;

    protected TributaryDb Db => db;

    protected async Task Find(CancellationToken cancel)
    {
        Invoice = PublicId.TryParse(Id, "inv", out var id) ? await db.Invoices.One(Viewer, id, cancel) : throw Refusal.NotFound("invoice");
        Parties = await db.InvoiceParties.Of(Invoice, cancel);
        var (own, credits) = (Invoice.Id, Invoice.CreditsId);
        Related = await db.Invoices.AsNoTracking().SeenBy(Viewer).Where(i => i.CreditsId == own || i.Id == credits).OrderBy(i => i.Id).Take(100).ToListAsync(cancel);
    }

    /// <summary>The end of the document that is not the viewer.</summary>
    public InvoiceParty? Party(Guid accountId) => Parties.GetValueOrDefault(accountId);

    /// <summary>All lines, grouped and totalled by account, in the order of the tree.</summary>
    protected async Task<IReadOnlyList<AccountGroup>> Grouped(CancellationToken cancel) =>
        [.. (await db.InvoiceLines.AsNoTracking().Of(Invoice).ToListAsync(cancel)).GroupBy(l => l.AccountId).Select(g => Group(g.Key, g.Count(), g.Sum(l => l.Net), g.Sum(l => l.Tax), [.. g]))];

    /// <summary>The accounts with what they come to, and the lines of one of them alone.</summary>
    protected async Task<IReadOnlyList<AccountGroup>> Grouped(Guid? open, CancellationToken cancel)
    {
        var sums = await db.InvoiceLines.AsNoTracking().Of(Invoice).GroupBy(l => new { l.AccountId, l.Path })
            .Select(g => new { g.Key.AccountId, g.Key.Path, Count = g.Count(), Net = g.Sum(l => l.Net), Tax = g.Sum(l => l.Tax) }).ToListAsync(cancel);
        var lines = open is { } id ? await db.InvoiceLines.AsNoTracking().Of(Invoice).Where(l => l.AccountId == id).ToListAsync(cancel) : [];
        return [.. sums.OrderBy(s => s.Path, StringComparer.Ordinal).Select(s => Group(s.AccountId, s.Count, s.Net, s.Tax, s.AccountId == open ? lines : []))];
    }

    private AccountGroup Group(Guid accountId, int count, long net, long tax, IReadOnlyList<InvoiceLine> lines)
    {
        var party = Parties.GetValueOrDefault(accountId);
        return new(accountId, party?.Name ?? "", party?.Number ?? "", party?.Place ?? "", count, net, tax, net + tax, lines);
    }
}
