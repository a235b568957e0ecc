using Tributary.Web.Pages;

namespace Tributary.Web.Mail.Templates;

/// <summary>An account has its number: to whoever was named for that when it was opened.</summary>
internal static class NumberLetter
{
    public static Letter? Write(Scene scene)
    {
        var (texts, account) = (scene.T, scene.Account);
        if (account.Number is not { } number) return null;
        List<LetterPart> parts = [];
        if (scene.Person is { } person) parts.Add(new LetterPart.Words(texts["Hello {0},", person.Name]));
        parts.Add(new LetterPart.Words(texts["{0} is registered, and its number is {1}. From now on it can have users, assets and orders.", account.Name, number]));
        // Whoever is an address alone need not have a place in the panel.
        if (scene.Person is not null) parts.Add(new LetterPart.Way(texts["Open it in the panel"], scene.Page(Spoken.Place(account))));
        parts.Add(new LetterPart.Small(texts["You read this because you were named to be told when the number of {0} is there.", account.Name]));
        return new(texts["{0} has its number: {1}", account.Name, number], parts);
    }
}
