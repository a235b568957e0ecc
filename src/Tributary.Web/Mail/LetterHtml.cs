using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Mail;

/// <summary>
/// A letter as HTML, as mail programs read it: a table, styles on each element, nothing from elsewhere. Every text is
/// escaped. The sender's logo, where it has one, and its name in its colour stand on top.
/// </summary>
internal static class LetterHtml
{
    private const string Font = "font-family:Inter,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
    private const string Ink = "#1d2733";
    private const string Soft = "#526071";

    public static string Of(Letter letter, SenderBrand sender, string language, IStringLocalizer<Texts> texts)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"").Append(Escaped(language)).Append("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
            .Append(Escaped(RenderedMail.OneLine(letter.Subject))).Append("</title></head>\n");
        html.Append($"<body style=\"margin:0;padding:0;background:#f4f6f8;{Font};font-size:15px;line-height:1.5;color:{Ink}\">\n");
        html.Append("<main><table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse:collapse\"><tr><td align=\"center\" style=\"padding:24px 12px\">\n");
        html.Append($"<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"max-width:560px;text-align:left;background:#ffffff;border:1px solid #dfe4ea;border-top:4px solid {sender.Colour}\">\n");
        html.Append("<tr><td style=\"padding:20px 28px 0\">");
        if (sender.Logo is { } logo)
        {
            // The name stands below it in letters, so that the picture says nothing of its own.
            var scale = Math.Min(1.0, Math.Min(200.0 / logo.Width, 48.0 / logo.Height));
            html.Append(CultureInfo.InvariantCulture, $"<img src=\"{RenderedMail.LogoAddress}\" alt=\"\" width=\"{Math.Max(1, (int)(logo.Width * scale))}\" height=\"{Math.Max(1, (int)(logo.Height * scale))}\" style=\"display:block;border:0;margin:0 0 8px\">");
        }
        html.Append($"<strong style=\"font-size:17px;color:{sender.Colour}\">").Append(Escaped(sender.Name)).Append("</strong></td></tr>\n<tr><td style=\"padding:16px 28px 8px\">\n");
        html.Append("<h1 style=\"margin:0 0 14px;font-size:19px;line-height:1.3\">").Append(Escaped(RenderedMail.OneLine(letter.Subject))).Append("</h1>\n");
        foreach (var part in letter.Parts) Append(html, part, sender, texts);
        html.Append($"</td></tr>\n<tr><td style=\"padding:16px 28px 20px;border-top:1px solid #dfe4ea;font-size:13px;color:{Soft}\">");
        html.AppendJoin("<br>\n", sender.Signature.Select(Escaped));
        return html.Append("</td></tr>\n</table>\n</td></tr></table></main>\n</body></html>\n").ToString();
    }

    private static void Append(StringBuilder html, LetterPart part, SenderBrand sender, IStringLocalizer<Texts> texts)
    {
        switch (part)
        {
            case LetterPart.Words(var words):
                html.Append("<p style=\"margin:0 0 14px\">").Append(Escaped(words)).Append("</p>\n");
                break;
            case LetterPart.Small(var words):
                html.Append($"<p style=\"margin:0 0 14px;font-size:13px;color:{Soft}\">").Append(Escaped(words)).Append("</p>\n");
                break;
            case LetterPart.Way(var words, { } address):
                html.Append("<p style=\"margin:4px 0 18px\"><a target=\"_blank\" rel=\"noopener\" href=\"").Append(Escaped(address))
                    .Append($"\" style=\"display:inline-block;padding:10px 18px;background:{sender.Colour};color:#ffffff;text-decoration:none;border-radius:6px;font-weight:600\">")
                    .Append(Escaped(words)).Append("</a></p>\n");
                break;
            case LetterPart.Way(var words, _):
                html.Append("<p style=\"margin:4px 0 18px\"><strong>").Append(Escaped(words)).Append("</strong><br>").Append(Escaped(LetterText.Secret(texts))).Append("</p>\n");
                break;
            case LetterPart.Lines(var lines):
                html.Append("<ul style=\"margin:0 0 14px;padding-left:20px\">\n");
                foreach (var (words, address) in lines)
                {
                    html.Append("<li style=\"margin:0 0 6px\">");
                    if (address is null) html.Append(Escaped(words));
                    else html.Append("<a target=\"_blank\" rel=\"noopener\" href=\"").Append(Escaped(address)).Append($"\" style=\"color:{sender.Colour}\">").Append(Escaped(words)).Append("</a>");
                    html.Append("</li>\n");
                }
                html.Append("</ul>\n");
                break;
        }
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
