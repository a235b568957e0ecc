using System.Collections.Frozen;
using System.IO.Compression;

namespace Tributary.Identity;

/// <summary>
/// The ten thousand passwords that guessers try first: all the long ones and the most frequent of the rest, in lower
/// case, out of zxcvbn's list (MIT; its licence lies beside the file).
/// </summary>
public static class CommonPasswords
{
    private static readonly Lazy<FrozenSet<string>> Words = new(Read);

    /// <summary>
    /// True when a guesser gets there soon: a common password, one with digits and signs before or after it, one
    /// piece said again and again, or a run along the alphabet or the digits.
    /// </summary>
    public static bool Contain(string password)
    {
        var folded = password.ToLowerInvariant();
        var core = folded.AsSpan().TrimStart(Padding).TrimEnd(Padding).ToString();
        return Words.Value.Contains(folded) || core.Length >= 4 && Words.Value.Contains(core) || IsRepeated(folded) || IsRun(folded);
    }

    private const string Padding = "0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private static bool IsRepeated(string text)
    {
        for (var length = 1; length <= text.Length / 2 && length <= 10; length++)
        {
            var piece = length;
            if (Enumerable.Range(piece, text.Length - piece).All(i => text[i] == text[i - piece])
                && (piece <= 4 || Words.Value.Contains(text[..piece])))
                return true;
        }
        return false;
    }

    // 123456789012, abcdefghijkl, 987654321098: every step is one on, one back, or round the end of the digits.
    private static bool IsRun(string text)
    {
        var steps = text.Zip(text.Skip(1), (a, b) => char.IsAsciiDigit(a) && char.IsAsciiDigit(b) ? (b - a + 10) % 10 : b - a).ToList();
        return steps.Count > 0 && (steps.TrueForAll(step => step == 1) || steps.TrueForAll(step => step is -1 or 9));
    }

    private static FrozenSet<string> Read()
    {
        using var packed = typeof(CommonPasswords).Assembly.GetManifestResourceStream("CommonPasswords.txt.gz")!;
        using var text = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        return text.ReadToEnd().Split('\n').ToFrozenSet(StringComparer.Ordinal);
    }
}
