using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>Accounts whose number does not come, which the provider was told of: it took over an hour, or registering failed.</summary>
internal sealed class NumbersPending : IDecisionSource
{
    public DecisionKind Kind => DecisionKind.NumberPending;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.Accounts.Where(a => a.Number == null && a.PendingReportedAt != null)
        .OrderBy(a => a.PendingReportedAt).Select(a => a.Path).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        if (!asked.Viewer.IsProvider || !asked.Viewer.May(Right.ViewAccounts) || asked.Viewer.For(Right.ViewAccounts).Reach != Reach.AllBelow) return [];
        var rows = await asked.Db.Accounts.AsNoTracking().Where(a => a.Number == null && a.PendingReportedAt != null)
            .OrderBy(a => a.PendingReportedAt).ThenBy(a => a.Id).Take(asked.Most + 1).ToListAsync(cancel);
        return [.. rows.Select(a => new Decision { Kind = Kind, Subject = PublicId.Format("acc", a.Id), AccountId = a.Id, What = a.Name, Since = a.OpenedAt })];
    }
}
