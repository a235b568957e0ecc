using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Subscriptions;

namespace Tributary.Reports;

/// <summary>In which order subscriptions are listed. Each has an index; what has none is not offered.</summary>
public enum SubscriptionOrder
{
    /// <summary>What was ordered last stands first.</summary>
    Latest = 1,
    /// <summary>What was ordered first stands first.</summary>
    Earliest = 2,
    /// <summary>By the day of activation; what never began is left out.</summary>
    Activated = 3,
    /// <summary>The same, the last day first.</summary>
    ActivatedLast = 4,
    /// <summary>By the next charge; what has none is left out.</summary>
    Due = 5,
    /// <summary>The same, the last day first.</summary>
    DueLast = 6,
}

/// <summary>Filters of the list of subscriptions; null is no filter. Days are civil days, both ends belong to a range.</summary>
public sealed record SubscriptionsAsked
{
    /// <summary>Words of the product, the plan or the account.</summary>
    public string? Words { get; init; }
    /// <summary>The account alone: the beginning of a word of its name, its number, or a mail address of its people.</summary>
    public string? Client { get; init; }
    /// <summary>Of the account at this path and those below it.</summary>
    public string? Under { get; init; }
    /// <summary>Of this account alone.</summary>
    public Guid? AccountId { get; init; }
    /// <summary>The states it may read as.</summary>
    public IReadOnlyList<SubscriptionState>? States { get; init; }
    /// <summary>The product.</summary>
    public Guid? ProductId { get; init; }
    /// <summary>The plan.</summary>
    public Guid? PlanId { get; init; }
    /// <summary>How often it renews.</summary>
    public Interval? Interval { get; init; }
    /// <summary>True for what recurs and is charged: what the cards of recurring costs count.</summary>
    public bool Recurs { get; init; }
    /// <summary>Activated on this day or later.</summary>
    public DateOnly? ActivatedFrom { get; init; }
    /// <summary>Activated on this day or before.</summary>
    public DateOnly? ActivatedTo { get; init; }
    /// <summary>Next charged on this day or later.</summary>
    public DateOnly? NextFrom { get; init; }
    /// <summary>Next charged on this day or before.</summary>
    public DateOnly? NextTo { get; init; }
    /// <summary>Ends or expires on this day or before.</summary>
    public DateOnly? EndsBy { get; init; }
    /// <summary>At least so many units.</summary>
    public int? MinQuantity { get; init; }
    /// <summary>At most so many units.</summary>
    public int? MaxQuantity { get; init; }
    /// <summary>The order.</summary>
    public SubscriptionOrder Order { get; init; } = SubscriptionOrder.Latest;
}

/// <summary>One of the subscriptions activated last, as <see cref="SubscriptionView.For"/> shows it to the viewer, with what its parts are called.</summary>
public sealed record ActivatedSubscription(Subscription Subscription, string Product, string Plan, string Account);

/// <summary>Reads subscriptions as a list asks for them, a page by the key of the last row before it, reached through the viewer.</summary>
public sealed class SubscriptionsFound(TributaryDb db, Viewer viewer, SubscriptionsAsked asked)
{
    // Up to here SQLite finds and sorts what a viewer sees; above, it goes along the index of the order.
    private const int FewRows = 2_000;

    private static readonly SubscriptionState[] Charged = [SubscriptionState.Active, SubscriptionState.OnHold, SubscriptionState.Grace];

    private static readonly Expression<Func<Subscription, DateOnly?>> Activation = s => s.Anchor;
    private static readonly Expression<Func<Subscription, DateOnly?>> NextCharge = s => s.TermEnd;

