using Tributary.Accounts;
using Tributary.Partners;
using Tributary.Web.Kit;

namespace Tributary.Web.Pages.Accounts;

/// <summary>What an account's status means, said where it stands. Keys of the texts.</summary>
public static class Words
{
    /// <summary>The sentence beside a status.</summary>
    public static string Explain(AccountStatus status) => status switch
    {
        AccountStatus.InProgress => Texts.Key("Being set up: details, prices or terms may still be missing."),
        AccountStatus.InProvisioning => Texts.Key("Submitted by its seller; it waits to be confirmed."),
        AccountStatus.Active => Texts.Key("Ready to create accounts, to sell and to buy."),
        AccountStatus.Inactive => Texts.Key("Switched off: nothing new can be sold, opened or ordered, and its people cannot sign in."),
        AccountStatus.Closed => Texts.Key("Ended for good; its history stays."),
    };

    /// <summary>What a look for a domain's record found (<see cref="HostName.Finding"/>).</summary>
    public static string Finding(string? finding) => finding switch
    {
        "no_record" => Texts.Key("There is no such record yet. DNS may take a while to show it."),
        "other_token" => Texts.Key("There is such a record, but with another value."),
        "no_answer" => Texts.Key("The domain's DNS gave no answer. It is asked again."),
        "taken" => Texts.Key("The record is right, but this name is in use here already."),
        _ => Texts.Key("Not looked for yet."),
    };

    /// <summary>What a line of the list is called.</summary>
    public static string Of(OnboardingLine line) => line switch
    {
        OnboardingLine.Details => Texts.Key("Company details"),
        OnboardingLine.Branding => Texts.Key("Branding"),
        OnboardingLine.Domain => Texts.Key("Domain"),
        OnboardingLine.Prices => Texts.Key("Wholesale prices"),
        OnboardingLine.Agreement => Texts.Key("Agreement"),
        OnboardingLine.Balance => Texts.Key("First balance"),
    };

    /// <summary>How far a line is, in a word and a tone.</summary>
    public static (string Word, Tone Tone) Of(OnboardingState state) => state switch
    {
        OnboardingState.Done => (Texts.Key("Done"), Tone.Good),
        OnboardingState.Open => (Texts.Key("Missing"), Tone.Warning),
        OnboardingState.Waived => (Texts.Key("Done without"), Tone.Neutral),
        OnboardingState.NotNeeded => (Texts.Key("Not needed"), Tone.Neutral),
    };

    /// <summary>Why a line is as it is.</summary>
    public static string Why(Onboarding list, OnboardingItem item) => (item.Line, item.State) switch
    {
        (OnboardingLine.Details, OnboardingState.Done) => Texts.Key("Number, address and mail address are there."),
        (OnboardingLine.Details, _) => Texts.Key("Still missing: {0}."),
        (OnboardingLine.Branding, OnboardingState.Done) => Texts.Key("It shows itself with a name, a colour or a logo of its own."),
        (OnboardingLine.Branding, OnboardingState.Waived) => Texts.Key("It goes live under its plain name."),
        (OnboardingLine.Branding, _) => Texts.Key("A name, a colour or a logo for its panel and its mail."),
        (OnboardingLine.Domain, OnboardingState.Done) => Texts.Key("Its domain is proven; its panel can live there."),
        (OnboardingLine.Domain, OnboardingState.Waived) => Texts.Key("It lives at the installation's own address."),
        (OnboardingLine.Domain, OnboardingState.NotNeeded) => Texts.Key("No domain was given: it lives at the installation's own address."),
        (OnboardingLine.Domain, _) => Texts.Key("A DNS record has to prove that the domain is its own."),
        (OnboardingLine.Prices, OnboardingState.Done) => Texts.Key("Its seller has set what it pays."),
        (OnboardingLine.Prices, OnboardingState.Waived) => Texts.Key("It pays its seller's usual prices."),
        (OnboardingLine.Prices, _) => Texts.Key("Its seller sets what it pays, or lets the usual prices be its own."),
        (OnboardingLine.Agreement, OnboardingState.Done) => Texts.Key("Version {1} of the agreement is accepted."),
        (OnboardingLine.Agreement, OnboardingState.NotNeeded) => Texts.Key("Its seller has published no agreement."),
        (OnboardingLine.Agreement, _) => list.Accepted is null ? Texts.Key("It reads version {1} of the agreement and accepts it in its panel.") : Texts.Key("Version {1} of the agreement is new; it reads it and accepts it in its panel."),
        (OnboardingLine.Balance, OnboardingState.Done) => list.Terms?.Settlement == Settlement.Invoiced ? Texts.Key("It is invoiced, up to its limit.") : Texts.Key("Its wallet is filled."),
        (OnboardingLine.Balance, OnboardingState.NotNeeded) => Texts.Key("It is billed elsewhere; nothing has to be there first."),
        (OnboardingLine.Balance, OnboardingState.Waived) => Texts.Key("It goes live before it can buy."),
        (OnboardingLine.Balance, _) => list.Terms?.Settlement == Settlement.Invoiced ? Texts.Key("It is invoiced, but has no limit yet.") : Texts.Key("Its wallet is empty, so it could buy nothing."),
        _ => throw new ArgumentOutOfRangeException(nameof(item)),
    };
}
