using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Billing;

/// <summary>What a document says.</summary>
public enum DocumentKind
{
    /// <summary>What was charged.</summary>
    Invoice = 1,
    /// <summary>What was given back.</summary>
    CreditNote = 2,
}

/// <summary>Where a document stands. Payments are no part of it: what is still owed stands on the edge's statement.</summary>
public enum InvoiceStatus
{
    /// <summary>Put on the buyer's account, to be paid by its day.</summary>
    OnAccount = 1,
    /// <summary>Paid from the buyer's balance when it was charged: a receipt.</summary>
    Paid = 2,
    /// <summary>A part of it was given back by credit notes.</summary>
    PartlyCredited = 3,
    /// <summary>All of it was given back by credit notes.</summary>
    Credited = 4,
    /// <summary>A credit note, whose amount stands on the buyer's balance.</summary>
    Settled = 5,
}

/// <summary>
/// A document over the ledger, from the seller of an edge to its buyer: an invoice over what was charged in a month, or a
/// credit note over what was given back. It moves no money; each of its lines names the transfers that did. Amounts are
/// minor units of <see cref="Currency"/> and never below zero, of a credit note too. It lies in the buyer's branch, but who
/// sees the buyer need not see it: <see cref="InvoicesSeen"/> is the one way to it.
/// </summary>
public sealed class Invoice : Entity
{
    /// <summary>Who issued it: the seller of the edge.</summary>
    public required Guid IssuerId { get; init; }
    /// <summary>Whom it is for: the buyer of the edge.</summary>
    public required Guid BuyerId { get; init; }
    /// <summary>The buyer's place in the tree when it was issued.</summary>
    public required string Path { get; init; }
    /// <summary>Invoice or credit note.</summary>
    public required DocumentKind Kind { get; init; }
    /// <summary>Counts from 1 without a gap, for each issuer, branch and kind.</summary>
    public required long Ordinal { get; init; }
    /// <summary>The number as people read it.</summary>
    public required string Number { get; init; }
    /// <summary>First day of the month it is for, in the root's time zone.</summary>
    public required DateOnly PeriodStart { get; init; }
    /// <summary>First day no more.</summary>
    public required DateOnly PeriodEnd { get; init; }
    /// <summary>The currency of the edge.</summary>
    public required Currency Currency { get; init; }
    /// <summary>Sum of its lines without tax.</summary>
    public required long Net { get; init; }
    /// <summary>Tax of its lines.</summary>
    public required long Tax { get; init; }
    /// <summary>Net and tax.</summary>
    public required long Gross { get; init; }
    /// <summary>How many lines it has.</summary>
    public required int LineCount { get; init; }
    /// <summary>When it was issued (UTC).</summary>
    public required DateTime IssuedAt { get; init; }
    /// <summary>The day of that in the root's time zone.</summary>
    public required DateOnly IssuedOn { get; init; }
    /// <summary>The last day to pay it; null where there is nothing to be paid.</summary>
    public DateOnly? DueOn { get; init; }
    /// <summary>How the edge was settled under the terms it was issued by.</summary>
    public required Settlement Settlement { get; init; }
    /// <summary>The terms it was issued by.</summary>
    public required Guid TermsId { get; init; }
    /// <summary>
    /// Of documents of a billing: every posting of the edge up to this number was looked at. It counts the branch's
    /// postings, so it is never shown.
    /// </summary>
    public long ThroughPosting { get; init; }
    /// <summary>Of a credit note, the invoice it gives back from; null where that was never invoiced.</summary>
    public Guid? CreditsId { get; init; }
    /// <summary>Why a person corrected an invoice by it; null for documents of a billing.</summary>
    public string? Reason { get; init; }

    /// <summary>How much of it was given back, gross.</summary>
    public long Credited { get; private set; }
    /// <summary>Where it stands.</summary>
    public InvoiceStatus Status { get; private set; }

    /// <summary>Puts it where it begins.</summary>
    internal Invoice Begin()
    {
        Status = Kind == DocumentKind.CreditNote ? InvoiceStatus.Settled : Settlement == Settlement.Prepaid ? InvoiceStatus.Paid : InvoiceStatus.OnAccount;
        return this;
    }

    /// <summary>Notes that a credit note gives <paramref name="gross"/> of it back.</summary>
    internal void Credit(long gross)
    {
        if (Kind != DocumentKind.Invoice) throw new InvalidOperationException("Only an invoice is credited.");
        Credited += gross;
        Status = Credited >= Gross ? InvoiceStatus.Credited : InvoiceStatus.PartlyCredited;
    }
}

