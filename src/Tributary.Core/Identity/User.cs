using Microsoft.AspNetCore.Identity;

namespace Tributary.Identity;

/// <summary>A person who signs in. The email is unique over the installation; memberships say for whom they may act.</summary>
public sealed class User : IdentityUser<Guid>
{
    /// <summary>So many wrong passwords or codes in a row are free; each one more doubles the wait.</summary>
    public const int FreeAttempts = 5;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

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
    /// <summary>Their photo among the uploads, or null.</summary>
    public Guid? PictureId { get; set; }
    /// <summary>An address that becomes <c>Email</c> once it is confirmed, or null.</summary>
    public string? NewEmail { get; set; }
    /// <summary>The secret of their authenticator app in base 32, or null. It counts once <c>TwoFactorEnabled</c> is set.</summary>
    public string? TotpKey { get; private set; }
    /// <summary>The time step of the last code taken; that one and older ones are never taken again.</summary>
    public long LastTotpStep { get; private set; }
    /// <summary>SHA-256 of the recovery codes that are left, in hexadecimal, separated by blanks.</summary>
    public string RecoveryCodes { get; private set; } = "";

    /// <summary>
    /// Counts an attempt before its secret is looked at, so that attempts made at the same moment count too. After
    /// <see cref="FreeAttempts"/> the next one has to wait a minute, then two, four, at most fifteen.
    /// </summary>
    /// <returns>False while they have to wait: the attempt is lost, whatever it brings.</returns>
    public bool CountAttempt(DateTime now)
    {
        if (LockoutEnd > now) return false;
        AccessFailedCount++;
        if (AccessFailedCount >= FreeAttempts)
        {
            var minutes = Math.Pow(2, Math.Min(AccessFailedCount - FreeAttempts, 10));
            LockoutEnd = now + TimeSpan.FromMinutes(Math.Min(minutes, LongestWait.TotalMinutes));
        }
        return true;
    }

    /// <summary>They are in: what was counted against them is forgotten.</summary>
    public void SignedIn(DateTime now) => (AccessFailedCount, LockoutEnd, LastSignInAt) = (0, null, now);

    /// <summary>Offers a new secret for their authenticator app; nothing changes until <see cref="ConfirmTotp"/>.</summary>
    public void OfferTotp()
    {
        if (TwoFactorEnabled) throw Refusal.Conflict("totp.on", "Two-step sign-in is switched on already.");
        TotpKey = Totp.NewKey();
    }

    /// <summary>Switches two-step sign-in on, given a first code. Answers the recovery codes, which are shown this once.</summary>
    public IReadOnlyList<string> ConfirmTotp(string code, DateTime now)
    {
        if (TwoFactorEnabled || TotpKey is null || !TakeCode(code, now))
            throw Refusal.Field("code", "totp.wrong", "This code is not right. Codes change every 30 seconds; enter the one your app shows now.");
        TwoFactorEnabled = true;
        var codes = Enumerable.Range(0, 10).Select(_ => Totp.NewRecoveryCode()).ToList();
        RecoveryCodes = string.Join(' ', codes.Select(Totp.HashOf));
        return codes;
    }

    /// <summary>Switches two-step sign-in off.</summary>
    public void DropTotp() => (TwoFactorEnabled, TotpKey, RecoveryCodes) = (false, null, "");

    /// <summary>How many recovery codes are left.</summary>
    public int RecoveryCodesLeft => RecoveryCodes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Whether this is the code their app shows now (or did, or will, half a minute off). Each is taken once.</summary>
    public bool TakeCode(string code, DateTime now)
    {
        if (TotpKey is null || Totp.StepOf(TotpKey, code, now) is not { } step || step <= LastTotpStep) return false;
        LastTotpStep = step;
        return true;
    }

    /// <summary>Whether this is one of their recovery codes, which is used up by it.</summary>
    public bool TakeRecoveryCode(string code)
    {
        var left = RecoveryCodes.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (!left.Remove(Totp.HashOf(code))) return false;
        RecoveryCodes = string.Join(' ', left);
        return true;
    }
}
