using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Tributary.Identity;

namespace Tributary.Web.Security;

/// <summary>What a <see cref="Links">link</see> is for.</summary>
public enum LinkKind
{
    /// <summary>To set a new password.</summary>
    Reset = 1,
    /// <summary>To set the first password.</summary>
    Invitation = 2,
    /// <summary>To confirm a new email.</summary>
    Email = 3,
    /// <summary>Between the password and the code of an app; never in an address.</summary>
    SecondStep = 4,
}

/// <summary>
/// Secrets that prove something for a while: protected text that names a person, what it is for, until when, and the
/// stamp it is good for. Using one changes the stamp, so each works once and none outlives a new password.
/// </summary>
public sealed class Links(IDataProtectionProvider protection, UserManager<User> users, TimeProvider clock)
{
    private readonly IDataProtector protector = protection.CreateProtector("Tributary.Links.v1");

    /// <summary>How long a link of this kind is good for.</summary>
    public static TimeSpan LifeOf(LinkKind kind) => kind switch
    {
        LinkKind.Reset => TimeSpan.FromHours(3),
        LinkKind.Invitation => TimeSpan.FromDays(7),
        LinkKind.Email => TimeSpan.FromDays(1),
        LinkKind.SecondStep => TimeSpan.FromMinutes(5),
    };

    /// <summary>Makes the secret.</summary>
    /// <param name="mailed">True when it goes to the person's own mailbox only: using it then proves the mailbox.</param>
    public string Make(User user, LinkKind kind, bool mailed = false)
    {
        var what = new Link(user.Id, kind, clock.GetUtcNow().Add(LifeOf(kind)).ToUnixTimeSeconds(), StampOf(user), mailed);
        return WebEncoders.Base64UrlEncode(protector.Protect(JsonSerializer.SerializeToUtf8Bytes(what)));
    }

    /// <summary>Whose secret this is, or null when it is none, for something else, too old, or used.</summary>
    public async Task<(User User, bool Mailed)?> Read(string? text, LinkKind kind)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 2000) return null;
        try
        {
            var what = JsonSerializer.Deserialize<Link>(protector.Unprotect(WebEncoders.Base64UrlDecode(text)))!;
            if (what.Kind != kind || what.Until <= clock.GetUtcNow().ToUnixTimeSeconds()) return null;
            var user = await users.FindByIdAsync(what.UserId.ToString());
            return user is not null && StampOf(user) == what.Stamp ? (user, what.Mailed) : null;
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }

    // The new email is part of it: a link for one address does not confirm another asked for later.
    private static string StampOf(User user) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.SecurityStamp}|{user.NewEmail}")), 0, 16);

    private sealed record Link(Guid UserId, LinkKind Kind, long Until, string Stamp, bool Mailed);
}