    /// <summary>The next <paramref name="count"/> subscriptions behind one of them, or the first.</summary>
    public async Task<IReadOnlyList<Subscription>> Page(Guid? after, int count, CancellationToken cancel = default)
    {
        var rows = await Narrowed(cancel);
        return asked.Order switch
        {
            SubscriptionOrder.Latest => await (after is { } last ? rows.Where(s => s.Id < last) : rows).OrderByDescending(s => s.Id).Take(count).ToListAsync(cancel),
            SubscriptionOrder.Earliest => await (after is { } last ? rows.Where(s => s.Id > last) : rows).OrderBy(s => s.Id).Take(count).ToListAsync(cancel),
            SubscriptionOrder.Activated => await Upward(rows.Where(s => s.Anchor != null), Activation, after, count, cancel),
            SubscriptionOrder.ActivatedLast => await Downward(rows.Where(s => s.Anchor != null), Activation, after, count, cancel),
            SubscriptionOrder.Due => await Upward(rows.Where(s => s.DueOn != null && s.TermEnd != null), NextCharge, after, count, cancel),
            SubscriptionOrder.DueLast => await Downward(rows.Where(s => s.DueOn != null && s.TermEnd != null), NextCharge, after, count, cancel),
            _ => throw new InvalidOperationException($"Unknown order {asked.Order}."),
        };
    }

    /// <summary>Of all that fit those activated last, in one query.</summary>
    public async Task<IReadOnlyList<ActivatedSubscription>> LastActivated(int count, CancellationToken cancel = default)
    {
        var rows = (await Narrowed(cancel)).Where(s => s.Anchor != null).OrderByDescending(s => s.Anchor).ThenByDescending(s => s.Id).Take(count);
        var named = await (from s in rows
                           join plan in db.Plans on s.PlanId equals plan.Id
                           join product in db.Products on s.ProductId equals product.Id
                           join account in db.Accounts on new { s.BranchId, Id = s.AccountId } equals new { account.BranchId, account.Id }
                           orderby s.Anchor descending, s.Id descending
                           select new { s, Product = product.Name, Plan = plan.Name, Account = account.Name }).ToListAsync(cancel);
        return [.. named.Select(n => new ActivatedSubscription(n.s.For(viewer), n.Product, n.Plan, n.Account))];
    }

    /// <summary>The keys of all that fit, the latest first, at most <paramref name="most"/>.</summary>
    public async Task<IReadOnlyList<(int Branch, Guid Id)>> Keys(int most, CancellationToken cancel = default)
    {
        var rows = await (await Narrowed(cancel)).OrderByDescending(s => s.Id).Take(most).Select(s => new { s.BranchId, s.Id }).ToListAsync(cancel);
        return [.. rows.Select(row => (row.BranchId, row.Id))];
    }

    // Many begin on one day. The rest of the last day and the days after it are two questions, since one with "or" in it reads the day anew.
    private async Task<IReadOnlyList<Subscription>> Upward(IQueryable<Subscription> rows, Expression<Func<Subscription, DateOnly?>> key, Guid? after, int count, CancellationToken cancel)
    {
        if (after is not { } last) return await rows.OrderBy(key).ThenBy(s => s.Id).Take(count).ToListAsync(cancel);
        if (await DayOf(last, key, cancel) is not { } day) return [];
        var found = await rows.Where(Is(key, ExpressionType.Equal, day)).Where(s => s.Id > last).OrderBy(s => s.Id).Take(count).ToListAsync(cancel);
        if (found.Count < count)
            found.AddRange(await rows.Where(Is(key, ExpressionType.GreaterThan, day)).OrderBy(key).ThenBy(s => s.Id).Take(count - found.Count).ToListAsync(cancel));
        return found;
    }

    private async Task<IReadOnlyList<Subscription>> Downward(IQueryable<Subscription> rows, Expression<Func<Subscription, DateOnly?>> key, Guid? after, int count, CancellationToken cancel)
    {
        if (after is not { } last) return await rows.OrderByDescending(key).ThenByDescending(s => s.Id).Take(count).ToListAsync(cancel);
        if (await DayOf(last, key, cancel) is not { } day) return [];
        var found = await rows.Where(Is(key, ExpressionType.Equal, day)).Where(s => s.Id < last).OrderByDescending(s => s.Id).Take(count).ToListAsync(cancel);
        if (found.Count < count)
            found.AddRange(await rows.Where(Is(key, ExpressionType.LessThan, day)).OrderByDescending(key).ThenByDescending(s => s.Id).Take(count - found.Count).ToListAsync(cancel));
        return found;
    }

    private Task<DateOnly?> DayOf(Guid id, Expression<Func<Subscription, DateOnly?>> key, CancellationToken cancel) =>
        db.Subscriptions.AsNoTracking().SeenBy(viewer).Where(s => s.Id == id).Select(key).FirstOrDefaultAsync(cancel);

