using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Tributary.Accounts;
using Tributary.Billing;
using Tributary.Data;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages.Invoices;

/// <summary>One line of a list of documents, with the name of the other end as it was when it was issued.</summary>
public sealed record InvoiceRow(Invoice Invoice, string Id, string Other)
{
    /// <summary>The columns of a list of documents.</summary>
    public static IReadOnlyList<Column<InvoiceRow>> Columns(IStringLocalizer<Texts> texts, bool issued) =>
    [
        Column<InvoiceRow>.Text("number", texts["Number"], row => row.Invoice.Number) with { Fixed = true },
        Column<InvoiceRow>.Text("kind", texts["Kind"], row => texts[Words.Kind(row.Invoice.Kind)]) with { InFilesOnly = true },
        Column<InvoiceRow>.Text("other", issued ? texts["Buyer"] : texts["Issued by"], row => row.Other) with { OnPhones = false },
        Column<InvoiceRow>.Text("month", texts["Month"], row => Month.Code(row.Invoice.PeriodStart)) with { InFilesOnly = true },
        Column<InvoiceRow>.Text("status", texts["Status"], row => texts[Statuses.Of(row.Invoice.Status).Word]) with { OnPhones = false },
        Column<InvoiceRow>.Amount("net", texts["Net"], row => new Money(row.Invoice.Net, row.Invoice.Currency)) with { Usual = false, OnPhones = false },
        Column<InvoiceRow>.Amount("tax", texts["Tax"], row => new Money(row.Invoice.Tax, row.Invoice.Currency)) with { Usual = false, OnPhones = false },
        Column<InvoiceRow>.Amount("total", texts["Total"], row => Words.Signed(row.Invoice)),
        Column<InvoiceRow>.Day("issued", texts["Issued"], row => row.Invoice.IssuedOn) with { OnPhones = false },
        Column<InvoiceRow>.Day("due", texts["To be paid by"], row => row.Invoice.DueOn) with { OnPhones = false },
    ];

    /// <summary>The rows of these documents, which were reached through the viewer, in one query.</summary>
    public static async Task<IReadOnlyList<InvoiceRow>> Of(TributaryDb db, IReadOnlyList<Invoice> invoices, bool issued, CancellationToken cancel)
    {
        var ids = invoices.Select(i => i.Id).ToArray();
        var names = await db.InvoiceParties.AsNoTracking().Where(p => ids.Contains(p.InvoiceId) && p.Place == "").Select(p => new { p.InvoiceId, p.AccountId, p.Name }).ToListAsync(cancel);
        var found = names.ToDictionary(n => (n.InvoiceId, n.AccountId), n => n.Name);
        return [.. invoices.Select(i => new InvoiceRow(i, PublicId.Format("inv", i.Id), found.GetValueOrDefault((i.Id, issued ? i.BuyerId : i.IssuerId), "")))];
    }
}

/// <summary>The words for documents. All are keys of the texts.</summary>
internal static class Words
{
    public static string Kind(DocumentKind kind) => kind switch
    {
        DocumentKind.Invoice => Texts.Key("Invoice"),
        DocumentKind.CreditNote => Texts.Key("Credit note"),
    };

    /// <summary>What a document is called on itself: what is paid from a balance is a receipt too.</summary>
    public static string Title(Invoice invoice) => invoice switch
    {
        { Kind: DocumentKind.CreditNote } => Texts.Key("Credit note"),
        { Settlement: Settlement.Prepaid } => Texts.Key("Invoice and receipt"),
        _ => Texts.Key("Invoice"),
    };

    /// <summary>How it is settled, in a sentence.</summary>
    public static string Settled(Invoice invoice) => invoice switch
    {
        { Kind: DocumentKind.CreditNote } => Texts.Key("Given back to the balance."),
        { Settlement: Settlement.Prepaid } => Texts.Key("Paid from the balance when it was charged. Nothing is to be paid."),
        { Settlement: Settlement.BilledElsewhere } => Texts.Key("Collected outside of this panel."),
        _ => Texts.Key("On account. What is still owed stands on the statement."),
    };

    /// <summary>What a line did.</summary>
    public static string Action(string action) => action switch
    {
        "create" => Texts.Key("New"),
        "renew" => Texts.Key("Renewal"),
        "change" => Texts.Key("Change"),
        "cancel" => Texts.Key("Cancellation"),
        "resume" => Texts.Key("Resumed"),
        _ => Texts.Key("Correction"),
    };

    /// <summary>The total as it counts for the buyer: a credit note's is below zero.</summary>
    public static Money Signed(Invoice invoice) => new(invoice.Kind == DocumentKind.CreditNote ? -invoice.Gross : invoice.Gross, invoice.Currency);

    /// <summary>A month in the reader's language: <c>November 2026</c>.</summary>
    public static string Month(DateOnly month, Culture culture) => month.ToString(culture.Language.Code == "ja" ? "yyyy年M月" : "MMMM yyyy", culture.Info);
}
