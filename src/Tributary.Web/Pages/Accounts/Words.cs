using Tributary.Accounts;

namespace Tributary.Web.Pages.Accounts;

/// <summary>What an account's status means, said where it stands. Keys of the texts.</summary>
public static class Words
{
    /// <summary>The sentence beside a status.</summary>
    public static string Explain(AccountStatus status) => status switch
    {
        AccountStatus.InProgress => Texts.Key("Being set up: details, prices or terms may still be missing."),
        AccountStatus.InProvisioning => Texts.Key("Submitted by its seller; the provider has to confirm it."),
        AccountStatus.Active => Texts.Key("Ready to create accounts, to sell and to buy."),
        AccountStatus.Inactive => Texts.Key("Switched off: nothing new can be sold, opened or ordered. What runs goes on."),
        AccountStatus.Closed => Texts.Key("Ended for good; its history stays."),
    };
}
