using Tributary.Data;

namespace Tributary.Identity;

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
    /// <summary>
    /// How: <c>password</c>, <c>totp</c>, <c>recovery_code</c>; <c>password_awaiting_code</c> when the password was
    /// right and no code had been given yet.
    /// </summary>
    public required string How { get; set; }
    /// <summary>Whether it worked. Written as false before the secret is looked at, so that no attempt escapes.</summary>
    public required bool Succeeded { get; set; }
}
