using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Orders;

namespace Tributary.Billing;

/// <summary>
/// Writes the documents of one edge for one month: one invoice, and a credit note for each earlier invoice of which
/// something was given back. What was charged and given back in the same month stands on the same invoice.
/// </summary>
internal sealed class MonthsDocuments(Sheet sheet, BilledEdge edge, Terms terms, Account buyer, DateOnly month, long through, List<Creditable> earlier)
{
    private readonly BillingFacts facts = sheet.Facts<BillingFacts>();

    /// <summary>Issues what these charges of the month come to; <c>earlier</c> learns what may be given back from later.</summary>
    public IEnumerable<IssuedInvoice> Issue(IReadOnlyList<Charge> charges)
    {
        var charged = charges.Where(c => c.Gross > 0).ToList();
        var of = Matched(charged, charges.Where(c => c.Gross <= 0));
        var issued = new List<IssuedInvoice>();
        if (charged.Count > 0) issued.Add(Invoice(charged, of));
        foreach (var back in charges.Where(c => c.Gross <= 0 && !of.ContainsKey(c)).Select(c => (Charge: c, From: FromEarlier(c))).GroupBy(b => b.From?.InvoiceId))
            issued.Add(CreditNote(back.Key, [.. back]));
        return issued;
    }

    // A part that was given back goes with the latest charge of this month for the same thing that is large enough for it.
    private static Dictionary<Charge, Charge> Matched(IReadOnlyList<Charge> charged, IEnumerable<Charge> back)
    {
        var left = charged.ToDictionary(c => c, c => c.Gross);
        var of = new Dictionary<Charge, Charge>();
        foreach (var credit in back)
        {
            var from = charged.LastOrDefault(c => c.One.PostingNumber < credit.One.PostingNumber && c.One.Line is { } line
                && line.SubscriptionId == credit.One.Line?.SubscriptionId && left[c] >= -credit.Gross);
            if (from is null) continue;
            left[from] += credit.Gross;
            of[credit] = from;
        }
        return of;
    }

    // The latest earlier line for the same thing with enough left; else the latest, for it was charged there.
    private Creditable? FromEarlier(Charge credit)
    {
        var same = earlier.Where(e => e.SubscriptionId is { } id && id == credit.One.Line?.SubscriptionId && e.PostingNumber < credit.One.PostingNumber).ToList();
        if ((same.LastOrDefault(e => e.Left >= -credit.Gross) ?? same.LastOrDefault()) is not { } found) return null;
        earlier[earlier.IndexOf(found)] = found with { Left = found.Left + credit.Gross };
        return found;
    }

    private IssuedInvoice Invoice(IReadOnlyList<Charge> charged, Dictionary<Charge, Charge> of)
    {
        var all = Ordered([.. charged, .. of.Keys]);
        var place = all.Select((charge, i) => (charge, i)).ToDictionary(p => p.charge, p => p.i + 1);
        var id = sheet.NewId();
        foreach (var charge in all)
        {
            (Guid Invoice, int Seq)? from = of.TryGetValue(charge, out var same) ? (id, place[same]) : null;
            sheet.Add(Line(id, place[charge], charge, 1, from));
        }
        foreach (var charge in charged)
        {
            var back = of.Where(pair => pair.Value == charge).Sum(pair => pair.Key.Gross);
            earlier.Add(new(id, place[charge], charge.One.Line?.SubscriptionId, charge.One.PostingNumber, charge.Gross + back));
        }
        var payable = terms.Settlement != Settlement.Prepaid;
        return Document(id, DocumentKind.Invoice, all, 1, payable ? sheet.Today.AddDays(terms.PaymentDays) : null, null);
    }

    private IssuedInvoice CreditNote(Guid? invoiceId, IReadOnlyList<(Charge Charge, Creditable? From)> back)
    {
        var from = back.ToDictionary(b => b.Charge, b => b.From);
        var all = Ordered([.. from.Keys]);
        var id = sheet.NewId();
        for (var i = 0; i < all.Count; i++)
            sheet.Add(Line(id, i + 1, all[i], -1, from[all[i]] is { } line ? (line.InvoiceId, line.Seq) : null));
        if (invoiceId is { } credited) sheet.Change(sheet.Get<Invoice>(credited)).Credit(-all.Sum(c => c.Gross));
        return Document(id, DocumentKind.CreditNote, all, -1, null, invoiceId);
    }

