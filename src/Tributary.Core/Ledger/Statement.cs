using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Ledger;

/// <summary>What happened on one edge, as both its ends may read it: never another edge, and nothing of the levels above or below.</summary>
public sealed record Statement
{
    /// <summary>The seller of the edge.</summary>
    public required Guid SellerId { get; init; }
    /// <summary>The buyer of the edge.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>The edge's currency.</summary>
    public required Currency Currency { get; init; }
    /// <summary>The balances before the oldest entry of this page.</summary>
    public required Balances Opening { get; init; }
    /// <summary>The balances after the newest entry of this page.</summary>
    public required Balances Closing { get; init; }
    /// <summary>The entries of this page.</summary>
    public required IReadOnlyList<StatementEntry> Entries { get; init; }
    /// <summary>Where the next page goes on, or null. A number of the branch: it must not be shown as it is.</summary>
    public required long? Next { get; init; }

    /// <summary>Reads a page of the statement of an edge.</summary>
    /// <param name="db">Where from.</param>
    /// <param name="viewer">Who reads: the buyer, or its seller.</param>
    /// <param name="buyerId">The buyer of the edge.</param>
    /// <param name="today">The day in the root's time zone: without a currency, the edge's of that day is meant.</param>
    /// <param name="currency">Another currency the edge had once; null for today's.</param>
    /// <param name="after">The <see cref="Next"/> of the page before; null for the first.</param>
    /// <param name="limit">The most entries, up to 200.</param>
    /// <param name="newestFirst">True to read backward from the newest.</param>
    /// <param name="from">Only what happened at or after this moment (UTC).</param>
    /// <param name="until">Only what happened before this moment (UTC).</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="Refusal">404 for who is neither end; 403 for who may see no money.</exception>
    public static async Task<Statement> Read(TributaryDb db, Viewer viewer, Guid buyerId, DateOnly today,
        Currency? currency = null, long? after = null, int limit = 50, bool newestFirst = true,
        DateTime? from = null, DateTime? until = null, CancellationToken cancel = default)
    {
        viewer.NeedMoney();
        viewer = viewer.For(Right.ViewMoney);
        limit = Math.Clamp(limit, 1, 200);
        var self = viewer.AccountId;
        var edge = (await db.Terms.AsNoTracking()
            .Where(t => t.BuyerId == buyerId && (t.BuyerId == self || t.SellerId == self && viewer.Reach != Reach.Own))
            .ToListAsync(cancel))
            .Where(t => currency is null ? t.HoldsOn(today) : t.Currency == currency)
            .OrderByDescending(t => t.From).FirstOrDefault() ?? throw Refusal.NotFound("wallet");

        var books = await db.Books.AsNoTracking()
            .Where(b => b.BranchId == edge.BranchId && b.BuyerId == edge.BuyerId && b.SellerId == edge.SellerId && b.Currency == edge.Currency
                && (b.Purpose == BookPurpose.Wallet || b.Purpose == BookPurpose.Owed || b.Purpose == BookPurpose.Reserved))
            .ToListAsync(cancel);
        var numbers = await Numbers(db, edge, books, (after, from, until), limit + 1, newestFirst, cancel);
        var more = numbers.Count > limit;
        if (more) numbers.RemoveAt(limit);
        var next = more ? numbers[^1] : (long?)null;
        numbers.Sort();

        var transfers = await Of(db, edge, books).Where(t => numbers.Contains(t.PostingNumber)).OrderBy(t => t.PostingNumber).ThenBy(t => t.Seq).ToListAsync(cancel);
        var balances = new Dictionary<Guid, long>();
        var start = numbers.Count > 0 ? numbers[0] : await EndOf(db, edge, books, until, cancel);
        // What a book held before is told by the first transfer that touches it; only one that none touches is looked for further back.
        foreach (var book in books) balances[book.Id] = Before(transfers, book) ?? await BalanceBefore(db, edge, book, start, cancel);
        var opening = Sum(books, balances);
        var entries = await EntriesOf(db, edge, books, balances, numbers, transfers, cancel);
        var closing = Sum(books, balances);
        if (newestFirst) entries.Reverse();
        return new()
        {
            SellerId = edge.SellerId, BuyerId = edge.BuyerId, Currency = edge.Currency,
            Opening = opening, Closing = closing, Entries = entries, Next = next,
        };
    }

    // What happened on the edge, along an index in the order it happened: a page costs the same however long the statement is.
    private static IQueryable<Transfer> Of(TributaryDb db, Terms edge, List<Book> books)
    {
        var (branch, buyer, ids) = (edge.BranchId, edge.BuyerId, books.Select(b => b.Id).ToArray());
        return db.Transfers.AsNoTracking().Where(t => t.BuyerId == buyer && t.BranchId == branch && (ids.Contains(t.FromBookId) || ids.Contains(t.ToBookId)));
    }

    private static async Task<List<long>> Numbers(TributaryDb db, Terms edge, List<Book> books,
        (long? After, DateTime? From, DateTime? Until) part, int most, bool newestFirst, CancellationToken cancel)
    {
        var found = await First(During(db, edge.BranchId, Of(db, edge, books).Select(t => t.PostingNumber), part.From, part.Until), part.After, most, newestFirst, cancel);
        return [.. (newestFirst ? found.OrderDescending() : found.Order()).Take(most)];
    }

