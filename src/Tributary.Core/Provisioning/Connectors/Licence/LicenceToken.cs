using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tributary.Provisioning.Connectors.Licence;

/// <summary>
/// What a licence says. It travels as a JSON Web Token signed with ES256 (ECDSA on P-256 with SHA-256), so that
/// any JWT library verifies it with the maker's public key and without asking anybody.
/// </summary>
public sealed record LicenceToken
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The licence's serial: the id of the work it was issued for. The same serial is the same licence.</summary>
    [JsonPropertyName("jti")] public required string Serial { get; init; }
    /// <summary>The maker, as <c>acc_…</c>.</summary>
    [JsonPropertyName("iss")] public required string Maker { get; init; }
    /// <summary>The subscription, as <c>sub_…</c>.</summary>
    [JsonPropertyName("sub")] public required string Subscription { get; init; }
    /// <summary>The customer's number.</summary>
    [JsonPropertyName("account")] public required string Account { get; init; }
    /// <summary>The product's code.</summary>
    [JsonPropertyName("product")] public required string Product { get; init; }
    /// <summary>The plan's code.</summary>
    [JsonPropertyName("plan")] public required string Plan { get; init; }
    /// <summary>How many units.</summary>
    [JsonPropertyName("quantity")] public required int Quantity { get; init; }
    /// <summary>When it was asked for, in seconds since 1970 (UTC).</summary>
    [JsonPropertyName("iat")] public required long IssuedAt { get; init; }
    /// <summary>From when it is valid, in seconds since 1970 (UTC).</summary>
    [JsonPropertyName("nbf")] public required long ValidFrom { get; init; }
    /// <summary>The first moment at which it is no longer valid; null for a licence without an end.</summary>
    [JsonPropertyName("exp")] public long? ValidTo { get; init; }

    /// <summary>Signs it.</summary>
    /// <param name="keyId">Names the key, so that a verifier that knows several finds the right one.</param>
    public string Sign(ECDsa key, string keyId)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new Header("ES256", "JWT", keyId), Json);
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this, Json))}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>What a token says when its signature is the key's; null when it is not, or when it is no licence. Its dates are for the caller to look at.</summary>
    /// <param name="publicKey">The maker's public key in PEM.</param>
    /// <exception cref="ArgumentException">The PEM holds no key.</exception>
    public static LicenceToken? Verify(string token, string publicKey)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(publicKey);
        try
        {
            var parts = token.Trim().Split('.');
            if (parts.Length != 3) return null;
            if (JsonSerializer.Deserialize<Header>(Base64Url.DecodeFromChars(parts[0]), Json)?.Algorithm != "ES256") return null;
            var genuine = key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]),
                HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return genuine ? JsonSerializer.Deserialize<LicenceToken>(Base64Url.DecodeFromChars(parts[1]), Json) : null;
        }
        catch (Exception garbled) when (garbled is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>True when it is valid at that moment (UTC).</summary>
    public bool IsValidAt(DateTimeOffset at) => ValidFrom <= at.ToUnixTimeSeconds() && (ValidTo is not { } end || at.ToUnixTimeSeconds() < end);

    private sealed record Header(
        [property: JsonPropertyName("alg")] string Algorithm, [property: JsonPropertyName("typ")] string Type, [property: JsonPropertyName("kid")] string KeyId);
}
