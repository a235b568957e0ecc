using Microsoft.AspNetCore.Identity;
using Tributary.Data;

namespace Tributary.Identity;

/// <summary>A person who signs in. The confirmed email is unique over the installation; memberships say for whom they may act.</summary>
public sealed class User : IdentityUser<Guid>
{
    /// <summary>The name on screen and in the trail.</summary>
    public string Name { get; set; } = "";
    /// <summary>BCP 47 language.</summary>
    public string Language { get; set; } = "en";
    /// <summary>IANA time zone.</summary>
    public string TimeZone { get; set; } = "UTC";
    /// <summary>When they were added (UTC).</summary>
    public DateTime CreatedAt { get; set; }
    /// <summary>When they signed in last (UTC).</summary>
    public DateTime? LastSignInAt { get; set; }
    /// <summary>An address that becomes <c>Email</c> once it is confirmed, or null.</summary>
    public string? NewEmail { get; set; }
}

/// <summary>A preset of rights.</summary>
public enum Role
{
    /// <summary>Everything, and the last one cannot be removed.</summary>
    Owner = 1,
    /// <summary>Everything but who owns it.</summary>
    Admin = 2,
    /// <summary>Money, invoices, prices.</summary>
    Billing = 3,
    /// <summary>Accounts, orders, prices.</summary>
    Sales = 4,
    /// <summary>Sees all, helps with orders and provisioning.</summary>
    Support = 5,
    /// <summary>Sees, changes nothing.</summary>
    Viewer = 6,
}

/// <summary>A person's place in an account: role and reach.</summary>
public sealed class Membership : TenantEntity
{
    /// <summary>The person.</summary>
    public required Guid UserId { get; init; }
    /// <summary>What they may do.</summary>
    public required Role Role { get; set; }
    /// <summary>How far down they look.</summary>
    public required Reach Reach { get; set; }
    /// <summary>Since when (UTC).</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>When it was ended (UTC), or null: history stays.</summary>
    public DateTime? EndedAt { get; set; }
}

/// <summary>An attempt to sign in.</summary>
public sealed class SignInRecord : Row
{
    /// <summary>The row.</summary>
    public required Guid Id { get; init; }
    /// <summary>The person, or null when nobody has that email.</summary>
    public Guid? UserId { get; init; }
    /// <summary>What was typed as email, cut to 256 characters.</summary>
    public required string Email { get; init; }
    /// <summary>When (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>From which address.</summary>
    public required string Address { get; init; }
    /// <summary>The program that asked, cut to 300 characters.</summary>
    public string UserAgent { get; init; } = "";
    /// <summary>How: <c>password</c>, <c>totp</c>, <c>recovery_code</c>.</summary>
    public required string How { get; init; }
    /// <summary>Whether it worked.</summary>
    public required bool Succeeded { get; init; }
}

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
