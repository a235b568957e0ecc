using System.Text;

namespace Tributary;

/// <summary>The encodings in which files of text are read.</summary>
public enum TextEncoding
{
    /// <summary>UTF-8, and so ASCII.</summary>
    Utf8 = 1,
    /// <summary>UTF-16, low byte first, as Windows writes it.</summary>
    Utf16 = 2,
    /// <summary>UTF-16, high byte first.</summary>
    Utf16BigEndian = 3,
    /// <summary>Windows-1252, which holds Latin-1: what older programs of Western Europe write.</summary>
    Windows1252 = 4,
}

/// <summary>How bytes become text. Bytes that mean nothing in an encoding are refused, never replaced.</summary>
public static class TextEncodings
{
    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding Utf16 = new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly Encoding Utf16BigEndian = new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The framework's own encoding, which throws <see cref="DecoderFallbackException"/> where bytes mean nothing.</summary>
    public static Encoding Of(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Utf8 => Utf8,
        TextEncoding.Utf16 => Utf16,
        TextEncoding.Utf16BigEndian => Utf16BigEndian,
        TextEncoding.Windows1252 => Windows1252,
    };

    /// <summary>How many bytes at the beginning are the mark of this encoding.</summary>
    public static int MarkOf(ReadOnlySpan<byte> start, TextEncoding encoding) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] when encoding == TextEncoding.Utf8 => 3,
        [0xFF, 0xFE, ..] when encoding == TextEncoding.Utf16 => 2,
        [0xFE, 0xFF, ..] when encoding == TextEncoding.Utf16BigEndian => 2,
        _ => 0,
    };

    /// <summary>True for the first bytes of a workbook or another packed file, which people take for a CSV file.</summary>
    public static bool IsPacked(ReadOnlySpan<byte> start) => start is [0x50, 0x4B, 0x03, 0x04, ..] or [0xD0, 0xCF, 0x11, 0xE0, ..] or [0x1F, 0x8B, ..] or [0x25, 0x50, 0x44, 0x46, ..];

    /// <summary>What is said of bytes that mean nothing.</summary>
    public static Refusal NotText() =>
        Refusal.Invalid("csv.encoding", "This file is not text in UTF-8, UTF-16 or Windows-1252. Save it as CSV UTF-8 and try again.");

    /// <summary>What is said of a workbook, and of whatever else is no text.</summary>
    public static Refusal Binary() => Refusal.Invalid("csv.binary", "This is not a text file. Save the sheet as CSV and try again.");
}

/// <summary>
/// Finds out in which encoding a file is, from its bytes as they come: by its mark; without one by where zeros stand, by
/// whether all of it is valid UTF-8, and else Windows-1252, in which every byte means something.
/// </summary>
public sealed class EncodingGuess
{
    private readonly Decoder utf8 = TextEncodings.Of(TextEncoding.Utf8).GetDecoder();
    private readonly char[] scratch = new char[4096];
    private readonly byte[] start = new byte[3];
    private bool isUtf8 = true;
    private long seen;
    private long zerosAtEven;
    private long zerosAtOdd;

    /// <summary>Takes the next bytes in.</summary>
    public void See(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length && seen + i < start.Length; i++) start[seen + i] = bytes[i];
        if (bytes.Contains((byte)0)) CountZeros(bytes);
        if (isUtf8) isUtf8 = IsValid(bytes, last: false);
        seen += bytes.Length;
    }

    /// <summary>What it is, once all bytes were seen.</summary>
    public TextEncoding Found()
    {
        foreach (var encoding in new[] { TextEncoding.Utf8, TextEncoding.Utf16, TextEncoding.Utf16BigEndian })
            if (TextEncodings.MarkOf(start.AsSpan(0, (int)Math.Min(seen, start.Length)), encoding) > 0) return encoding;

        // Separators, digits, addresses and line ends have a zero as their high byte, and no text is without them; a stray zero
        // in a file of single bytes is no such pattern.
        var (most, fewest) = (Math.Max(zerosAtEven, zerosAtOdd), Math.Min(zerosAtEven, zerosAtOdd));
        if (most > 0 && most >= fewest * 8 && most * 10 >= seen / 2) return zerosAtEven > zerosAtOdd ? TextEncoding.Utf16BigEndian : TextEncoding.Utf16;
        return isUtf8 && IsValid([], last: true) ? TextEncoding.Utf8 : TextEncoding.Windows1252;
    }

    private void CountZeros(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != 0) continue;
            if ((seen + i) % 2 == 0) zerosAtEven++;
            else zerosAtOdd++;
        }
    }

    private bool IsValid(ReadOnlySpan<byte> bytes, bool last)
    {
        try
        {
            bool all;
            do
            {
                utf8.Convert(bytes, scratch, last, out var used, out _, out all);
                bytes = bytes[used..];
            }
            while (!all);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
