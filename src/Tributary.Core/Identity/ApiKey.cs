using Tributary.Data;

namespace Tributary.Identity;

/// <summary>A key of an account (or of a person in it) to the API. Only its hash is kept.</summary>
public sealed class ApiKey : TenantEntity
{
    /// <summary>The person it belongs to, or null when it is the account's.</summary>
    public Guid? UserId { get; init; }
    /// <summary>What it is for.</summary>
    public required string Name { get; init; }
    /// <summary>The first characters, to tell keys apart.</summary>
    public required string Prefix { get; init; }
    /// <summary>SHA-256 of the key; unique.</summary>
    public required byte[] Hash { get; init; }
    /// <summary>The scopes, separated by blanks: <c>orders:write accounts:read</c>.</summary>
    public required string Scopes { get; init; }
    /// <summary>When it was made (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>When it ends (UTC).</summary>
    public required DateTime ExpiresAt { get; init; }
    /// <summary>When it was taken back (UTC), or null.</summary>
    public DateTime? RevokedAt { get; set; }
    /// <summary>When it was used last (UTC), kept to the hour.</summary>
    public DateTime? LastUsedAt { get; set; }
}
