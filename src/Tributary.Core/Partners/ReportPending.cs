using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Partners;

/// <summary>
/// Tells the provider's people, once for each account, that its number does not come: it took longer than
/// <see cref="RegisterAccounts.LongestWait"/>, or registering it failed. An account that has its number by then is passed over.
/// </summary>
public sealed class ReportPending : Deed<AccountsReported>
{
    /// <summary>The accounts' branch.</summary>
    public required int InBranch { get; init; }
    /// <summary>The accounts.</summary>
    public required IReadOnlyList<Guid> AccountIds { get; init; }

    public override int BranchId => InBranch;

    /// <summary>The deeds that are to be done at <paramref name="now"/> (UTC), one a branch.</summary>
    public static async Task<IReadOnlyList<ReportPending>> Waiting(TributaryDb db, Viewer by, DateTime now, int most = 500, CancellationToken cancel = default)
    {
        var late = await db.Accounts.PendingSince(now - RegisterAccounts.LongestWait).Where(a => a.PendingReportedAt == null)
            .OrderBy(a => a.OpenedAt).Take(most).Select(a => new { a.BranchId, a.Id }).ToListAsync(cancel);
        return [.. late.GroupBy(a => a.BranchId)
            .Select(branch => new ReportPending { By = by, InBranch = branch.Key, AccountIds = [.. branch.Select(a => a.Id)] })];
    }

    public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => Chains.Load(sheet, deeds.Cast<ReportPending>().SelectMany(d => d.AccountIds));

    public override AccountsReported Decide(Sheet sheet)
    {
        if (!By.IsProgram) throw Refusal.Forbidden("right.missing", "The program tells this by itself.");
        var done = 0;
        foreach (var id in AccountIds)
        {
            if (sheet.Find<Account>(id) is not { IsRegistered: false, PendingReportedAt: null } account || account.BranchId != BranchId) continue;
            sheet.Change(account).ReportPending(sheet.Now);
            var provider = sheet.Facts<Chains>().Above(sheet, account.Path)[^1];
            sheet.Notify(provider, "account.pending", PublicId.Format("acc", account.Id));
            sheet.Trail(By, account, "account.pending_reported", PublicId.Format("acc", account.Id), account.Name);
            done++;
        }
        return new(done);
    }
}

/// <summary>Of how many accounts a person was told.</summary>
public sealed record AccountsReported(int Count);
