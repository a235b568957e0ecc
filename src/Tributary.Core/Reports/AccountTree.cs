using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;

namespace Tributary.Reports;

/// <summary>An account in a tree list.</summary>
public sealed record AccountNode
{
    /// <summary>The account.</summary>
    public required Account Account { get; init; }
    /// <summary>How far it is set in; 0 stands at the left edge.</summary>
    public required int Depth { get; init; }
    /// <summary>True when there are accounts below it that this list shows.</summary>
    public required bool HasChildren { get; init; }
    /// <summary>In a list that is no tree: the account above it, when the viewer sees that one and it is not the viewer's own.</summary>
    public Account? Above { get; init; }
    /// <summary>What it has with the viewer's account; null when that does not sell to it, or may see no amounts.</summary>
    public Wallet? Wallet { get; init; }
    /// <summary>What it pays the viewer's account a month for what recurs; null as <see cref="Wallet"/>.</summary>
    public Money? AMonth { get; init; }
    /// <summary>On the last row that is shown below an account that has more children: that account.</summary>
    public Guid? MoreBelow { get; init; }
}

/// <summary>A page of a list of accounts, and where the next one begins.</summary>
public sealed record AccountPage(IReadOnlyList<AccountNode> Nodes, Guid? Next);

/// <summary>
/// The accounts one may see, as a tree that opens node by node, or flat when it is searched or filtered. Pages go by
/// key along an index, so that a list costs the same with a hundred accounts and with a hundred thousand.
/// </summary>
public sealed class AccountTree(TributaryDb db, Viewer viewer)
{
    /// <summary>The most rows of a page, and the most children shown below one open node.</summary>
    public const int Most = 50;

    /// <summary>The kinds that are shown; an account of another kind is passed over with all below it.</summary>
    public required IReadOnlyList<AccountKind> Kinds { get; init; }

    /// <summary>Counts of the viewer's accounts of these kinds by status, at all depths: kept figures.</summary>
    public async Task<IReadOnlyDictionary<AccountStatus, long>> Counts(IReadOnlyList<AccountKind> kinds, CancellationToken cancel = default)
    {
        var id = viewer.AccountId;
        var name = viewer.Reach == Reach.AllBelow ? FigureName.Accounts : FigureName.Children;
        var figures = viewer.Reach == Reach.Own ? [] : (await Counted.List(db, id, cancel)).FindAll(f => f.Name == name);
        return Enum.GetValues<AccountStatus>().ToDictionary(status => status,
            status => figures.Where(f => kinds.Any(kind => f.Key == $"{kind.Code()}:{status.Code()}")).Sum(f => f.Count));
    }

    private static readonly FixedQuery<Guid, Figure> Counted = new((db, id) =>
        db.Figures.AsNoTracking().Where(f => f.AccountId == id && (f.Name == FigureName.Accounts || f.Name == FigureName.Children)));

    /// <summary>The children of an account, with those below every open node.</summary>
    /// <param name="under">Whose children; it must be seen.</param>
    /// <param name="open">The nodes that stand open.</param>
    /// <param name="after">The last account of the page before, or null.</param>
    /// <param name="descending">True from Z to A.</param>
    /// <param name="today">The day in the root's time zone.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<AccountPage> Tree(Account under, IReadOnlyCollection<Guid> open, Guid? after, bool descending, DateOnly today, CancellationToken cancel = default)
    {
        var top = await Children(under, after, descending, cancel);
        var nodes = new List<AccountNode>();
        await Unfold(nodes, [.. top.Take(Most)], 0, [.. open], descending, cancel);
        return new(await Dressed(nodes, today, cancel), top.Count > Most ? top[Most - 1].Id : null);
    }

