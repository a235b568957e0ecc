using System.Globalization;
using System.Text;

namespace Tributary;

/// <summary>
/// Reads the fields of an input and gathers what is wrong with them, so that a person is told everything at once.
/// Text is trimmed and brought into Unicode's composed form. Control characters, characters that turn the direction of
/// writing around, and broken surrogates are refused: they mislead readers or do not survive the database.
/// </summary>
public sealed class Form
{
    /// <summary>The most characters of a line of text where nothing else is said.</summary>
    public const int Line = 200;

    private readonly Dictionary<string, List<string>> wrong = [];

    /// <summary>Says that a field is wrong, in a sentence its author may read.</summary>
    public void Wrong(string field, string sentence)
    {
        if (!wrong.TryGetValue(field, out var sentences)) wrong[field] = sentences = [];
        sentences.Add(sentence);
    }

    /// <summary>Says that a field is wrong unless <paramref name="holds"/>.</summary>
    public void Must(bool holds, string field, string sentence)
    {
        if (!holds) Wrong(field, sentence);
    }

    /// <summary>A text of at most <paramref name="most"/> characters, trimmed; null stays null.</summary>
    /// <param name="field">The field's name in the API.</param>
    /// <param name="value">What was entered.</param>
    /// <param name="most">The most characters it may have.</param>
    /// <param name="required">True when it must not be empty or missing.</param>
    /// <param name="lines">True when it may have several lines.</param>
    public string? Text(string field, string? value, int most = Line, bool required = false, bool lines = false)
    {
        var text = value?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            Must(!required, field, "This is needed.");
            return text;
        }
        if (!Readable(text, lines))
        {
            Wrong(field, "This contains characters that cannot be used here.");
            return text;
        }
        text = text.Normalize();
        Must(text.Length <= most, field, $"This may have at most {most.ToString(CultureInfo.InvariantCulture)} characters.");
        return text;
    }

    /// <summary>Refuses with everything that was found wrong, by field; does nothing when all is well.</summary>
    /// <exception cref="Refusal">422, under <paramref name="code"/>.</exception>
    public void Check(string code)
    {
        if (wrong.Count > 0) throw Refusal.Fields(code, wrong.ToDictionary(w => w.Key, w => w.Value.ToArray()));
    }

    internal static bool Readable(string text, bool lines)
    {
        for (var i = 0; i < text.Length; i += char.IsHighSurrogate(text[i]) ? 2 : 1)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || IsNoCharacter(rune)) return false;
            if (lines && rune.Value is '\n' or '\r' or '\t') continue;
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) return false;
            if (rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069) return false;
        }
        return true;
    }

    /// <summary>True for a code that Unicode keeps free for good: no text holds one, and none that does can be normalised.</summary>
    internal static bool IsNoCharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;
}
