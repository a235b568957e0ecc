using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Billing;

/// <summary>
/// The one way to documents: its issuer and its buyer see it and nobody else. Not who stands above the issuer, for whom it
/// would tell what the issuer resells at; not the accounts below the buyer that stand on it; and no account that is shown no
/// amounts: its documents are its seller's.
/// </summary>
public static class InvoicesSeen
{
    /// <summary>The documents this viewer sees.</summary>
    public static IQueryable<Invoice> SeenBy(this IQueryable<Invoice> invoices, Viewer viewer)
    {
        if (viewer.HidesPrices) return invoices.Where(_ => false);
        var self = viewer.AccountId;
        return viewer.Reach == Reach.Own ? invoices.Where(i => i.BuyerId == self) : invoices.Where(i => i.BuyerId == self || i.IssuerId == self);
    }

    /// <summary>Those the viewer issued.</summary>
    public static IQueryable<Invoice> IssuedBy(this IQueryable<Invoice> invoices, Viewer viewer)
    {
        var self = viewer.AccountId;
        return invoices.SeenBy(viewer).Where(i => i.IssuerId == self);
    }

    /// <summary>Those the viewer received.</summary>
    public static IQueryable<Invoice> ReceivedBy(this IQueryable<Invoice> invoices, Viewer viewer)
    {
        var self = viewer.AccountId;
        return invoices.SeenBy(viewer).Where(i => i.BuyerId == self);
    }

    /// <summary>The document with this id if the viewer sees it.</summary>
    /// <exception cref="Refusal">404: it is not there, or not this viewer's.</exception>
    public static async Task<Invoice> One(this DbSet<Invoice> invoices, Viewer viewer, Guid id, CancellationToken cancel = default) =>
        await invoices.AsNoTracking().SeenBy(viewer).FirstOrDefaultAsync(i => i.Id == id, cancel) ?? throw Refusal.NotFound("invoice");

    /// <summary>The lines of a document, in their order.</summary>
    public static IQueryable<InvoiceLine> Of(this IQueryable<InvoiceLine> lines, Invoice invoice)
    {
        var (branch, id) = (invoice.BranchId, invoice.Id);
        return lines.Where(l => l.BranchId == branch && l.InvoiceId == id).OrderBy(l => l.Seq);
    }

    /// <summary>Who stands on a document, by account.</summary>
    public static Task<Dictionary<Guid, InvoiceParty>> Of(this IQueryable<InvoiceParty> parties, Invoice invoice, CancellationToken cancel = default)
    {
        var (branch, id) = (invoice.BranchId, invoice.Id);
        return parties.AsNoTracking().Where(p => p.BranchId == branch && p.InvoiceId == id).ToDictionaryAsync(p => p.AccountId, cancel);
    }
}
