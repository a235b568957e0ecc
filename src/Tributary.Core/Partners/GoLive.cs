using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Notices;

namespace Tributary.Partners;

/// <summary>
/// Requests that a reseller goes live: its own seller says that everything is there, and the provider, or the account it has
/// given this to, confirms. A refusal names what is missing. What the seller does without is written down as its decision.
/// </summary>
public sealed class SubmitAccount : Deed<AccountChanged>
{
    /// <summary>The account's branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The account.</summary>
    public required Guid AccountId { get; init; }
    /// <summary>The version it was read at; null for whatever is there.</summary>
    public long? Version { get; init; }

    /// <summary>The lines of its list that the seller does without; null for whatever may be done without and is open; an empty list insists on every line.</summary>
    public IReadOnlyList<OnboardingLine>? Without { get; init; }

    public override int BranchId => InBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<SubmitAccount>().Select(d => d.AccountId).ToList();
        await (await Chains.Load(sheet, ids)).LoadProfiles(sheet, ids);
        await OnboardingLists.Load(sheet, ids);
        await Delegates.Load(sheet, deeds);
    }

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        By.Need(Right.ManageAccounts);
        // Whoever confirms may be the one who visits.
        if (By.Guest is not null) throw Refusal.Forbidden("guest.not_requested", "This is requested by the account's own people, not by a guest.");
        var chains = sheet.Facts<Chains>();
        if (chains.SellerOf(sheet, account)?.Id != By.AccountId)
            throw Refusal.Forbidden("account.not_seller", "Only the account's own seller requests this.");
        sheet.NeedVersion(account, Version);
        if (OnboardingLists.Of(sheet, account, chains.Profile(account.Id)) is { } list)
        {
            var open = list.Items.Where(item => item.State == OnboardingState.Open).ToList();
            var without = open.Where(item => item.MayBeWaived && Without?.Contains(item.Line) != false).ToList();
            if (open.Except(without).SelectMany(item => item.Missing).ToList() is { Count: > 0 } missing)
                throw Refusal.Conflict("account.incomplete", "Before this account can be submitted, please see to: {0}.", string.Join(", ", missing));
            foreach (var item in without) OnboardingLists.Waive(sheet, By, account, item.Line, true);
        }

        chains.Turn(sheet, account, a => a.Submit(By.Name, sheet.Now, By.AccountId));
        sheet.Trail(By, account, "account.submitted", PublicId.Format("acc", account.Id), account.Name);
        Delegates.Ask(sheet, account);
        return new(account.Id, account.Status, account.Version + 1);
    }
}

/// <summary>Who confirms: the provider, and where it has given it to an account of the branch, that one too.</summary>
internal sealed class Delegates
{
    private readonly HashSet<Guid> all = [];

    /// <summary>Everybody to whom it is given in the branches of the batch.</summary>
    public IEnumerable<Guid> All => all;

    /// <summary>Fetches the delegates of the deeds' branches.</summary>
    public static async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var branches = deeds.Select(d => d.BranchId).Distinct().ToArray();
        var ids = (await sheet.Db.Branches.Where(b => branches.Contains(b.Id)).Select(b => b.ConfirmsId).ToListAsync()).OfType<Guid>().ToArray();
        sheet.Facts<Delegates>().all.UnionWith(ids);
        if (ids.Length > 0) await sheet.Fetch(sheet.Db.Accounts.Where(a => ids.Contains(a.Id)));
    }

    /// <summary>The delegate that stands above the account and may confirm at all now; null where there is none.</summary>
    public static Account? Of(Sheet sheet, Account account)
    {
        // The branch's own row is locked and tells what an earlier deed of the batch has changed.
        if (sheet.Branch(account.BranchId).ConfirmsId is not { } id || sheet.Find<Account>(id) is not { Status: AccountStatus.Active } chosen) return null;
        return chosen.Id != account.Id && TreePath.Within(account.Path, chosen.Path) ? chosen : null;
    }

    /// <summary>Asks whoever may confirm.</summary>
    public static void Ask(Sheet sheet, Account account)
    {
        var subject = PublicId.Format("acc", account.Id);
        sheet.Notify(sheet.Facts<Chains>().Above(sheet, account.Path)[^1], ConfirmAccount.Request, subject);
        if (Of(sheet, account) is { } chosen && chosen.Id != account.RequestedById) sheet.Notify(chosen, ConfirmAccount.Request, subject);
    }
}

/// <summary>
/// The provider, or the account of the branch to which it has given this, confirms that a reseller goes live, or comes back
/// after it was asked for. Who asked for it below the root never confirms it. The notices that asked for it have thereby been
/// seen. What a deactivation had paused is resumed next.
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
        await Delegates.Load(sheet, deeds);
        await Returning.Load(sheet, ids);
        var asked = sheet.All<Account>().Where(a => a.Kind == AccountKind.Provider).Select(a => a.Id).Concat(sheet.Facts<Delegates>().All).Distinct().ToArray();
        var subjects = ids.Select(id => PublicId.Format("acc", id)).ToArray();
        await sheet.Lock<Notice>(await sheet.Db.Notices
            .Where(n => asked.Contains(n.AccountId) && n.SeenAt == null && n.Kind == Request && subjects.Contains(n.Subject)).Select(n => n.Id).ToListAsync());
    }

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        By.Need(Right.ManageAccounts);
        if (!By.IsProvider && Delegates.Of(sheet, account)?.Id != By.AccountId)
            throw Refusal.Forbidden("account.confirmed_by_provider", "This is confirmed by the provider.");
        sheet.NeedVersion(account, Version);
        if (!account.AwaitsConfirmation) throw Refusal.Conflict("account.nothing_to_confirm", "Nothing waits for confirmation here.");
        if (!By.IsProvider && account.RequestedById == By.AccountId)
            throw Refusal.Forbidden("account.own_request", "Your own account asked for this, so somebody else confirms it: the provider.");

        var chains = sheet.Facts<Chains>();
        if (account.Status == AccountStatus.Inactive) Returning.NeedWayBack(sheet, By, account);
        var subject = PublicId.Format("acc", account.Id);
        chains.Turn(sheet, account, a => a.Activate(By.Name, sheet.Now));
        Returning.End(sheet, account);
        sheet.Trail(By, account, "account.activated", subject, account.Name);
        sheet.Notify(account, "account.activated", subject);
        if (chains.SellerOf(sheet, account) is { } seller) sheet.Notify(seller, "account.activated", subject);
        foreach (var asking in sheet.All<Notice>().Where(n => n.Kind == Request && n.Subject == subject && n.SeenAt is null).ToList())
            sheet.Change(asking).See(sheet.Now);
        return new(account.Id, account.Status, account.Version + 1);
    }
}
