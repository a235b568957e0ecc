using System.Text.Json.Serialization;
using Tributary.Web.Security;

namespace Tributary.Web.Mail.Templates;

/// <summary>A person changes the email they sign in with.</summary>
internal static class NewEmail
{
    /// <summary>What the warning holds.</summary>
    public sealed record Asked([property: JsonPropertyName("email")] string Email);

    /// <summary>To the new address. The link confirms the address asked for last, so it goes to no other.</summary>
    public static Letter? Confirm(Scene scene)
    {
        if (scene.Person is not { NewEmail: { } wanted } person || !string.Equals(wanted, scene.Message.Email, StringComparison.OrdinalIgnoreCase)) return null;
        var texts = scene.T;
        return new(texts["Confirm your email"],
            new LetterPart.Words(texts["Hello {0},", person.Name]),
            new LetterPart.Words(texts["You want to sign in with {0} from now on. Please confirm that it is yours.", wanted]),
            new LetterPart.Way(texts["Confirm this email"], scene.Secret("/email", LinkKind.Email)),
            new LetterPart.Small(texts["The link works once and is good for a day. If you did not ask for it, there is nothing to do."]));
    }

    /// <summary>To the old one.</summary>
    public static Letter? Warn(Scene scene)
    {
        var texts = scene.T;
        return new(texts["Your email is about to change"],
            new LetterPart.Words(scene.Person is { } person ? texts["Hello {0},", person.Name] : texts["Hello,"]),
            new LetterPart.Words(texts["Somebody, probably you, asked to sign in with {0} instead of this address. It changes once that address is confirmed.", scene.Data<Asked>().Email]),
            new LetterPart.Words(texts["If it was not you, change your password now. That also ends what was asked for."]),
            new LetterPart.Way(texts["Open my profile"], scene.Page("/profile")));
    }
}
