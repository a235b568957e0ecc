using Tributary.Accounts;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Subscriptions;

namespace Tributary.Reports;

/// <summary>
/// Invariant 6: every branch is walked in the order of its paths, so that a subtree is one piece; what is open is the
/// chain from the root to where the walk stands, and each account is compared when the walk leaves it.
/// </summary>
internal static class CheckFigures
{
    public static async Task Run(Snapshot snapshot, Findings findings)
    {
        var (root, zone) = await Root(snapshot);
        await using var accounts = await snapshot.Open(db => snapshot.Of<Account>(db).OrderBy(a => a.BranchId).ThenBy(a => a.Path));
        await using var subscriptions = await snapshot.Open(db => snapshot.Of<Subscription>(db).OrderBy(s => s.BranchId).ThenBy(s => s.Path));
        await using var orders = await snapshot.Open(db => snapshot.Of<Order>(db)
            .Where(o => o.State != OrderState.Completed && o.State != OrderState.Cancelled)
            .OrderBy(o => o.BranchId).ThenBy(o => o.Path).Select(o => new { o.BranchId, o.Path, o.State, o.ShortPath, o.AccountId }));
        await using var lines = await snapshot.Open(db => snapshot.Of<OrderLine>(db)
            .Where(l => l.State == LineState.Captured)
            .OrderBy(l => l.BranchId).ThenBy(l => l.Path).Select(l => new { l.BranchId, l.Path, l.Id, l.SettledAt, l.Levels }));
        await using var kept = await snapshot.Open(db =>
            from figure in snapshot.Of<Figure>(db)
            join account in db.Accounts on figure.AccountId equals account.Id into owners
            from account in owners.DefaultIfEmpty()
            orderby figure.BranchId, account.Path ?? ""
            select new { Figure = figure, Path = account.Path ?? "" });

        await foreach (var branch in snapshot.Read(snapshot.Branches))
        {
            var walk = new Walk(findings, branch.Id);
            if (root is not null) await Enter(root);
            await foreach (var account in accounts.At(a => a.BranchId.CompareTo(branch.Id)))
                if (account.Path != TreePath.Root) await Enter(account);
            walk.Leave("");
            await kept.At(k => k.Figure.BranchId.CompareTo(branch.Id)).All(k => walk.Stray(k.Figure));

            async Task Enter(Account account)
            {
                walk.Enter(account);
                await kept.At(k => Place(k.Figure.BranchId, k.Path, branch.Id, account.Path), k => walk.Stray(k.Figure)).All(k => walk.Keep(k.Figure));
                await subscriptions.At(s => Place(s.BranchId, s.Path, branch.Id, account.Path)).All(walk.Count);
                await orders.At(o => Place(o.BranchId, o.Path, branch.Id, account.Path)).All(o => walk.Below(FigureName.Orders,
                    at => OrderView.StateAt(at.Kind, at.Id, at.Path, o.State, o.ShortPath, o.AccountId)));
                await lines.At(l => Place(l.BranchId, l.Path, branch.Id, account.Path)).All(l => walk.Sold(l.Id, l.Levels, Month(l.SettledAt)));
            }
        }

        string Month(DateTime? at) => at is { } settled
            ? TimeZoneInfo.ConvertTimeFromUtc(settled, zone).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture) : "no month";
    }

    private static async Task<(Account? Root, TimeZoneInfo Zone)> Root(Snapshot snapshot)
    {
        var (root, zone) = ((Account?)null, TimeZoneInfo.Utc);
        await foreach (var account in snapshot.Read(db => db.Accounts.Where(a => a.Path == TreePath.Root))) root = account;
        await foreach (var setting in snapshot.Read(db => db.Settings.Where(s => s.Name == "time_zone"))) zone = TimeZoneInfo.FindSystemTimeZoneById(setting.Value);
        return (root, zone);
    }

    private static int Place(int branch, string path, int atBranch, string atPath) =>
        branch != atBranch ? branch.CompareTo(atBranch) : string.CompareOrdinal(path, atPath);

    private static async Task All<T>(this IAsyncEnumerable<T> rows, Action<T> look)
    {
        await foreach (var row in rows) look(row);
    }
}
