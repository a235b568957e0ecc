using Tributary.Ledger;
using Tributary.Orders;

namespace Tributary.Reports;

/// <summary>
/// Invariant 4: each edge's reserved balance is the sum of its levels of reserved lines. A branch's open edges are held in
/// memory while it is looked at; lines that are settled are not read.
/// </summary>
internal static class CheckReserved
{
    public static async Task Run(Snapshot snapshot, Findings findings)
    {
        await using var lines = await snapshot.Open(db =>
            from line in snapshot.Of<OrderLine>(db)
            where line.State == LineState.Reserved
            join order in db.Orders on new { line.BranchId, Id = line.OrderId } equals new { order.BranchId, order.Id } into orders
            from order in orders.DefaultIfEmpty()
            orderby line.BranchId
            select new { line.BranchId, line.Id, line.Levels, Order = (OrderState?)order.State });
        await using var books = await snapshot.Open(db => snapshot.Of<Book>(db).Where(b => b.Purpose == BookPurpose.Reserved).OrderBy(b => b.BranchId));
        await foreach (var branch in snapshot.Read(snapshot.Branches))
        {
            var open = new Dictionary<Edge, long>();
            await foreach (var line in lines.At(l => l.BranchId.CompareTo(branch.Id)))
            {
                findings.Looked(Invariant.Reserved);
                if (line.Order is not (OrderState.Provisioning or OrderState.NeedsAttention))
                    Found(Ids.Line(line.Id), $"A reserved line must be of an order that is being delivered; its order is {line.Order?.ToString() ?? "not there"}.");
                foreach (var level in line.Levels.Where(l => l.Gross > 0))
                    open[Edge.Of(level)] = open.GetValueOrDefault(Edge.Of(level)) + level.Gross;
            }
            await foreach (var book in books.At(b => b.BranchId.CompareTo(branch.Id)))
            {
                findings.Looked(Invariant.Reserved);
                open.Remove(new(book.SellerId, book.BuyerId, book.Currency), out var expected);
                if (book.Balance != expected)
                    Found(Ids.Book(book.Id), $"Reserved must be {expected}, which is what open lines need; it is {book.Balance} {book.Currency}.");
            }
            foreach (var (edge, expected) in open) Found(edge.ToString(), $"Reserved must be {expected}, there is no such book.");

            void Found(string id, string words) => findings.Add(Invariant.Reserved, branch.Id, id, words);
        }
    }
}
