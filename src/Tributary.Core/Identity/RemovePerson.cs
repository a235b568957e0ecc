using Tributary.Ledger;

namespace Tributary.Identity;

/// <summary>
/// Ends a person's place in an account. Their next click finds the door closed, and keys of theirs in that account are
/// dead; what they did stays in the trail under their name.
/// </summary>
public sealed class RemovePerson : Deed<MembershipChanged>
{
    /// <summary>The account's branch.</summary>
    public required int AccountBranch { get; init; }
    /// <summary>The membership.</summary>
    public required Guid MembershipId { get; init; }

    public override int BranchId => AccountBranch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        ChangeMembership.LoadWithNeighbours(sheet, deeds.Cast<RemovePerson>().Select(deed => deed.MembershipId));

    public override MembershipChanged Decide(Sheet sheet)
    {
        var membership = ChangeMembership.LivingIn(sheet, MembershipId, BranchId);
        var account = People.AccountOf(sheet, By, membership.AccountId);
        People.NeedNoMore(By, membership);
        People.KeepAnOwner(sheet, membership);

        sheet.Change(membership).EndedAt = sheet.Now;
        sheet.Trail(By, account, "person.removed", PublicId.Format("usr", membership.UserId), People.Summary(membership.Role));
        return new(membership.Id, membership.UserId);
    }
}
