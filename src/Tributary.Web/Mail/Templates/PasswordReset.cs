using Tributary.Web.Security;

namespace Tributary.Web.Mail.Templates;

/// <summary>A person forgot their password.</summary>
internal static class PasswordReset
{
    public static Letter? Write(Scene scene)
    {
        if (scene.Person is not { } person) return null;
        var texts = scene.T;
        var first = person.PasswordHash is null;
        return new(texts["Set your password"],
            new LetterPart.Words(texts["Hello {0},", person.Name]),
            new LetterPart.Words(texts["Somebody, probably you, asked to set a new password for {0}.", person.Email!]),
            new LetterPart.Way(texts["Set your password"], scene.Secret("/reset", first ? LinkKind.Invitation : LinkKind.Reset)),
            new LetterPart.Small(first ? texts["The link works once and is good for a week."] : texts["The link works once and is good for three hours."]),
            new LetterPart.Small(texts["If it was not you, there is nothing to do: your password stays as it is."]));
    }
}
