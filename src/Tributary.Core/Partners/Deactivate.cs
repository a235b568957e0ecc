using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>
/// Switches an account off, with a reason. It can then neither sell, nor open accounts, nor order, and its people and keys are
/// let in no more; those of the accounts below it are, and see what they have. Subscriptions of it and of all below go on and
/// renew, or are paused, as is chosen: <see cref="DeactivationRun"/> pauses them. Only somebody above does this.
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
    /// <summary>What becomes of the subscriptions.</summary>
    public RunningChoice Running { get; init; } = RunningChoice.GoOn;

    public override int BranchId => InBranch;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        await Chains.Load(sheet, deeds.Cast<Deactivate>().Select(d => d.AccountId));
        // To say how much there is to do; one count for each of the few deeds that pause.
        foreach (var deed in deeds.Cast<Deactivate>().Where(d => d.Running == RunningChoice.Pause))
            if (sheet.Find<Account>(deed.AccountId) is { } account)
                sheet.Facts<ToPause>().Of[account.Id] = await sheet.Db.Subscriptions.Pausable(account.BranchId, account.Path).CountAsync();
    }

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        By.Need(Right.SwitchAccounts);
        if (account.Id == By.AccountId) throw Refusal.Forbidden("account.own", "An account does not deactivate itself; ask your seller.");
        sheet.NeedVersion(account, Version);
        var form = new Form();
        var reason = form.Text("reason", Reason, 500, required: true, lines: true);
        form.Must(Enum.IsDefined(Running), "subscriptions", "Subscriptions go on, or they are paused.");
        form.Check("account.invalid");

        sheet.Facts<Chains>().Turn(sheet, account, a => a.Deactivate(By.Name, sheet.Now, reason!));
        var deactivation = new Deactivation { BranchId = BranchId, Id = sheet.NewId(), AccountId = account.Id, Path = account.Path, At = sheet.Now, Running = Running };
        deactivation.Begin(sheet.Facts<ToPause>().Of.GetValueOrDefault(account.Id));
        sheet.Add(deactivation);
        sheet.Trail(By, account, "account.deactivated", PublicId.Format("acc", account.Id), reason!);
        if (Running == RunningChoice.Pause) sheet.Trail(By, account, "account.pausing", PublicId.Format("acc", account.Id), account.Name);
        sheet.Notify(account, "account.deactivated", PublicId.Format("acc", account.Id));
        return new(account.Id, account.Status, account.Version + 1);
    }

    private sealed class ToPause
    {
        public Dictionary<Guid, int> Of { get; } = [];
    }
}

/// <summary>What coming back needs, and what it brings along.</summary>
internal sealed class Returning
{
    /// <summary>Fetches the deactivations of these accounts that have not ended.</summary>
    public static async Task Load(Sheet sheet, IReadOnlyCollection<Guid> accountIds)
    {
        var ids = accountIds.Distinct().ToArray();
        await sheet.Lock<Deactivation>(await sheet.Db.Deactivations.Where(d => ids.Contains(d.AccountId) && d.EndedAt == null).Select(d => d.Id).ToListAsync());
    }

    /// <summary>Refuses while somebody above is inactive and there is something to resume: it would be paid for through an account that is switched off.</summary>
    public static void NeedWayBack(Sheet sheet, Viewer by, Account account)
    {
        if (!sheet.All<Deactivation>().Any(d => d.AccountId == account.Id && d is { EndedAt: null, Running: RunningChoice.Pause })) return;
        foreach (var above in sheet.Facts<Chains>().Above(sheet, account.Path).Where(a => a.Status == AccountStatus.Inactive))
            throw by.Sees(Right.SwitchAccounts, above.Path)
                ? Refusal.Conflict("account.above_inactive", "{0}, which stands above it, is inactive and has to come back first.", above.Name)
                : Refusal.Conflict("account.above_inactive", "This is not possible at the moment. Your seller can help.");
    }

    /// <summary>The account is back; what was paused with it is resumed by the worker.</summary>
    public static void End(Sheet sheet, Account account)
    {
        foreach (var deactivation in sheet.All<Deactivation>().Where(d => d.AccountId == account.Id && d.EndedAt is null).ToList())
            sheet.Change(deactivation).End(sheet.Now);
    }
}

/// <summary>
/// Its seller wants an inactive account back. Customers and divisions are back at once; a reseller is confirmed by the
/// provider or its delegate, see <see cref="ConfirmAccount"/>.
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

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = deeds.Cast<RequestReactivation>().Select(d => d.AccountId).ToList();
        await Chains.Load(sheet, ids);
        await Delegates.Load(sheet, deeds);
        await Returning.Load(sheet, ids);
    }

    public override AccountChanged Decide(Sheet sheet)
    {
        var account = Chains.Seen(sheet, By, BranchId, AccountId);
        By.Need(Right.SwitchAccounts);
        // Whoever confirms may be the one who visits.
        if (By.Guest is not null) throw Refusal.Forbidden("guest.not_requested", "This is requested by the account's own people, not by a guest.");
        var chains = sheet.Facts<Chains>();
        if (account.Id == By.AccountId || account.Kind == AccountKind.Reseller && chains.SellerOf(sheet, account)?.Id != By.AccountId)
            throw Refusal.Forbidden("account.not_seller", "Only the account's own seller requests this.");
        sheet.NeedVersion(account, Version);

        if (account.ReactivationRequested) throw Refusal.Conflict("account.requested", "This was requested already and waits for its confirmation.");
        if (account.Status == AccountStatus.Inactive) Returning.NeedWayBack(sheet, By, account);
        chains.Turn(sheet, account, a => a.RequestReactivation(By.AccountId));
        if (account.Kind == AccountKind.Reseller)
        {
            sheet.Trail(By, account, "account.reactivation_requested", PublicId.Format("acc", account.Id), account.Name);
            Delegates.Ask(sheet, account);
        }
        else
        {
            chains.Turn(sheet, account, a => a.Activate(By.Name, sheet.Now));
            Returning.End(sheet, account);
            sheet.Trail(By, account, "account.activated", PublicId.Format("acc", account.Id), account.Name);
            sheet.Notify(account, "account.activated", PublicId.Format("acc", account.Id));
        }
        return new(account.Id, account.Status, account.Version + 1);
    }
}