    /// <summary>Every account below <paramref name="under"/>, as the tree with every node open; read as it is asked for.</summary>
    /// <param name="under">Whose descendants; it must be seen.</param>
    /// <param name="descending">True from Z to A.</param>
    /// <param name="today">The day in the root's time zone.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async IAsyncEnumerable<AccountNode> All(Account under, bool descending, DateOnly today, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (Guid? after = null; ;)
        {
            var children = await Children(under, after, descending, cancel);
            var page = children.Take(Most).ToList();
            var parents = await WithChildren(page, cancel);
            var nodes = page.Select(a => new AccountNode { Account = a, Depth = 0, HasChildren = parents.Contains(a.Id), Above = under.Id == viewer.AccountId ? null : under }).ToList();
            foreach (var node in await Dressed(nodes, today, cancel))
            {
                yield return node;
                if (!node.HasChildren) continue;
                await foreach (var below in All(node.Account, descending, today, cancel)) yield return below;
            }
            if (children.Count <= Most) yield break;
            after = page[^1].Id;
        }
    }

    /// <summary>All accounts below the viewer's own that fit, in the order of the tree.</summary>
    /// <param name="kinds">The kinds looked for.</param>
    /// <param name="status">One status, or null for every.</param>
    /// <param name="search">The beginning of a word of a name or domain, of a number, or of a person's mail address; null for all.</param>
    /// <param name="after">The last account of the page before, or null.</param>
    /// <param name="today">The day in the root's time zone.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <param name="only">What else the accounts have to be, or null.</param>
    public async Task<AccountPage> Flat(IReadOnlyList<AccountKind> kinds, AccountStatus? status, string? search, Guid? after, DateOnly today, CancellationToken cancel = default,
        Func<IQueryable<Account>, IQueryable<Account>>? only = null)
    {
        var self = viewer.AccountId;
        var seen = db.Accounts.AsNoTracking().SeenBy(viewer).Where(a => a.Id != self && kinds.Contains(a.Kind));
        if (status is { } one) seen = seen.Where(a => a.Status == one);
        if (only is not null) seen = only(seen);
        if (!string.IsNullOrWhiteSpace(search)) seen = await seen.Found(db, viewer, search, cancel);
        if (after is { } last && await db.Accounts.SeenBy(viewer).Where(a => a.Id == last).Select(a => a.Path).FirstOrDefaultAsync(cancel) is { } path)
            seen = seen.Where(a => string.Compare(a.Path, path) > 0);
        var rows = await seen.OrderBy(a => a.Path).Take(Most + 1).ToListAsync(cancel);

        var page = rows.Take(Most).ToList();
        var parents = page.Select(a => a.ParentId).Distinct().ToArray();
        var above = await db.Accounts.AsNoTracking().SeenBy(viewer).Where(a => parents.Contains(a.Id) && a.Id != self).ToDictionaryAsync(a => a.Id, cancel);
        var nodes = page.Select(a => new AccountNode { Account = a, Depth = 0, HasChildren = false, Above = above.GetValueOrDefault(a.ParentId!.Value) }).ToList();
        return new(await Dressed(nodes, today, cancel), rows.Count > Most ? page[^1].Id : null);
    }

    private async Task Unfold(List<AccountNode> nodes, IReadOnlyList<Account> accounts, int depth, HashSet<Guid> open, bool descending, CancellationToken cancel)
    {
        var parents = await WithChildren(accounts, cancel);
        foreach (var account in accounts)
        {
            nodes.Add(new() { Account = account, Depth = depth, HasChildren = parents.Contains(account.Id) });
            if (!parents.Contains(account.Id) || !open.Remove(account.Id)) continue;
            var children = await Children(account, null, descending, cancel);
            await Unfold(nodes, [.. children.Take(Most)], depth + 1, open, descending, cancel);
            if (children.Count > Most) nodes[^1] = nodes[^1] with { MoreBelow = account.Id };
        }
    }

    private async Task<List<Account>> Children(Account under, Guid? after, bool descending, CancellationToken cancel)
    {
        var children = Below(under).Where(a => Kinds.Contains(a.Kind));
        // The first comparison is where the index is entered; with "or" alone it would be read from its beginning.
        if (after is { } last && await db.Accounts.SeenBy(viewer).Where(a => a.Id == last).Select(a => a.Name).FirstOrDefaultAsync(cancel) is { } name)
            children = descending
                ? children.Where(a => string.Compare(a.Name, name) <= 0 && (string.Compare(a.Name, name) < 0 || a.Id < last))
                : children.Where(a => string.Compare(a.Name, name) >= 0 && (string.Compare(a.Name, name) > 0 || a.Id > last));
        var ordered = descending ? children.OrderByDescending(a => a.Name).ThenByDescending(a => a.Id) : children.OrderBy(a => a.Name).ThenBy(a => a.Id);
        return await ordered.Take(Most + 1).ToListAsync(cancel);
    }

    // A child of the root opens a branch of its own, and the branches are found without reading every account.
    private IQueryable<Account> Below(Account under)
    {
        var seen = Within.AsNoTracking();
        var (id, branch) = (under.Id, under.BranchId);
        return under.Kind == AccountKind.Provider
            ? from top in db.Branches where top.Id > 0 join account in seen on new { Branch = top.Id, Id = top.AccountId } equals new { Branch = account.BranchId, account.Id } select account
            : seen.Where(a => a.BranchId == branch && a.ParentId == id);
    }

    // The accounts of the lists are below one that is seen. Who sees all below sees all of them, and then no range of paths must lead
    // the database away from the index of an account's children.
    private IQueryable<Account> Within => viewer.Reach == Reach.AllBelow ? db.Accounts : db.Accounts.SeenBy(viewer);

    // Asked for the accounts of a page, and not with them: where they are selected PostgreSQL would first read the parents of all accounts.
    private async Task<HashSet<Guid>> WithChildren(IReadOnlyList<Account> accounts, CancellationToken cancel)
    {
        // Most of a list are customers with nothing below them, of whom nothing need be asked.
        var any = accounts.Where(a => a.HasBelow).ToList();
        if (any.Count == 0) return [];
        var ids = any.Select(a => a.Id).ToArray();
        var branches = any.Select(a => a.BranchId).Distinct().ToArray();
        // The first one is asked for each, along the index: an account with very many children costs no more than another, and
        // a question for any would leave it to the planner to read them all at once.
        var children = Within.Where(a => Kinds.Contains(a.Kind));
        var first = await db.Accounts.Where(p => branches.Contains(p.BranchId) && ids.Contains(p.Id))
            .Select(p => new { p.Id, Child = children.Where(c => c.BranchId == p.BranchId && c.ParentId == p.Id).OrderBy(c => c.Name).Select(c => (Guid?)c.Id).FirstOrDefault() })
            .ToListAsync(cancel);
        return [.. first.Where(p => p.Child is not null).Select(p => p.Id)];
    }

    // Only the two ends of an edge read its amounts: a dash stands where the viewer's account does not sell directly.
    private async Task<IReadOnlyList<AccountNode>> Dressed(List<AccountNode> nodes, DateOnly today, CancellationToken cancel)
    {
        if (nodes.Count == 0 || viewer.HidesPrices || !viewer.May(Right.ViewMoney)) return nodes;
        var direct = nodes.Select(n => n.Account).Where(a => a.ParentId == viewer.AccountId).Select(a => a.Id).ToArray();
        if (direct.Length == 0) return nodes;
        var wallets = await Wallet.OfMany(db, viewer, direct, today, cancel);
        var figures = (await db.Figures.AsNoTracking().Where(f => direct.Contains(f.AccountId) && f.Name == FigureName.RecurringCost).ToListAsync(cancel))
            .ToLookup(f => f.AccountId);
        return
        [
            .. nodes.Select(node => wallets.GetValueOrDefault(node.Account.Id) is not { } wallet || wallet.SellerId != viewer.AccountId ? node : node with
            {
                Wallet = wallet,
                AMonth = RecurringAMonth.Of(figures[node.Account.Id], wallet.Currency),
            }),
        ];
    }
}

/// <summary>What an account pays its seller a month for what recurs, out of its kept figures.</summary>
public static class RecurringAMonth
{
    /// <summary>How many months the intervals of what recurs have, by their codes.</summary>
    internal static readonly IReadOnlyDictionary<string, int> Months = Intervals.All.Where(i => i != Interval.OneTime).ToDictionary(i => i.Code(), i => i.Months());

    /// <summary>The sum of one currency, rounded once.</summary>
    public static Money Of(IEnumerable<Figure> figures, Currency currency) => Money.Round(
        figures.Where(f => f.Name == FigureName.RecurringCost && f.Currency == currency.Code && Months.ContainsKey(f.Key))
            .Sum(f => new Money(f.Amount, currency).Amount / Months[f.Key]), currency);
}
