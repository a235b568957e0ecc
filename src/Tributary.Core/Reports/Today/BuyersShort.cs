using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Subscriptions;

namespace Tributary.Reports.Today;

/// <summary>
/// Direct buyers who are short now: their orders wait, or their renewals are unpaid. At risk is what is missing for the order that lacks
/// the most, and a term of each unpaid renewal. Who stands further below is their own seller's to help.
/// </summary>
internal sealed class BuyersShort : IDecisionSource
{
    /// <summary>How many of the own children are looked for below which somebody is short.</summary>
    public const int Steps = 25;

    // Of each of them the oldest are enough to know what is at stake, since all go on with one top-up.
    private const int Rows = 50;

    // The next path from here on at which somebody is short. Each step enters both indexes once, however many orders wait there.
    private static readonly FixedQuery<string, string, string> NextOrder = new((db, from, end) => db.Orders
        .Where(o => o.State == OrderState.AwaitingFunds && string.Compare(o.ShortPath, from) >= 0 && string.Compare(o.ShortPath, end) < 0)
        .OrderBy(o => o.ShortPath).Select(o => o.ShortPath!).Take(1));

    private static readonly FixedQuery<string, string, string> NextRenewal = new((db, from, end) => db.Subscriptions
        .Where(s => s.ShortPath != null && string.Compare(s.ShortPath, from) >= 0 && string.Compare(s.ShortPath, end) < 0)
        .OrderBy(s => s.ShortPath).Select(s => s.ShortPath!).Take(1));

    private static readonly FixedQuery<string, Order> WaitingOrders = new((db, path) => db.Orders.AsNoTracking()
        .Where(o => o.State == OrderState.AwaitingFunds && o.ShortPath == path).OrderBy(o => o.Id).Take(Rows));

    private static readonly FixedQuery<string, Subscription> WaitingRenewals = new((db, path) => db.Subscriptions.AsNoTracking()
        .Where(s => s.ShortPath != null && s.ShortPath == path).OrderBy(s => s.Id).Take(Rows));

    public DecisionKind Kind => DecisionKind.BuyerShort;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) =>
        db.Orders.Where(o => o.State == OrderState.AwaitingFunds && string.Compare(o.ShortPath, by.Below) >= 0 && string.Compare(o.ShortPath, by.End) < 0)
            .OrderBy(o => o.ShortPath).Select(o => o.ShortPath).FirstOrDefault() != null
        || db.Subscriptions.Where(s => s.ShortPath != null && string.Compare(s.ShortPath, by.Below) >= 0 && string.Compare(s.ShortPath, by.End) < 0)
            .OrderBy(s => s.ShortPath).Select(s => s.ShortPath).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        var viewer = asked.Viewer;
        if (!asked.Sells || !asked.ShowsMoney || !viewer.May(Right.ViewOrders) || viewer.For(Right.ViewMoney | Right.ViewOrders).Reach == Reach.Own) return [];
        var paths = await Short(asked, cancel);
        if (paths.Count == 0) return [];
        var buyers = await asked.Db.Accounts.AsNoTracking().Where(a => paths.Contains(a.Path)).ToListAsync(cancel);
        var found = new List<Decision>();
        foreach (var buyer in buyers)
        {
            var (orders, unpaid) = (await WaitingOrders.List(asked.Db, buyer.Path, cancel), await WaitingRenewals.List(asked.Db, buyer.Path, cancel));
            var terms = unpaid.Select(s => Due.PerTerm(s, buyer.Id)).OfType<Money>().ToList();
            var missing = orders.Where(o => o.ShortCurrency is not null).Select(o => new Money(o.ShortAmount, o.ShortCurrency!.Value)).ToList();
            if (terms.Concat(missing).Select(m => (Currency?)m.Currency).FirstOrDefault() is not { } currency) continue;
            var sum = terms.Where(m => m.Currency == currency).Sum(m => m.Minor) + missing.Where(m => m.Currency == currency).Select(m => m.Minor).DefaultIfEmpty().Max();
            var last = orders.Select(o => o.Deadline).Concat(unpaid.Select(s => (s.GraceUntil ?? s.ExpiresOn) is { } day ? asked.Begins(day) : (DateTime?)null));
            found.Add(new Decision
            {
                Kind = Kind, Subject = PublicId.Format("acc", buyer.Id), AccountId = buyer.Id, AtRisk = new Money(sum, currency), LastSafe = last.Min(),
                Since = orders.Select(o => (DateTime?)o.StateSince).Concat(unpaid.Select(s => (DateTime?)s.StateSince)).Min(),
            });
        }
        return found;
    }

    private static async Task<List<string>> Short(DecisionsAsked asked, CancellationToken cancel)
    {
        var (top, end, found) = (asked.Viewer.Path, TreePath.End(asked.Viewer.Path), new List<string>());
        // Everything below begins with a digit after the own path; the own shortage is another source's.
        var from = top + "0";
        for (var step = 0; step < Steps; step++)
        {
            var next = (await NextOrder.List(asked.Db, from, end, cancel)).Concat(await NextRenewal.List(asked.Db, from, end, cancel)).Min(StringComparer.Ordinal);
            if (next is null) break;
            var child = next[..(next.IndexOf('/', top.Length) + 1)];
            if (next == child) found.Add(child);
            from = TreePath.End(child);
        }
        return found;
    }
}
