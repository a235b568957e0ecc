using System.Text.Json.Serialization;
using Tributary.Web.Security;

namespace Tributary.Web.Mail.Templates;

/// <summary>Brings a person into an account.</summary>
internal static class Invitation
{
    // A batch upload has one name for both, and says which it is.
    private sealed record Values([property: JsonPropertyName("asks")] bool Asks = false);

    /// <summary>Somebody new, who sets their first password. Sent again to somebody who has one by now, it shows the way in.</summary>
    public static Letter? New(Scene scene)
    {
        if (scene.Data<Values>().Asks) return Known(scene);
        if (scene.Person is not { } person) return null;
        var texts = scene.T;
        var known = person.PasswordHash is not null;
        return new(texts["Your access to {0}", scene.Account.Name],
            new LetterPart.Words(texts["Hello {0},", person.Name]),
            new LetterPart.Words(texts["{0} has made an access for you to the panel of {1}.", scene.Account.Name, scene.Sender.Name]),
            known ? new LetterPart.Way(texts["Sign in"], scene.Page("/login")) : new LetterPart.Way(texts["Set your password"], scene.Secret("/reset", LinkKind.Invitation)),
            new LetterPart.Small(known ? texts["You sign in with {0} and the password you have set.", person.Email!] : texts["The link works once and is good for a week. After that, ask whoever invited you for another."]),
            new LetterPart.Small(texts["If you do not know what this is about, there is nothing to do."]));
    }

    /// <summary>Somebody who signs in here already. They have not said yes, so nothing of them but their address stands in it.</summary>
    public static Letter? Known(Scene scene)
    {
        var texts = scene.T;
        return new(texts["{0} asks you to join", scene.Account.Name],
            new LetterPart.Words(texts["Hello,"]),
            new LetterPart.Words(texts["{0} would like you to act for it in the panel of {1}. You sign in as you always do, and are asked whether you want to.", scene.Account.Name, scene.Sender.Name]),
            new LetterPart.Way(texts["Sign in and answer"], scene.Page("/choose")),
            new LetterPart.Small(texts["Until you say yes, they see of you the email they have typed and nothing else."]));
    }
}