    // A posting may have several transfers of the edge. A database that is asked for distinct numbers reads all there are before it
    // gives the first ones, so they are told apart here, and where a posting fills a part with its transfers the next part is read.
    private static async Task<HashSet<long>> First(IQueryable<long> all, long? after, int most, bool newestFirst, CancellationToken cancel)
    {
        var found = new HashSet<long>();
        while (true)
        {
            var numbers = after is not { } edge ? all : newestFirst ? all.Where(n => n < edge) : all.Where(n => n > edge);
            var part = await (newestFirst ? numbers.OrderDescending() : numbers.Order()).Take(most).ToListAsync(cancel);
            found.UnionWith(part);
            if (part.Count < most || found.Count >= most) return found;
            after = part[^1];
        }
    }

    private static IQueryable<long> During(TributaryDb db, int branch, IQueryable<long> numbers, DateTime? from, DateTime? until)
    {
        if (from is null && until is null) return numbers;
        var postings = db.Postings.Where(p => p.BranchId == branch);
        if (from is { } first) postings = postings.Where(p => p.At >= first);
        if (until is { } end) postings = postings.Where(p => p.At < end);
        return numbers.Join(postings, number => number, posting => posting.Number, (number, _) => number);
    }

    // In a time in which nothing happened, the balances are those that the last posting before its end left.
    private static async Task<long> EndOf(TributaryDb db, Terms edge, List<Book> books, DateTime? until, CancellationToken cancel)
    {
        if (until is null) return long.MaxValue;
        var last = await Numbers(db, edge, books, (null, null, until), 1, newestFirst: true, cancel);
        return last.Count > 0 ? last[0] + 1 : 0;
    }

    // What the first of these transfers that moves the book found there; null when none does.
    private static long? Before(List<Transfer> transfers, Book book) => transfers.Find(t => t.FromBookId == book.Id || t.ToBookId == book.Id) switch
    {
        null => null,
        var first when first.FromBookId == book.Id => first.FromBalance + first.Amount,
        var first => first.ToBalance - first.Amount,
    };

    private static async Task<long> BalanceBefore(TributaryDb db, Terms edge, Book book, long number, CancellationToken cancel)
    {
        var last = await Of(db, edge, [book]).Where(t => t.PostingNumber < number).OrderByDescending(t => t.PostingNumber).ThenByDescending(t => t.Seq).FirstOrDefaultAsync(cancel);
        return last is null ? 0 : last.FromBookId == book.Id ? last.FromBalance : last.ToBalance;
    }

    private static async Task<List<StatementEntry>> EntriesOf(
        TributaryDb db, Terms edge, List<Book> books, Dictionary<Guid, long> balances, List<long> numbers, List<Transfer> transfers, CancellationToken cancel)
    {
        var branch = edge.BranchId;
        var postings = await db.Postings.AsNoTracking().Where(p => p.BranchId == branch && numbers.Contains(p.Number)).ToDictionaryAsync(p => p.Number, cancel);
        var moved = transfers.ToLookup(t => t.PostingNumber);

        var entries = new List<StatementEntry>(numbers.Count);
        foreach (var number in numbers)
        {
            var before = Sum(books, balances);
            foreach (var transfer in moved[number])
            {
                if (balances.ContainsKey(transfer.FromBookId)) balances[transfer.FromBookId] = transfer.FromBalance;
                if (balances.ContainsKey(transfer.ToBookId)) balances[transfer.ToBookId] = transfer.ToBalance;
            }
            var after = Sum(books, balances);
            var posting = postings[number];
            entries.Add(new()
            {
                PostingId = posting.Id, At = posting.At, Kind = posting.Kind, Memo = posting.Memo, OrderId = posting.OrderId,
                Change = new(after.Funds - before.Funds, after.Reserved - before.Reserved), After = after,
            });
        }
        return entries;
    }

    private static Balances Sum(List<Book> books, Dictionary<Guid, long> balances) => new(
        books.Where(b => b.Purpose != BookPurpose.Reserved).Sum(b => balances[b.Id]),
        books.Where(b => b.Purpose == BookPurpose.Reserved).Sum(b => balances[b.Id]));
}

/// <summary>Two amounts in minor units of the statement's currency: the wallet (less what is owed), and what is set aside.</summary>
public readonly record struct Balances(long Funds, long Reserved);

/// <summary>One posting, as far as it concerns the edge.</summary>
public sealed record StatementEntry
{
    /// <summary>The posting.</summary>
    public required Guid PostingId { get; init; }
    /// <summary>When (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>What was done, as a code.</summary>
    public required string Kind { get; init; }
    /// <summary>What a person reads about it.</summary>
    public required string Memo { get; init; }
    /// <summary>The order behind it, or null.</summary>
    public Guid? OrderId { get; init; }
    /// <summary>By how much the two balances changed.</summary>
    public required Balances Change { get; init; }
    /// <summary>The balances after it.</summary>
    public required Balances After { get; init; }
}
