using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>
/// How an account that sells shows itself to those below it: name, colour, logo, and how its departments are reached and
/// sign. What is empty is shown neutrally, never taken from the level above.
/// </summary>
public sealed class Branding : Row
{
    /// <summary>The account's branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The name on its pages and mails; empty for the account's own.</summary>
    public string Name { get; set; } = "";
    /// <summary>The accent as <c>#rrggbb</c>, or empty.</summary>
    public string Colour { get; set; } = "";
    /// <summary>Its logo among the uploads, or null.</summary>
    public Guid? LogoId { get; set; }
    /// <summary>The address its mails come from and are answered to; empty for the installation's.</summary>
    public string MailFrom { get; set; } = "";
    public string SalesEmail { get; set; } = "";
    public string SalesPhone { get; set; } = "";
    /// <summary>What stands below mails of the sales department, as plain lines.</summary>
    public string SalesSignature { get; set; } = "";
    public string SupportEmail { get; set; } = "";
    public string SupportPhone { get; set; } = "";
    /// <summary>What stands below mails of the support department, as plain lines.</summary>
    public string SupportSignature { get; set; } = "";
    public string BillingEmail { get; set; } = "";
    public string BillingPhone { get; set; } = "";
    /// <summary>What stands below mails of the billing department, as plain lines.</summary>
    public string BillingSignature { get; set; } = "";
}

/// <summary>
/// A host name that an account claims for its panel. Several may claim one; who has proven it by a DNS record has it, and
/// only proven names are answered. A registry of the whole installation, looked up by name before anybody is known.
/// </summary>
public sealed class HostName : Row
{
    /// <summary>The name in ASCII (A-labels), in lower case, without a dot at its end.</summary>
    public required string Host { get; init; }
    /// <summary>The account that claims it.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>That account's branch.</summary>
    public required int BranchId { get; init; }
    /// <summary>What the TXT record has to say.</summary>
    public required string Token { get; init; }
    /// <summary>When it was claimed, last (UTC).</summary>
    public required DateTime ClaimedAt { get; set; }
    /// <summary>When it was proven (UTC), or null.</summary>
    public DateTime? ProvenAt { get; set; }
    /// <summary>When it was looked for last (UTC), or null.</summary>
    public DateTime? CheckedAt { get; set; }
    /// <summary>
    /// What the last look found, as a code: <c>no_record</c>, <c>other_token</c>, <c>no_answer</c>, <c>taken</c> (by somebody who has
    /// proven it before); null when it was well.
    /// </summary>
    public string? Finding { get; set; }

    private static readonly TimeSpan ShortestGap = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestGap = TimeSpan.FromHours(6);
    private static readonly TimeSpan Patience = TimeSpan.FromDays(90);

    /// <summary>Where the record has to stand.</summary>
    public string RecordName => $"_tributary.{Host}";

    /// <summary>What the record has to say.</summary>
    public string RecordText => $"{RecordStart}{Token}";

    /// <summary>How every such record begins.</summary>
    public const string RecordStart = "tributary=";

    /// <summary>
    /// When to look for the record by ourselves (UTC): at once, then after growing gaps, from a minute to six hours; null once it is
    /// proven, or has been waited for in vain for 90 days.
    /// </summary>
    public DateTime? NextLook
    {
        get
        {
            if (ProvenAt is not null) return null;
            if (CheckedAt is not { } last) return ClaimedAt;
            if (last - ClaimedAt > Patience) return null;
            var gap = (last - ClaimedAt) / 4;
            return last + (gap < ShortestGap ? ShortestGap : gap > LongestGap ? LongestGap : gap);
        }
    }
}
