using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;

namespace Tributary.Web.Security;

/// <summary>
/// Brings a person into an account: makes the user when nobody has that email, then gives the place. Used by the panel
/// and the API.
/// </summary>
public sealed class InvitePerson(TributaryDb db, UserManager<User> users, Enrol enrol, ProfileLetters letters)
{
    /// <summary>
    /// Does it. Answers the place, and for somebody new the link with which they set their password, unless it went out
    /// by mail; whoever invites hands it over, and it is shown this once.
    /// </summary>
    /// <param name="reference">The caller's reference, with <paramref name="asked"/>: see <see cref="Deed.Reference"/>.</param>
    /// <exception cref="Refusal">Not allowed, not the viewer's account, a wrong email, or the person is there already.</exception>
    public async Task<(PersonAdded Added, string? Link)> Do(
        Desk desk, Viewer by, Account account, string? name, string? email, Role role, Reach reach, HttpRequest request,
        string? reference = null, byte[]? asked = null)
    {
        email = Enrol.Email(email);
        var known = await users.FindByEmailAsync(email);
        var fresh = known is null;
        if (known is null)
        {
            // The deed is asked first, so that no user is left behind by one that is refused.
            await desk.Preview(Deed(by, account, Guid.Empty, role, reach, asksFirst: false));
            var profile = await db.CompanyProfiles.AsNoTracking().FirstAsync(p => p.BranchId == account.BranchId && p.AccountId == account.Id);
            known = await enrol.Do(name ?? "", email, password: null, confirmed: false, profile.Language, profile.TimeZone);
        }
        else if (!known.EmailConfirmed && !await PeopleSeen.LooksAfter(db, by, known.Id))
        {
            // Whoever made this user may hold its password, and it is not known whose the email is.
            throw Refusal.Conflict("person.unconfirmed", "Somebody uses this email who has not confirmed yet that it is theirs. Ask them to do so, or use another email.");
        }

        var added = await desk.Do(Deed(by, account, known.Id, role, reach, asksFirst: !fresh, reference, asked));
        if (!fresh) return (added, null);
        if (!letters.CanBeSent) return (added, letters.PasswordLink(known, request));
        letters.Invite(known, account.Name, request);
        return (added, null);
    }

    private static AddPerson Deed(Viewer by, Account account, Guid user, Role role, Reach reach, bool asksFirst, string? reference = null, byte[]? asked = null) => new()
    {
        By = by, AccountBranch = account.BranchId, AccountId = account.Id, UserId = user, Role = role, Reach = reach, AsksFirst = asksFirst,
        Reference = reference, Asked = asked ?? [],
    };
}
