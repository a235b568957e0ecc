using Microsoft.Extensions.Localization;
using Tributary.Identity;

namespace Tributary.Web.Security;

/// <summary>The letters that go to a person about how they get in.</summary>
public sealed class ProfileLetters(Letters letters, Links links, IConfiguration settings, IStringLocalizer<Texts> texts)
{
    /// <summary>Whether there is a mail server.</summary>
    public bool CanBeSent => letters.CanBeSent;

    /// <summary>To the new address: open this to confirm it. To the old one: somebody is changing it.</summary>
    public void ConfirmEmail(User user, HttpRequest request)
    {
        var link = HereIs.Address(settings, request, $"/email?token={links.Make(user, LinkKind.Email, mailed: true)}");
        letters.Send(user.NewEmail!, texts["Confirm your email"], texts["Open this link to sign in with this email from now on:\n\n{0}\n\nIf you did not ask for it, there is nothing to do.", link]);
        letters.Send(user.Email!, texts["Your email is about to change"], texts["Somebody, probably you, asked to change your email to {0}. If it was not you, change your password.", user.NewEmail!]);
    }

    /// <summary>The address of the link with which somebody new sets their first password, or somebody known a new one.</summary>
    public string PasswordLink(User user, HttpRequest request) =>
        HereIs.Address(settings, request, $"/reset?token={links.Make(user, user.PasswordHash is null ? LinkKind.Invitation : LinkKind.Reset)}");

    /// <summary>Invites somebody new by mail.</summary>
    public void Invite(User user, string account, HttpRequest request)
    {
        var link = HereIs.Address(settings, request, $"/reset?token={links.Make(user, LinkKind.Invitation, mailed: true)}");
        letters.Send(user.Email!, texts["You are invited"], texts["{0} made an account for you. Open this link within a week to set your password:\n\n{1}", account, link]);
    }
}
