using Tributary.Accounts;
using Tributary.Partners;

namespace Tributary.Web.Pages.Accounts;

/// <summary>The list of a reseller that is being set up, as its reader may act on it.</summary>
/// <param name="List">The list.</param>
/// <param name="Viewer">Who reads.</param>
/// <param name="Place">The address of the account's record.</param>
public sealed record OnboardingView(Onboarding List, Viewer Viewer, string Place)
{
    public bool IsOwn => List.Account.Id == Viewer.AccountId;

    /// <summary>True where the reader's account sells to it: then its prices, terms and waivers are the reader's to decide.</summary>
    public bool IsSeller => List.Account.ParentId == Viewer.AccountId;

    /// <summary>Whether the reader can do without lines of the list, or take that back.</summary>
    public bool MayWaive => IsSeller && Viewer.May(Right.ManageAccounts) && List.Account.Status == AccountStatus.InProgress;

    /// <summary>How many lines are settled, one way or another.</summary>
    public int Settled => List.Items.Count(item => item.State != OnboardingState.Open);

    /// <summary>Where a line is seen to, and in which words (a key of the texts) one is led there; null where the reader cannot.</summary>
    public (string Href, string Words)? Where(OnboardingItem item) => item.Line switch
    {
        OnboardingLine.Details when item.State == OnboardingState.Open && Viewer.May(Right.ManageAccounts) => (Place + "/edit", Texts.Key("Complete the details")),
        OnboardingLine.Branding when IsOwn && Viewer.May(Right.ManageSettings) => ("/settings/branding", Texts.Key("To the branding")),
        OnboardingLine.Domain when IsOwn && Viewer.May(Right.ManageSettings) && item.State != OnboardingState.NotNeeded => ("/settings/branding", Texts.Key("Prove the domain")),
        OnboardingLine.Domain when IsSeller && Viewer.May(Right.ManageAccounts) => (Place + "/edit", Texts.Key("Give or change the domain")),
        OnboardingLine.Prices when IsSeller && Viewer.May(Right.ViewPrices) && !Viewer.HidesPrices => (Place + "/prices", Texts.Key("Set its prices")),
        OnboardingLine.Agreement when IsOwn && item.State != OnboardingState.NotNeeded => ("/agreement", Texts.Key("Read the agreement")),
        OnboardingLine.Agreement when IsSeller && Viewer.May(Right.ManageSettings) => ("/settings/agreements", Texts.Key("To the agreements")),
        OnboardingLine.Balance when IsOwn && Viewer.May(Right.ViewMoney) && !Viewer.HidesPrices => ("/wallet", Texts.Key("To the wallet")),
        OnboardingLine.Balance when IsSeller && Viewer.May(Right.ViewMoney) && !Viewer.HidesPrices => (Place + "/wallet", Texts.Key("Terms and wallet")),
        _ => null,
    };
}
