using System.ComponentModel.DataAnnotations;
using Tributary.Accounts;
using Tributary.Billing;

namespace Tributary.Web.Api;

/// <summary>An invoice or a credit note.</summary>
public sealed record InvoiceJson
{
    /// <summary>The document.</summary>
    public required Ref<Invoice> Id { get; init; }
    /// <summary>Its number.</summary>
    public required string Number { get; init; }
    /// <summary>Invoice or credit note.</summary>
    public required DocumentKind Kind { get; init; }
    /// <summary>Where it stands. Payments are no part of it: see the wallet.</summary>
    public required InvoiceStatus Status { get; init; }
    /// <summary>The month it is for.</summary>
    public required string Month { get; init; }
    /// <summary>Who issued it, as they were called then.</summary>
    public required InvoicePartyJson Issuer { get; init; }
    /// <summary>Whom it is for, as they were called then.</summary>
    public required InvoicePartyJson Buyer { get; init; }
    /// <summary>The buyer's account.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>When it was issued.</summary>
    public required DateTime IssuedAt { get; init; }
    /// <summary>The last day to pay it; null where there is nothing to be paid.</summary>
    public DateOnly? DueOn { get; init; }
    /// <summary>How it is settled.</summary>
    public required Settlement Settlement { get; init; }
    /// <summary>Without tax.</summary>
    public required Money Net { get; init; }
    /// <summary>Tax.</summary>
    public required Money Tax { get; init; }
    /// <summary>Net and tax.</summary>
    public required Money Gross { get; init; }
    /// <summary>How much of it credit notes gave back, gross.</summary>
    public required Money Credited { get; init; }
    /// <summary>How many lines it has.</summary>
    public required int LineCount { get; init; }
    /// <summary>Of a credit note: the invoice it gives back from.</summary>
    public Ref<Invoice>? Credits { get; init; }
    /// <summary>Why an invoice was corrected by it; null for documents of a billing.</summary>
    public string? Reason { get; init; }
}

/// <summary>Who stands on a document.</summary>
public sealed record InvoicePartyJson
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }
    /// <summary>The account's number.</summary>
    public required string Number { get; init; }
    /// <summary>The address, a line each.</summary>
    public required string Address { get; init; }
    /// <summary>The country's code.</summary>
    public required string Country { get; init; }
    /// <summary>The tax number, or empty.</summary>
    public required string TaxNumber { get; init; }
    /// <summary>The number in the company register, or empty.</summary>
    public required string RegistrationNumber { get; init; }

    internal static InvoicePartyJson Of(InvoiceParty? party) => new()
    {
        Name = party?.Name ?? "", Number = party?.Number ?? "", Address = party?.Address ?? "", Country = party?.Country ?? "", TaxNumber = party?.TaxNumber ?? "",
        RegistrationNumber = party?.RegistrationNumber ?? "",
    };
}

/// <summary>Whom to bill now.</summary>
public sealed record IssueJson
{
    /// <summary>A direct buyer of yours.</summary>
    [Required] public Ref<Account>? Account { get; init; }
}

/// <summary>The documents that were issued; none when everything was billed already.</summary>
public sealed record IssuedJson
{
    /// <summary>They, in the order of their months.</summary>
    public required IReadOnlyList<IssuedDocumentJson> Documents { get; init; }
}

/// <summary>A document that was issued.</summary>
public sealed record IssuedDocumentJson
{
    /// <summary>The document.</summary>
    public required Ref<Invoice> Id { get; init; }
    /// <summary>Invoice or credit note.</summary>
    public required DocumentKind Kind { get; init; }
    /// <summary>Its number.</summary>
    public required string Number { get; init; }
}

/// <summary>What of an invoice is to be given back.</summary>
public sealed record CreditJson
{
    /// <summary>Why; the buyer reads it.</summary>
    [Required, MaxLength(200)] public string? Reason { get; init; }
    /// <summary>Which lines; all that is left without it.</summary>
    [MaxLength(1000)] public IReadOnlyList<CreditLineJson>? Lines { get; init; }
}

/// <summary>What of one line is to be given back.</summary>
public sealed record CreditLineJson
{
    /// <summary>The line's place on the invoice, from 1.</summary>
    [Required] public int? Line { get; init; }
    /// <summary>How much, without tax; all that is left of the line without it.</summary>
    public Money? Net { get; init; }
}

/// <summary>A credit note that was made.</summary>
public sealed record CreditedJson
{
    /// <summary>The credit note.</summary>
    public required Ref<Invoice> Id { get; init; }
    /// <summary>Its number.</summary>
    public required string Number { get; init; }
    /// <summary>What it gives back.</summary>
    public required Money Gross { get; init; }
}

/// <summary>What was charged to an account in a month.</summary>
public sealed record ChargesJson
{
    /// <summary>The account.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>The month.</summary>
    public required string Month { get; init; }
    /// <summary>False while the month runs: there may be more by its end.</summary>
    public required bool Complete { get; init; }
    /// <summary>What all of it comes to, by currency; not only what stands on this page.</summary>
    public required IReadOnlyList<ChargesTotalJson> Totals { get; init; }
    /// <summary>The charges of this page, in the order they were made.</summary>
    public required IReadOnlyList<ChargeJson> Items { get; init; }
    /// <summary>Give this as <c>after</c> for the next page; null on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>What the charges in one currency come to.</summary>
public sealed record ChargesTotalJson
{
    /// <summary>Without tax.</summary>
    public required Money Net { get; init; }
    /// <summary>Tax.</summary>
    public required Money Tax { get; init; }
    /// <summary>Net and tax.</summary>
    public required Money Gross { get; init; }
    /// <summary>What of <see cref="Gross"/> stands on no document.</summary>
    public required Money NotInvoiced { get; init; }

    internal static ChargesTotalJson Of(ChargeTotal total) => new()
    {
        Net = new(total.Net, total.Currency), Tax = new(total.Tax, total.Currency), Gross = new(total.Gross, total.Currency), NotInvoiced = new(total.OpenGross, total.Currency),
    };
}
