using Tributary.Data;

namespace Tributary.Ledger;

/// <summary>What a book is for. Wallet, Reserved and Owed belong to the buyer of the edge, the others to its seller.</summary>
public enum BookPurpose
{
    /// <summary>The buyer's prepaid money with its seller.</summary>
    Wallet = 1,
    /// <summary>What the buyer has set aside for open lines.</summary>
    Reserved = 2,
    /// <summary>What the buyer owes on account: below zero.</summary>
    Owed = 3,
    /// <summary>What the seller has earned from this buyer, net.</summary>
    Sales = 4,
    /// <summary>Money that came from outside: below zero by what was paid in.</summary>
    Cash = 5,
    /// <summary>Commission due.</summary>
    Commission = 6,
    /// <summary>Tax collected from this buyer.</summary>
    Tax = 7,
}

/// <summary>
/// An account in the ledger: one edge (seller and buyer), one purpose, one currency, one branch (the buyer's). Balances
/// are minor units. Only the desk writes it; a floor, where there is one, also holds as a CHECK of the database.
/// </summary>
public sealed class Book : Entity
{
    /// <summary>The edge's seller.</summary>
    public required Guid SellerId { get; init; }
    /// <summary>The edge's buyer.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>What it is for.</summary>
    public required BookPurpose Purpose { get; init; }
    /// <summary>Its one currency.</summary>
    public required Currency Currency { get; init; }
    /// <summary>Sum of what came in less what went out, in minor units.</summary>
    public long Balance { get; private set; }
    /// <summary>The balance never goes below; null where nothing is guarded.</summary>
    public long? Floor { get; private set; }

    internal void Give(long amount) => Balance += amount;

    internal void Take(long amount)
    {
        var left = Balance - amount;
        if (Floor is { } floor && left < floor && left < Balance)
            throw new InvalidOperationException("A guarded book may not pass its floor; the deed must have looked first.");
        Balance = left;
    }

    /// <summary>Sets the floor that follows from the terms; money already lent keeps the floor where it is until it is paid.</summary>
    internal void Guard(long? floor) => Floor = floor is { } f ? Math.Min(f, Balance) : null;
}

/// <summary>One amount from one book to another. Never changed, never removed.</summary>
public sealed class Transfer : Row
{
    /// <summary>The branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>Its posting.</summary>
    public required long PostingNumber { get; init; }
    /// <summary>Its place in the posting, from 0.</summary>
    public required int Seq { get; init; }
    /// <summary>The book it leaves.</summary>
    public required Guid FromBookId { get; init; }
    /// <summary>The book it enters.</summary>
    public required Guid ToBookId { get; init; }
    /// <summary>Minor units of both books' currency; more than zero.</summary>
    public required long Amount { get; init; }
    /// <summary>The buyer of the edge on which it happened: both books are of that edge. By it a statement is read.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>The balance of <see cref="FromBookId"/> after it, so that a statement reads without summing.</summary>
    public required long FromBalance { get; init; }
    /// <summary>The balance of <see cref="ToBookId"/> after it.</summary>
    public required long ToBalance { get; init; }
    /// <summary>The order line it settles, or null.</summary>
    public Guid? LineId { get; init; }
    /// <summary>SHA-256 of this transfer with its salt: a leaf of the posting's hash, so that one leaf can be shown without the others.</summary>
    public required byte[] Hash { get; init; }
}

/// <summary>The transfers of one deed, under one reference, numbered and hashed in its branch.</summary>
public sealed class Posting : Row
{
    /// <summary>The branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>Counts from 1 in the branch, without a gap.</summary>
    public required long Number { get; init; }
    /// <summary>The public id.</summary>
    public required Guid Id { get; init; }
    /// <summary>Unique in the branch: the same reference posts once.</summary>
    public required string Reference { get; init; }
    /// <summary>What was done: <c>reserve</c>, <c>capture</c>, <c>release</c>, <c>renewal</c>, <c>top_up</c>, <c>refund</c>, <c>change</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>When (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>The order behind it, or null.</summary>
    public Guid? OrderId { get; init; }
    /// <summary>What a person reads on a statement; nothing that a level of it must not know.</summary>
    public string Memo { get; init; } = "";
    /// <summary>SHA-256 over the hash before, this head and the transfers' hashes.</summary>
    public required byte[] Hash { get; init; }
}
