using Microsoft.Extensions.Localization;

namespace Tributary.Web.Pages.Keys;

/// <summary>One part of the API, and what a key may do in it.</summary>
/// <param name="Name">The word programs know: <c>orders</c>.</param>
/// <param name="Title">The word people know.</param>
/// <param name="About">What the part holds.</param>
/// <param name="Scopes">The scopes in it, each with the word for it.</param>
public sealed record KeyArea(string Name, string Title, string About, IReadOnlyList<(string Scope, string Word)> Scopes);

/// <summary>The words for what a key may do.</summary>
internal static class Words
{
    /// <summary>These scopes by the part of the API they open, in the order given.</summary>
    public static IReadOnlyList<KeyArea> Areas(IEnumerable<string> scopes) =>
        [.. scopes.GroupBy(scope => scope.Split(':')[0]).Select(part => new KeyArea(part.Key, Title(part.Key), About(part.Key), [.. part.Select(scope => (scope, Word(scope)))]))];

    /// <summary>What a key may do, in a line: “Orders: change · Wallet: read”.</summary>
    public static string Line(string scopes, IStringLocalizer<Texts> texts) =>
        string.Join(" · ", Areas(scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(area => $"{texts[area.Title]}: {texts[area.Scopes[^1].Word].Value.ToLowerInvariant()}"));

    private static string Word(string scope) => scope.EndsWith(":write", StringComparison.Ordinal) ? Texts.Key("Change") : Texts.Key("Read");

    private static string Title(string part) => part switch
    {
        "accounts" => Texts.Key("Accounts"),
        "orders" => Texts.Key("Orders"),
        "prices" => Texts.Key("Prices"),
        "wallet" => Texts.Key("Wallet"),
        "catalogue" => Texts.Key("Catalogue"),
        "work" => Texts.Key("Provisioning"),
        "people" => Texts.Key("People"),
        "settings" => Texts.Key("Settings"),
        "usage" => Texts.Key("Usage"),
        _ => part,
    };

    private static string About(string part) => part switch
    {
        "accounts" => Texts.Key("Resellers, customers and divisions: open them, edit them, see what they did."),
        "orders" => Texts.Key("Orders and subscriptions: quote, place, change, renew, cancel."),
        "prices" => Texts.Key("What you pay and what you charge, and exchange rates."),
        "wallet" => Texts.Key("Balances and statements; credit what your buyers paid."),
        "catalogue" => Texts.Key("Products, plans and price list imports."),
        "work" => Texts.Key("What is being delivered, and what came of it."),
        "people" => Texts.Key("Who may sign in, with which role; API keys."),
        "settings" => Texts.Key("How your account sells."),
        "usage" => Texts.Key("What end users did: report it, and read how many were active."),
        _ => "",
    };
}
