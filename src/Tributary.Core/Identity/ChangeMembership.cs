using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Identity;

/// <summary>What came of a deed on a membership.</summary>
public sealed record MembershipChanged(Guid MembershipId, Guid UserId);

/// <summary>Gives a person another role or reach, or other rights than their role's. It holds from their next click on. Nobody changes their own.</summary>
public sealed class ChangeMembership : Deed<MembershipChanged>
{
    /// <summary>The account's branch.</summary>
    public required int AccountBranch { get; init; }
    /// <summary>The membership.</summary>
    public required Guid MembershipId { get; init; }
    /// <summary>What they may do from now on.</summary>
    public required Role Role { get; init; }
    /// <summary>How far down they look from now on.</summary>
    public required Reach Reach { get; init; }
    /// <summary>Where they may do something else than their role says from now on; see <see cref="Membership.Grants"/>.</summary>
    public string? Grants { get; init; }

    public override int BranchId => AccountBranch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        LoadWithNeighbours(sheet, deeds.Cast<ChangeMembership>().Select(deed => deed.MembershipId));

    public override MembershipChanged Decide(Sheet sheet)
    {
        var membership = LivingIn(sheet, MembershipId, BranchId);
        var account = People.AccountOf(sheet, By, membership.AccountId);
        if (membership.UserId == By.UserId) throw Refusal.Forbidden("person.self", "Nobody changes what they may do themselves. Ask another owner or administrator.");
        People.NeedNoMore(By, membership);
        People.NeedGiveable(By, account, Role, Reach, Grants);
        if (Role != Role.Owner) People.KeepAnOwner(sheet, membership);
        if (membership.Role == Role && membership.Reach == Reach && membership.Grants == Grants) return new(membership.Id, membership.UserId);

        sheet.Change(membership);
        (membership.Role, membership.Reach, membership.Grants) = (Role, Reach, Grants);
        sheet.Trail(By, account, "person.changed", PublicId.Format("usr", membership.UserId), People.Summary(Role, Grants));
        return new(membership.Id, membership.UserId);
    }

    internal static Membership LivingIn(Sheet sheet, Guid id, int branchId) =>
        sheet.Find<Membership>(id) is { EndedAt: null } membership && membership.BranchId == branchId ? membership : throw Refusal.NotFound("person");

    // The other people of the account are needed to see that an owner stays.
    internal static async Task LoadWithNeighbours(Sheet sheet, IEnumerable<Guid> memberships)
    {
        var wanted = memberships.Distinct().ToArray();
        var accounts = await sheet.Db.Memberships.Where(m => wanted.Contains(m.Id)).Select(m => m.AccountId).Distinct().ToArrayAsync();
        var all = await sheet.Db.Memberships.Where(m => accounts.Contains(m.AccountId) && m.EndedAt == null).Select(m => m.Id).ToArrayAsync();
        await sheet.Fetch(sheet.Db.Accounts.Where(account => accounts.Contains(account.Id)));
        await sheet.Lock<Membership>(all);
    }
}
