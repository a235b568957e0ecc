using Tributary.Accounts;

namespace Tributary.Ledger;

/// <summary>What a module keeps of standing rows from one batch of a lane to the next. Not safe for concurrent use.</summary>
public abstract class Standing
{
    /// <summary>Lets go of whatever was read from this branch, or from the root's for it; from branch 0, of everything.</summary>
    public abstract void Forget(int branchId);

    /// <summary>How much is kept: a lane that keeps too much begins anew.</summary>
    public abstract int Count { get; }
}

/// <summary>
/// What a lane of the desk remembers between batches: books, and what modules keep of standing rows. It is asked only
/// under the branch's lock, and gives nothing of a branch whose counters say that somebody else has written since; so it
/// is never older than what the database would answer. Whatever fails makes it forget everything.
/// </summary>
internal sealed class Memory
{
    private const int Most = 20_000;

    private readonly Dictionary<Type, Standing> standing = [];
    private readonly Dictionary<int, (long Facts, long Books)> known = [];
    private readonly Dictionary<(int Branch, Guid Buyer), Book[]> books = [];
    private long root = -1;

    /// <summary>What a module keeps, made on first use.</summary>
    public T Standing<T>() where T : Standing, new()
    {
        if (!standing.TryGetValue(typeof(T), out var kept)) standing[typeof(T)] = kept = new T();
        return (T)kept;
    }

    /// <summary>The books of a buyer's edges, or null when they must be read.</summary>
    public Book[]? Books(int branchId, Guid buyerId) => books.GetValueOrDefault((branchId, buyerId));

    /// <summary>Lets go of what others have changed, as the locked branches of the batch and the root's counter say.</summary>
    public void Look(IReadOnlyCollection<Branch> locked, long rootFacts)
    {
        if (books.Count + standing.Values.Sum(s => s.Count) > Most) Clear();
        if (root != rootFacts) ForgetFacts(0);
        root = rootFacts;
        foreach (var branch in locked)
        {
            var (facts, moves) = known.GetValueOrDefault(branch.Id, (-1, -1));
            if (facts != branch.Facts) ForgetFacts(branch.Id);
            if (moves != branch.Moves) ForgetBooks(branch.Id);
            known[branch.Id] = (branch.Facts, branch.Moves);
        }
    }

    /// <summary>Takes over what a batch has committed: the books as it left them; standing rows it touched are read anew.</summary>
    public void Take(IReadOnlyCollection<Branch> locked, IEnumerable<((int Branch, Guid Buyer) Of, Book[] Books)> left)
    {
        foreach (var branch in locked)
        {
            if (known[branch.Id].Facts != branch.Facts) ForgetFacts(branch.Id);
            known[branch.Id] = (branch.Facts, branch.Moves);
        }
        foreach (var buyer in left) books[buyer.Of] = buyer.Books;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        standing.Clear();
        known.Clear();
        books.Clear();
        root = -1;
    }

    private void ForgetFacts(int branchId)
    {
        foreach (var kept in standing.Values) kept.Forget(branchId);
        if (branchId == 0) root = -1;
    }

    private void ForgetBooks(int branchId)
    {
        foreach (var key in books.Keys.Where(k => k.Branch == branchId).ToList()) books.Remove(key);
    }
}
