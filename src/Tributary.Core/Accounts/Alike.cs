using System.Buffers;

namespace Tributary.Accounts;

/// <summary>How alike two words are, from 0 to 1, and how a word sounds. Words are as <see cref="Latin"/> writes them.</summary>
public static class Alike
{
    private const int LongestSound = 6;

    /// <summary>Jaro and Winkler's measure: letters in common and in order, the beginning counting more. Kind to swapped and missing letters.</summary>
    public static double JaroWinkler(string a, string b)
    {
        if (a == b) return a.Length == 0 ? 0 : 1;
        if (a.Length == 0 || b.Length == 0) return 0;
        var window = Math.Max(0, Math.Max(a.Length, b.Length) / 2 - 1);
        var taken = b.Length <= 128 ? stackalloc bool[b.Length] : new bool[b.Length];
        taken.Clear();
        var matched = a.Length <= 128 ? stackalloc char[a.Length] : new char[a.Length];
        var common = 0;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = Math.Max(0, i - window); j < Math.Min(b.Length, i + window + 1); j++)
            {
                if (taken[j] || a[i] != b[j]) continue;
                (taken[j], matched[common++]) = (true, a[i]);
                break;
            }
        }
        if (common == 0) return 0;
        var (moved, at) = (0, 0);
        for (var j = 0; j < b.Length; j++)
            if (taken[j] && matched[at++] != b[j]) moved++;
        var jaro = ((double)common / a.Length + (double)common / b.Length + (common - moved / 2.0) / common) / 3;
        var prefix = 0;
        while (prefix < Math.Min(4, Math.Min(a.Length, b.Length)) && a[prefix] == b[prefix]) prefix++;
        return jaro + prefix * 0.1 * (1 - jaro);
    }

    /// <summary>One less the part of the longer text that has to be typed otherwise: letters added, left out, taken for others, or swapped with the next.</summary>
    public static double Typing(string a, string b)
    {
        if (a == b) return a.Length == 0 ? 0 : 1;
        return a.Length == 0 || b.Length == 0 ? 0 : 1 - (double)Steps(a, b) / Math.Max(a.Length, b.Length);
    }

    /// <summary>Damerau and Levenshtein's distance, a swap of neighbours being one step.</summary>
    public static int Steps(string a, string b)
    {
        var wide = b.Length + 1;
        var rows = ArrayPool<int>.Shared.Rent(3 * wide);
        try
        {
            Span<int> before = rows.AsSpan(0, wide), last = rows.AsSpan(wide, wide), now = rows.AsSpan(2 * wide, wide);
            for (var j = 0; j < wide; j++) last[j] = j;
            for (var i = 1; i <= a.Length; i++)
            {
                now[0] = i;
                for (var j = 1; j < wide; j++)
                {
                    var best = Math.Min(Math.Min(now[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                    if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = Math.Min(best, before[j - 2] + 1);
                    now[j] = best;
                }
                var free = before;
                before = last;
                last = now;
                now = free;
            }
            return last[b.Length];
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rows);
        }
    }

    /// <summary>
    /// The bones of a word: its consonants, those that sound alike as one, none twice in a row, a vowel only at the beginning. A
    /// number is itself. Not of one language: Schmidt, Schmitt and Shmit are one, and so are Philips, Phillips and Filips.
    /// </summary>
    public static string Sound(string word)
    {
        if (word.Length == 0 || char.IsAsciiDigit(word[0])) return word;
        Span<char> bones = stackalloc char[LongestSound];
        var length = 0;
        for (var i = 0; i < word.Length && length < LongestSound; i++)
        {
            var next = i + 1 < word.Length ? word[i + 1] : '\0';
            var bone = word[i] switch
            {
                'a' or 'e' or 'i' or 'o' or 'u' or 'y' or 'j' => length == 0 && i == 0 ? 'a' : '\0',
                'h' => '\0',
                'p' when next == 'h' => 'f',
                's' when next == 'c' && i + 2 < word.Length && word[i + 2] == 'h' => 's',
                'c' when next == 'h' && length > 0 && bones[length - 1] == 's' => '\0',
                'c' when next is 'e' or 'i' or 'y' => 's',
                'b' => 'p',
                'd' => 't',
                'g' or 'c' or 'q' or 'k' => 'k',
                'x' => 'k',
                'v' or 'w' or 'f' => 'f',
                'z' or 's' => 's',
                'm' or 'n' => 'n',
                var other => other,
            };
            if (bone == '\0' || length > 0 && bones[length - 1] == bone) continue;
            bones[length++] = bone;
        }
        return length == 0 ? word[..1] : new string(bones[..length]);
    }
}
