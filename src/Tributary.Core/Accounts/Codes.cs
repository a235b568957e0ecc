namespace Tributary.Accounts;

/// <summary>The names of kinds, states and settlements for programs, files and figures. Never translated.</summary>
public static class Codes
{
    /// <summary>The kind's name.</summary>
    public static string Code(this AccountKind kind) => kind switch
    {
        AccountKind.Provider => "provider",
        AccountKind.Reseller => "reseller",
        AccountKind.Customer => "customer",
        AccountKind.Division => "division",
    };

    /// <summary>The status's name.</summary>
    public static string Code(this AccountStatus status) => status switch
    {
        AccountStatus.InProgress => "in_progress",
        AccountStatus.InProvisioning => "in_provisioning",
        AccountStatus.Active => "active",
        AccountStatus.Inactive => "inactive",
        AccountStatus.Closed => "closed",
    };

    /// <summary>The settlement's name.</summary>
    public static string Code(this Settlement settlement) => settlement switch
    {
        Settlement.Prepaid => "prepaid",
        Settlement.Invoiced => "invoiced",
        Settlement.BilledElsewhere => "billed_elsewhere",
    };

    /// <summary>The name of a line of the list by which a reseller is set up.</summary>
    public static string Code(this OnboardingLine line) => line switch
    {
        OnboardingLine.Details => "details",
        OnboardingLine.Branding => "branding",
        OnboardingLine.Domain => "domain",
        OnboardingLine.Prices => "prices",
        OnboardingLine.Agreement => "agreement",
        OnboardingLine.Balance => "balance",
    };

    /// <summary>The name of what becomes of subscriptions.</summary>
    public static string Code(this RunningChoice running) => running switch
    {
        RunningChoice.GoOn => "go_on",
        RunningChoice.Pause => "pause",
    };

    /// <summary>Reads what <see cref="Code(AccountKind)"/> writes, and nothing else.</summary>
    public static bool TryKind(string? code, out AccountKind kind) => Find(code, Code, out kind);

    /// <summary>Reads what <see cref="Code(AccountStatus)"/> writes, and nothing else.</summary>
    public static bool TryStatus(string? code, out AccountStatus status) => Find(code, Code, out status);

    /// <summary>Reads what <see cref="Code(Settlement)"/> writes, and nothing else.</summary>
    public static bool TrySettlement(string? code, out Settlement settlement) => Find(code, Code, out settlement);

    private static bool Find<T>(string? code, Func<T, string> codeOf, out T found) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (codeOf(value) != code) continue;
            found = value;
            return true;
        }
        found = default;
        return false;
    }
}
