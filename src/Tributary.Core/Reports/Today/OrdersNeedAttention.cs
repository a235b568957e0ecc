using System.Linq.Expressions;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>Orders of accounts below whose delivery did not go through. Who delivers them reads the piece of work in their place.</summary>
internal sealed class OrdersNeedAttention : IDecisionSource
{
    public DecisionKind Kind => DecisionKind.OrderNeedsAttention;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.Orders
        .Where(o => o.State == Orders.OrderState.NeedsAttention && string.Compare(o.Path, by.Path) >= 0 && string.Compare(o.Path, by.End) < 0)
        .OrderBy(o => o.Path).Select(o => (Guid?)o.Id).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        if (!asked.Sells || !asked.Viewer.May(Right.ViewOrders)) return [];
        var orders = await asked.OrdersBelow(Orders.OrderState.NeedsAttention, cancel);
        var worth = await asked.Worth([.. orders.Select(o => o.Id)], cancel);
        return [.. orders.Select(o => new Decision
        {
            Kind = Kind, Subject = PublicId.Format("ord", o.Id), AccountId = o.AccountId, What = o.Number, Since = o.StateSince,
            AtRisk = worth.TryGetValue(o.Id, out var amount) ? amount : null,
        })];
    }
}
