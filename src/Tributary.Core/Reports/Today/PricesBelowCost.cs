using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>Prices of the reader's own that lie below its cost, now or from a day on: from then on nobody can buy at them. At risk is the loss on one unit.</summary>
internal sealed class PricesBelowCost : IDecisionSource
{
    public DecisionKind Kind => DecisionKind.PriceBelowCost;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.PriceLosses.Where(l => l.SellerId == by.Own)
        .OrderBy(l => l.From).Select(l => (DateOnly?)l.From).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        if (!asked.Sells || !asked.Viewer.May(Right.ViewPrices) || asked.Viewer.HidesPrices) return [];
        var own = asked.Viewer.AccountId;
        var rows = await asked.Db.PriceLosses.AsNoTracking().Where(l => l.SellerId == own).OrderBy(l => l.From).Take(asked.Most + 1).ToListAsync(cancel);
        return [.. rows.Where(l => l.BuyerId == Guid.Empty || asked.Viewer.Sees(Right.ViewPrices, l.BuyerPath!)).Select(l => new Decision
        {
            Kind = Kind, AccountId = l.BuyerId == Guid.Empty ? own : l.BuyerId, What = l.Title, LastSafe = asked.Begins(l.From),
            Subject = $"{PublicId.Format("pln", l.PlanId)}.{l.Interval.Code()}{(l.BuyerId == Guid.Empty ? "" : "." + PublicId.Format("acc", l.BuyerId))}",
            AtRisk = asked.Shown(l.Loss is { } loss ? new Money(loss, l.Currency) : null),
        })];
    }
}
