using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Billing;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Invoices;

/// <summary>Gives an invoice back by a credit note: all that is left of it, or some of its lines. It says what that does before it is done.</summary>
[Authorize(Policy = Policies.ManageMoney)]
public sealed class CreditModel(TributaryDb db, CurrentViewer current, Desk desk, IStringLocalizer<Texts> texts) : InvoicePage(db, current)
{
    /// <summary>A line with what is left of it.</summary>
    public sealed record LeftLine(InvoiceLine Line, string For, long Net);

    [BindProperty]
    public string? Once { get; set; }

    /// <summary><c>all</c> or <c>lines</c>.</summary>
    [BindProperty]
    public string Which { get; set; } = "all";

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The places of the chosen lines.</summary>
    [BindProperty]
    public List<int> Chosen { get; set; } = [];

    /// <summary>What of them is to be given back, without tax, in major units by their places; empty for all that is left.</summary>
    [BindProperty]
    public Dictionary<int, string?> Amount { get; set; } = [];

    public IReadOnlyList<LeftLine> Left { get; private set; } = [];

    public long LeftGross => Invoice.Gross - Invoice.Credited;

    /// <summary>The lines of a long invoice are chosen through the API.</summary>
    public bool IsLong => Invoice.LineCount > DetailsModel.MostLines;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Once = Pages.Once.New();
        await Show(cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await Show(cancel);
        try
        {
            var lines = Which == "lines" ? Chosen.Distinct().Select(seq => new CreditedLine(seq, Typed(seq))).ToList() : null;
            var done = await desk.Do(new CreditInvoice
            {
                By = Viewer, InBranch = Invoice.BranchId, BuyerId = Invoice.BuyerId, InvoiceId = Invoice.Id, Reason = Reason ?? "", Lines = lines,
                Reference = Pages.Once.Of(Once), Asked = Pages.Once.Asked(Id, Which, Reason, string.Join(',', Chosen), string.Join(',', Amount.Values)),
            }, cancel);
            this.Done(texts["{0} is issued: {1} goes back to {2}.", done.Number, Culture.Of(HttpContext).Money(done.Gross), Party(Invoice.BuyerId)?.Name ?? ""]);
            return LocalRedirect($"/invoices/{PublicId.Format("inv", done.Id)}");
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Invalid or RefusalKind.Conflict)
        {
            ModelState.Add(no, texts);
            return Page();
        }
    }

    private long? Typed(int seq) => Amount.GetValueOrDefault(seq) is not { Length: > 0 } text ? null
        : decimal.TryParse(text, NumberStyles.Number, Culture.Of(HttpContext).Info, out var amount) ? Money.Exact(amount, Invoice.Currency).Minor
        : throw Refusal.Field("lines", "invoice.invalid", "One of these amounts is no number.");

    private async Task Show(CancellationToken cancel)
    {
        await Find(cancel);
        // Who received it sees it, and does not correct it.
        if (!IsIssuer || Invoice.Kind != DocumentKind.Invoice) throw Refusal.NotFound("invoice");
        if (IsLong) return;
        var (id, lines) = (Invoice.Id, await Db.InvoiceLines.AsNoTracking().Of(Invoice).Where(l => l.Gross > 0).ToListAsync(cancel));
        var back = (await Db.InvoiceLines.AsNoTracking().Where(l => l.CreditsId == id).Select(l => new { l.CreditsSeq, l.Net }).ToListAsync(cancel)).ToLookup(l => l.CreditsSeq, l => Math.Abs(l.Net));
        Left = [.. lines.Select(l => new LeftLine(l, Party(l.AccountId)?.Name ?? "", l.Net - back[l.Seq].Sum())).Where(l => l.Net > 0)];
    }
}
