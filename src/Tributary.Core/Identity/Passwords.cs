using Microsoft.AspNetCore.Identity;

namespace Tributary.Identity;

/// <summary>
/// What a password must be: long, not among those everybody guesses, and not made of words that lie on the table. There
/// are no rules about kinds of characters; they make passwords worse.
/// </summary>
public static class Passwords
{
    /// <summary>The fewest characters.</summary>
    public const int Shortest = 12;

    /// <summary>The most characters; a bound only because everything needs one.</summary>
    public const int Longest = 128;

    /// <summary>PBKDF2 with HMAC-SHA-512, so many times.</summary>
    public const int Iterations = 210_000;

    /// <summary>Refuses a password that is too easy.</summary>
    /// <param name="words">What lies on the table: the email, the person's name, the company's.</param>
    public static void Check(string? password, params IEnumerable<string?> words)
    {
        if (password is null || password.Length < Shortest)
            throw Refusal.Field("password", "password.short", "Use at least {0} characters. A few words in a row are good.", Shortest);
        if (password.Length > Longest) throw Refusal.Field("password", "password.long", "Use at most {0} characters.", Longest);
        if (CommonPasswords.Contain(password)) throw Refusal.Field("password", "password.common", "This password is easily guessed. Choose another one.");
        if (Tables(words).Any(word => password.Contains(word, StringComparison.OrdinalIgnoreCase)))
            throw Refusal.Field("password", "password.own_words", "This password contains your name, your email or your company's name. Choose another one.");
    }

    /// <summary>Checks and sets the password; every session of the person ends.</summary>
    /// <exception cref="Refusal">The password is too easy.</exception>
    public static async Task Set(UserManager<User> users, User user, string? password, params IEnumerable<string?> words)
    {
        Check(password, [user.Email, user.Name, .. words]);
        user.PasswordHash = users.PasswordHasher.HashPassword(user, password!);
        // A new stamp is what ends sessions and makes links that were handed out worthless; it also saves.
        Must(await users.UpdateSecurityStampAsync(user));
    }

    /// <summary>A bug, or somebody else who was quicker, is not passed over.</summary>
    public static void Must(IdentityResult result)
    {
        if (result.Succeeded) return;
        if (result.Errors.Any(error => error.Code is "DuplicateEmail" or "DuplicateUserName"))
            throw EmailTaken();
        if (result.Errors.Any(error => error.Code == "ConcurrencyFailure")) throw Refusal.Stale();
        throw new InvalidOperationException(string.Join(' ', result.Errors.Select(error => error.Description)));
    }

    /// <summary>Nobody else may have the email of somebody.</summary>
    public static Refusal EmailTaken() => Refusal.Field("email", "email.taken", "This email is in use already.");

    // Words of one to three letters are in everything.
    private static IEnumerable<string> Tables(IEnumerable<string?> words) => words
        .OfType<string>().Append("tributary")
        .SelectMany(word => word.Split('@')[0].Split([' ', '.', '-', '_', ',', '+', '&'], StringSplitOptions.RemoveEmptyEntries).Append(word))
        .Where(word => word.Length >= 4);
}
