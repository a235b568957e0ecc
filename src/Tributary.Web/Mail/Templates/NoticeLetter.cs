using Tributary.Notices;
using Tributary.Partners;
using Tributary.Web.Pages;

namespace Tributary.Web.Mail.Templates;

/// <summary>What an account should know, in the words the panel has for it: one thing, or several that came together.</summary>
internal static class NoticeLetter
{
    public static Letter? Write(Scene scene)
    {
        var (texts, account) = (scene.T, scene.Account);
        var mail = scene.Data<NoticeMail>();
        var told = mail.Notices.Select(line => Told.Notice(Of(scene, line), texts, scene.Amounts, scene.Named)).ToList();
        if (told.Count == 0) return null;

        var one = told.Count == 1 && mail.More == 0;
        List<LetterPart> parts = [];
        if (scene.Person is { } person) parts.Add(new LetterPart.Words(texts["Hello {0},", person.Name]));
        parts.Add(new LetterPart.Words(texts["This is about {0}.", account.Name]));
        if (one)
        {
            parts.Add(new LetterPart.Words(told[0].Title));
            parts.Add(new LetterPart.Way(texts["Open it in the panel"], scene.Page(told[0].Href ?? "/notices")));
        }
        else
        {
            parts.Add(new LetterPart.Lines([.. told.Select(words => (words.Title, words.Href is { } href ? scene.Page(href) : null))]));
            if (mail.More > 0) parts.Add(new LetterPart.Words(texts["And {0} more.", scene.Culture.Number(mail.More)]));
            parts.Add(new LetterPart.Way(texts["Open the notices"], scene.Page("/notices")));
        }
        parts.Add(new LetterPart.Small(texts["You read this because you look after it for {0}.", account.Name]));
        return new(one ? told[0].Title : texts["{0}: {1} things you should know", account.Name, scene.Culture.Number(told.Count + mail.More)], parts);
    }

    private static Notice Of(Scene scene, NoticeMail.Line line) => new()
    {
        Id = scene.Message.Id, BranchId = scene.Message.BranchId, AccountId = scene.Account.Id, Path = scene.Account.Path, Kind = line.Kind, At = line.At,
        Subject = line.Subject, Data = line.Data,
    };
}
