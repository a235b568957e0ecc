using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Web.Kit;
using Tributary.Web.Media;

namespace Tributary.Web.Security;

/// <summary>
/// What somebody changes about themselves: the same rules on the page and in the API. Whatever changes how one gets in takes the
/// current password, which counts as an attempt to sign in.
/// </summary>
public sealed class OwnProfile(UserManager<User> users, SignIn door, TributaryDb db, ProfileLetters letters, TimeProvider clock)
{
    /// <summary>Whether the letter about a new email is sent; else it is read in the panel by whoever looks after the person.</summary>
    public bool MailCanBeSent => letters.CanBeSent;

    /// <summary>The person, read to be changed.</summary>
    public async Task<User> Of(Guid id) => await users.FindByIdAsync(id.ToString()) ?? throw Refusal.NotFound("person");

    /// <summary>Saves what others see of the person and how they read; what is null stays as it is, an empty telephone is none.</summary>
    /// <exception cref="Refusal">Something of it cannot be.</exception>
    public async Task Save(User person, string? name, string? phone, string? language, string? timeZone)
    {
        var form = new Form();
        var (called, reached) = (name is null ? person.Name : form.Text("name", name, 100, required: true), form.Text("phone", phone, 40));
        form.Must(language is null || Culture.Find(language) is not null, "language", "Choose one of the languages.");
        form.Must(timeZone is null || AccountDetails.IsTimeZone(timeZone), "timeZone", "Choose one of the time zones.");
        form.Check("profile.invalid");
        person.Name = called!;
        if (phone is not null) person.PhoneNumber = string.IsNullOrEmpty(reached) ? null : reached;
        if (language is not null) person.Language = Culture.Find(language)!.Code;
        if (timeZone is not null) person.TimeZone = timeZone;
        Passwords.Must(await users.UpdateAsync(person));
    }

    /// <summary>Writes to a new address, which becomes the person's email once they have opened the link in that letter; the old one is warned.</summary>
    /// <param name="at">The account they act for at the moment, or null.</param>
    /// <param name="reference">The caller's reference, with <paramref name="asked"/>: see <see cref="Ledger.Deed.Reference"/>.</param>
    /// <exception cref="Refusal">It is no email, or theirs already; the password is wrong.</exception>
    public async Task AskEmail(User person, string? email, string? password, Guid? at, string? reference = null, byte[]? asked = null)
    {
        await NeedPassword(person, password);
        var wanted = Enrol.Email(email);
        if (string.Equals(wanted, person.Email, StringComparison.OrdinalIgnoreCase)) throw Refusal.Field("email", "email.same", "This is your email already.");
        // Whether somebody else has it is found out when it is confirmed, so that nobody can try emails out here.
        person.NewEmail = wanted;
        Passwords.Must(await users.UpdateAsync(person));
        await letters.ConfirmEmail(person, at, reference, asked);
    }

    /// <summary>Sets another password; every session of the person ends.</summary>
    /// <exception cref="Refusal">It is too easy, or the current one is wrong.</exception>
    public async Task SetPassword(User person, string? password, string? current)
    {
        await NeedPassword(person, current);
        await Passwords.Set(users, person, password, await db.PlacesOf(person.Id).Select(place => place.Account.Name).ToListAsync());
    }

    /// <summary>Shows this photo beside the person's name, cut to a square and made anew; null takes it away. The photo and who shows it are saved together.</summary>
    /// <exception cref="Refusal">It is none that we read, or too large.</exception>
    public async Task Show(User person, byte[]? photo, CancellationToken cancel)
    {
        var made = photo is null ? null : await Picture.Photo(photo, clock.GetUtcNow().UtcDateTime, cancel);
        if (made is not null && !await db.Uploads.AnyAsync(u => u.Id == made.Id, cancel)) db.Uploads.Add(made);
        person.PictureId = made?.Id;
        Passwords.Must(await users.UpdateAsync(person));
    }

    /// <summary>Asks for the password of somebody who is in, before what must not happen at a desk that was left open.</summary>
    /// <exception cref="Refusal">It is wrong, or tried too often.</exception>
    public async Task NeedPassword(User person, string? password)
    {
        if (!await door.Confirms(person, password ?? "")) throw Refusal.Field("currentPassword", "password.wrong", "This is not your current password.");
    }
}
