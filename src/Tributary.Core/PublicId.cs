using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Tributary;

/// <summary>
/// Ids as the world sees them: TypeIDs, such as <c>acc_01h455vb4pex5vsknk084sn02q</c>. The last 26 characters are the 128 bits
/// of the id in Crockford's base 32, big end first, so that ids of one prefix sort as text in the order of their making.
/// </summary>
public static class PublicId
{
    private const int Length = 26;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private static readonly SearchValues<char> PrefixCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_");

    /// <summary>
    /// A new id that sorts after every earlier one this program has made on the same clock (UUIDv7): within a millisecond
    /// the twelve bits behind the time count, and where they run out the next millisecond is begun. The rest is random.
    /// </summary>
    public static Guid New(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var last = Last.GetValue(clock, _ => new StrongBox<long>());
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() << 12;
        long seen, next;
        do
        {
            seen = Volatile.Read(ref last.Value);
            next = Math.Max(seen + 1, now);
        }
        while (Interlocked.CompareExchange(ref last.Value, next, seen) != seen);

        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(next >> 12)).TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (next & 0xFFF)));
        return new Guid(bytes, bigEndian: true);
    }

    private static readonly ConditionalWeakTable<TimeProvider, StrongBox<long>> Last = new();

    /// <summary>The id as text. An empty prefix leaves out the underscore too.</summary>
    /// <param name="prefix">The kind of thing: lower-case letters, with underscores between them only; at most 63.</param>
    /// <param name="id">The id.</param>
    public static string Format(string prefix, Guid id)
    {
        var start = StartOfDigits(prefix);
        return string.Create(start + Length, (prefix, id, start), static (text, made) =>
        {
            made.prefix.CopyTo(text);
            if (made.start > 0)
            {
                text[made.start - 1] = '_';
            }

            Span<byte> bytes = stackalloc byte[16];
            made.id.TryWriteBytes(bytes, bigEndian: true, out _);
            var bits = BinaryPrimitives.ReadUInt128BigEndian(bytes);
            for (var place = text.Length - 1; place >= made.start; place--)
            {
                text[place] = Alphabet[(int)(bits & 31)];
                bits >>= 5;
            }
        });
    }

    /// <summary>
    /// Reads what <see cref="Format"/> writes, and nothing else: this prefix, lower case, 26 characters of the alphabet,
    /// and no more than 128 bits.
    /// </summary>
    public static bool TryParse(string? text, string prefix, out Guid id)
    {
        id = default;
        var start = StartOfDigits(prefix);
        if (text is null || text.Length != start + Length || !text.StartsWith(prefix, StringComparison.Ordinal) || (start > 0 && text[start - 1] != '_'))
        {
            return false;
        }

        // 26 characters have two bits more than an id, so the first one may only use three of its five.
        if (text[start] > '7')
        {
            return false;
        }

        UInt128 bits = 0;
        foreach (var character in text.AsSpan(start))
        {
            var digit = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            bits = (bits << 5) | (uint)digit;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        id = new Guid(bytes, bigEndian: true);
        return true;
    }

    // A prefix comes from our own code, so a bad one is a bug and not something to refuse.
    private static int StartOfDigits(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length == 0)
        {
            return 0;
        }

        var wellFormed = prefix.Length <= 63 && prefix[0] != '_' && prefix[^1] != '_' && !prefix.AsSpan().ContainsAnyExcept(PrefixCharacters);
        return wellFormed ? prefix.Length + 1 : throw new ArgumentException($"'{prefix}' cannot be the prefix of an id.", nameof(prefix));
    }
}
