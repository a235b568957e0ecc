using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tributary.Provisioning.Connectors.Webhook;

/// <summary>Signatures as Standard Webhooks 1.0.0 defines them: HMAC-SHA256 over <c>id.timestamp.body</c>, version <c>v1</c>.</summary>
public static class StandardWebhook
{
    /// <summary>How far a message's time may lie from ours, in either direction.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Prefix = "whsec_";

    /// <summary>The bytes of a secret, <c>whsec_</c> and base64 of 24 to 64 bytes; null when it is none.</summary>
    public static byte[]? Secret(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var length) && length is >= 24 and <= 64 ? bytes[..length] : null;
    }

    /// <summary>A new secret of 32 random bytes.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>The value of <c>webhook-signature</c>: one signature for each secret, so that a secret can be changed without a gap.</summary>
    public static string Sign(IEnumerable<byte[]> secrets, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var content = Content(id, timestamp, body);
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, content))));
    }

    /// <summary>True when one of the signatures is one of the secrets', and the time lies within <see cref="Tolerance"/> of <paramref name="now"/>.</summary>
    public static bool Verify(IReadOnlyCollection<byte[]> secrets, string id, string timestamp, string signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (id.Length is 0 or > 200 || id.Contains('.', StringComparison.Ordinal)) return false;
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        // Compared in Int128, for a made-up time may lie anywhere.
        if (Int128.Abs((Int128)seconds - now.ToUnixTimeSeconds()) > (Int128)Tolerance.TotalSeconds) return false;

        var content = Content(id, timestamp, body);
        var genuine = false;
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(10))
        {
            if (!signature.StartsWith("v1,", StringComparison.Ordinal)) continue;
            var given = new byte[signature.Length];
            if (!Convert.TryFromBase64String(signature[3..], given, out var length)) continue;
            foreach (var secret in secrets)
                genuine |= CryptographicOperations.FixedTimeEquals(given.AsSpan(0, length), HMACSHA256.HashData(secret, content));
        }
        return genuine;
    }

    private static byte[] Content(string id, string timestamp, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
}
