using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>What an account is given from above: which accounts it may open, how deep, how many, and whether it is shown amounts.</summary>
public sealed class GrantRights : Deed<AccountChanged>
{
    /// <summary>The account's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The version it was read at; null to overwrite whatever is there.</summary>
    public long? Version { get; init; }
    /// <summary>Which kinds it may open; what the giver does not have it cannot give.</summary>
    public required MayOpen MayOpen { get; init; }
    /// <summary>How many levels of resellers may stand below it, null for any.</summary>
    public required int? MaxResellerDepth { get; init; }
    /// <summary>How many accounts may stand below it in all, null for any. Below what is there already it stops new ones only.</summary>
    public required int? MaxAccounts { get; init; }
    /// <summary>True when it, and all below it, is shown no amounts.</summary>
    public required bool HidesPrices { get; init; }

    public override int BranchId => InBranch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        Chains.Load(sheet, deeds.Cast<GrantRights>().Select(d => d.AccountId));

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        By.Need(Right.SwitchAccounts);
        if (account.Id == By.AccountId) throw Refusal.Forbidden("rights.own", "Rights are given from above, never to oneself.");
        sheet.NeedVersion(account, Version);
        NeedGrantable(By, sheet.Find<Account>(By.AccountId), MayOpen, MaxResellerDepth, MaxAccounts);
        if (account.Kind != AccountKind.Reseller && (MayOpen & ~MayOpen.Divisions) != 0)
            throw Refusal.Field("mayOpen", "rights.kind", "Only a reseller opens resellers and customers.");

        sheet.Change(account);
        (account.MayOpen, account.MaxResellerDepth, account.MaxAccounts, account.HidesPrices) = (MayOpen, MaxResellerDepth, MaxAccounts, HidesPrices);
        sheet.Trail(By, account, "account.rights_given", PublicId.Format("acc", account.Id));
        return new(account.Id, account.Status, account.Version + 1);
    }

    /// <summary>Refuses what <paramref name="giver"/> (the viewer's own account) does not have itself.</summary>
    internal static void NeedGrantable(Viewer by, Account? giver, MayOpen mayOpen, int? maxResellerDepth, int? maxAccounts)
    {
        var form = new Form();
        form.Must((mayOpen & ~MayOpen.All) == 0, "mayOpen", "This is no kind of account.");
        form.Must(by.IsProvider || giver is not null && (mayOpen & ~giver.MayOpen) == 0, "mayOpen", "You cannot give a right that your account does not have.");
        form.Must(maxResellerDepth is null or >= 0, "maxResellerDepth", "This cannot be below zero.");
        form.Must(maxAccounts is null or >= 0, "maxAccounts", "This cannot be below zero.");
        form.Check("rights.invalid");
    }
}

/// <summary>The account after a change: its status and its new version.</summary>
public sealed record AccountChanged(Guid Id, AccountStatus Status, long Version);
