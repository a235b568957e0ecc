using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>
/// A version of what a seller agrees with the resellers that buy from it. Published once and never changed; the latest
/// whose day has come is the one that holds. It belongs to the seller; its direct buyers read it, and nobody below them.
/// </summary>
public sealed class Agreement : TenantEntity
{
    /// <summary>Which version, from 1 for each seller.</summary>
    public required int Number { get; init; }
    /// <summary>Its heading.</summary>
    public required string Title { get; init; }
    /// <summary>What is agreed, in Markdown.</summary>
    public required string Text { get; init; }
    /// <summary>SHA-256 of title and text, in hexadecimal: an acceptance names it.</summary>
    public required string Hash { get; init; }
    /// <summary>The first day it holds.</summary>
    public required DateOnly From { get; init; }
    /// <summary>When it was published (UTC).</summary>
    public required DateTime PublishedAt { get; init; }
    /// <summary>Who published it.</summary>
    public required string PublishedBy { get; init; }
}

/// <summary>That a reseller has accepted a version of its seller's agreement: who, when, from where. It belongs to the reseller.</summary>
public sealed class AgreementAcceptance : TenantEntity
{
    /// <summary>The version that was accepted.</summary>
    public required Guid AgreementId { get; init; }
    /// <summary>Whose agreement it is.</summary>
    public required Guid SellerId { get; init; }
    /// <summary>Its number.</summary>
    public required int Number { get; init; }
    /// <summary>Its hash, as it was read.</summary>
    public required string Hash { get; init; }
    /// <summary>When (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>The person; null when a program of the account did it.</summary>
    public Guid? UserId { get; init; }
    /// <summary>Who, as a name.</summary>
    public required string By { get; init; }
    /// <summary>The network address it came from, or empty.</summary>
    public string Address { get; init; } = "";
}
