using System.Net.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Identity;

/// <summary>Makes a user: somebody who can sign in once they have a password and a place.</summary>
public sealed class Enrol(UserManager<User> users, TributaryDb db, TimeProvider clock)
{
    /// <summary>Makes the user, with a password or, for somebody who sets it by a link, without.</summary>
    /// <param name="confirmed">True when the email is known to be theirs.</param>
    /// <param name="words">More that must not be in the password: the company's name.</param>
    /// <exception cref="Refusal">A name or email is missing or wrong, the email is in use, the password is too easy.</exception>
    public async Task<User> Do(string name, string email, string? password, bool confirmed, string language, string timeZone, params IEnumerable<string?> words)
    {
        email = Email(email);
        name = Name(name);
        if (password is not null) Passwords.Check(password, [email, name, .. words]);
        var user = new User
        {
            Id = PublicId.New(clock), Name = name, Email = email, UserName = email, EmailConfirmed = confirmed, Language = language, TimeZone = timeZone,
            CreatedAt = clock.GetUtcNow().UtcDateTime,
        };
        if (password is not null) user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        try
        {
            Passwords.Must(await users.CreateAsync(user));
        }
        catch (DbUpdateException)
        {
            // Of two who bring the same person at the same moment one is too late; what it did not save is not tried again.
            db.ChangeTracker.Clear();
            if (await users.FindByEmailAsync(email) is null) throw;
            throw Passwords.EmailTaken();
        }
        return user;
    }

    /// <summary>A name as it is kept.</summary>
    /// <exception cref="Refusal">It is missing or too long.</exception>
    public static string Name(string? name)
    {
        var form = new Form();
        var kept = form.Text("name", name, 100, required: true);
        form.Check("name.wrong");
        return kept!;
    }

    /// <summary>An email as it is kept.</summary>
    /// <exception cref="Refusal">It is none.</exception>
    public static string Email(string? email) => IsEmail(email, out var kept) ? kept
        : throw Refusal.Field("email", "email.wrong", "Enter an email address, such as name@example.com.");

    /// <summary>True for an email; gives it as it is kept.</summary>
    public static bool IsEmail(string? email, out string kept)
    {
        kept = email?.Trim() ?? "";
        return kept.Length <= 254 && !kept.Any(char.IsWhiteSpace) && MailAddress.TryCreate(kept, out var parsed) && parsed.Address == kept;
    }
}
