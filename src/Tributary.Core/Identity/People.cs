using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Identity;

/// <summary>What the deeds about people have in common.</summary>
internal static class People
{
    /// <summary>The account, if this viewer may manage its people.</summary>
    public static Account AccountOf(Sheet sheet, Viewer by, Guid accountId)
    {
        if (sheet.Find<Account>(accountId) is not { } account || !by.Sees(account.Path)) throw Refusal.NotFound("account");
        by.Need(Right.ManagePeople);
        return account;
    }

    /// <summary>Refuses a role that holds more than the giver does.</summary>
    public static void NeedRole(Viewer by, Role role)
    {
        if (!role.MayBeGivenBy(by.Rights))
            throw Refusal.Forbidden("role.above", "You cannot give or take a role that may do more than your own.");
    }

    /// <summary>Refuses a reach in one's own account that is wider than one's own.</summary>
    public static void NeedReach(Viewer by, Account account, Reach reach)
    {
        if (account.Id == by.AccountId && reach > by.Reach)
            throw Refusal.Forbidden("reach.above", "You cannot let somebody look further down than you do.");
    }

    /// <summary>The living memberships of an account, as the batch leaves them.</summary>
    public static IEnumerable<Membership> In(Sheet sheet, Guid accountId) =>
        sheet.All<Membership>().Where(membership => membership.AccountId == accountId && membership.EndedAt is null);

    /// <summary>Refuses to leave an account without an owner.</summary>
    public static void KeepAnOwner(Sheet sheet, Membership leaving)
    {
        if (leaving.Role == Role.Owner && !leaving.AwaitsConsent
            && !In(sheet, leaving.AccountId).Any(other => other.Id != leaving.Id && other.Role == Role.Owner && !other.AwaitsConsent))
            throw Refusal.Conflict("owner.last", "This is the account's last owner. Make somebody else an owner first.");
    }

    /// <summary>What the trail says of a role.</summary>
    public static string Summary(Role role) => $"as {role.ToString().ToLowerInvariant()}";
}
