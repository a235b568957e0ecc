using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;

namespace Tributary.Billing;

/// <summary>
/// A transfer by which a seller charged its buyer, or gave something back: one into or out of the books of its sales and
/// taxes. With the order's line behind it and the document it stands on, where there are such.
/// </summary>
public sealed class ChargedTransfer
{
    /// <summary>The branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The seller of the edge.</summary>
    public required Guid SellerId { get; init; }
    /// <summary>The buyer of the edge.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>The edge's currency.</summary>
    public required Currency Currency { get; init; }
    /// <summary>The posting's number.</summary>
    public required long PostingNumber { get; init; }
    /// <summary>The posting's public id.</summary>
    public required Guid PostingId { get; init; }
    /// <summary>When (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>What the posting is called: of orders, their number.</summary>
    public required string Memo { get; init; }
    /// <summary>The order, or null.</summary>
    public required Guid? OrderId { get; init; }
    /// <summary>Its place in the posting.</summary>
    public required int Seq { get; init; }
    /// <summary>The amount as it moved.</summary>
    public required long Moved { get; init; }
    /// <summary>Which book it left.</summary>
    public required BookPurpose From { get; init; }
    /// <summary>Which book it entered.</summary>
    public required BookPurpose To { get; init; }
    /// <summary>The order's line, or null for a correction.</summary>
    public required OrderLine? Line { get; init; }
    /// <summary>The line of a document whose net amount it moved, or null.</summary>
    public required InvoiceLine? NetOf { get; init; }
    /// <summary>The line of a document whose tax it moved, or null.</summary>
    public required InvoiceLine? TaxOf { get; init; }

    /// <summary>The line of a document it stands on, or null while it stands on none.</summary>
    public InvoiceLine? Documented => NetOf ?? TaxOf;

    /// <summary>Whether it is tax.</summary>
    public bool IsTax => From == BookPurpose.Tax || To == BookPurpose.Tax;

    /// <summary>What was charged by it; below zero when it gave back.</summary>
    public long Charged => From is BookPurpose.Sales or BookPurpose.Tax ? -Moved : Moved;

    /// <summary>The charges among these transfers, each with what it is, in no order; each table is looked up by its keys.</summary>
    public static async Task<IReadOnlyList<ChargedTransfer>> Of(TributaryDb db, IReadOnlyCollection<Transfer> transfers, CancellationToken cancel = default)
    {
        var keys = transfers.SelectMany(t => new[] { (t.BranchId, Id: t.FromBookId), (t.BranchId, Id: t.ToBookId) }).Distinct().Select(b => new object[] { b.BranchId, b.Id }).ToList();
        var books = (await db.Under<Book>(["branch_id", "id"], keys).ToListAsync(cancel)).ToDictionary(b => b.Id);
        bool Charges(Guid book) => books[book].Purpose is BookPurpose.Sales or BookPurpose.Tax;
        var charged = transfers.DistinctBy(t => (t.BranchId, t.PostingNumber, t.Seq)).Where(t => Charges(t.FromBookId) || Charges(t.ToBookId)).ToList();
        List<object[]> numbers = [.. charged.Select(t => (t.BranchId, t.PostingNumber)).Distinct().Select(n => new object[] { n.BranchId, n.PostingNumber })];
        var postings = (await db.Under<Posting>(["branch_id", "number"], numbers).ToListAsync(cancel)).ToDictionary(p => (p.BranchId, p.Number));
        var lines = (await db.Under<OrderLine>(["id"], [.. charged.Select(t => t.LineId).OfType<Guid>().Distinct().Select(id => new object[] { id })]).ToListAsync(cancel)).ToDictionary(l => l.Id);
        var documented = (await db.Under<InvoiceLine>(["branch_id", "posting_number"], numbers).ToListAsync(cancel)).ToLookup(d => (d.BranchId, d.PostingNumber));
        return [.. charged.Select(t =>
        {
            var (posting, from, on) = (postings[(t.BranchId, t.PostingNumber)], books[t.FromBookId], documented[(t.BranchId, t.PostingNumber)]);
            return new ChargedTransfer
            {
                BranchId = t.BranchId, SellerId = from.SellerId, BuyerId = t.BuyerId, Currency = from.Currency, PostingNumber = t.PostingNumber, PostingId = posting.Id,
                At = posting.At, Memo = posting.Memo, OrderId = posting.OrderId, Seq = t.Seq, Moved = t.Amount, From = from.Purpose, To = books[t.ToBookId].Purpose,
                Line = t.LineId is { } line ? lines.GetValueOrDefault(line) : null, NetOf = on.FirstOrDefault(d => d.NetSeq == t.Seq), TaxOf = on.FirstOrDefault(d => d.TaxSeq == t.Seq),
            };
        })];
    }
}

/// <summary>What was charged, or given back, at one moment for one thing on one edge: a net amount and its tax.</summary>
public sealed class Charge
{
    private Charge(IReadOnlyList<ChargedTransfer> transfers)
    {
        One = transfers[0];
        foreach (var transfer in transfers)
        {
            if (transfer.IsTax) (Tax, TaxSeq) = (Tax + transfer.Charged, transfer.Seq);
            else (Net, NetSeq) = (Net + transfer.Charged, transfer.Seq);
        }
    }

    /// <summary>What all its transfers have in common.</summary>
    public ChargedTransfer One { get; }
    /// <summary>Without tax; below zero when it was given back.</summary>
    public long Net { get; }
    /// <summary>Tax.</summary>
    public long Tax { get; }
    /// <summary>Net and tax.</summary>
    public long Gross => Net + Tax;
    /// <summary>Which transfer of the posting moved the net amount, or null.</summary>
    public int? NetSeq { get; }
    /// <summary>Which one moved the tax, or null.</summary>
    public int? TaxSeq { get; }

    /// <summary>The account it was charged for: the buyer itself where nothing tells another one.</summary>
    public Guid AccountId => One.Line?.AccountId ?? One.Documented?.AccountId ?? One.BuyerId;

    /// <summary>The level of the order's line on this edge, or null.</summary>
    public Pricing.Level? Level => One.Line?.Levels.FirstOrDefault(l => l.BuyerId == One.BuyerId && l.SellerId == One.SellerId && l.Currency == One.Currency);

    /// <summary>Puts the transfers together that belong together, in the order they were posted.</summary>
    public static IReadOnlyList<Charge> Of(IEnumerable<ChargedTransfer> transfers) =>
        [.. transfers.GroupBy(t => (t.BranchId, t.PostingNumber, t.SellerId, t.BuyerId, t.Currency, Line: t.Line?.Id, Document: t.Documented?.InvoiceId, Place: t.Documented?.Seq))
            .Select(g => new Charge([.. g.OrderBy(t => t.Seq)]))
            .OrderBy(c => c.One.BranchId).ThenBy(c => c.One.PostingNumber).ThenBy(c => c.One.Seq)];
}
