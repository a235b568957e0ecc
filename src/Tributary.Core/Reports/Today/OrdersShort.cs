using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Orders;

namespace Tributary.Reports.Today;

/// <summary>Orders that wait because the reader's own wallet is short, the oldest first. They lapse at their deadline.</summary>
internal sealed class OrdersShort : IDecisionSource
{
    public DecisionKind Kind => DecisionKind.OrderShort;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.Orders.Where(o => o.State == OrderState.AwaitingFunds && o.ShortPath == by.Path)
        .OrderBy(o => o.ShortPath).Select(o => o.ShortPath).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        // Whoever stands at the root buys from nobody, and is never short.
        if (!asked.Viewer.May(Right.ViewOrders) || asked.Viewer.IsProvider) return [];
        // By the path: what lapsed keeps who was short, and the index of the paths holds only what waits.
        var own = asked.Viewer.Path;
        var orders = await asked.Db.Orders.AsNoTracking().SeenBy(asked.Viewer.For(Right.ViewOrders))
            .Where(o => o.State == OrderState.AwaitingFunds && o.ShortPath == own).OrderBy(o => o.Id).Take(asked.Most + 1).ToListAsync(cancel);
        return [.. orders.Select(o => new Decision
        {
            Kind = Kind, Subject = PublicId.Format("ord", o.Id), AccountId = o.AccountId, What = o.Number, Since = o.StateSince, LastSafe = o.Deadline,
            AtRisk = asked.Shown(new Money(o.ShortAmount, o.ShortCurrency!.Value)),
        })];
    }
}
