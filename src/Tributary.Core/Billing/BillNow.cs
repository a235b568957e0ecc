using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Billing;

/// <summary>A seller bills one direct buyer without waiting for the billing day: every currency the two ever had.</summary>
public static class BillNow
{
    /// <summary>Issues what is not documented of the months that have ended.</summary>
    /// <exception cref="Refusal">403 for who is not its seller.</exception>
    public static async Task<IReadOnlyList<IssuedInvoice>> Do(
        TributaryDb db, Desk desk, Viewer by, Account buyer, string? reference = null, byte[]? asked = null, CancellationToken cancel = default)
    {
        by.Need(Right.ManageMoney);
        var (self, id) = (by.AccountId, buyer.Id);
        if (by.HidesPrices || !await db.Terms.AnyAsync(t => t.BuyerId == id && t.SellerId == self, cancel)) throw Refusal.Forbidden("terms.not_seller", "Only the account's own seller does this.");
        var currencies = await db.Books.Where(b => b.BuyerId == id && b.SellerId == self && b.Purpose == BookPurpose.Sales).Select(b => b.Currency).ToListAsync(cancel);
        var issued = new List<IssuedInvoice>();
        foreach (var currency in currencies.OrderBy(c => c.Code, StringComparer.Ordinal))
        {
            var done = await desk.Do(new IssueInvoices
            {
                By = by, Edge = new(buyer.BranchId, self, id, currency), Reference = reference is null ? null : $"{reference}:{currency.Code}", Asked = asked ?? [],
            }, cancel);
            issued.AddRange(done.Documents);
        }
        return issued;
    }
}
