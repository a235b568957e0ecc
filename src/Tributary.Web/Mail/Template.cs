using System.Collections.Frozen;

namespace Tributary.Web.Mail;

/// <summary>
/// A sort of mail: how it is called in lists (a key of the texts), and how it is written. A template is a file in
/// <c>Mail/Templates</c> and a line here; it writes a <see cref="Letter"/>, or null when what it was about is over. Whoever
/// wants it sent says <c>sheet.Mail(…, "its_name", …)</c> in a deed.
/// </summary>
internal sealed record Template(string Title, Func<Scene, Letter?> Write)
{
    private static readonly FrozenDictionary<string, Template> All = new Dictionary<string, Template>
    {
        ["invitation"] = new(Texts.Key("Invitation"), Templates.Invitation.New),
        ["invited"] = new(Texts.Key("Question to join"), Templates.Invitation.Known),
        ["email_confirm"] = new(Texts.Key("New email, to confirm"), Templates.NewEmail.Confirm),
        ["email_warning"] = new(Texts.Key("New email, to the old one"), Templates.NewEmail.Warn),
        ["password_reset"] = new(Texts.Key("Link for a password"), Templates.PasswordReset.Write),
        ["account.registered"] = new(Texts.Key("Number of a new account"), Templates.NumberLetter.Write),
        ["monthly_report"] = new(Texts.Key("Monthly report"), Templates.ReportLetter.Write),
        ["notice"] = new(Texts.Key("Notice"), Templates.NoticeLetter.Write),
    }.ToFrozenDictionary();

    /// <summary>The template of this name, or null.</summary>
    public static Template? Of(string name) => All.GetValueOrDefault(name);

    /// <summary>The names of all of them.</summary>
    public static IEnumerable<string> Names => All.Keys;
}
