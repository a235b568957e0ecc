using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>
/// Switches an account off, with a reason. It can then neither sell, nor open accounts, nor order; what runs goes on.
/// Only somebody above does this.
/// </summary>
public sealed class Deactivate : Deed<AccountChanged>
{
    /// <summary>The account's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The version it was read at; null for whatever is there.</summary>
    public long? Version { get; init; }
    /// <summary>Why; the account reads it too.</summary>
    public required string Reason { get; init; }

    public override int BranchId => InBranch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        Chains.Load(sheet, deeds.Cast<Deactivate>().Select(d => d.AccountId));

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        By.Need(Right.ManageAccounts);
        if (account.Id == By.AccountId) throw Refusal.Forbidden("account.own", "An account does not deactivate itself; ask your seller.");
        sheet.NeedVersion(account, Version);
        var form = new Form();
        var reason = form.Text("reason", Reason, 500, required: true, lines: true);
        form.Check("account.invalid");

        sheet.Facts<Chains>().Turn(sheet, account, a => a.Deactivate(By.Name, sheet.Now, reason!));
        sheet.Trail(By, account, "account.deactivated", PublicId.Format("acc", account.Id), reason!);
        sheet.Notify(account, "account.deactivated", PublicId.Format("acc", account.Id));
        return new(account.Id, account.Status, account.Version + 1);
    }
}

/// <summary>
/// Its seller wants an inactive account back. Customers and divisions are back at once; a reseller is confirmed by the
/// provider, see <see cref="ConfirmAccount"/>.
/// </summary>
public sealed class RequestReactivation : Deed<AccountChanged>
{
    /// <summary>The account's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The version it was read at; null for whatever is there.</summary>
    public long? Version { get; init; }

    public override int BranchId => InBranch;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        Chains.Load(sheet, deeds.Cast<RequestReactivation>().Select(d => d.AccountId));

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        By.Need(Right.ManageAccounts);
        var chains = sheet.Facts<Chains>();
        if (account.Id == By.AccountId || account.Kind == AccountKind.Reseller && chains.SellerOf(sheet, account)?.Id != By.AccountId)
            throw Refusal.Forbidden("account.not_seller", "Only the account's own seller requests this.");
        sheet.NeedVersion(account, Version);

        if (account.ReactivationRequested) throw Refusal.Conflict("account.requested", "This was requested already and waits for the provider.");
        chains.Turn(sheet, account, a => a.RequestReactivation());
        if (account.Kind == AccountKind.Reseller)
        {
            sheet.Trail(By, account, "account.reactivation_requested", PublicId.Format("acc", account.Id), account.Name);
            sheet.Notify(chains.Above(sheet, account.Path)[^1], ConfirmAccount.Request, PublicId.Format("acc", account.Id));
        }
        else
        {
            chains.Turn(sheet, account, a => a.Activate(By.Name, sheet.Now));
            sheet.Trail(By, account, "account.activated", PublicId.Format("acc", account.Id), account.Name);
            sheet.Notify(account, "account.activated", PublicId.Format("acc", account.Id));
        }
        return new(account.Id, account.Status, account.Version + 1);
    }
}
