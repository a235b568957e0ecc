using System.Collections.Frozen;

namespace Tributary.Accounts;

/// <summary>
/// The forms of companies of the world and how they are written, from the file that lies beside. They say what a company is, not
/// which: names are compared without them.
/// </summary>
public static class LegalForms
{
    private const string File = "legal-forms.txt";

    // Some are words, too: those that are written with a mark count only at the end of a name, or of a part of it.
    private static readonly FrozenDictionary<string, bool> Spellings = Read();

    private static readonly int Longest = Spellings.Keys.Max(s => s.AsSpan().Count(' ') + 1);

    /// <summary>How many ways of writing them are known.</summary>
    public static int Count => Spellings.Count;

    /// <summary>The words without those that write a legal form. Whoever is called by nothing else keeps them.</summary>
    /// <param name="words">The words of a part of a name, as <see cref="Latin.Words"/> gives them.</param>
    /// <param name="found">Whether there was one.</param>
    public static IReadOnlyList<string> Without(IReadOnlyList<string> words, out bool found)
    {
        var left = new List<string>(words);
        var before = left.Count;
        while (left.Count > 0 && End(left) is var end and > 0) left.RemoveRange(left.Count - end, end);
        // N.V. Philips, OOO Romashka: some stand in front. What is only a mark there could be a name.
        while (left.Count > 1 && At(left, 0) is var start and > 0) left.RemoveRange(0, start);
        for (var i = 1; i < left.Count - 1;)
        {
            if (At(left, i) is var inside and > 0) left.RemoveRange(i, inside);
            else i++;
        }
        found = left.Count < before;
        return left;
    }

    // How many words at the end write a form, the most that do.
    private static int End(List<string> words)
    {
        for (var many = Math.Min(Longest, words.Count); many > 0; many--)
            if (Spellings.ContainsKey(string.Join(' ', words.Skip(words.Count - many)))) return many;
        return 0;
    }

    private static int At(List<string> words, int from)
    {
        for (var many = Math.Min(Longest, words.Count - from); many > 0; many--)
            if (Spellings.TryGetValue(string.Join(' ', words.Skip(from).Take(many)), out var endOnly) && !endOnly) return many;
        return 0;
    }

    private static FrozenDictionary<string, bool> Read()
    {
        using var stream = typeof(LegalForms).Assembly.GetManifestResourceStream(File)
            ?? throw new InvalidOperationException($"{File} is missing from the build.");
        using var reader = new StreamReader(stream);
        var spellings = new Dictionary<string, bool>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            foreach (var spelling in line[(line.IndexOf(':') + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var endOnly = spelling[^1] == '*';
                var words = string.Join(' ', Latin.Words(endOnly ? spelling[..^1] : spelling));
                if (words.Length > 0) spellings[words] = endOnly || spellings.GetValueOrDefault(words);
            }
        }
        return spellings.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
