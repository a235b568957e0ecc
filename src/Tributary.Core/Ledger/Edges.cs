using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;

namespace Tributary.Ledger;

/// <summary>The terms of the buyers of a batch, and the buyers themselves, for deeds about one edge.</summary>
public static class Edges
{
    /// <summary>Fetches buyers, their terms and, once the desk goes on to books, the books of their edges.</summary>
    /// <param name="sheet">The sheet of the batch.</param>
    /// <param name="buyers">The buyers with their branches.</param>
    /// <param name="change">True when the terms themselves are going to change.</param>
    public static async Task Load(Sheet sheet, IEnumerable<(int Branch, Guid Buyer)> buyers, bool change = false)
    {
        var wanted = buyers.Distinct().ToList();
        var ids = wanted.Select(w => w.Buyer).ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(a => ids.Contains(a.Id)));
        if (change) await sheet.Lock<Terms>(await sheet.Db.Terms.Where(t => ids.Contains(t.BuyerId)).Select(t => t.Id).ToListAsync());
        else await sheet.Fetch(sheet.Db.Terms.Where(t => ids.Contains(t.BuyerId)));
        foreach (var (branch, buyer) in wanted) sheet.WantBooks(branch, buyer);
    }

    /// <summary>All terms of the buyer, the earliest first.</summary>
    public static IReadOnlyList<Terms> Of(Sheet sheet, Guid buyerId) =>
        [.. sheet.All<Terms>().Where(t => t.BuyerId == buyerId).OrderBy(t => t.From).ThenBy(t => t.Id)];

    /// <summary>The buyer and the terms that hold today, for the buyer's own seller.</summary>
    /// <exception cref="Refusal">404 for who does not see the buyer; 403 for who is not its seller.</exception>
    public static (Account Buyer, Terms Terms) ForSeller(Sheet sheet, Viewer by, int branchId, Guid buyerId)
    {
        if (sheet.Find<Account>(buyerId) is not { } buyer || buyer.BranchId != branchId || !by.Sees(Right.ManageMoney, buyer.Path)) throw Refusal.NotFound("account");
        by.Need(Right.ManageMoney);
        if (Of(sheet, buyerId).FirstOrDefault(t => t.HoldsOn(sheet.Today)) is not { } terms)
            throw Refusal.Conflict("terms.none", "This account has no terms of its own: the account above it buys and pays.");
        if (terms.SellerId != by.AccountId) throw Refusal.Forbidden("terms.not_seller", "Only the account's own seller does this.");
        if (by.HidesPrices) throw Refusal.Forbidden("prices.hidden", "Your account is not shown amounts.");
        return (buyer, terms);
    }
}
