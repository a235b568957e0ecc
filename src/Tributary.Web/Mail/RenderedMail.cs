using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Tributary.Accounts;
using Tributary.Web.Media;

namespace Tributary.Web.Mail;

/// <summary>A file that goes along with a mail.</summary>
/// <param name="Name">What it is called: small letters, digits, hyphens, and what says its sort.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Content">What is in it.</param>
public sealed record MailFile(string Name, string Type, byte[] Content);

/// <summary>A mail as it goes out: everything in it is said.</summary>
public sealed record RenderedMail
{
    private const string LogoPart = "logo";

    /// <summary>Where the HTML finds the logo among the parts of the mail.</summary>
    internal const string LogoAddress = "cid:" + LogoPart;

    /// <summary>The id of the row; the same mail sent twice has the same one, so that who receives it can fold them.</summary>
    public required Guid Id { get; init; }
    /// <summary>Where it goes.</summary>
    public required string To { get; init; }
    /// <summary>Whose name it bears, and from which address it comes.</summary>
    public required MailAddress From { get; init; }
    /// <summary>Where an answer goes; null for where it comes from.</summary>
    public required MailAddress? ReplyTo { get; init; }
    /// <summary>One line.</summary>
    public required string Subject { get; init; }
    /// <summary>As plain text.</summary>
    public required string Text { get; init; }
    /// <summary>As a page of HTML that needs nothing from elsewhere; the logo is a part of the mail itself.</summary>
    public required string Html { get; init; }
    /// <summary>The sender's logo, or null.</summary>
    public Upload? Logo { get; init; }
    /// <summary>The files that go along; they are made with the words, when it is sent, and kept nowhere.</summary>
    public IReadOnlyList<MailFile> Files { get; init; } = [];
    /// <summary>The same page as it is shown in the panel, where the logo is a file of the panel's own.</summary>
    public string HtmlInPanel => Logo is null ? Html : Html.Replace(LogoAddress, MediaFiles.Address(Logo.Id), StringComparison.Ordinal);
    /// <summary>The language of both.</summary>
    public required string Language { get; init; }

    /// <summary>As the framework sends it; the caller disposes it.</summary>
    public MailMessage ToMessage()
    {
        var message = new MailMessage { From = From, Subject = Subject, SubjectEncoding = Encoding.UTF8, HeadersEncoding = Encoding.UTF8 };
        message.To.Add(new MailAddress(To));
        if (ReplyTo is not null) message.ReplyToList.Add(ReplyTo);
        message.Headers["Message-ID"] = $"<{PublicId.Format("msg", Id)}@{From.Host}>";
        message.Headers["Auto-Submitted"] = "auto-generated";
        message.Headers["Content-Language"] = Language;
        message.AlternateViews.Add(Part(Text, MediaTypeNames.Text.Plain));
        var html = Part(Html, MediaTypeNames.Text.Html);
        if (Logo is not null)
            html.LinkedResources.Add(new LinkedResource(new MemoryStream(Logo.Content), Logo.Type) { ContentId = LogoPart, TransferEncoding = TransferEncoding.Base64 });
        message.AlternateViews.Add(html);
        foreach (var file in Files) message.Attachments.Add(new Attachment(new MemoryStream(file.Content), file.Name, file.Type) { TransferEncoding = TransferEncoding.Base64 });
        return message;
    }

    private static AlternateView Part(string text, string type)
    {
        var part = AlternateView.CreateAlternateViewFromString(text.ReplaceLineEndings("\r\n"), Encoding.UTF8, type);
        part.TransferEncoding = TransferEncoding.QuotedPrintable;
        return part;
    }

    /// <summary>A text on one line, without what could begin a header of its own or turn the direction of what follows.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var breaks = Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) || rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069;
            if (!breaks) line.Append(rune);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }
        return line.ToString().TrimEnd();
    }
}