    private IssuedInvoice Document(Guid id, DocumentKind kind, IReadOnlyList<Charge> charges, int sign, DateOnly? due, Guid? credits)
    {
        var (ordinal, number) = facts.NumberingOf(sheet, edge, kind).Next();
        sheet.Add(new Invoice
        {
            BranchId = edge.BranchId, Id = id, BuyerId = edge.BuyerId, Path = buyer.Path, IssuerId = edge.SellerId, Kind = kind, Ordinal = ordinal, Number = number,
            PeriodStart = month, PeriodEnd = month.AddMonths(1), Currency = edge.Currency, Net = sign * charges.Sum(c => c.Net), Tax = sign * charges.Sum(c => c.Tax),
            Gross = sign * charges.Sum(c => c.Gross), LineCount = charges.Count, IssuedAt = sheet.Now, IssuedOn = sheet.Today, DueOn = due,
            Settlement = terms.Settlement, TermsId = terms.Id, ThroughPosting = through, CreditsId = credits,
        }.Begin());
        Parties(id, charges.Select(c => c.AccountId).Distinct());
        return new(id, kind, number);
    }

    private void Parties(Guid invoiceId, IEnumerable<Guid> accounts)
    {
        sheet.Add(Party.End(invoiceId, edge.BranchId, sheet.Get<Account>(edge.SellerId), facts.ProfileOf(edge.SellerId)));
        sheet.Add(Party.End(invoiceId, edge.BranchId, buyer, facts.ProfileOf(edge.BuyerId)));
        foreach (var account in accounts.Where(id => id != edge.BuyerId).Select(id => sheet.Get<Account>(id)))
            sheet.Add(Party.Below(invoiceId, edge.BranchId, account, TreePath.Chain(account.Path).Where(p => p.Length > buyer.Path.Length).Select(p => facts.At(p)?.Name ?? "")));
    }

    // By account in the order of the tree, then as it happened: so an account's lines stand together.
    private IReadOnlyList<Charge> Ordered(IReadOnlyList<Charge> charges) =>
        [.. charges.OrderBy(c => PathOf(c), StringComparer.Ordinal).ThenBy(c => c.One.PostingNumber).ThenBy(c => c.One.Seq)];

    private string PathOf(Charge charge) => charge.One.Line?.Path ?? buyer.Path;

    private InvoiceLine Line(Guid invoiceId, int seq, Charge charge, int sign, (Guid Invoice, int Seq)? from)
    {
        var (one, line, level) = (charge.One, charge.One.Line, charge.Level);
        return new()
        {
            BranchId = edge.BranchId, InvoiceId = invoiceId, Seq = seq, AccountId = charge.AccountId, Path = PathOf(charge), Title = line?.Title ?? one.Memo,
            Action = line?.Action.Code() ?? "credit", ProductId = line?.ProductId, PlanId = line?.PlanId, Interval = line?.Interval, Quantity = line?.Quantity ?? 1,
            UnitPrice = level?.UnitPrice ?? 0, TermStart = line?.TermStart, TermEnd = line?.TermEnd, Net = sign * charge.Net, Tax = sign * charge.Tax, Gross = sign * charge.Gross,
            ChargedAt = one.At, OrderId = one.OrderId, OrderNumber = one.OrderId is null ? "" : one.Memo, OrderLineId = line?.Id, SubscriptionId = line?.SubscriptionId,
            PostingNumber = one.PostingNumber, PostingId = one.PostingId, NetSeq = charge.NetSeq, TaxSeq = charge.TaxSeq, CreditsId = from?.Invoice, CreditsSeq = from?.Seq,
        };
    }
}

/// <summary>How those who stand on a document are written onto it.</summary>
internal static class Party
{
    /// <summary>Issuer or buyer, with the address.</summary>
    public static InvoiceParty End(Guid invoiceId, int branchId, Account account, CompanyProfile? profile) => new()
    {
        BranchId = branchId, InvoiceId = invoiceId, AccountId = account.Id, Name = account.Name, Number = account.Number ?? "", Address = profile is null ? "" : Letter(profile),
        Country = profile?.Country ?? "", TaxNumber = profile?.TaxNumber ?? "", RegistrationNumber = profile?.RegistrationNumber ?? "", Email = profile?.Email ?? "",
    };

    /// <summary>An account below the buyer, with the names that lead to it.</summary>
    public static InvoiceParty Below(Guid invoiceId, int branchId, Account account, IEnumerable<string> names) => new()
    {
        BranchId = branchId, InvoiceId = invoiceId, AccountId = account.Id, Name = account.Name, Number = account.Number ?? "", Place = string.Join(" › ", names),
    };

    private static string Letter(CompanyProfile profile) => string.Join('\n', new[]
    {
        profile.Street, profile.Street2, $"{profile.PostalCode} {profile.City}".Trim(), profile.Region,
    }.Where(line => line.Length > 0));
}

/// <summary>The names of what lines do, for programs and files.</summary>
internal static class LineActions
{
    public static string Code(this LineAction action) => action switch
    {
        LineAction.Create => "create",
        LineAction.Renew => "renew",
        LineAction.Change => "change",
        LineAction.Cancel => "cancel",
        LineAction.Resume => "resume",
    };
}
