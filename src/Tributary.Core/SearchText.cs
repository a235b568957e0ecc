using System.Globalization;
using System.Text;

namespace Tributary;

/// <summary>
/// How texts are made alike, so that a thing is found however its name was typed: without case, accents and punctuation.
/// What is looked for is the beginning of a word, which is a range of an index on both databases.
/// </summary>
public static class SearchText
{
    /// <summary>The longest text that is kept or looked for.</summary>
    public const int Longest = 80;

    private const int MostWords = 12;

    /// <summary>Letters that Unicode does not take apart, as people type them who do not have them.</summary>
    private static readonly Dictionary<int, string> Spelled = new()
    {
        ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['ø'] = "o", ['ł'] = "l", ['đ'] = "d", ['ð'] = "d", ['þ'] = "th", ['ı'] = "i", ['ħ'] = "h",
    };

    /// <summary>The text in small letters without accents, its words apart by one blank; empty when there is no letter or digit in it.</summary>
    public static string Fold(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        // Half of a surrogate pair cannot be normalised; it becomes the sign for what cannot be read.
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) whole.Append(Form.IsNoCharacter(rune) ? Rune.ReplacementChar : rune);

        var folded = new StringBuilder(text.Length);
        foreach (var rune in whole.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (folded.Length >= Longest) break;
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark) continue;
            var small = Rune.ToLowerInvariant(rune);
            if (Spelled.TryGetValue(small.Value, out var spelled)) folded.Append(spelled);
            else if (Rune.IsLetterOrDigit(small)) folded.Append(small);
            else if (folded.Length > 0 && folded[^1] != ' ') folded.Append(' ');
        }
        return folded.ToString().TrimEnd();
    }

    /// <summary>The folded text without blanks, as the headings and the few words of a table are compared.</summary>
    public static string Bare(string? text) => Fold(text).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>The folded text from each of its words on: "northwind cloud" and "cloud". Scripts without blanks count each character as a word.</summary>
    public static IReadOnlyList<string> Words(string? text)
    {
        var folded = Fold(text);
        var words = new List<string>();
        for (var at = 0; at < folded.Length && words.Count < MostWords; at++)
            if (folded[at] != ' ' && (at == 0 || folded[at - 1] == ' ' || IsWordByItself(folded[at])))
                words.Add(folded[at..]);
        return words;
    }

    /// <summary>The exclusive upper end of the texts that begin with <paramref name="key"/>, compared byte by byte.</summary>
    public static string End(string key) => key + "\U0010FFFF";

    private static bool IsWordByItself(char letter) => letter is >= '\u3040' and <= '\u30ff' or >= '\u3400' and <= '\u9fff';
}
