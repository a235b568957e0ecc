using Tributary.Ledger;

namespace Tributary.Reports;

/// <summary>Invariant 1, of each transfer and of all books together.</summary>
internal static class CheckTransfers
{
    public static async Task Run(Snapshot snapshot, Findings findings)
    {
        await Transfers(snapshot, findings);
        await Sums(snapshot, findings);
    }

    private static async Task Transfers(Snapshot snapshot, Findings findings)
    {
        await foreach (var t in snapshot.Read(db =>
            from transfer in snapshot.Of<Transfer>(db)
            join posting in db.Postings on new { transfer.BranchId, Number = transfer.PostingNumber } equals new { posting.BranchId, posting.Number } into postings
            from posting in postings.DefaultIfEmpty()
            join source in db.Books on new { transfer.BranchId, Id = transfer.FromBookId } equals new { source.BranchId, source.Id } into sources
            from source in sources.DefaultIfEmpty()
            join target in db.Books on new { transfer.BranchId, Id = transfer.ToBookId } equals new { target.BranchId, target.Id } into targets
            from target in targets.DefaultIfEmpty()
            select new
            {
                transfer.BranchId, transfer.PostingNumber, transfer.Seq, transfer.Amount, transfer.FromBookId, transfer.ToBookId,
                HasPosting = posting != null, From = (Currency?)source.Currency, To = (Currency?)target.Currency,
            }))
        {
            findings.Looked(Invariant.Transfers);
            foreach (var wrong in Wrong(t.Amount, t.FromBookId, t.ToBookId, t.HasPosting, t.From, t.To))
                findings.Add(Invariant.Transfers, t.BranchId, $"transfer {t.PostingNumber}/{t.Seq}", wrong);
        }
    }

    private static IEnumerable<string> Wrong(long amount, Guid from, Guid to, bool hasPosting, Currency? fromCurrency, Currency? toCurrency)
    {
        if (amount <= 0) yield return $"The amount must be more than zero, it is {amount}.";
        if (from == to) yield return $"It must go from one book to another, it stays in {Ids.Book(from)}.";
        if (!hasPosting) yield return "It must belong to a posting of its branch, there is none of that number.";
        if (fromCurrency is null) yield return $"The book it leaves must be one of its branch, {Ids.Book(from)} is not.";
        if (toCurrency is null) yield return $"The book it enters must be one of its branch, {Ids.Book(to)} is not.";
        if (fromCurrency is { } f && toCurrency is { } t && f != t) yield return $"Both books must have one currency, they have {f} and {t}.";
    }

    private static async Task Sums(Snapshot snapshot, Findings findings)
    {
        await foreach (var sum in snapshot.Read(db => snapshot.Of<Book>(db)
            .GroupBy(b => new { b.BranchId, b.Currency })
            .Select(g => new { g.Key.BranchId, g.Key.Currency, Books = g.Count(), Balance = g.Sum(b => b.Balance) })))
        {
            findings.Looked(Invariant.Transfers, sum.Books);
            if (sum.Balance != 0)
                findings.Add(Invariant.Transfers, sum.BranchId, $"books in {sum.Currency}", $"All books must sum to 0, they sum to {sum.Balance}.");
        }
    }
}

/// <summary>The rows' ids as the reports write them.</summary>
internal static class Ids
{
    public static string Account(Guid id) => PublicId.Format("acc", id);
    public static string Book(Guid id) => PublicId.Format("book", id);
    public static string Line(Guid id) => PublicId.Format("line", id);
    public static string Order(Guid id) => PublicId.Format("ord", id);
    public static string Subscription(Guid id) => PublicId.Format("sub", id);
}
