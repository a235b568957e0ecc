using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Identity;

/// <summary>The invited person says yes or no to a place in an account.</summary>
public sealed class AnswerInvitation : Deed<MembershipChanged>
{
    /// <summary>The account's branch.</summary>
    public required int AccountBranch { get; init; }
    /// <summary>The membership that awaits consent.</summary>
    public required Guid MembershipId { get; init; }
    /// <summary>True for yes.</summary>
    public required bool Accept { get; init; }

    public override int BranchId => AccountBranch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        ChangeMembership.LoadWithNeighbours(sheet, deeds.Cast<AnswerInvitation>().Select(deed => deed.MembershipId));

    public override MembershipChanged Decide(Sheet sheet)
    {
        var membership = ChangeMembership.LivingIn(sheet, MembershipId, BranchId);
        if (membership.UserId != By.UserId || !membership.AwaitsConsent) throw Refusal.NotFound("invitation");

        (sheet.Change(membership).AwaitsConsent, membership.InvitedAt) = (false, null);
        if (!Accept) membership.EndedAt = sheet.Now;
        sheet.Trail(
            By, sheet.Get<Account>(membership.AccountId), Accept ? "person.joined" : "person.declined", PublicId.Format("usr", membership.UserId),
            People.Summary(membership.Role));
        return new(membership.Id, membership.UserId);
    }
}
