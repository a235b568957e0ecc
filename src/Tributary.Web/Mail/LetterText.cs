using System.Text;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Mail;

/// <summary>A letter as plain text.</summary>
internal static class LetterText
{
    public static string Of(Letter letter, SenderBrand sender, IStringLocalizer<Texts> texts)
    {
        var text = new StringBuilder();
        foreach (var part in letter.Parts)
        {
            switch (part)
            {
                case LetterPart.Words(var words):
                    text.AppendLine(words).AppendLine();
                    break;
                case LetterPart.Small(var words):
                    text.AppendLine(words).AppendLine();
                    break;
                case LetterPart.Way(var words, var address):
                    text.Append(words).AppendLine(":").AppendLine(address ?? Secret(texts)).AppendLine();
                    break;
                case LetterPart.Lines(var lines):
                    foreach (var (words, address) in lines)
                    {
                        text.Append("- ").AppendLine(words);
                        if (address is not null) text.Append("  ").AppendLine(address);
                    }
                    text.AppendLine();
                    break;
            }
        }
        text.AppendLine("-- ");
        foreach (var line in sender.Signature) text.AppendLine(line);
        return text.ToString().ReplaceLineEndings("\n").TrimEnd() + "\n";
    }

    /// <summary>What stands in the place of a link that is in the mail itself and nowhere else.</summary>
    public static string Secret(IStringLocalizer<Texts> texts) => texts["(The link stands in the mail itself.)"];
}
