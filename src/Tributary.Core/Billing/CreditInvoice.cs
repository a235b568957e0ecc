using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Billing;

/// <summary>What of a line is to be given back: an amount without tax in minor units, or all that is left of it.</summary>
public sealed record CreditedLine(int Seq, long? Net = null);

/// <summary>
/// The issuer corrects an invoice: it gives back all that is left of it, or some of its lines, with a reason. The money goes
/// back to the buyer's balance in the same posting, and the credit note says so. What was ordered runs on.
/// </summary>
public sealed class CreditInvoice : Deed<InvoiceCredited>
{
    /// <summary>The buyer's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The buyer.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>The invoice.</summary>
    public required Guid InvoiceId { get; init; }
    /// <summary>Why; the buyer reads it on the credit note.</summary>
    public required string Reason { get; init; }
    /// <summary>Which lines; null for all that is left.</summary>
    public IReadOnlyList<CreditedLine>? Lines { get; init; }

    /// <inheritdoc/>
    public override int BranchId => InBranch;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    /// <inheritdoc/>
    public override IEnumerable<Guid> Funds => [BuyerId];

    /// <inheritdoc/>
    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var mine = deeds.Cast<CreditInvoice>().ToList();
        var invoices = await sheet.Lock<Invoice>(mine.Select(d => d.InvoiceId));
        await Edges.Load(sheet, invoices.Select(i => (i.BranchId, i.BuyerId)));
        var facts = await BillingFacts.LoadEdges(sheet, [.. invoices.Select(BilledEdge.Of).Distinct()]);
        await facts.LoadChains(sheet, invoices.Select(i => i.BuyerId));
        var ids = invoices.Select(i => i.Id).ToArray();
        var billed = sheet.Facts<Billed>();
        billed.Lines = (await sheet.Db.InvoiceLines.AsNoTracking().Where(l => ids.Contains(l.InvoiceId)).OrderBy(l => l.Seq).ToListAsync()).ToLookup(l => l.InvoiceId);
        billed.Back = (await sheet.Db.InvoiceLines.AsNoTracking().Where(l => l.CreditsId != null && ids.Contains(l.CreditsId.Value)).ToListAsync()).ToLookup(l => l.CreditsId!.Value);
        billed.Parties = (await sheet.Db.InvoiceParties.AsNoTracking().Where(p => ids.Contains(p.InvoiceId)).ToListAsync()).ToLookup(p => p.InvoiceId);
    }

    /// <inheritdoc/>
    public override InvoiceCredited Decide(Sheet sheet)
    {
        var facts = sheet.Facts<BillingFacts>();
        var (invoice, buyer) = Found(sheet);
        var form = new Form();
        var reason = form.Text("reason", Reason, required: true) ?? "";
        form.Check("invoice.invalid");
        if (invoice.Kind != DocumentKind.Invoice) throw Refusal.Conflict("invoice.not_creditable", "Only an invoice is corrected by a credit note.");
        if (Edges.Of(sheet, buyer.Id).FirstOrDefault(t => t.HoldsOn(sheet.Today)) is not { } terms || terms.SellerId != invoice.IssuerId || terms.Currency != invoice.Currency)
            throw Refusal.Conflict("invoice.other_terms", "This account does not buy from you in this currency any more; there is no balance to give it back to.");

        var back = Chosen(sheet, invoice);
        var id = sheet.NewId();
        var (ordinal, number) = facts.NumberingOf(sheet, BilledEdge.Of(invoice), DocumentKind.CreditNote).Next();
        var funding = sheet.Funding(terms);
        var moves = back.SelectMany(b => new[] { new Move(sheet.Book(terms, BookPurpose.Sales), funding, b.Net), new Move(sheet.Book(terms, BookPurpose.Tax), funding, b.Tax) });
        var posting = sheet.Post(BranchId, $"credit:{id:n}", "credit", null, number, moves)!;
        var seq = 0;
        for (var i = 0; i < back.Count; i++)
        {
            var (line, net, tax) = back[i];
            sheet.Add(Given(invoice, id, i + 1, line, net, tax, posting, net == 0 ? null : seq++, tax == 0 ? null : seq++));
        }
        sheet.Add(new Invoice
        {
            BranchId = BranchId, Id = id, BuyerId = buyer.Id, Path = buyer.Path, IssuerId = invoice.IssuerId, Kind = DocumentKind.CreditNote, Ordinal = ordinal, Number = number,
            PeriodStart = Month.Of(sheet.Today), PeriodEnd = Month.Of(sheet.Today).AddMonths(1), Currency = invoice.Currency, Net = back.Sum(b => b.Net), Tax = back.Sum(b => b.Tax),
            Gross = back.Sum(b => b.Net + b.Tax), LineCount = back.Count, IssuedAt = sheet.Now, IssuedOn = sheet.Today, Settlement = terms.Settlement,
            TermsId = terms.Id, CreditsId = invoice.Id, Reason = reason,
        }.Begin());
        Parties(sheet, facts, invoice, id, buyer, back.Select(b => b.Line.AccountId).ToHashSet());
        sheet.Change(invoice).Credit(back.Sum(b => b.Net + b.Tax));
        IssueInvoices.Tell(sheet, facts, buyer, By, invoice.IssuerId, new(id, DocumentKind.CreditNote, number));
        return new(id, number, new Money(back.Sum(b => b.Net + b.Tax), invoice.Currency));
    }

    private (Invoice, Account) Found(Sheet sheet)
    {
        if (sheet.Find<Invoice>(InvoiceId) is not { } invoice || invoice.BranchId != BranchId || invoice.BuyerId != BuyerId || By.HidesPrices
            || By.AccountId != invoice.IssuerId && By.AccountId != invoice.BuyerId || By.AccountId == invoice.IssuerId && By.Reach == Reach.Own) throw Refusal.NotFound("invoice");
        By.Need(Right.ManageMoney);
        if (By.AccountId != invoice.IssuerId) throw Refusal.Forbidden("invoice.not_issuer", "Only who issued an invoice corrects it.");
        return (invoice, sheet.Get<Account>(BuyerId));
    }

    // What is left of each line is what it charged less what any line since gave back of it.
    private IReadOnlyList<(InvoiceLine Line, long Net, long Tax)> Chosen(Sheet sheet, Invoice invoice)
    {
        var billed = sheet.Facts<Billed>();
        var given = billed.Back[invoice.Id].Concat(sheet.Added<InvoiceLine>().Where(l => l.CreditsId == invoice.Id)).ToLookup(l => l.CreditsSeq);
        var left = billed.Lines[invoice.Id].Where(l => l.Gross > 0)
            .Select(l => (Line: l, Net: l.Net - given[l.Seq].Sum(g => Math.Abs(g.Net)), Tax: l.Tax - given[l.Seq].Sum(g => Math.Abs(g.Tax))))
            .Where(l => l.Net > 0 || l.Tax > 0).ToList();
        if (left.Count == 0) throw Refusal.Conflict("invoice.credited", "Nothing is left of this invoice to be given back.");
        if (Lines is null) return left;

        var form = new Form();
        var chosen = new List<(InvoiceLine, long, long)>();
        foreach (var wanted in Lines)
        {
            var at = left.FindIndex(l => l.Line.Seq == wanted.Seq);
            var most = at < 0 ? 0 : left[at].Net;
            form.Must(at >= 0, "lines", "One of these lines is not on the invoice, or nothing is left of it.");
            form.Must(Lines.Count(l => l.Seq == wanted.Seq) == 1, "lines", "A line is named once.");
            if (at < 0) continue;
            form.Must(wanted.Net is null or > 0 && (wanted.Net ?? 0) <= most, "lines", $"Of line {wanted.Seq} at most {new Money(most, invoice.Currency)} can be given back.");
            var net = wanted.Net ?? most;
            chosen.Add((left[at].Line, net, net >= most ? left[at].Tax : Share(left[at].Tax, net, most, invoice.Currency)));
        }
        form.Must(Lines.Count > 0, "lines", "Choose at least one line.");
        form.Check("invoice.invalid");
        return chosen;
    }

    private static long Share(long tax, long net, long most, Currency currency) =>
        Money.Round(new Money(tax, currency).Amount * net / most, currency).Minor;

    private InvoiceLine Given(Invoice invoice, Guid id, int seq, InvoiceLine line, long net, long tax, Posting posting, int? netSeq, int? taxSeq) => new()
    {
        BranchId = BranchId, InvoiceId = id, Seq = seq, AccountId = line.AccountId, Path = line.Path, Title = line.Title, Action = "credit", ProductId = line.ProductId,
        PlanId = line.PlanId, Interval = line.Interval, Quantity = line.Quantity, UnitPrice = line.UnitPrice, TermStart = line.TermStart, TermEnd = line.TermEnd,
        Net = net, Tax = tax, Gross = net + tax, ChargedAt = posting.At, OrderId = line.OrderId, OrderNumber = line.OrderNumber, OrderLineId = line.OrderLineId,
        SubscriptionId = line.SubscriptionId, PostingNumber = posting.Number, PostingId = posting.Id, NetSeq = netSeq, TaxSeq = taxSeq, CreditsId = invoice.Id, CreditsSeq = line.Seq,
    };

    private void Parties(Sheet sheet, BillingFacts facts, Invoice invoice, Guid id, Account buyer, HashSet<Guid> accounts)
    {
        sheet.Add(Party.End(id, BranchId, sheet.Get<Account>(invoice.IssuerId), facts.ProfileOf(invoice.IssuerId)));
        sheet.Add(Party.End(id, BranchId, buyer, facts.ProfileOf(buyer.Id)));
        foreach (var party in sheet.Facts<Billed>().Parties[invoice.Id].Where(p => p.AccountId != buyer.Id && p.AccountId != invoice.IssuerId && accounts.Contains(p.AccountId)))
            sheet.Add(new InvoiceParty { BranchId = BranchId, InvoiceId = id, AccountId = party.AccountId, Name = party.Name, Number = party.Number, Place = party.Place });
    }

    private sealed class Billed
    {
        public ILookup<Guid, InvoiceLine> Lines { get; set; } = null!;
        public ILookup<Guid, InvoiceLine> Back { get; set; } = null!;
        public ILookup<Guid, InvoiceParty> Parties { get; set; } = null!;
    }
}

/// <summary>The credit note and what it gives back, gross.</summary>
public sealed record InvoiceCredited(Guid Id, string Number, Money Gross);
