using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Identity;

/// <summary>What came of an attempt. Why it was refused is told to nobody.</summary>
public enum SignInAnswer
{
    /// <summary>Wrong email, wrong password, wrong code, too many attempts, or no account that lets them in.</summary>
    Refused,
    /// <summary>The password was right; the code of their app is asked next.</summary>
    NeedsCode,
    /// <summary>They are in.</summary>
    SignedIn,
}

/// <summary>Where an attempt came from.</summary>
/// <param name="Address">The machine's address.</param>
/// <param name="Program">What the browser calls itself.</param>
/// <param name="Under">At a host in somebody's brand, the path at or below which a person must have a place; null elsewhere.</param>
public sealed record SignInFrom(string Address, string Program, string? Under = null);

/// <summary>
/// The door. Each attempt is written down as failed and counted before its secret is looked at; only success changes
/// that. Somebody nobody knows makes the same work as somebody known, so neither words nor time tell who has an account.
/// </summary>
public sealed class SignIn(TributaryDb db, UserManager<User> users, TimeProvider clock)
{
    private const int Tries = 10;
    private static string? nobodysHash;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The first step.</summary>
    public async Task<(SignInAnswer Answer, User? User)> WithPassword(string email, string password, SignInFrom from)
    {
        var (user, record, counted) = await Begin(() => users.FindByEmailAsync(email), email, "password", from);
        var check = Verify(user, password);
        if (user is null || !counted || check == PasswordVerificationResult.Failed || !await db.PlacesOf(user.Id).Within(from.Under).AnyAsync())
            return (SignInAnswer.Refused, null);

        if (user.TwoFactorEnabled)
        {
            record.How = "password_awaiting_code";
            await db.SaveChangesAsync();
            return (SignInAnswer.NeedsCode, user);
        }
        await Succeed(user, record, person =>
        {
            if (check == PasswordVerificationResult.SuccessRehashNeeded) person.PasswordHash = users.PasswordHasher.HashPassword(person, password);
        });
        return (SignInAnswer.SignedIn, user);
    }

    /// <summary>The second step: six digits of an app, or a recovery code.</summary>
    public async Task<(SignInAnswer Answer, User? User)> WithCode(Guid userId, string code, SignInFrom from)
    {
        var digits = code.Count(char.IsAsciiDigit) == 6 && code.All(c => char.IsAsciiDigit(c) || c == ' ');
        var (user, record, counted) = await Begin(() => users.FindByIdAsync(userId.ToString()), "", digits ? "totp" : "recovery_code", from);
        if (user is null || !counted || !user.TwoFactorEnabled || !await db.PlacesOf(user.Id).Within(from.Under).AnyAsync()) return (SignInAnswer.Refused, null);
        if (!(digits ? user.TakeCode(code, Now) : user.TakeRecoveryCode(code))) return (SignInAnswer.Refused, null);
        try
        {
            user.SignedIn(Now);
            record.Succeeded = true;
            await Save(user);
            return (SignInAnswer.SignedIn, user);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody else came in with this person's code at the same moment; a code is good for one.
            return (SignInAnswer.Refused, null);
        }
    }

    /// <summary>
    /// Whether somebody who is in knows their password still: asked before what must not happen at a desk that was
    /// left open. Counts as an attempt.
    /// </summary>
    /// <param name="user">Read through the same context.</param>
    /// <exception cref="Refusal">The person was changed at the same moment: it has to be asked again.</exception>
    public async Task<bool> Confirms(User user, string password)
    {
        if (!user.CountAttempt(Now)) return false;
        try
        {
            await Save(user);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody tries beside this one. Each attempt counts, so this one is not weighed before it is counted.
            throw Refusal.Stale();
        }
        if (Verify(user, password) == PasswordVerificationResult.Failed) return false;
        (user.AccessFailedCount, user.LockoutEnd) = (0, null);
        return true;
    }

    private async Task<(User? User, SignInRecord Record, bool Counted)> Begin(Func<Task<User?>> find, string email, string how, SignInFrom from)
    {
        for (var attempt = 1; ; attempt++)
        {
            var user = await find();
            var record = new SignInRecord
            {
                Id = PublicId.New(clock), UserId = user?.Id, Email = Cut(user?.Email ?? email, 256), At = Now, Address = Cut(from.Address, 64),
                UserAgent = Cut(from.Program, 300), How = how, Succeeded = false,
            };
            db.SignIns.Add(record);
            var counted = user?.CountAttempt(Now) ?? false;
            try
            {
                if (counted) await Save(user!);
                else await db.SaveChangesAsync();
                return (user, record, counted);
            }
            catch (DbUpdateConcurrencyException) when (attempt < Tries)
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private PasswordVerificationResult Verify(User? user, string password)
    {
        // A password longer than any that can be set is no password; hashing it would only cost.
        if (password.Length > Passwords.Longest) password = "";
        if (user?.PasswordHash is { } hash) return users.PasswordHasher.VerifyHashedPassword(user, hash, password);
        var nobody = new User();
        nobodysHash ??= users.PasswordHasher.HashPassword(nobody, Guid.NewGuid().ToString());
        users.PasswordHasher.VerifyHashedPassword(nobody, nobodysHash, password);
        return PasswordVerificationResult.Failed;
    }

    private async Task Succeed(User user, SignInRecord record, Action<User> also)
    {
        for (var attempt = 1; ; attempt++)
        {
            user.SignedIn(Now);
            record.Succeeded = true;
            also(user);
            try
            {
                await Save(user);
                return;
            }
            catch (DbUpdateConcurrencyException) when (attempt < Tries)
            {
                // A wrong attempt was counted meanwhile; the right one wipes it out.
                await db.Entry(user).ReloadAsync();
            }
        }
    }

    private async Task Save(User user)
    {
        user.ConcurrencyStamp = Guid.NewGuid().ToString();
        await db.SaveChangesAsync();
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
