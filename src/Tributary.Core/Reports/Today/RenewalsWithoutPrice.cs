using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>
/// Renewals in grace though nobody is short: a price, a rate or terms are missing at some level. Only the provider reads that, and
/// finds out where (decision 6).
/// </summary>
internal sealed class RenewalsWithoutPrice : IDecisionSource
{
    public DecisionKind Kind => DecisionKind.RenewalWithoutPrice;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.Subscriptions.Where(s => s.GraceUntil != null && s.ShortId == null)
        .OrderBy(s => s.GraceUntil).Select(s => (Guid?)s.Id).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        if (!asked.Viewer.IsProvider || !asked.Viewer.May(Right.ViewOrders) || asked.Viewer.For(Right.ViewOrders).Reach != Reach.AllBelow) return [];
        var rows = await asked.Db.Subscriptions.AsNoTracking().Where(s => s.GraceUntil != null && s.ShortId == null)
            .OrderBy(s => s.GraceUntil).ThenBy(s => s.Id).Take(asked.Most + 1).ToListAsync(cancel);
        return await Due.Decisions(asked, Kind, rows, s => s.GraceUntil, cancel);
    }
}
