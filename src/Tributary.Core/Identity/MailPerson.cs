using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Notices;

namespace Tributary.Identity;

/// <summary>A mail to a person about how they get in: the template, who signs it, and another address than the person's own.</summary>
public sealed record PersonalMail(string Template, Department Department, string? Email = null, string Data = "{}");

/// <summary>
/// Writes mails to a person that they asked for themselves: a link to set a password, one to confirm a new email. The mail
/// keeps when and to whom, so it leaves no line in the trail.
/// </summary>
public sealed class MailPerson : Deed<PersonMailed>
{
    /// <summary>The branch of the account in whose name they are written to.</summary>
    public required int AccountBranch { get; init; }
    /// <summary>That account; the person has a place in it.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The person.</summary>
    public required Guid UserId { get; init; }
    /// <summary>The mails.</summary>
    public required IReadOnlyList<PersonalMail> Mails { get; init; }

    public override int BranchId => AccountBranch;

    /// <inheritdoc/>
    public override bool SparesFacts => true;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var (accounts, users) = (deeds.Cast<MailPerson>().Select(d => d.AccountId).Distinct().ToArray(), deeds.Cast<MailPerson>().Select(d => d.UserId).Distinct().ToArray());
        await sheet.Fetch(sheet.Db.Accounts.Where(a => accounts.Contains(a.Id)));
        await sheet.Fetch(sheet.Db.Memberships.Where(m => users.Contains(m.UserId) && accounts.Contains(m.AccountId) && m.EndedAt == null));
        await Senders.Load(sheet, accounts);
    }

    public override PersonMailed Decide(Sheet sheet)
    {
        var there = sheet.All<Membership>().FirstOrDefault(m => m.AccountId == AccountId && m.UserId == UserId && m is { EndedAt: null, AwaitsConsent: false });
        if (there is null || By.UserId != UserId || sheet.Find<Account>(AccountId) is not { } account || account.BranchId != BranchId) throw Refusal.NotFound("person");
        // Invited once more, they have their time to answer anew.
        if (there.InvitedAt is not null && Mails.Any(mail => mail.Template == "invitation")) sheet.Change(there).InvitedAt = sheet.Now;
        foreach (var mail in Mails) sheet.Mail(account, Senders.Of(sheet, account), UserId, mail.Template, mail.Department, mail.Data, mail.Email);
        return new(Mails.Count);
    }
}

/// <summary>How many mails were written.</summary>
public sealed record PersonMailed(int Count);
