using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tributary.Identity;

/// <summary>
/// One-time codes of authenticator apps: RFC 6238 as every app speaks it (SHA-1, six digits, thirty seconds), and the
/// recovery codes for when the app is lost.
/// </summary>
public static class Totp
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int StepSeconds = 30;

    /// <summary>A new secret of 160 bits in base 32.</summary>
    public static string NewKey() => Random(32);

    /// <summary>The address an app reads from a QR code.</summary>
    /// <param name="issuer">Who runs the panel, as the app shows it.</param>
    /// <param name="account">The person's email.</param>
    public static string Address(string issuer, string account, string key) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}?secret={key}&issuer={Uri.EscapeDataString(issuer)}&digits=6&period={StepSeconds}";

    /// <summary>The code an app shows at <paramref name="now"/> (UTC).</summary>
    public static string CodeAt(string key, DateTime now) => Code(Decode(key), StepAt(now));

    /// <summary>
    /// The time step whose code this is, one step before or after <paramref name="now"/> allowed; null when it is none.
    /// Takes the same time whichever digits are wrong.
    /// </summary>
    public static long? StepOf(string key, string code, DateTime now)
    {
        var given = Encoding.ASCII.GetBytes(code.Replace(" ", "", StringComparison.Ordinal));
        var secret = Decode(key);
        long? found = null;
        for (var step = StepAt(now) - 1; step <= StepAt(now) + 1; step++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, step)), given)) found = step;
        return found;
    }

    /// <summary>A new recovery code of 80 bits, in four groups.</summary>
    public static string NewRecoveryCode() => string.Join('-', Random(16).ToLowerInvariant().Chunk(4).Select(group => new string(group)));

    /// <summary>SHA-256 of a recovery code in hexadecimal, however its groups and letters were typed.</summary>
    public static string HashOf(string recoveryCode)
    {
        var plain = new string([.. recoveryCode.Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant();
        return Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(plain)));
    }

    private static long StepAt(DateTime now) => (long)(now - DateTime.UnixEpoch).TotalSeconds / StepSeconds;

    private static string Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[20];
#pragma warning disable CA5350 // RFC 6238 as apps speak it is HMAC-SHA-1; its weakness does not touch HMAC.
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[19] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static string Random(int characters) => RandomNumberGenerator.GetString(Base32, characters);

    private static byte[] Decode(string key)
    {
        var bytes = new byte[key.Length * 5 / 8];
        var (bits, held, at) = (0, 0, 0);
        foreach (var character in key)
        {
            bits = ((bits & 0xff) << 5) | Base32.IndexOf(character, StringComparison.Ordinal);
            held += 5;
            if (held < 8) continue;
            held -= 8;
            bytes[at++] = (byte)(bits >> held & 0xff);
        }
        return bytes;
    }
}
