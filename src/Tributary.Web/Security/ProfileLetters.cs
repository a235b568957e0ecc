using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Web.Mail;
using Tributary.Web.Mail.Templates;

namespace Tributary.Web.Security;

/// <summary>What goes to a person about how they get in: mails in the outbox, and links that are handed over.</summary>
public sealed class ProfileLetters(TributaryDb db, Desk desk, MailServer server, Links links, IConfiguration settings)
{
    /// <summary>Whether there is a mail server.</summary>
    public bool CanBeSent => server.CanBeSent;

    /// <summary>To the new address: open this to confirm it. To the old one: somebody is changing it.</summary>
    /// <param name="at">The account the person acts for at the moment, or null.</param>
    /// <param name="reference">The caller's reference, under which it is written once; or null.</param>
    /// <param name="asked">SHA-256 of what is asked under it.</param>
    /// <exception cref="Refusal">The person has no place anywhere, and so nobody who writes to them.</exception>
    public async Task ConfirmEmail(User user, Guid? at, string? reference = null, byte[]? asked = null)
    {
        PersonalMail[] mails =
        [
            new("email_confirm", Department.Support, user.NewEmail),
            new("email_warning", Department.Support, user.Email, JsonSerializer.Serialize(new NewEmail.Asked(user.NewEmail!))),
        ];
        if (!await Write(user, at, mails, reference: reference, asked: asked)) throw Refusal.Conflict("email.no_account", "You belong to no account here, so nobody can send you mail.");
    }

    /// <summary>Writes mails to a person in the name of an account they have a place in; false when they have none.</summary>
    /// <param name="at">That account; null for their first one.</param>
    /// <param name="under">The path at or below which the account must stand; null for anywhere.</param>
    internal async Task<bool> Write(User user, Guid? at, IReadOnlyList<PersonalMail> mails, string? under = null, string? reference = null, byte[]? asked = null)
    {
        var places = (await db.PlacesOf(user.Id).ToListAsync()).Where(p => !p.Membership.AwaitsConsent && (under is null || TreePath.Within(p.Account.Path, under))).ToList();
        if ((places.Find(p => p.Account.Id == at) ?? places.FirstOrDefault()) is not { } place) return false;
        var account = place.Account;
        var themselves = new Viewer
        {
            UserId = user.Id, Name = user.Name, AccountId = account.Id, BranchId = account.BranchId, Path = account.Path, Kind = account.Kind, Rights = Right.None, Reach = Reach.Own,
        };
        await desk.Do(new MailPerson { By = themselves, AccountBranch = account.BranchId, AccountId = account.Id, UserId = user.Id, Mails = mails, Reference = reference, Asked = asked ?? [] });
        return true;
    }

    /// <summary>The address of the link with which somebody new sets their first password, or somebody known a new one.</summary>
    /// <param name="host">The proven host of whoever sells to the person's account, or null.</param>
    public string PasswordLink(User user, HttpRequest request, string? host = null) =>
        HereIs.Address(settings, request, $"/reset?token={links.Make(user, user.PasswordHash is null ? LinkKind.Invitation : LinkKind.Reset)}", host);
}
