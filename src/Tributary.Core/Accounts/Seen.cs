using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Tributary.Audit;
using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>What somebody has to do about an account before it is live, or back.</summary>
public enum AccountTodo
{
    /// <summary>It is being set up: its list is not finished, or not submitted.</summary>
    Setup = 1,
    /// <summary>It waits for whoever confirms that it goes live or comes back.</summary>
    Confirm = 2,
    /// <summary>Either.</summary>
    All = 3,
}

/// <summary>
/// The only ways to tenant rows: what a viewer sees, and what lies under a path. A subtree is a range of paths, so that
/// both databases walk an index. A row that is not seen does not exist: the caller answers 404.
/// </summary>
public static class Seen
{
    /// <summary>Those about which something has to be done.</summary>
    public static IQueryable<Account> With(this IQueryable<Account> rows, AccountTodo todo) => todo switch
    {
        AccountTodo.Setup => rows.Where(a => a.Status == AccountStatus.InProgress),
        AccountTodo.Confirm => rows.Where(a => a.Status == AccountStatus.InProvisioning || a.ReactivationRequested),
        AccountTodo.All => rows.Where(a => a.Status == AccountStatus.InProgress || a.Status == AccountStatus.InProvisioning || a.ReactivationRequested),
        _ => throw new InvalidOperationException($"Unknown {todo}."),
    };

    /// <summary>The accounts within the viewer's reach.</summary>
    public static IQueryable<Account> SeenBy(this IQueryable<Account> accounts, Viewer viewer)
    {
        var (branch, path, id) = (viewer.BranchId, viewer.Path, viewer.AccountId);
        if (branch != 0) accounts = accounts.Where(a => a.BranchId == branch);
        return viewer.Reach switch
        {
            Reach.AllBelow => accounts.Under(path),
            Reach.Direct => accounts.Under(path).Where(a => a.Id == id || a.ParentId == id),
            Reach.Own => accounts.Where(a => a.Path == path),
            _ => throw new InvalidOperationException($"Unknown reach {viewer.Reach}."),
        };
    }

    /// <summary>The rows of accounts within the viewer's reach.</summary>
    public static IQueryable<T> SeenBy<T>(this IQueryable<T> rows, Viewer viewer) where T : TenantEntity
    {
        var (branch, path) = (viewer.BranchId, viewer.Path);
        if (branch != 0) rows = rows.Where(r => r.BranchId == branch);
        var deepest = TreePath.Depth(path) + 2; // A path has one slash more than its depth, and a child is one deeper.
        return viewer.Reach switch
        {
            Reach.AllBelow => rows.Under(path),
            Reach.Direct => rows.Under(path).Where(r => r.Path.Length - r.Path.Replace("/", "").Length <= deepest),
            Reach.Own => rows.Where(r => r.Path == path),
            _ => throw new InvalidOperationException($"Unknown reach {viewer.Reach}."),
        };
    }

    /// <summary>The lines of the trail of accounts within the viewer's reach, without those that only levels above the viewer may read.</summary>
    public static IQueryable<TrailEntry> SeenBy(this IQueryable<TrailEntry> lines, Viewer viewer)
    {
        var (path, end) = (viewer.Path, TreePath.End(viewer.Path));
        return lines.SeenBy<TrailEntry>(viewer)
            .Where(t => t.ReadFrom == null || string.Compare(t.ReadFrom, path) >= 0 && string.Compare(t.ReadFrom, end) < 0);
    }

    /// <summary>The rows of one account, or none where the viewer does not see it.</summary>
    public static async Task<IQueryable<T>> OfAccount<T>(this IQueryable<T> rows, TributaryDb db, Viewer viewer, Guid accountId, CancellationToken cancel = default) where T : TenantEntity
    {
        var at = await db.Accounts.SeenBy(viewer).Where(a => a.Id == accountId).Select(a => new { a.BranchId, a.Path }).FirstOrDefaultAsync(cancel);
        return at is null ? rows.Where(_ => false) : rows.Of(at.BranchId, at.Path);
    }

    /// <summary>The rows of this account alone, along the index of its path.</summary>
    public static IQueryable<T> Of<T>(this IQueryable<T> rows, int branchId, string path) where T : TenantEntity =>
        rows.Where(r => r.BranchId == branchId && r.Path == path);

    /// <summary>The account at <paramref name="path"/> and all below it.</summary>
    public static IQueryable<Account> Under(this IQueryable<Account> accounts, string path)
    {
        var end = TreePath.End(path);
        return accounts.Where(a => string.Compare(a.Path, path) >= 0 && string.Compare(a.Path, end) < 0);
    }

    /// <summary>The rows of the account at <paramref name="path"/> and of all below it.</summary>
    public static IQueryable<T> Under<T>(this IQueryable<T> rows, string path) where T : TenantEntity
    {
        var end = TreePath.End(path);
        return rows.Where(r => string.Compare(r.Path, path) >= 0 && string.Compare(r.Path, end) < 0);
    }

    /// <summary>The accounts from the root down to <paramref name="path"/>, in no order. For deciding, never for showing.</summary>
    public static IQueryable<Account> ChainTo(this IQueryable<Account> accounts, string path)
    {
        var chain = TreePath.Chain(path).ToArray();
        return accounts.Where(a => chain.Contains(a.Path));
    }

    /// <summary>The accounts whose number is still pending since before <paramref name="openedBefore"/> (UTC): a person has to look.</summary>
    public static IQueryable<Account> PendingSince(this IQueryable<Account> accounts, DateTime openedBefore) =>
        accounts.Where(a => a.Number == null && a.OpenedAt < openedBefore);

    /// <summary>True when the account at <paramref name="path"/>, or one above it, is shown no amounts.</summary>
    public static Task<bool> HidesPricesAt(this IQueryable<Account> accounts, string path) =>
        accounts.ChainTo(path).AnyAsync(a => a.HidesPrices);

    /// <summary>The account with this id if the viewer sees it.</summary>
    /// <exception cref="Refusal">404: it is not there, or not this viewer's.</exception>
    public static async Task<Account> One(this DbSet<Account> accounts, Viewer viewer, Guid id, CancellationToken cancel = default)
    {
        var db = (TributaryDb)accounts.GetService<ICurrentDbContext>().Context;
        var found = (await ById.List(db, id, cancel)).FirstOrDefault();
        return found is not null && viewer.Sees(found.Path) ? found : throw Refusal.NotFound("account");
    }

    private static readonly FixedQuery<Guid, Account> ById = new((db, id) => db.Accounts.AsNoTracking().Where(a => a.Id == id));

    /// <summary>The row with this id if the viewer sees it.</summary>
    /// <param name="noun">What a refusal calls it: <c>order</c>.</param>
    /// <exception cref="Refusal">404: it is not there, or not this viewer's.</exception>
    public static async Task<T> One<T>(this IQueryable<T> rows, Viewer viewer, Guid id, string noun, CancellationToken cancel = default) where T : TenantEntity =>
        await rows.AsNoTracking().SeenBy(viewer).FirstOrDefaultAsync(r => r.Id == id, cancel) ?? throw Refusal.NotFound(noun);
}
