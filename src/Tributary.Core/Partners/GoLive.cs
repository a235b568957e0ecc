using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Notices;

namespace Tributary.Partners;

/// <summary>
/// Requests that a reseller goes live: its own seller says that everything is there, and the provider confirms. A
/// refusal names what is missing.
/// </summary>
public sealed class SubmitAccount : Deed<AccountChanged>
{
    /// <summary>The account's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The version it was read at; null for whatever is there.</summary>
    public long? Version { get; init; }

    public override int BranchId => InBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<SubmitAccount>().Select(d => d.AccountId).ToList();
        await (await Chains.Load(sheet, ids)).LoadProfiles(sheet, ids);
    }

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        By.Need(Right.ManageAccounts);
        var chains = sheet.Facts<Chains>();
        if (chains.SellerOf(sheet, account)?.Id != By.AccountId)
            throw Refusal.Forbidden("account.not_seller", "Only the account's own seller requests this.");
        sheet.NeedVersion(account, Version);
        if (account.Status == AccountStatus.InProgress && Readiness.Missing(account, chains.Profile(account.Id)) is { Count: > 0 } missing)
            throw Refusal.Conflict("account.incomplete", "Before this account can be submitted, please see to: {0}.", string.Join(", ", missing));

        chains.Turn(sheet, account, a => a.Submit(By.Name, sheet.Now));
        sheet.Trail(By, account, "account.submitted", PublicId.Format("acc", account.Id), account.Name);
        sheet.Notify(chains.Above(sheet, account.Path)[^1], ConfirmAccount.Request, PublicId.Format("acc", account.Id));
        return new(account.Id, account.Status, account.Version + 1);
    }
}

/// <summary>
/// The provider confirms that a reseller goes live, or comes back after it was asked for. Who requests below the root never
/// confirms. The notice that asked for it has thereby been seen.
/// </summary>
public sealed class ConfirmAccount : Deed<AccountChanged>
{
    /// <summary>The kind of the notice that asks the provider for it.</summary>
    public const string Request = "account.to_confirm";

    /// <summary>The account's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The version it was read at; null for whatever is there.</summary>
    public long? Version { get; init; }

    public override int BranchId => InBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<ConfirmAccount>().Select(d => d.AccountId).ToList();
        await Chains.Load(sheet, ids);
        var (asked, subjects) = (deeds.Select(d => d.By.AccountId).Distinct().ToArray(), ids.Select(id => PublicId.Format("acc", id)).ToArray());
        await sheet.Lock<Notice>(await sheet.Db.Notices
            .Where(n => asked.Contains(n.AccountId) && n.SeenAt == null && n.Kind == Request && subjects.Contains(n.Subject)).Select(n => n.Id).ToListAsync());
    }

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        By.Need(Right.ManageAccounts);
        if (!By.IsProvider) throw Refusal.Forbidden("account.confirmed_by_provider", "This is confirmed by the provider.");
        sheet.NeedVersion(account, Version);
        if (account.Status != AccountStatus.InProvisioning && !account.ReactivationRequested)
            throw Refusal.Conflict("account.nothing_to_confirm", "Nothing waits for confirmation here.");

        var chains = sheet.Facts<Chains>();
        var subject = PublicId.Format("acc", account.Id);
        chains.Turn(sheet, account, a => a.Activate(By.Name, sheet.Now));
        sheet.Trail(By, account, "account.activated", subject, account.Name);
        sheet.Notify(account, "account.activated", subject);
        if (chains.SellerOf(sheet, account) is { } seller) sheet.Notify(seller, "account.activated", subject);
        foreach (var asking in sheet.All<Notice>().Where(n => n.AccountId == By.AccountId && n.Kind == Request && n.Subject == subject && n.SeenAt is null).ToList())
            sheet.Change(asking).See(sheet.Now);
        return new(account.Id, account.Status, account.Version + 1);
    }
}
