using Tributary.Accounts;

namespace Tributary.Partners;

/// <summary>What the details of a reseller still lack before it can go live; the whole list is <see cref="Onboarding"/>.</summary>
public static class Readiness
{
    /// <summary>What is missing, in the words of the form; empty when it can be submitted.</summary>
    public static IReadOnlyList<string> Missing(Account account, CompanyProfile profile)
    {
        var missing = new List<string>();
        if (!account.IsRegistered) missing.Add("its number (PENDING)");
        if (profile.Street.Length == 0) missing.Add("street");
        if (profile.City.Length == 0) missing.Add("town");
        if (profile.Country.Length == 0) missing.Add("country");
        if (profile.Email.Length == 0) missing.Add("e-mail address");
        return missing;
    }

    /// <summary>Why the account may not sell or open accounts now, in a sentence for those who see it.</summary>
    public static Refusal WhyNotSelling(Account account, IReadOnlyList<string>? stillMissing)
    {
        if (account.Status == AccountStatus.InProgress && stillMissing is { Count: > 0 } missing)
            return Refusal.Conflict("account.not_active", "This account is not active yet. Still missing: {0}.", string.Join(", ", missing));
        return Refusal.Conflict("account.not_active", account.Status switch
        {
            AccountStatus.InProgress => "This account is not active yet: its seller has to submit it, and it has to be confirmed.",
            AccountStatus.InProvisioning => "This account is not active yet: it still has to be confirmed.",
            AccountStatus.Inactive => "This account is deactivated.",
            AccountStatus.Closed => "This account is closed.",
            AccountStatus.Active => "This account does not sell.",
        });
    }
}