/// <summary>One charge on a document, for one account, with the transfers it is made of. Never changed.</summary>
public sealed class InvoiceLine : Row
{
    /// <summary>The branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The document.</summary>
    public required Guid InvoiceId { get; init; }
    /// <summary>Its place on it, from 1.</summary>
    public required int Seq { get; init; }
    /// <summary>The account it was charged for: the buyer or one below it.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>That account's place in the tree when it was issued.</summary>
    public required string Path { get; init; }
    /// <summary>What was bought, as people read it.</summary>
    public required string Title { get; init; }
    /// <summary>What the order's line did, as a code: <c>create</c>, <c>renew</c>, <c>change</c>, <c>cancel</c>, <c>resume</c>; <c>credit</c> for a correction.</summary>
    public required string Action { get; init; }
    /// <summary>The product, or null where no order stands behind it.</summary>
    public Guid? ProductId { get; init; }
    /// <summary>The plan, or null.</summary>
    public Guid? PlanId { get; init; }
    /// <summary>The interval, or null.</summary>
    public Interval? Interval { get; init; }
    /// <summary>How many units.</summary>
    public required int Quantity { get; init; }
    /// <summary>One unit for one interval, in minor units.</summary>
    public required long UnitPrice { get; init; }
    /// <summary>First day it is for, or null.</summary>
    public DateOnly? TermStart { get; init; }
    /// <summary>First day no more.</summary>
    public DateOnly? TermEnd { get; init; }
    /// <summary>Without tax, in minor units. Below zero on an invoice where something of the same month was given back.</summary>
    public required long Net { get; init; }
    /// <summary>Tax.</summary>
    public required long Tax { get; init; }
    /// <summary>Net and tax.</summary>
    public required long Gross { get; init; }
    /// <summary>When it was charged (UTC).</summary>
    public required DateTime ChargedAt { get; init; }
    /// <summary>The order, or null.</summary>
    public Guid? OrderId { get; init; }
    /// <summary>The order's number, or empty.</summary>
    public required string OrderNumber { get; init; }
    /// <summary>The order's line, or null.</summary>
    public Guid? OrderLineId { get; init; }
    /// <summary>The subscription, or null.</summary>
    public Guid? SubscriptionId { get; init; }
    /// <summary>The posting that moved it, by its number in the branch; never shown.</summary>
    public required long PostingNumber { get; init; }
    /// <summary>The posting's public id.</summary>
    public required Guid PostingId { get; init; }
    /// <summary>Which transfer of the posting moved the net amount; null when that is nothing.</summary>
    public int? NetSeq { get; init; }
    /// <summary>Which transfer moved the tax; null when there is none.</summary>
    public int? TaxSeq { get; init; }
    /// <summary>The document that this line gives back from, or null.</summary>
    public Guid? CreditsId { get; init; }
    /// <summary>The line of <see cref="CreditsId"/>.</summary>
    public int? CreditsSeq { get; init; }
}

/// <summary>
/// Who stands on a document, as they were called when it was issued: issuer, buyer, and each account that has a line. Kept
/// beside the immutable rows, so that personal data can be erased without touching what was charged.
/// </summary>
public sealed class InvoiceParty : Row
{
    /// <summary>The branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The document.</summary>
    public required Guid InvoiceId { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";
    /// <summary>Its number.</summary>
    public string Number { get; set; } = "";
    /// <summary>The names from below the buyer down to it, separated by <c> › </c>; empty for the two ends.</summary>
    public string Place { get; set; } = "";
    /// <summary>The address as it is written on a letter, a line each; of the two ends only.</summary>
    public string Address { get; set; } = "";
    /// <summary>ISO 3166-1 alpha-2 code of its country; of the two ends only.</summary>
    public string Country { get; set; } = "";
    /// <summary>Tax number; of the two ends only.</summary>
    public string TaxNumber { get; set; } = "";
    /// <summary>Number in the company register; of the two ends only.</summary>
    public string RegistrationNumber { get; set; } = "";
    /// <summary>Mail address; of the two ends only.</summary>
    public string Email { get; set; } = "";
}

/// <summary>
/// How far an issuer has numbered its documents of one kind in one branch. Whoever stands at the root has a series for each
/// branch, so that no partner reads from its numbers how much another one buys.
/// </summary>
public sealed class Numbering : Entity
{
    /// <summary>Who numbers.</summary>
    public required Guid IssuerId { get; init; }
    /// <summary>Documents of which kind.</summary>
    public required DocumentKind Kind { get; init; }
    /// <summary>What stands before the count: it tells the series of one issuer apart.</summary>
    public required string Series { get; init; }
    /// <summary>The last count that was given, 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>Gives the next count and the number that people read.</summary>
    internal (long Ordinal, string Number) Next() => (++Last, $"{Series}{Last.ToString("00000", System.Globalization.CultureInfo.InvariantCulture)}");
}
