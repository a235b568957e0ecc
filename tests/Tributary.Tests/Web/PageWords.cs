using System.Text;
using System.Text.RegularExpressions;

namespace Tributary.Tests.Web;

/// <summary>
/// Finds words a person would read that stand in a Razor page as they are, outside <c>@T["…"]</c>. It is no Razor parser: it takes away what
/// is code, and looks at what remains between the tags and in the attributes that are read or heard.
/// </summary>
public static partial class PageWords
{
    private const char Gap = '\u0001';

    // Names and short forms that are the same in every language.
    private static readonly HashSet<string> Same = ["CSV", "XLSX", "PDF", "JSON", "API", "URL", "DNS", "TOTP", "ID", "Tributary"];

    /// <summary>The words, each with the line of text it stands in.</summary>
    public static IEnumerable<string> In(string page)
    {
        var html = Comment().Replace(WithoutCode(page), "");
        foreach (Match tag in Tag().Matches(html))
        {
            foreach (Match attribute in Read().Matches(tag.Value))
            {
                if (HasWords(attribute.Groups[2].Value))
                {
                    yield return attribute.Value.Trim();
                }
            }
        }

        foreach (var line in Tag().Replace(Silent().Replace(html, ""), "\n").Split('\n').Select(line => line.Trim()))
        {
            if (!IsCode(line) && HasWords(line))
            {
                yield return line.Replace(Gap.ToString(), "…");
            }
        }
    }

    private static bool HasWords(string text) => Word().Matches(Entity().Replace(text, "")).Any(word => !Same.Contains(word.Value));

    private static bool IsCode(string line) => line.EndsWith(';') || line.EndsWith('{') || Inner().IsMatch(line);

    // Takes away comments, code blocks, directives and expressions; what stood there leaves a gap.
    private static string WithoutCode(string page)
    {
        var rest = new StringBuilder();
        for (var at = 0; at < page.Length;)
        {
            if (page[at] != '@')
            {
                rest.Append(page[at++]);
            }
            else if (Starts(page, at, "@@"))
            {
                rest.Append('@');
                at += 2;
            }
            else if (Starts(page, at, "@*"))
            {
                at = After(page, "*@", at);
            }
            else if (Directive().Match(page, at) is { Success: true } line)
            {
                at += line.Length;
            }
            else if (Statement().Match(page, at) is { Success: true } statement)
            {
                // What stands in the statement's braces is page again.
                at += statement.Length;
                if (statement.Value[^1] == '(')
                {
                    at = After(page, "{", PastBrackets(page, at - 1));
                }
            }
            else if (Starts(page, at, "@{") || Starts(page, at, "@functions"))
            {
                at = PastBrackets(page, After(page, "{", at) - 1);
            }
            else
            {
                at = PastExpression(page, at + 1);
                rest.Append(Gap);
            }
        }

        return rest.ToString();
    }

    private static int PastExpression(string page, int at)
    {
        if (Starts(page, at, "await "))
        {
            at += 6;
        }

        while (at < page.Length)
        {
            if (page[at] is '(' or '[')
            {
                at = PastBrackets(page, at);
            }
            else if (char.IsLetterOrDigit(page[at]) || page[at] == '_' || (page[at] is '.' or '?' or '!' && at + 1 < page.Length && (char.IsLetter(page[at + 1]) || page[at + 1] is '.' or '[')))
            {
                at++;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    // The place after the bracket that closes the one at this place; brackets in strings do not count.
    private static int PastBrackets(string page, int at)
    {
        var depth = 0;
        for (; at < page.Length; at++)
        {
            if (page[at] == '"')
            {
                for (at++; at < page.Length && page[at] != '"'; at++)
                {
                    if (page[at] == '\\')
                    {
                        at++;
                    }
                }
            }
            else if (page[at] is '(' or '[' or '{')
            {
                depth++;
            }
            else if (page[at] is ')' or ']' or '}' && --depth == 0)
            {
                return at + 1;
            }
        }

        return at;
    }

    private static int After(string page, string sign, int from) =>
        page.IndexOf(sign, from, StringComparison.Ordinal) is >= 0 and var at
            ? at + sign.Length
            : throw new FormatException($"“{sign}” is missing after: {page[from..Math.Min(page.Length, from + 60)]}");

    private static bool Starts(string page, int at, string with) => string.CompareOrdinal(page, at, with, 0, with.Length) == 0;

    [GeneratedRegex(@"<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"</?[a-zA-Z!][^<>]*>")]
    private static partial Regex Tag();

    // A statement inside a block bears no @.
    [GeneratedRegex(@"^(else( if \(.*\))?|(if|foreach|for|while|switch|using) \(.*\)|case .*:|default:)$")]
    private static partial Regex Inner();

    // What is between these is not read as it stands.
    [GeneratedRegex(@"<(script|style|title)\b[^>]*>.*?</\1>", RegexOptions.Singleline)]
    private static partial Regex Silent();

    [GeneratedRegex(@"\s(title|label|hint|placeholder|alt|aria-label|under|heading|shown|yes|explain|back-text|description|prefix|suffix)=""([^""]*)""")]
    private static partial Regex Read();

    [GeneratedRegex(@"&#?\w+;")]
    private static partial Regex Entity();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Word();

    [GeneratedRegex(@"\G@(page|model|using|namespace|inject|addTagHelper|removeTagHelper|inherits|attribute|layout)\b[^\n]*")]
    private static partial Regex Directive();

    [GeneratedRegex(@"\G@(if|foreach|for|while|switch|using|section)\b[^\n({]*[({]")]
    private static partial Regex Statement();
}
