using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Notices;

namespace Tributary.Identity;

/// <summary>What came of <see cref="AddPerson"/>.</summary>
public sealed record PersonAdded(Guid MembershipId, bool AwaitsConsent);

/// <summary>
/// Gives a user a place in an account: their own one's or one below. Nobody gives a role above their own. Whoever was a
/// user before is invited and has to say yes.
/// </summary>
public sealed class AddPerson : Deed<PersonAdded>
{
    /// <summary>The account's branch.</summary>
    public required int AccountBranch { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The user, who exists by now.</summary>
    public required Guid UserId { get; init; }
    /// <summary>What they may do.</summary>
    public required Role Role { get; init; }
    /// <summary>How far down they look.</summary>
    public Reach Reach { get; init; } = Reach.AllBelow;
    /// <summary>Where they may do something else than their role says; see <see cref="Membership.Grants"/>.</summary>
    public string? Grants { get; init; }
    /// <summary>True when the user was there before and is asked first.</summary>
    public bool AsksFirst { get; init; }
    /// <summary>True when they are told by mail: somebody new how to set a password, somebody known that they are asked.</summary>
    public bool Invites { get; init; }

    public override int BranchId => AccountBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<AddPerson>().Select(deed => deed.AccountId).Distinct().ToArray();
        var people = deeds.Cast<AddPerson>().Select(deed => deed.UserId).Distinct().ToArray();
        await sheet.Fetch(sheet.Db.Accounts.Where(account => ids.Contains(account.Id)));
        // Of an account with very many people only those who are asked about.
        await sheet.Fetch(sheet.Db.Memberships.Where(membership =>
            ids.Contains(membership.AccountId) && people.Contains(membership.UserId) && membership.EndedAt == null));
        if (deeds.Cast<AddPerson>().Any(deed => deed.Invites)) await Senders.Load(sheet, ids);
    }

    public override PersonAdded Decide(Sheet sheet)
    {
        var account = People.AccountOf(sheet, By, AccountId);
        if (!account.IsRegistered)
            throw Refusal.Conflict("account.pending", "This account is still being registered. People can be added once it has its number.");
        People.NeedGiveable(By, account, Role, Reach, Grants);
        if (People.In(sheet, AccountId).Any(membership => membership.UserId == UserId))
            throw Refusal.Conflict("person.there", "This person belongs to the account already.");

        var membership = sheet.Add(new Membership
        {
            BranchId = account.BranchId, Id = sheet.NewId(), AccountId = account.Id, Path = account.Path, UserId = UserId, Role = Role, Reach = Reach,
            Grants = Grants, CreatedAt = sheet.Now, AwaitsConsent = AsksFirst,
            InvitedAt = Invites ? sheet.Now : null,
        });
        sheet.Trail(By, account, AsksFirst ? "person.invited" : "person.added", PublicId.Format("usr", UserId), People.Summary(Role, Grants));
        if (Invites) sheet.Mail(account, Senders.Of(sheet, account), UserId, AsksFirst ? "invited" : "invitation", Department.Sales);
        return new(membership.Id, AsksFirst);
    }
}
