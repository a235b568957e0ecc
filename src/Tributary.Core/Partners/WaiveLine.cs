using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>
/// The seller of a reseller that is being set up does without a line of its list, or wants it after all: it goes live without
/// branding, at the installation's own address, at the default markup, without a first balance.
/// </summary>
public sealed class WaiveLine : Deed<AccountChanged>
{
    /// <summary>The account's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The line.</summary>
    public required OnboardingLine Line { get; init; }
    /// <summary>True to do without it, false to want it again.</summary>
    public required bool Waived { get; init; }

    public override int BranchId => InBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<WaiveLine>().Select(d => d.AccountId).ToList();
        await Chains.Load(sheet, ids);
        await OnboardingLists.Load(sheet, ids);
    }

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        By.Need(Right.ManageAccounts);
        if (sheet.Facts<Chains>().SellerOf(sheet, account)?.Id != By.AccountId)
            throw Refusal.Forbidden("account.not_seller", "Only the account's own seller decides this.");
        if (account is not { Kind: AccountKind.Reseller, Status: AccountStatus.InProgress })
            throw Refusal.Conflict("account.not_in_progress", "Only a reseller in progress has a list to go by.");
        if (!Onboarding.Waivable.Contains(Line)) throw Refusal.Field("line", "onboarding.needed", "Nobody goes live without this.");
        OnboardingLists.Waive(sheet, By, account, Line, Waived);
        return new(account.Id, account.Status, account.Version);
    }
}
