using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>
/// A child of the root with everything below it: the unit of scale. Its row holds the branch's counters and the head
/// of its chain of postings, and is locked by the desk for each batch. Branch 0 is the root's own.
/// </summary>
public sealed class Branch : Row
{
    /// <summary>The number; 0 for the root's own.</summary>
    public required int Id { get; init; }
    /// <summary>The account at the top of the branch.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>A secret of the branch from which the salts of its transfers' hashes are derived.</summary>
    public required byte[] Salt { get; init; }
    /// <summary>The last node number given to an account of this branch (in branch 0: the last branch number).</summary>
    public long LastNode { get; private set; }
    /// <summary>The number of the last posting, 0 before the first.</summary>
    public long LastPosting { get; private set; }
    /// <summary>The hash of the last posting; 32 zero bytes before the first.</summary>
    public byte[] LastHash { get; private set; } = new byte[32];

    /// <summary>Grows with every batch that changes a standing row of the branch: an account, terms, a plan, a price.</summary>
    public long Facts { get; private set; }
    /// <summary>Grows with every batch that changes a book of the branch.</summary>
    public long Moves { get; private set; }

    /// <summary>Grows with every batch that writes anything of the branch: by it an open page sees that something happened.</summary>
    public long Batches { get; private set; }

    /// <summary>The account of the branch to which the provider has given the confirming of those below it; null where it confirms itself.</summary>
    public Guid? ConfirmsId { get; private set; }

    /// <summary>The provider gives the confirming to an account of the branch, or takes it back.</summary>
    public void LetConfirm(Guid? accountId) => ConfirmsId = accountId;

    /// <summary>The next node number of this branch.</summary>
    public long NextNode() => ++LastNode;

    /// <summary>Notes that a batch writes, and whether it changes standing rows, or books, so that whoever has kept them reads them anew.</summary>
    internal void Note(bool facts, bool moves) => (Facts, Moves, Batches) = (Facts + (facts ? 1 : 0), Moves + (moves ? 1 : 0), Batches + 1);

    /// <summary>Appends a posting to the chain.</summary>
    internal void Append(long number, byte[] hash)
    {
        if (number != LastPosting + 1) throw new InvalidOperationException("Postings are numbered without a gap.");
        (LastPosting, LastHash) = (number, hash);
    }
}

/// <summary>What must be unique over all branches: a human account number. A small registry table.</summary>
public sealed class AccountNumber : Row
{
    /// <summary>The number as people read it.</summary>
    public required string Number { get; init; }
    /// <summary>The account's branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
}
