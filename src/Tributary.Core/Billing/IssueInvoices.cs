using System.Globalization;
using System.Text.Json;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Billing;

/// <summary>
/// Bills one edge up to a day: whatever was charged on it in months that have ended, and stands on no document, comes onto
/// an invoice of its month, grouped by account; what was given back for an earlier invoice onto a credit note of that
/// invoice. It may be done again at any time, and finds what is not documented yet, or nothing. Months that by their terms are billed
/// elsewhere are passed over unless the terms say that invoices are issued here.
/// </summary>
public sealed class IssueInvoices : Deed<InvoicesIssued>
{
    /// <summary>The edge.</summary>
    public required BilledEdge Edge { get; init; }

    /// <inheritdoc/>
    public override int BranchId => Edge.BranchId;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var edges = deeds.Cast<IssueInvoices>().Select(d => d.Edge).Distinct().ToList();
        await (await BillingFacts.LoadEdges(sheet, edges)).LoadCharges(sheet, edges);
    }

    /// <inheritdoc/>
    public override InvoicesIssued Decide(Sheet sheet)
    {
        if (sheet.Find<Account>(Edge.BuyerId) is not { } buyer || buyer.BranchId != BranchId || !By.Sees(Right.ManageMoney, buyer.Path)) throw Refusal.NotFound("account");
        By.Need(Right.ManageMoney);
        if (!By.IsProgram && (By.AccountId != Edge.SellerId || By.HidesPrices)) throw Refusal.Forbidden("terms.not_seller", "Only the account's own seller does this.");
        // Another deed of this very batch has just billed it, on the same rows.
        if (sheet.Added<Invoice>().Any(i => BilledEdge.Of(i) == Edge && i.Reason is null)) return new([]);

        var facts = sheet.Facts<BillingFacts>();
        var firstOfMonth = new DateOnly(sheet.Today.Year, sheet.Today.Month, 1);
        var charges = Charge.Of(facts.ChargesOf(Edge));
        // What is of a month that still runs is looked at again; everything before it is not.
        var running = charges.FirstOrDefault(c => MonthOf(facts, c) >= firstOfMonth);
        var through = running is null ? charges.Select(c => c.One.PostingNumber).LastOrDefault() : running.One.PostingNumber - 1;
        var earlier = facts.EarlierOf(Edge).ToList();
        var issued = new List<IssuedInvoice>();
        foreach (var month in charges.Where(c => MonthOf(facts, c) < firstOfMonth).GroupBy(c => MonthOf(facts, c)).OrderBy(g => g.Key))
        {
            if (BillingFacts.TermsOf(sheet.All<Terms>(), Edge, month.Key.AddMonths(1)) is not { IsBilledHere: true } terms) continue;
            issued.AddRange(new MonthsDocuments(sheet, Edge, terms, buyer, month.Key, through, earlier).Issue([.. month]));
        }
        foreach (var one in issued) Tell(sheet, facts, buyer, By, Edge.SellerId, one);
        return new(issued);
    }

    /// <summary>Writes the trail of a document and tells its buyer, unless the buyer is shown no amounts: then it is its seller's alone.</summary>
    internal static void Tell(Sheet sheet, BillingFacts facts, Account buyer, Viewer by, Guid issuerId, IssuedInvoice one)
    {
        var (action, subject) = (one.Kind == DocumentKind.Invoice ? "invoice.issued" : "credit_note.issued", PublicId.Format("inv", one.Id));
        var hides = facts.HidesPrices(buyer.Path);
        sheet.Trail(by, buyer, action, subject, one.Number, readFrom: hides ? sheet.Get<Account>(issuerId).Path : null);
        if (hides) return;
        var invoice = sheet.Get<Invoice>(one.Id);
        var amount = new Money(invoice.Gross, invoice.Currency).Amount.ToString(CultureInfo.InvariantCulture);
        sheet.Notify(buyer, action, subject, JsonSerializer.Serialize(new { number = one.Number, amount, currency = invoice.Currency.Code }));
    }

    private static DateOnly MonthOf(BillingFacts facts, Charge charge) =>
        Month.Of(charge.One.At, facts.Zone);
}

/// <summary>The documents that were issued, in the order of their months.</summary>
public sealed record InvoicesIssued(IReadOnlyList<IssuedInvoice> Documents);

/// <summary>A document that was issued.</summary>
public sealed record IssuedInvoice(Guid Id, DocumentKind Kind, string Number);
