using Tributary.Ledger;

namespace Tributary.Reports;

/// <summary>
/// Invariant 2: each book's transfers in the order of posting, with the balances they state, up to the book's own.
/// Floors change with the terms and are not kept; so the floor of today is held against today's balance, and zero, below
/// which a wallet and a reservation never are, against every balance there was.
/// </summary>
internal static class CheckBalances
{
    public static async Task Run(Snapshot snapshot, Findings findings)
    {
        await using var entries = await snapshot.Open(db => snapshot.Of<Transfer>(db)
            .Select(t => new { t.BranchId, BookId = t.FromBookId, t.PostingNumber, t.Seq, Change = -t.Amount, After = t.FromBalance })
            .Concat(snapshot.Of<Transfer>(db)
                .Select(t => new { t.BranchId, BookId = t.ToBookId, t.PostingNumber, t.Seq, Change = t.Amount, After = t.ToBalance }))
            .OrderBy(e => e.BranchId).ThenBy(e => e.BookId).ThenBy(e => e.PostingNumber).ThenBy(e => e.Seq));
        await foreach (var book in snapshot.Read(db => snapshot.Of<Book>(db).OrderBy(b => b.BranchId).ThenBy(b => b.Id)))
        {
            findings.Looked(Invariant.Balances);
            var balance = 0L;
            await foreach (var entry in entries.At(e => (e.BranchId, e.BookId).CompareTo((book.BranchId, book.Id))))
            {
                findings.Looked(Invariant.Balances);
                balance += entry.Change;
                if (entry.After != balance)
                    Found($"After transfer {entry.PostingNumber}/{entry.Seq} the balance must be {balance}, {entry.After} is stated.");
                if (balance < 0 && entry.Change < 0 && book.Purpose is BookPurpose.Wallet or BookPurpose.Reserved)
                    Found($"After transfer {entry.PostingNumber}/{entry.Seq} the balance must not be below 0, it is {balance}.");
            }
            if (book.Balance != balance) Found($"The balance must be {balance}, which is the sum of its transfers; it is {book.Balance}.");
            if (book.Floor is { } floor && book.Balance < floor) Found($"The balance must not be below the floor of {floor}, it is {book.Balance}.");

            void Found(string words) => findings.Add(Invariant.Balances, book.BranchId, $"{Ids.Book(book.Id)} ({book.Purpose}, {book.Currency})", words);
        }
    }
}
