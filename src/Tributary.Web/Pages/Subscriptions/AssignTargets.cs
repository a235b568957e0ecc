using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Web.Pages.Subscriptions;

/// <summary>The accounts to which a subscription can be given: those within the viewer's reach for which the same payer pays.</summary>
/// <param name="Accounts">The first of them, by their place in the tree.</param>
/// <param name="More">True when there are others that a search would find.</param>
public sealed record AssignTargets(IReadOnlyList<AssignTarget> Accounts, bool More)
{
    /// <summary>The most that are offered at once.</summary>
    public const int Most = 20;

    // Divisions of a reseller stand among its customers and their divisions, so they are looked for level by level.
    private const int MostOfLevel = 1000;

    /// <summary>Those whose name or number has these words in it, without the account that has it now.</summary>
    public static async Task<AssignTargets> Of(TributaryDb db, Found it, string? search, CancellationToken cancel = default)
    {
        var viewer = it.Viewer.For(Right.ManageOrders);
        var (branch, self, payer) = (it.Row.BranchId, it.Row.AccountId, it.Row.PayerId);
        var seen = db.Accounts.AsNoTracking().SeenBy(viewer).Where(a => a.BranchId == branch);
        var paying = it.Payer ?? it.Account;
        // A division sees no further than itself, and below it all is the same payer's; so is everything below a customer.
        var possible = paying.Kind is AccountKind.Customer or AccountKind.Division
            ? seen.Under(paying.Kind == AccountKind.Customer ? paying.Path : viewer.Path)
            : Among(seen, [payer, .. await Divisions(seen, payer, cancel)]);
        possible = possible.Where(a => a.Id != self && a.Number != null && a.Status == AccountStatus.Active);
        if (search?.Trim().ToLowerInvariant() is { Length: > 0 } part)
            possible = possible.Where(a => a.Name.ToLower().Contains(part) || a.Number!.ToLower().Contains(part));
        var found = await possible.OrderBy(a => a.Path).Take(Most + 1).ToListAsync(cancel);
        var above = found.SelectMany(a => TreePath.Chain(a.Path)).Distinct().ToArray();
        var names = await seen.Where(a => above.Contains(a.Path) && a.Kind == AccountKind.Division).ToDictionaryAsync(a => a.Path, a => a.Name, cancel);
        return new([.. found.Take(Most).Select(a => new AssignTarget(a,
            string.Join(" › ", TreePath.Chain(a.Path).Where(p => p.Length < a.Path.Length).Select(p => names.GetValueOrDefault(p)).OfType<string>()), a.Id == payer))], found.Count > Most);
    }

    private static IQueryable<Account> Among(IQueryable<Account> seen, Guid[] ids) => seen.Where(a => ids.Contains(a.Id));

    private static async Task<List<Guid>> Divisions(IQueryable<Account> seen, Guid payer, CancellationToken cancel)
    {
        var (all, level) = (new List<Guid>(), new List<Guid> { payer });
        while (level.Count > 0)
        {
            var above = level.Select(id => (Guid?)id).ToArray();
            level = await seen.Where(a => a.Kind == AccountKind.Division && above.Contains(a.ParentId)).OrderBy(a => a.Path).Take(MostOfLevel).Select(a => a.Id).ToListAsync(cancel);
            all.AddRange(level);
        }
        return all;
    }
}

/// <summary>An account to choose, where it stands among the divisions, and whether it is the payer itself.</summary>
public sealed record AssignTarget(Account Account, string Place, bool Pays)
{
    /// <summary>Its id as the form says it.</summary>
    public string Id => PublicId.Format("acc", Account.Id);
}
