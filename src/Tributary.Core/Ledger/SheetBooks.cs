using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Ledger;

/// <summary>One amount to be moved, in minor units of both books' currency.</summary>
public readonly record struct Move(Book From, Book To, long Amount, Guid? LineId = null);

/// <summary>The part of the sheet that holds branches, books, postings and figures.</summary>
public sealed partial class Sheet
{
    private readonly Dictionary<int, Branch> branches = [];
    private readonly Dictionary<(Guid Buyer, Guid Seller, BookPurpose, Currency), Book> books = [];
    private readonly HashSet<(int Branch, Guid Buyer)> wantedBooks = [];
    private readonly List<(int Branch, Guid Account, string Name, string Key, string Currency, long Count, long Amount)> figures = [];

    /// <summary>The branch, locked for the batch.</summary>
    public Branch Branch(int id) => branches.TryGetValue(id, out var branch) ? branch
        : throw new InvalidOperationException($"Branch {id} was not loaded.");

    /// <summary>On a sheet that is written nowhere: whose means are supposed to suffice for everything. Null for nobody's.</summary>
    internal Func<Terms, bool>? Frees { get; set; }

    /// <summary>On a sheet that is written nowhere: hears what was asked of whose means, and what there was (both minor units; below zero where a floor is passed).</summary>
    internal Action<Terms, long, long>? Hears { get; set; }

    /// <summary>Says while loading that the books of this buyer's edges will be needed.</summary>
    public void WantBooks(int branchId, Guid buyerId) => wantedBooks.Add((branchId, buyerId));

    /// <summary>The book of an edge, opened on first use.</summary>
    public Book Book(int branchId, Guid sellerId, Guid buyerId, BookPurpose purpose, Currency currency)
    {
        if (books.TryGetValue((buyerId, sellerId, purpose, currency), out var book)) return book;
        if (!wantedBooks.Contains((branchId, buyerId))) throw new InvalidOperationException($"The books of buyer {buyerId} were not loaded.");
        book = Add(new Book { BranchId = branchId, Id = NewId(), SellerId = sellerId, BuyerId = buyerId, Purpose = purpose, Currency = currency });
        books[(buyerId, sellerId, purpose, currency)] = book;
        undo.Add(() => books.Remove((buyerId, sellerId, purpose, currency)));
        return book;
    }

    /// <summary>A book of these terms' edge.</summary>
    public Book Book(Terms terms, BookPurpose purpose) => Book(terms.BranchId, terms.SellerId, terms.BuyerId, purpose, terms.Currency);

    /// <summary>The book the buyer pays from under these terms, with its floor as of today.</summary>
    public Book Funding(Terms terms)
    {
        var book = Book(terms, terms.Settlement == Settlement.Prepaid ? BookPurpose.Wallet : BookPurpose.Owed);
        var floor = Frees?.Invoke(terms) == true ? null : terms.FloorOn(Today);
        if (floor is { } f && book.Floor != Math.Min(f, book.Balance) || floor is null != book.Floor is null) Change(book).Guard(floor);
        return book;
    }

    /// <summary>What is missing, in minor units, to take <paramref name="amount"/> from the funding book of these terms; zero when it suffices.</summary>
    public long Missing(Terms terms, long amount)
    {
        if (amount <= 0) return 0;
        var book = Funding(terms);
        if (terms.FloorOn(Today) is not { } floor) return 0;
        Hears?.Invoke(terms, amount, book.Balance - floor);
        return book.Floor is null ? 0 : Math.Max(0, amount - Math.Max(0, book.Balance - floor));
    }

