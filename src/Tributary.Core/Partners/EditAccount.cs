using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>Changes the details of an account. What is not given stays as it is.</summary>
public sealed class EditAccount : Deed<AccountChanged>
{
    /// <summary>The account's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The version it was read at; null to overwrite whatever is there.</summary>
    public long? Version { get; init; }
    /// <summary>What is to be changed. The currency is the one it will sell in; edges keep theirs.</summary>
    public required AccountDetails Details { get; init; }

    public override int BranchId => InBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<EditAccount>().Select(d => d.AccountId).ToList();
        await (await Chains.Load(sheet, ids)).LoadProfiles(sheet, ids);
        await Findable.Load(sheet, ids);
        await Comparable.Load(sheet, ids);
        await HostClaims.Load(sheet, HostClaims.Typed(deeds.Cast<EditAccount>().Select(d => d.Details)), ids);
    }

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        By.Need(Right.ManageAccounts);
        sheet.NeedVersion(account, Version);
        if (account.Status == AccountStatus.Closed) throw Refusal.Conflict("account.closed", "This account is closed.");
        var form = new Form();
        var details = Details.Read(form, nameNeeded: false, addressNeeded: false);
        form.Check("account.invalid");
        var profile = sheet.Facts<Chains>().Profile(account.Id);
        HostClaims.NeedFree(sheet, account.Kind, account.Id, profile.Domain, details.Domain);

        sheet.Change(account);
        account.Name = details.Name ?? account.Name;
        if (!string.IsNullOrEmpty(details.Currency)) account.Currency = Currency.Of(details.Currency);
        HostClaims.Claim(sheet, account, profile.Domain, details.Domain);
        details.Into(sheet.Change(profile));
        Findable.Write(sheet, account, profile);
        Comparable.Rewrite(sheet, account, profile);
        sheet.Trail(By, account, "account.edited", PublicId.Format("acc", account.Id), account.Name);
        return new(account.Id, account.Status, account.Version + 1);
    }
}

/// <summary>What an account decides for itself about selling.</summary>
public sealed class SetOwnSettings : Deed<AccountChanged>
{
    /// <summary>The version it was read at; null to overwrite whatever is there.</summary>
    public long? Version { get; init; }
    /// <summary>The percentage on top of cost where no rule says otherwise; null for unchanged.</summary>
    public decimal? DefaultMarkupPercent { get; init; }
    /// <summary>Whether prices below cost may be set at all; null for unchanged.</summary>
    public bool? AllowsLosses { get; init; }
    /// <summary>Whether orders that customers place themselves wait for approval; null for unchanged.</summary>
    public bool? ApprovesCustomerOrders { get; init; }
    /// <summary>Whether what end users are called is not kept, here and below; null for unchanged.</summary>
    public bool? HidesEndUsers { get; init; }
    /// <summary>Warn below this available balance, in minor units of its terms' currency; null for unchanged, below zero for never.</summary>
    public long? LowBalance { get; init; }

    public override int BranchId => By.BranchId;

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) =>
        Chains.Load(sheet, deeds.Cast<SetOwnSettings>().Select(d => d.By.AccountId));

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, By.AccountId);
        By.Need(Right.ManageSettings);
        sheet.NeedVersion(account, Version);
        var form = new Form();
        form.Must(DefaultMarkupPercent is null or >= 0 and <= 10_000, "defaultMarkupPercent", "The markup lies between 0 and 10000 percent.");
        form.Must(DefaultMarkupPercent is null || decimal.Round(DefaultMarkupPercent.Value, 4) == DefaultMarkupPercent, "defaultMarkupPercent", "The markup has at most 4 decimal places.");
        form.Check("account.invalid");

        sheet.Change(account);
        account.DefaultMarkupPercent = DefaultMarkupPercent ?? account.DefaultMarkupPercent;
        account.AllowsLosses = AllowsLosses ?? account.AllowsLosses;
        account.ApprovesCustomerOrders = ApprovesCustomerOrders ?? account.ApprovesCustomerOrders;
        account.HidesEndUsers = HidesEndUsers ?? account.HidesEndUsers;
        if (LowBalance is { } low) account.LowBalance = low < 0 ? null : low;
        sheet.Trail(By, account, "account.settings", PublicId.Format("acc", account.Id));
        return new(account.Id, account.Status, account.Version + 1);
    }
}
