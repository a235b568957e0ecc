using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Provisioning;

namespace Tributary.Reports.Today;

/// <summary>Deliveries that wait for a person of the maker's, or whose end is contradicted, the oldest of a maker first.</summary>
internal sealed class WorkForAPerson : IDecisionSource
{
    public DecisionKind Kind => DecisionKind.WorkNeedsPerson;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) =>
        db.Work.Where(w => w.State == WorkState.NeedsPerson && string.Compare(w.OwnerPath, by.Path) >= 0 && string.Compare(w.OwnerPath, by.End) < 0)
            .OrderBy(w => w.OwnerPath).Select(w => (Guid?)w.Id).FirstOrDefault() != null
        || db.Work.Where(w => w.DisputedAt != null).OrderBy(w => w.DisputedAt).Select(w => (Guid?)w.Id).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        if (!asked.Sells || !asked.Viewer.May(Right.ViewWork)) return [];
        var viewer = asked.Viewer.For(Right.ViewWork);
        var (top, end) = (viewer.Path, TreePath.End(viewer.Path));
        var kept = asked.Db.Work.AsNoTracking().SeenBy(viewer).Where(w => string.Compare(w.OwnerPath, top) >= 0 && string.Compare(w.OwnerPath, end) < 0);
        var rows = await kept.Where(w => w.State == WorkState.NeedsPerson).OrderBy(w => w.OwnerPath).ThenBy(w => w.Id).Take(asked.Most + 1).ToListAsync(cancel);
        rows.AddRange(await kept.Where(w => w.DisputedAt != null).OrderBy(w => w.DisputedAt).Take(asked.Most + 1).ToListAsync(cancel));
        var worth = await asked.Worth([.. rows.Select(w => w.OrderId).OfType<Guid>().Distinct()], cancel);
        return [.. rows.DistinctBy(w => w.Id).Select(w => new Decision
        {
            Kind = Kind, Subject = PublicId.Format("wrk", w.Id), AccountId = w.AccountId, What = w.Title, Since = w.DisputedAt ?? w.CreatedAt, Again = w.DisputedAt is not null,
            AtRisk = w.OrderId is { } id && worth.TryGetValue(id, out var amount) ? amount : null, Covers = w.OrderId is { } order ? PublicId.Format("ord", order) : null,
        })];
    }
}
