using Tributary.Accounts;
using Tributary.Billing;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Reports;

/// <summary>
/// Invariant 9: a document is the sum of its lines, and a line what its transfers moved; each issuer's numbers have no gap;
/// and what was charged in a month that is billed stands on a document. That it stands on one only is a key of the table.
/// </summary>
internal static class CheckInvoices
{
    public static async Task Run(Snapshot snapshot, Findings findings)
    {
        await Documents(snapshot, findings);
        await Numbers(snapshot, findings);
        await Undocumented(snapshot, findings);
    }

    private static async Task Documents(Snapshot snapshot, Findings findings)
    {
        await using var lines = await snapshot.Open(db => Lines(snapshot, db).OrderBy(l => l.Line.BranchId).ThenBy(l => l.Line.InvoiceId).ThenBy(l => l.Line.Seq));
        await foreach (var row in snapshot.Read(db =>
            from invoice in snapshot.Of<Invoice>(db)
            join account in db.Accounts on invoice.BuyerId equals account.Id into buyers
            from buyer in buyers.DefaultIfEmpty()
            orderby invoice.BranchId, invoice.Id
            select new { Invoice = invoice, Branch = (int?)buyer.BranchId, Path = (string?)buyer.Path }))
        {
            var invoice = row.Invoice;
            var own = new List<Drawn>();
            await foreach (var line in lines.At(l => (l.Line.BranchId, l.Line.InvoiceId).CompareTo((invoice.BranchId, invoice.Id)), Stray)) own.Add(line);
            findings.Looked(Invariant.Invoices, 1 + own.Count);
            if (row.Branch != invoice.BranchId) Found(invoice, $"It must lie in its buyer's branch, {row.Branch?.ToString() ?? "whose account is not there"}.");
            foreach (var wrong in Wrong(invoice, own)) Found(invoice, wrong);
            foreach (var line in own)
                foreach (var wrong in Wrong(invoice, line)) Found(invoice, $"Line {line.Line.Seq}: {wrong}");
        }
        await lines.Rest(Stray);

        void Found(Invoice invoice, string words) => findings.Add(Invariant.Invoices, invoice.BranchId, PublicId.Format("inv", invoice.Id), words);
        void Stray(Drawn line) => findings.Add(Invariant.Invoices, line.Line.BranchId, PublicId.Format("inv", line.Line.InvoiceId), $"Line {line.Line.Seq} must be of a document of its branch, there is none.");
    }

    private static IQueryable<Drawn> Lines(Snapshot snapshot, TributaryDb db) =>
        from line in snapshot.Of<InvoiceLine>(db)
        from net in db.Transfers.Where(t => t.BranchId == line.BranchId && t.PostingNumber == line.PostingNumber && t.Seq == line.NetSeq).DefaultIfEmpty()
        from netFrom in db.Books.Where(b => b.BranchId == line.BranchId && b.Id == net!.FromBookId).DefaultIfEmpty()
        from netTo in db.Books.Where(b => b.BranchId == line.BranchId && b.Id == net!.ToBookId).DefaultIfEmpty()
        from tax in db.Transfers.Where(t => t.BranchId == line.BranchId && t.PostingNumber == line.PostingNumber && t.Seq == line.TaxSeq).DefaultIfEmpty()
        from taxFrom in db.Books.Where(b => b.BranchId == line.BranchId && b.Id == tax!.FromBookId).DefaultIfEmpty()
        from taxTo in db.Books.Where(b => b.BranchId == line.BranchId && b.Id == tax!.ToBookId).DefaultIfEmpty()
        select new Drawn { Line = line, Net = net, NetFrom = netFrom, NetTo = netTo, Tax = tax, TaxFrom = taxFrom, TaxTo = taxTo };