    /// <summary>
    /// Posts transfers under a reference: numbered and hashed in the branch. Zero amounts are left out; nothing at all
    /// to move gives no posting.
    /// </summary>
    public Posting? Post(int branchId, string reference, string kind, Guid? orderId, string memo, IEnumerable<Move> moves)
    {
        var real = moves.Where(m => m.Amount != 0).ToList();
        if (real.Count == 0) return null;

        var branch = Change(Branch(branchId));
        var number = branch.LastPosting + 1;
        // Where nothing is written there is nothing to seal.
        var hash = new PostingHash(branch, number, Now, reference, kind);
        for (var seq = 0; seq < real.Count; seq++)
        {
            var (from, to, amount, lineId) = real[seq];
            if (amount < 0 || from.Currency != to.Currency || from.BranchId != branchId || from == to || (from.BranchId, from.SellerId, from.BuyerId) != (to.BranchId, to.SellerId, to.BuyerId))
                throw new InvalidOperationException("A transfer is positive, between two books of one currency and one edge.");
            Change(from).Take(amount);
            Change(to).Give(amount);
            Add(new Transfer
            {
                BranchId = branchId, PostingNumber = number, Seq = seq, FromBookId = from.Id, ToBookId = to.Id, Amount = amount,
                BuyerId = from.BuyerId, FromBalance = from.Balance, ToBalance = to.Balance, LineId = lineId, Hash = locks ? hash.Leaf(seq, from.Id, to.Id, amount, lineId) : [],
            });
        }
        var posting = Add(new Posting
        {
            BranchId = branchId, Number = number, Id = NewId(), Reference = reference, Kind = kind, At = Now, OrderId = orderId, Memo = memo, Hash = locks ? hash.Close() : [],
        });
        branch.Append(number, posting.Hash);
        return posting;
    }

    /// <summary>Adds to a kept figure; <paramref name="currency"/> is null where only a count is kept.</summary>
    public void Figure(int branchId, Guid accountId, string name, string key, long count, Currency? currency = null, long amount = 0)
    {
        if (!locks || count == 0 && amount == 0) return;
        figures.Add((branchId, accountId, name, key, currency?.Code ?? "", count, amount));
        undo.Add(() => figures.RemoveAt(figures.Count - 1));
    }

    /// <summary>Locks the branches of the batch, and lets go of what was kept of them and has changed since.</summary>
    internal async Task LoadBranches(IEnumerable<int> ids)
    {
        var wanted = ids.Distinct().Order().ToArray();
        // The root's row comes along unlocked: its counter tells whether prices that all branches buy at have changed.
        var query = db.IsPostgres && locks
            ? db.Branches.FromSqlRaw("""
                SELECT * FROM (SELECT * FROM branches WHERE id = ANY({0}) ORDER BY id FOR UPDATE) l
                UNION ALL SELECT * FROM branches WHERE id = 0 AND NOT 0 = ANY({0})
                """, wanted)
            : db.Branches.Where(b => wanted.Contains(b.Id) || b.Id == 0);
        var root = 0L;
        foreach (var branch in await query.AsNoTracking().ToListAsync())
        {
            if (branch.Id == 0) root = branch.Facts;
            if (wanted.Contains(branch.Id)) branches[branch.Id] = branch;
        }
        memory.Look(branches.Values, root);
    }

    /// <summary>The funding books of a whole branch at once; what its sellers earn begins at nothing, as nobody is refused by it.</summary>
    internal async Task LoadFunds(int branchId)
    {
        var funds = db.Books.AsNoTracking().Where(b => b.BranchId == branchId && (b.Purpose == BookPurpose.Wallet || b.Purpose == BookPurpose.Owed));
        await foreach (var book in funds.AsAsyncEnumerable())
            if (wantedBooks.Contains((branchId, book.BuyerId))) books[(book.BuyerId, book.SellerId, book.Purpose, book.Currency)] = book;
    }

    internal async Task LoadBooks()
    {
        var missing = new List<object[]>();
        foreach (var (branch, buyer) in wantedBooks)
        {
            if (memory.Books(branch, buyer) is { } kept) Array.ForEach(kept, Know);
            else missing.Add([branch, buyer]);
        }
        if (missing.Count == 0) return;
        // Their branches are locked, and whoever writes books locks the branch first; so they need no locks of their own.
        (await db.Under<Book>(["branch_id", "buyer_id"], missing).ToListAsync()).ForEach(Know);

        void Know(Book book) => books[(book.BuyerId, book.SellerId, book.Purpose, book.Currency)] = Keep(book);
    }

    /// <summary>Says that the batch is committed: what it left is what the next one begins with.</summary>
    internal void Committed()
    {
        var left = books.Values.ToLookup(b => (b.BranchId, b.BuyerId));
        memory.Take(branches.Values, wantedBooks.Select(buyer => (buyer, left[buyer].ToArray())));
    }

