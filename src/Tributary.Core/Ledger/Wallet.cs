using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Ledger;

/// <summary>What a buyer has with its seller. Shown to the two ends of the edge and to nobody else.</summary>
public sealed record Wallet
{
    /// <summary>The seller of the edge.</summary>
    public required Guid SellerId { get; init; }
    /// <summary>The buyer of the edge.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>How it is settled.</summary>
    public required Settlement Settlement { get; init; }
    /// <summary>The wallet's balance, or what is owed as an amount below zero.</summary>
    public required Money Balance { get; init; }
    /// <summary>What is set aside for open orders.</summary>
    public required Money Reserved { get; init; }
    /// <summary>The balance may not go below; null where nothing is guarded.</summary>
    public required Money? Floor { get; init; }

    /// <summary>The edge's currency.</summary>
    public Currency Currency => Balance.Currency;
    /// <summary>What can be spent; null where nothing is guarded.</summary>
    public Money? Available => Floor is { } floor ? new(Math.Max(0, Balance.Minor - floor.Minor), Balance.Currency) : null;

    /// <summary>The wallet of one buyer, for the buyer itself or its seller.</summary>
    /// <exception cref="Refusal">404 for everyone else; 403 for who may see no money.</exception>
    public static async Task<Wallet> Of(TributaryDb db, Viewer viewer, Guid buyerId, DateOnly today, CancellationToken cancel = default) =>
        (await OfMany(db, viewer, [buyerId], today, cancel)).GetValueOrDefault(buyerId) ?? throw Refusal.NotFound("wallet");

    /// <summary>The wallets among these buyers that the viewer may see, by buyer, in two queries.</summary>
    /// <exception cref="Refusal">403 for who may see no money.</exception>
    public static async Task<IReadOnlyDictionary<Guid, Wallet>> OfMany(
        TributaryDb db, Viewer viewer, IReadOnlyCollection<Guid> buyerIds, DateOnly today, CancellationToken cancel = default)
    {
        viewer.NeedMoney();
        viewer = viewer.For(Right.ViewMoney);
        // Whoever stands at the root buys from nobody.
        if (buyerIds.Count == 0 || viewer.IsProvider && buyerIds.All(id => id == viewer.AccountId)) return new Dictionary<Guid, Wallet>();
        var self = viewer.AccountId;
        var edges = await db.Terms.AsNoTracking()
            .Where(t => buyerIds.Contains(t.BuyerId) && (t.BuyerId == self || t.SellerId == self) && t.From <= today && (t.To == null || today < t.To))
            .ToListAsync(cancel);
        if (viewer.Reach == Reach.Own) edges.RemoveAll(t => t.BuyerId != self);
        if (edges.Count == 0) return new Dictionary<Guid, Wallet>();
        var (buyers, branches) = (edges.Select(t => t.BuyerId).ToArray(), edges.Select(t => t.BranchId).Distinct().ToArray());
        var books = (await db.Books.AsNoTracking()
            .Where(b => branches.Contains(b.BranchId) && buyers.Contains(b.BuyerId)
                && (b.Purpose == BookPurpose.Wallet || b.Purpose == BookPurpose.Owed || b.Purpose == BookPurpose.Reserved))
            .ToListAsync(cancel)).ToLookup(b => (b.SellerId, b.BuyerId, b.Currency, b.Purpose));

        return edges.ToDictionary(t => t.BuyerId, t =>
        {
            Money In(BookPurpose purpose) => new(books[(t.SellerId, t.BuyerId, t.Currency, purpose)].FirstOrDefault()?.Balance ?? 0, t.Currency);
            return new Wallet
            {
                SellerId = t.SellerId, BuyerId = t.BuyerId, Settlement = t.Settlement,
                Balance = In(t.Settlement == Settlement.Prepaid ? BookPurpose.Wallet : BookPurpose.Owed),
                Reserved = In(BookPurpose.Reserved),
                Floor = t.FloorOn(today) is { } floor ? new Money(floor, t.Currency) : null,
            };
        });
    }
}

/// <summary>Who may read amounts.</summary>
public static class MoneyReading
{
    /// <summary>Refuses (403) who may not see wallets and statements, and accounts that are shown no amounts.</summary>
    public static void NeedMoney(this Viewer viewer)
    {
        viewer.Need(Right.ViewMoney);
        if (viewer.HidesPrices) throw Refusal.Forbidden("prices.hidden", "Your account is not shown amounts.");
    }
}
