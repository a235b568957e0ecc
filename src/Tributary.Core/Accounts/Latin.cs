using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Tributary.Accounts;

/// <summary>
/// Texts brought to small Latin letters and digits for comparing: without accents, other alphabets as they are commonly written
/// in Latin letters, everything else as a blank. What has no Latin spelling here (Han, kana, Hangul, Arabic) stays as it is.
/// </summary>
public static class Latin
{
    private const int Longest = 200;

    // Letters in the order of their alphabets, and how each is written: the spelling of passports, shortened where people shorten it.
    private static readonly (string Letters, string Spelled)[] Alphabets =
    [
        ("абвгдежзиклмнопрстуфхцчшщъыьэюяєіґђјљњћџѕ",
            "a b v g d e zh z i k l m n o p r s t u f kh ts ch sh shch - y - e yu ya ie i g dj j lj nj c dz dz"),
        ("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o"),
        ("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h"),
        ("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև", "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o f ev"),
        ("ßæœøłđðþıħŋſ", "ss ae oe o l d d th i h ng s"),
    ];

    private static readonly FrozenDictionary<int, string> Spelled = Alphabets
        .SelectMany(alphabet => alphabet.Letters.EnumerateRunes().Zip(alphabet.Spelled.Split(' ')))
        .ToFrozenDictionary(pair => pair.First.Value, pair => pair.Second == "-" ? "" : pair.Second);

    /// <summary>The words of a text. An ampersand and a plus read as "and"; letters that stand alone in a row are one word, as in N.V. and n v.</summary>
    public static IReadOnlyList<string> Words(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        var words = new List<string>();
        var single = false;
        foreach (var word in Of(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var isLetter = word.Length == 1 && char.IsAsciiLetter(word[0]);
            if (isLetter && single) words[^1] += word;
            else words.Add(word);
            single = isLetter;
        }
        return words;
    }

    /// <summary>The text in small Latin letters and digits, its words apart by one blank.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        // Half of a surrogate pair cannot be normalised; it becomes the sign for what cannot be read.
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) whole.Append(Form.IsNoCharacter(rune) ? Rune.ReplacementChar : rune);
        var written = new StringBuilder(text.Length + 8);
        var apostrophe = false;
        foreach (var rune in whole.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (written.Length >= Longest) break;
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark) continue;
            var small = Rune.ToLowerInvariant(rune);
            if (small.Value is '\'' or '’' or '`' or '´' or 'ʼ')
            {
                apostrophe = true;
                continue;
            }
            // What stands behind an apostrophe is a word of its own unless it is the s of a possessive, which is seen one letter later.
            if (apostrophe && small.Value != 's' && Rune.IsLetterOrDigit(small)) Blank(written);
            apostrophe = false;
            if (Spelled.TryGetValue(small.Value, out var spelled)) written.Append(spelled);
            else if (small.Value is '&' or '+') written.Append(written.Length > 0 && written[^1] != ' ' ? " and " : "and ");
            else if (Rune.IsLetterOrDigit(small)) Letter(written, small);
            else Blank(written);
        }
        return written.ToString().TrimEnd();
    }

    private static void Letter(StringBuilder written, Rune letter)
    {
        var alone = IsWordByItself(letter.Value);
        if (alone) Blank(written);
        written.Append(letter);
        if (alone) written.Append(' ');
    }

    private static void Blank(StringBuilder written)
    {
        if (written.Length > 0 && written[^1] != ' ') written.Append(' ');
    }

    private static bool IsWordByItself(int letter) => letter is >= 0x3040 and <= 0x30FF or >= 0x3400 and <= 0x9FFF;
}