    private static IEnumerable<string> Wrong(Invoice invoice, List<Drawn> lines)
    {
        for (var i = 0; i < lines.Count; i++)
            if (lines[i].Line.Seq != i + 1) yield return $"Its lines must be numbered from 1 without a gap; where {i + 1} is due there is {lines[i].Line.Seq}.";
        if (lines.Count == 0) yield return "It must have a line.";
        if (lines.Count != invoice.LineCount) yield return $"It must have {invoice.LineCount} lines, it has {lines.Count}.";
        var (net, tax) = (lines.Sum(l => l.Line.Net), lines.Sum(l => l.Line.Tax));
        if (invoice.Net != net || invoice.Tax != tax || invoice.Gross != net + tax)
            yield return $"Its lines come to {net} and {tax} of tax; it says {invoice.Net}, {invoice.Tax} and {invoice.Gross} in all.";
        if (invoice.Gross < 0) yield return $"A document is not below nothing; it is {invoice.Gross}.";
    }

    private static IEnumerable<string> Wrong(Invoice invoice, Drawn row)
    {
        var (line, sign) = (row.Line, invoice.Kind == DocumentKind.Invoice ? 1 : -1);
        if (line.Gross != line.Net + line.Tax) yield return $"its gross must be {line.Net + line.Tax}, it is {line.Gross}.";
        if (!TreePath.Within(line.Path, invoice.Path)) yield return $"it must be for an account at or below {invoice.Path}, it is for {line.Path}.";
        foreach (var (what, amount, seq, transfer, from, to, purpose) in new[]
        {
            ("net", line.Net, line.NetSeq, row.Net, row.NetFrom, row.NetTo, BookPurpose.Sales), ("tax", line.Tax, line.TaxSeq, row.Tax, row.TaxFrom, row.TaxTo, BookPurpose.Tax),
        })
        {
            if (seq is null)
            {
                if (amount != 0) yield return $"nothing moved its {what} of {amount}.";
                continue;
            }
            if (transfer is null || from is null || to is null) yield return $"transfer {line.PostingNumber}/{seq} must have moved its {what}, it is not there.";
            else if ((from.SellerId, from.BuyerId, from.Currency) != (invoice.IssuerId, invoice.BuyerId, invoice.Currency)) yield return $"transfer {line.PostingNumber}/{seq} must be of the edge of the document, it is of another.";
            else if (from.Purpose != purpose && to.Purpose != purpose) yield return $"transfer {line.PostingNumber}/{seq} must touch the book of {purpose}, it moves from {from.Purpose} to {to.Purpose}.";
            else if ((from.Purpose == purpose ? -transfer.Amount : transfer.Amount) is var moved && moved != sign * amount)
                yield return $"its {what} must be {sign * moved}, as transfer {line.PostingNumber}/{seq} moved; it is {amount}.";
        }
    }

    private static async Task Numbers(Snapshot snapshot, Findings findings)
    {
        await foreach (var n in snapshot.Read(db => snapshot.Of<Numbering>(db).Select(n => new
        {
            n.BranchId, n.IssuerId, n.Kind, n.Last,
            Count = db.Invoices.Count(i => i.BranchId == n.BranchId && i.IssuerId == n.IssuerId && i.Kind == n.Kind),
            Highest = db.Invoices.Where(i => i.BranchId == n.BranchId && i.IssuerId == n.IssuerId && i.Kind == n.Kind).Max(i => (long?)i.Ordinal) ?? 0,
        })))
        {
            findings.Looked(Invariant.Invoices);
            if (n.Count != n.Last || n.Highest != n.Last)
                findings.Add(Invariant.Invoices, n.BranchId, Ids.Account(n.IssuerId), $"{n.Kind}: numbered to {n.Last}, so there must be {n.Last} of them without a gap; there are {n.Count}, and the highest is {n.Highest}.");
        }
        await foreach (var i in snapshot.Read(db => snapshot.Of<Invoice>(db)
            .Where(i => !db.Numberings.Any(n => n.BranchId == i.BranchId && n.IssuerId == i.IssuerId && n.Kind == i.Kind)).Select(i => new { i.BranchId, i.Id })))
            findings.Add(Invariant.Invoices, i.BranchId, PublicId.Format("inv", i.Id), "Its issuer must have a numbering in its branch, there is none.");
    }