    // The day stands in a closure, so that it is a parameter of the question and not another question.
    private static Expression<Func<Subscription, bool>> Is(Expression<Func<Subscription, DateOnly?>> key, ExpressionType comparison, DateOnly? day)
    {
        Expression<Func<DateOnly?>> bound = () => day;
        return Expression.Lambda<Func<Subscription, bool>>(Expression.MakeBinary(comparison, key.Body, bound.Body), key.Parameters);
    }

    private async Task<IQueryable<Subscription>> Narrowed(CancellationToken cancel)
    {
        var rows = await Seen(cancel);
        if (asked.Under is { } under) rows = rows.Under(under);
        if (asked.AccountId is { } owner) rows = await rows.OfAccount(db, viewer, owner, cancel);
        if (asked.States is { } states) rows = rows.Reading(viewer, [.. states]);
        if (asked.ProductId is { } product) rows = rows.Where(s => s.ProductId == product);
        if (asked.PlanId is { } plan) rows = rows.Where(s => s.PlanId == plan);
        if (asked.Interval is { } interval) rows = rows.Where(s => s.Interval == interval);
        if (asked.Recurs) rows = rows.Where(s => s.Interval != Tributary.Interval.OneTime && Charged.Contains(s.State));
        if (asked.ActivatedFrom is { } activatedFrom) rows = rows.Where(s => s.Anchor >= activatedFrom);
        if (asked.ActivatedTo is { } activatedTo) rows = rows.Where(s => s.Anchor <= activatedTo);
        if (asked.NextFrom is not null || asked.NextTo is not null) rows = rows.Where(s => s.EndsOn == null && Charged.Contains(s.State));
        if (asked.NextFrom is { } nextFrom) rows = rows.Where(s => s.TermEnd >= nextFrom);
        if (asked.NextTo is { } nextTo) rows = rows.Where(s => s.TermEnd <= nextTo);
        if (asked.EndsBy is { } until)
            rows = rows.Where(s => (s.EndsOn <= until || s.ExpiresOn <= until) && s.State != SubscriptionState.Expired && s.State != SubscriptionState.Cancelled);
        if (asked.MinQuantity is { } least) rows = rows.Where(s => s.Quantity >= least);
        if (asked.MaxQuantity is { } most) rows = rows.Where(s => s.Quantity <= most);
        if (asked.Client is { } client)
        {
            var clients = await db.Accounts.AsNoTracking().SeenBy(viewer).Found(db, viewer, client, cancel);
            rows = rows.Where(s => clients.Any(a => a.BranchId == s.BranchId && a.Id == s.AccountId));
        }
        if (asked.Words is { } words)
        {
            var plans = db.PlansCalled(viewer, words);
            var accounts = db.Accounts.SeenBy(viewer).Called(db, words);
            rows = rows.Where(s => plans.Any(p => p.Id == s.PlanId) || accounts.Any(a => a.BranchId == s.BranchId && a.Id == s.AccountId));
        }
        return rows;
    }

    /// <summary>
    /// What the viewer sees. PostgreSQL knows from its statistics whether the index of the tree or that of the order is the
    /// shorter way. SQLite always takes the tree's and then sorts all it finds; where that is much, the tree is compared by an
    /// expression that no index knows, and the rows are read in their order until the page is full.
    /// </summary>
    private async Task<IQueryable<Subscription>> Seen(CancellationToken cancel)
    {
        var rows = db.Subscriptions.AsNoTracking();
        if (db.IsPostgres || viewer.Reach != Reach.AllBelow || asked is not { Under: null, AccountId: null, PlanId: null, Words: null, Client: null }) return rows.SeenBy(viewer);
        var all = await db.Figures.AsNoTracking().Where(f => f.AccountId == viewer.AccountId && f.Name == FigureName.Subscriptions).SumAsync(f => f.Count, cancel);
        if (all <= FewRows) return rows.SeenBy(viewer);
        var (branch, path, end) = (viewer.BranchId, viewer.Path, TreePath.End(viewer.Path));
        if (branch != 0) rows = rows.Where(s => s.BranchId + 0 == branch);
        return rows.Where(s => string.Compare(s.Path + "", path) >= 0 && string.Compare(s.Path + "", end) < 0);
    }
}
