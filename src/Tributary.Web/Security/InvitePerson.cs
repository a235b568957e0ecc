using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Kit;

namespace Tributary.Web.Security;

/// <summary>What is known of somebody before they come: their telephone, and the language and time zone they read in; the account's where nothing is said.</summary>
public sealed record Newcomer(string? Phone = null, string? Language = null, string? TimeZone = null);

/// <summary>
/// Brings a person into an account: makes the user when nobody has that email, then gives the place. Used by the panel
/// and the API. The mail that tells them is written with the place.
/// </summary>
public sealed class InvitePerson(TributaryDb db, UserManager<User> users, Enrol enrol, ProfileLetters letters, Hosts hosts)
{
    /// <summary>
    /// Does it. Answers the place, and for somebody new the link with which they set their password, unless it went out
    /// by mail; whoever invites hands it over, and it is shown this once.
    /// </summary>
    /// <param name="reference">The caller's reference, with <paramref name="asked"/>: see <see cref="Deed.Reference"/>.</param>
    /// <param name="more">What else is known of somebody new; somebody who is a user already keeps their own.</param>
    /// <param name="grants">Where they may do something else than their role says.</param>
    /// <exception cref="Refusal">Not allowed, not the viewer's account, a wrong email, or the person is there already.</exception>
    public async Task<(PersonAdded Added, string? Link)> Do(
        Desk desk, Viewer by, Account account, string? name, string? email, Role role, Reach reach, HttpRequest request,
        string? reference = null, byte[]? asked = null, Newcomer? more = null, string? grants = null)
    {
        email = Enrol.Email(email);
        var details = Read(more);
        var known = await users.FindByEmailAsync(email);
        var fresh = known is null;
        if (known is null)
        {
            // The deed is asked first, so that no user is left behind by one that is refused.
            await desk.Preview(Deed(by, account, Guid.Empty, role, reach, grants, asksFirst: false));
            var profile = await db.CompanyProfiles.AsNoTracking().FirstAsync(p => p.BranchId == account.BranchId && p.AccountId == account.Id);
            known = await enrol.Do(name ?? "", email, password: null, confirmed: false, details.Language ?? profile.Language, details.TimeZone ?? profile.TimeZone);
            if (details.Phone is { } phone)
            {
                known.PhoneNumber = phone;
                Passwords.Must(await users.UpdateAsync(known));
            }
        }
        else if (!known.EmailConfirmed && !await PeopleSeen.LooksAfter(db, by, known.Id))
        {
            // Whoever made this user may hold its password, and it is not known whose the email is.
            throw Unconfirmed();
        }

        var added = await desk.Do(Deed(by, account, known.Id, role, reach, grants, asksFirst: !fresh, reference, asked));
        return (added, fresh && !letters.CanBeSent ? letters.PasswordLink(known, request, (await hosts.For(account.Path))?.Host) : null);
    }

    /// <summary>Refuses what <see cref="Do"/> would refuse, and does nothing: for a form of several people, of whom all or none shall come.</summary>
    public async Task Check(Desk desk, Viewer by, Account account, string? name, string? email, Role role, Reach reach, Newcomer? more)
    {
        email = Enrol.Email(email);
        Read(more);
        var known = await users.FindByEmailAsync(email);
        if (known is null) Enrol.Name(name);
        else if (!known.EmailConfirmed && !await PeopleSeen.LooksAfter(db, by, known.Id)) throw Unconfirmed();
        await desk.Preview(Deed(by, account, known?.Id ?? Guid.Empty, role, reach, grants: null, asksFirst: known is not null));
    }

    /// <summary>
    /// Sends the invitation again to somebody who has not set a password yet. Answers the link where no mail can be sent.
    /// </summary>
    /// <exception cref="Refusal">Not allowed, not theirs to look after, or they have a password.</exception>
    public async Task<string?> Again(Viewer by, PersonSeen person, User user, HttpRequest request)
    {
        by.At(person.Path).Need(Right.ManagePeople);
        if (person.AwaitsConsent || person.HasPassword)
            throw Refusal.Conflict("person.not_invited", "There is nothing to send: they sign in already, or are asked at their next sign-in.");
        if (!await PeopleSeen.LooksAfter(db, by, user.Id))
            throw Refusal.Forbidden("person.elsewhere", "This person belongs to other accounts too, so only they can ask for a new password.");
        if (!letters.CanBeSent) return letters.PasswordLink(user, request, (await hosts.For(person.Path))?.Host);
        await letters.Write(user, person.AccountId, [new PersonalMail("invitation", Notices.Department.Sales)]);
        return null;
    }

    private static Newcomer Read(Newcomer? more)
    {
        var form = new Form();
        var read = new Newcomer(Empty(form.Text("phone", more?.Phone, 40)), Empty(more?.Language), Empty(more?.TimeZone));
        form.Must(read.Language is null || Culture.Find(read.Language) is not null, "language", "Choose one of the languages.");
        form.Must(read.TimeZone is null || AccountDetails.IsTimeZone(read.TimeZone), "timeZone", "Choose one of the time zones.");
        form.Check("person.invalid");
        return read;
    }

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static Refusal Unconfirmed() =>
        Refusal.Conflict("person.unconfirmed", "Somebody uses this email who has not confirmed yet that it is theirs. Ask them to do so, or use another email.");

    private static AddPerson Deed(
        Viewer by, Account account, Guid user, Role role, Reach reach, string? grants, bool asksFirst, string? reference = null, byte[]? asked = null) => new()
    {
        By = by, AccountBranch = account.BranchId, AccountId = account.Id, UserId = user, Role = role, Reach = reach, Grants = grants, AsksFirst = asksFirst, Invites = true,
        Reference = reference, Asked = asked ?? [],
    };
}