    // Months that are billed elsewhere have no documents; what the terms of a month say is asked only where one is missing.
    private static async Task Undocumented(Snapshot snapshot, Findings findings)
    {
        var zone = TimeZoneInfo.Utc;
        await foreach (var setting in snapshot.Read(db => db.Settings.Where(s => s.Name == "time_zone"))) zone = TimeZoneInfo.FindSystemTimeZoneById(setting.Value);
        await using var billed = await snapshot.Open(db => snapshot.Of<Invoice>(db).Where(i => i.Reason == null)
            .GroupBy(i => new { i.BranchId, i.BuyerId, i.IssuerId, i.Currency })
            .Select(g => new { g.Key.BranchId, g.Key.BuyerId, g.Key.IssuerId, g.Key.Currency, Until = g.Max(i => i.PeriodEnd) })
            .OrderBy(b => b.BranchId).ThenBy(b => b.BuyerId));
        var (of, until, terms) = (Guid.Empty, new Dictionary<(Guid, Currency), DateOnly>(), (List<Terms>?)null);
        await foreach (var row in snapshot.Read(db =>
            from t in snapshot.Of<Transfer>(db)
            join source in db.Books on new { t.BranchId, Id = t.FromBookId } equals new { source.BranchId, source.Id }
            join target in db.Books on new { t.BranchId, Id = t.ToBookId } equals new { target.BranchId, target.Id }
            join posting in db.Postings on new { t.BranchId, Number = t.PostingNumber } equals new { posting.BranchId, posting.Number }
            where source.Purpose == BookPurpose.Sales || source.Purpose == BookPurpose.Tax || target.Purpose == BookPurpose.Sales || target.Purpose == BookPurpose.Tax
            where !db.InvoiceLines.Any(l => l.BranchId == t.BranchId && l.PostingNumber == t.PostingNumber && (l.NetSeq == t.Seq || l.TaxSeq == t.Seq))
            orderby t.BranchId, t.BuyerId
            select new { t.BranchId, source.SellerId, t.BuyerId, source.Currency, t.PostingNumber, t.Seq, posting.At }))
        {
            findings.Looked(Invariant.Invoices);
            if (of != row.BuyerId)
            {
                (of, terms) = (row.BuyerId, null);
                until.Clear();
                await foreach (var b in billed.At(b => (b.BranchId, b.BuyerId).CompareTo((row.BranchId, row.BuyerId)))) until[(b.IssuerId, b.Currency)] = b.Until;
            }
            if (!until.TryGetValue((row.SellerId, row.Currency), out var end) || row.At >= Month.Begins(end, zone)) continue;
            if (terms is null)
            {
                terms = [];
                await foreach (var one in snapshot.Read(db => db.Terms.Where(t => t.BuyerId == row.BuyerId))) terms.Add(one);
            }
            if (BillingFacts.TermsOf(terms, new(row.BranchId, row.SellerId, row.BuyerId, row.Currency), Month.Of(row.At, zone).AddMonths(1)) is { IsBilledHere: true })
                findings.Add(Invariant.Invoices, row.BranchId, $"transfer {row.PostingNumber}/{row.Seq}", $"It charged {Ids.Account(row.BuyerId)} before {end:O}, up to which is billed, so it must stand on a document; it stands on none.");
        }
    }

    private sealed class Drawn
    {
        public required InvoiceLine Line { get; init; }
        public required Transfer? Net { get; init; }
        public required Book? NetFrom { get; init; }
        public required Book? NetTo { get; init; }
        public required Transfer? Tax { get; init; }
        public required Book? TaxFrom { get; init; }
        public required Book? TaxTo { get; init; }
    }
}
