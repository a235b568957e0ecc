using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>A line of the list by which a reseller is set up.</summary>
public enum OnboardingLine
{
    /// <summary>Its number is there, and its address and mail address are complete.</summary>
    Details = 1,
    /// <summary>It has a name, a colour or a logo of its own.</summary>
    Branding = 2,
    /// <summary>Its domain is proven to be its own.</summary>
    Domain = 3,
    /// <summary>Its seller has set what it pays.</summary>
    Prices = 4,
    /// <summary>It has accepted its seller's agreement.</summary>
    Agreement = 5,
    /// <summary>It has the means to buy.</summary>
    Balance = 6,
}

/// <summary>
/// That a reseller's seller does without a line of the list: no branding, the installation's own address in place of a domain,
/// the default markup in place of prices, no first balance. Whose decision it was stays, also when it is taken back.
/// </summary>
public sealed class OnboardingWaiver : Row
{
    /// <summary>The account's branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The line.</summary>
    public required OnboardingLine Line { get; init; }
    /// <summary>When it was decided last (UTC).</summary>
    public required DateTime At { get; set; }
    /// <summary>Who decided it.</summary>
    public required string By { get; set; }
    /// <summary>When it was taken back (UTC), or null while it holds.</summary>
    public DateTime? TakenBackAt { get; set; }
}
