using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Identity;

/// <summary>What the deeds about people have in common.</summary>
internal static class People
{
    /// <summary>The account, if this viewer may manage its people.</summary>
    public static Account AccountOf(Sheet sheet, Viewer by, Guid accountId)
    {
        if (sheet.Find<Account>(accountId) is not { } account || !by.Sees(Right.ManagePeople, account.Path)) throw Refusal.NotFound("account");
        by.Need(Right.ManagePeople);
        return account;
    }

    /// <summary>Refuses to touch somebody who may do more than the one who asks.</summary>
    public static void NeedNoMore(Viewer by, Membership membership)
    {
        if ((membership.Held().Rights & ~by.Rights) != 0) throw Above();
    }

    /// <summary>Refuses to give more than the giver holds: matter by matter no right and no reach beyond their own.</summary>
    public static void NeedGiveable(Viewer by, Account account, Role role, Reach reach, string? edits)
    {
        if (role == Role.Owner && edits is not null)
            throw Refusal.Field("grants", "grants.owner", "An owner may do everything. Choose another role to say more exactly what this person may do.");
        var given = role.Held(reach, edits);
        if ((given.Rights & ~by.Rights) != 0) throw Above();
        if (Grants.Matters.Any(matter => given[matter].Level > GrantLevel.None && !by.Covers(matter, account.Path, given[matter].Reach)))
            throw Refusal.Forbidden("reach.above", "You cannot let somebody look further down than you do.");
    }

    private static Refusal Above() => Refusal.Forbidden("role.above", "You cannot give or take a role that may do more than your own.");

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

    /// <summary>What the trail says of a role, and of what differs from it.</summary>
    public static string Summary(Role role, string? edits = null) => $"as {role.ToString().ToLowerInvariant()}{(edits is null ? "" : $" ({edits})")}";
}