    internal async Task Write(CancellationToken cancel)
    {
        NoteChanges();
        var bulk = new Bulk(db);
        // What was there is written before what is new: a row that was cut short makes room for the one that follows it.
        foreach (var group in changed.GroupBy(row => row.GetType()))
        {
            foreach (var row in group) row.Age();
            // Rows are locked and written in one order everywhere, so that two instances never wait for each other in a ring.
            var ordered = group.OrderBy(row => row is Entity e ? e.Id : Guid.Empty).ToList();
            bulk.Update(group.Key, ordered);
        }
        foreach (var (type, rows) in added) bulk.Insert(type, rows);
        var sums = figures
            .GroupBy(f => (f.Branch, f.Account, f.Name, f.Key, f.Currency))
            .Select(g => new Figure
            {
                BranchId = g.Key.Branch, AccountId = g.Key.Account, Name = g.Key.Name, Key = g.Key.Key, Currency = g.Key.Currency,
                Count = g.Sum(f => f.Count), Amount = g.Sum(f => f.Amount),
            })
            .Where(f => f.Count != 0 || f.Amount != 0)
            .OrderBy(f => f.BranchId).ThenBy(f => f.AccountId).ThenBy(f => f.Name).ThenBy(f => f.Key)
            .ToList<Row>();
        await bulk.Add(typeof(Figure), sums, ["count", "amount"]).Send(cancel);
    }

    // The counters of the branches by which those who have kept something see that it was changed.
    private void NoteChanges()
    {
        var (facts, moves, written) = (new HashSet<int>(), new HashSet<int>(), new HashSet<int>());
        foreach (var row in changed.Concat(added.Values.SelectMany(rows => rows)))
        {
            if (row is IStanding) facts.Add(((Entity)row).BranchId);
            else if (row is Book book) moves.Add(book.BranchId);
            if (row is Entity entity) written.Add(entity.BranchId);
        }
        foreach (var id in written.Union(moves))
        {
            var (standing, booked) = (facts.Contains(id), moves.Contains(id));
            // A branch that this batch opens is known to nobody yet, and what the root is told of a branch is that branch's change.
            if (!branches.ContainsKey(id) && (!(standing || booked) || Added<Branch>().Any(b => b.Id == id))) continue;
            Change(Branch(id)).Note(standing, booked);
        }
    }
}

/// <summary>
/// The hash of a posting: over the hash before it, its head, and a leaf for each transfer. A leaf is salted, so that the
/// leaves a reader may not see tell it nothing, while it can still check its own against the chain.
/// </summary>
public ref struct PostingHash
{
    private readonly ArrayBufferWriter<byte> hashed = new(512);
    private readonly byte[] salt;
    private readonly long number;

    /// <summary>Begins the hash of posting <paramref name="number"/> on the branch's last one.</summary>
    public PostingHash(Branch branch, long number, DateTime at, string reference, string kind)
        : this(branch.Salt, branch.LastHash, branch.Id, number, at, reference, kind) { }

    /// <summary>Begins the hash of a posting on the hash before it.</summary>
    public PostingHash(byte[] branchSalt, byte[] before, int branchId, long number, DateTime at, string reference, string kind)
    {
        (salt, this.number) = (branchSalt, number);
        hashed.Write(before);
        Span<byte> head = stackalloc byte[20];
        BinaryPrimitives.WriteInt32BigEndian(head, branchId);
        BinaryPrimitives.WriteInt64BigEndian(head[4..], number);
        BinaryPrimitives.WriteInt64BigEndian(head[12..], at.Ticks);
        hashed.Write(head);
        Text(reference);
        Text(kind);
    }

    /// <summary>The salted hash of one transfer, taken into the posting's.</summary>
    public readonly byte[] Leaf(int seq, Guid from, Guid to, long amount, Guid? line)
    {
        Span<byte> place = stackalloc byte[12];
        BinaryPrimitives.WriteInt64BigEndian(place, number);
        BinaryPrimitives.WriteInt32BigEndian(place[8..], seq);
        Span<byte> data = stackalloc byte[32 + 12 + 16 + 16 + 8 + 16];
        HMACSHA256.HashData(salt, place, data);
        place.CopyTo(data[32..]);
        from.TryWriteBytes(data[44..]);
        to.TryWriteBytes(data[60..]);
        BinaryPrimitives.WriteInt64BigEndian(data[76..], amount);
        (line ?? Guid.Empty).TryWriteBytes(data[84..]);
        var leaf = SHA256.HashData(data);
        hashed.Write(leaf);
        return leaf;
    }

    /// <summary>The posting's hash.</summary>
    public readonly byte[] Close() => SHA256.HashData(hashed.WrittenSpan);

    private readonly void Text(string text)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, Encoding.UTF8.GetByteCount(text));
        hashed.Write(length);
        Encoding.UTF8.GetBytes(text, hashed);
    }
}
