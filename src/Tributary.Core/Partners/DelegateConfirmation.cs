using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>
/// The provider gives an account of a branch, usually the partner at its top, the confirming of the resellers below that
/// account, or takes it back. Nobody below the root confirms what they asked for themselves: that stays with the provider.
/// </summary>
public sealed class DelegateConfirmation : Deed<AccountChanged>
{
    /// <summary>The account's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>True to give it, false to take it back.</summary>
    public required bool Confirms { get; init; }

    public override int BranchId => InBranch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        Chains.Load(sheet, deeds.Cast<DelegateConfirmation>().Select(d => d.AccountId));

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        By.Need(Right.ManageAccounts);
        if (!By.IsProvider) throw Refusal.Forbidden("account.confirmed_by_provider", "Only the provider decides who confirms.");
        if (Confirms && account is not { Kind: AccountKind.Reseller, Status: AccountStatus.Active })
            throw Refusal.Conflict("account.cannot_confirm", "Only an active reseller can be given this.");
        var branch = sheet.Branch(BranchId);
        var before = branch.ConfirmsId;
        if ((before == account.Id) != Confirms)
        {
            sheet.Change(branch).LetConfirm(Confirms ? account.Id : null);
            sheet.Trail(By, account, Confirms ? "account.may_confirm" : "account.may_not_confirm", PublicId.Format("acc", account.Id), account.Name);
            sheet.Notify(account, Confirms ? "account.may_confirm" : "account.may_not_confirm", PublicId.Format("acc", account.Id));
        }
        return new(account.Id, account.Status, account.Version);
    }
}
