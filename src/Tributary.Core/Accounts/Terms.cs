using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>How a buyer settles with its seller.</summary>
public enum Settlement
{
    /// <summary>From a wallet that never goes below zero.</summary>
    Prepaid = 1,
    /// <summary>On account, up to a credit limit.</summary>
    Invoiced = 2,
    /// <summary>Recorded and exported; nothing is guarded or dunned, the seller's own system collects.</summary>
    BilledElsewhere = 3,
}

/// <summary>
/// The edge between a seller and a buyer, dated: [<see cref="From"/>, <see cref="To"/>). It lies in the buyer's branch.
/// Every amount on the edge is in <see cref="Currency"/>.
/// </summary>
public sealed class Terms : Entity, IStanding
{
    /// <summary>Who sells.</summary>
    public required Guid SellerId { get; init; }
    /// <summary>Who buys; never a division.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>The edge's one currency.</summary>
    public required Currency Currency { get; init; }
    /// <summary>How it is settled.</summary>
    public required Settlement Settlement { get; init; }
    /// <summary>The limit in minor units when invoiced; zero otherwise.</summary>
    public long CreditLimit { get; init; }
    /// <summary>A higher limit for a while, in minor units, or null.</summary>
    public long? TemporaryLimit { get; init; }
    /// <summary>The last day of <see cref="TemporaryLimit"/>.</summary>
    public DateOnly? TemporaryUntil { get; init; }
    /// <summary>How many days after its issue an invoice is to be paid.</summary>
    public int PaymentDays { get; init; } = 14;
    /// <summary>Where it is billed elsewhere: whether invoices are issued here all the same.</summary>
    public bool IssuesInvoices { get; init; }
    /// <summary>First day.</summary>
    public required DateOnly From { get; init; }
    /// <summary>First day no more, or null while it holds.</summary>
    public DateOnly? To { get; private set; }

    /// <summary>True when these terms hold on <paramref name="day"/>.</summary>
    public bool HoldsOn(DateOnly day) => From <= day && (To is null || day < To);

    /// <summary>True when invoices over what is charged under these terms are issued here.</summary>
    public bool IsBilledHere => Settlement != Settlement.BilledElsewhere || IssuesInvoices;

    /// <summary>The lowest balance of the funding book on <paramref name="day"/> in minor units; null when nothing is guarded.</summary>
    public long? FloorOn(DateOnly day) => Settlement switch
    {
        Settlement.Prepaid => 0,
        Settlement.Invoiced => -(TemporaryUntil >= day && TemporaryLimit > CreditLimit ? TemporaryLimit.Value : CreditLimit),
        Settlement.BilledElsewhere => null,
        _ => throw new InvalidOperationException($"Unknown settlement {Settlement}."),
    };

    /// <summary>Ends these terms; other ones follow from <paramref name="day"/>.</summary>
    public void End(DateOnly day) => To = day;
}
