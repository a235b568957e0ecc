using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Reports;

/// <summary>
/// Invariant 6 for forecasts: where nothing has changed since one was made, making it again gives the same rows. One that is
/// older than its branch is no error; it says of when it is.
/// </summary>
internal static class CheckForecasts
{
    public static async Task Run(Snapshot snapshot, Findings findings, TimeProvider clock, CancellationToken cancel)
    {
        var root = await snapshot.Db.Accounts.Where(a => a.Path == TreePath.Root).Select(a => a.Id).FirstOrDefaultAsync(cancel);
        var facts = await snapshot.Db.Branches.Where(b => b.Id == 0).Select(b => b.Facts).FirstOrDefaultAsync(cancel);
        var fresh = await (from f in snapshot.Of<BranchForecast>(snapshot.Db)
                           join b in snapshot.Branches(snapshot.Db) on f.BranchId equals b.Id
                           where f.Batches == b.Batches && f.RootFacts == facts && f.LeasedUntil == null
                           orderby f.BranchId
                           select f).ToListAsync(cancel);
        foreach (var made in fresh)
        {
            var rows = await ForecastRows.Of(snapshot.Db, root, made.BranchId, made.FirstDay, made.MadeAt, clock, () => Task.CompletedTask, cancel);
            await Compare(snapshot, findings, made.BranchId, rows.Wallets, ForecastRows.Kept, ForecastRows.ByWallet, ForecastRows.IsSame, r => Ids.Account(r.AccountId), "wallet", cancel);
            await Compare(snapshot, findings, made.BranchId, rows.Accounts, ForecastRows.Kept, ForecastRows.ByAccount, ForecastRows.IsSame, r => Ids.Account(r.AccountId), "account", cancel);
            await Compare(snapshot, findings, made.BranchId, rows.Charges, ForecastRows.Kept, ForecastRows.ByCharge, ForecastRows.IsSame, r => Ids.Account(r.AccountId), "day", cancel);
            await Compare(snapshot, findings, made.BranchId, rows.Refusals, ForecastRows.Kept, ForecastRows.ByRefusal, ForecastRows.IsSame, r => Ids.Account(r.AccountId), "refusal", cancel);
        }
    }

    private static async Task Compare<T>(Snapshot snapshot, Findings findings, int branch, IEnumerable<T> made, Func<IQueryable<T>, IQueryable<T>> inOrder,
        Comparison<T> order, Func<T, T, bool> isSame, Func<T, string> id, string what, CancellationToken cancel) where T : Row
    {
        await using var kept = await Cursor<T>.On(inOrder(snapshot.Db.Set<T>().AsNoTracking().Where(r => EF.Property<int>(r, "BranchId") == branch)).AsAsyncEnumerable());
        foreach (var row in made)
        {
            findings.Looked(Invariant.Figures);
            var found = false;
            await foreach (var same in kept.At(k => order(k, row), stray => Differs(stray, "is kept and does not follow")))
            {
                found = true;
                if (!isSame(same, row)) Differs(row, "is not what follows");
            }
            if (!found) Differs(row, "is not kept");
        }
        await kept.Rest(stray => Differs(stray, "is kept and does not follow"));

        void Differs(T row, string how) => findings.Add(Invariant.Figures, branch, id(row), $"The forecast of a {what} {how} from the rows it was made of.");
        cancel.ThrowIfCancellationRequested();
    }
}
