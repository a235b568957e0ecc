using Microsoft.EntityFrameworkCore;
using Tributary.Billing;
using Tributary.Ledger;

namespace Tributary.Tests.Stories;

/// <summary>What an edge comes to in a month, in minor units.</summary>
internal sealed record MonthSum(Guid Seller, Guid Buyer, string Currency, string Month, long Gross);

/// <summary>The ledger and the documents, each added up by itself from its own rows, to be held against each other.</summary>
internal static class Documented
{
    /// <summary>What the books of sales and taxes took in by edge and month, before a day.</summary>
    public static async Task<IReadOnlyList<MonthSum>> Ledger(World world, DateOnly before)
    {
        await using var db = world.Db();
        var books = await db.Books.AsNoTracking().ToDictionaryAsync(b => b.Id);
        var times = await db.Postings.AsNoTracking().ToDictionaryAsync(p => (p.BranchId, p.Number), p => p.At);
        var moved = from t in await db.Transfers.AsNoTracking().ToListAsync()
                    let at = times[(t.BranchId, t.PostingNumber)]
                    where DateOnly.FromDateTime(at) < before
                    from side in new[] { (Book: books[t.ToBookId], Sign: 1), (Book: books[t.FromBookId], Sign: -1) }
                    where side.Book.Purpose is BookPurpose.Sales or BookPurpose.Tax
                    select new MonthSum(side.Book.SellerId, side.Book.BuyerId, side.Book.Currency.Code, at.ToString("yyyy-MM"), side.Sign * t.Amount);
        return Summed(moved);
    }

    /// <summary>What invoices less credit notes come to by edge and month.</summary>
    public static async Task<IReadOnlyList<MonthSum>> Documents(World world)
    {
        await using var db = world.Db();
        return Summed((await db.Invoices.AsNoTracking().ToListAsync())
            .Select(i => new MonthSum(i.IssuerId, i.BuyerId, i.Currency.Code, Month.Code(i.PeriodStart), i.Kind == DocumentKind.Invoice ? i.Gross : -i.Gross)));
    }

    private static IReadOnlyList<MonthSum> Summed(IEnumerable<MonthSum> sums) =>
        [.. sums.GroupBy(s => s with { Gross = 0 }).Select(g => g.Key with { Gross = g.Sum(s => s.Gross) }).Where(s => s.Gross != 0)
            .OrderBy(s => s.Month, StringComparer.Ordinal).ThenBy(s => s.Seller).ThenBy(s => s.Buyer).ThenBy(s => s.Currency, StringComparer.Ordinal)];

    /// <summary>The billing of the months that have ended, as the worker does it.</summary>
    public static async Task<BillingCount> Bill(this World world)
    {
        var count = await new BillingRun(world.Database, world.Desk).Run(world.Worker);
        Assert.Equal(0, count.Faults);
        return count;
    }

    /// <summary>The documents of an edge, in the order they were issued.</summary>
    public static async Task<IReadOnlyList<Invoice>> DocumentsTo(this World world, Cast buyer)
    {
        await using var db = world.Db();
        return await db.Invoices.AsNoTracking().Where(i => i.BuyerId == buyer.Id).OrderBy(i => i.Id).ToListAsync();
    }
}
