using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>
/// Renewals of the coming two weeks that the forecast sees refused for want of the reader's own funds, which is what the renewal
/// itself will decide. Up to that day a top-up is in time.
/// </summary>
internal sealed class RenewalsUnsure : IDecisionSource
{
    /// <summary>How many days are looked ahead.</summary>
    public const int Days = 14;

    public DecisionKind Kind => DecisionKind.RenewalUnsure;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.RefusalForecasts.Where(r => r.ShortId == by.Own && r.Day <= by.Soon)
        .OrderBy(r => r.Day).Select(r => (Guid?)r.Id).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        if (!asked.ShowsMoney || !asked.Viewer.May(Right.ViewOrders) || asked.Viewer.IsProvider) return [];
        var (own, until) = (asked.Viewer.AccountId, asked.Today.AddDays(Days));
        var refused = await asked.Db.RefusalForecasts.AsNoTracking().SeenBy(asked.Viewer.For(Right.ViewOrders)).Where(r => r.ShortId == own && r.Day <= until)
            .OrderBy(r => r.Day).ThenBy(r => r.Id).Take(asked.Most + 1).ToListAsync(cancel);
        var (days, ids) = (refused.ToDictionary(r => r.SubscriptionId, r => r.Day), refused.Select(r => r.SubscriptionId).ToArray());
        if (ids.Length == 0) return [];
        // What is unpaid already stands there as such, and what was renewed since is sure.
        var rows = await asked.Db.Subscriptions.AsNoTracking().Where(s => ids.Contains(s.Id) && s.ShortId == null).ToListAsync(cancel);
        return await Due.Decisions(asked, Kind, [.. rows.Where(s => s.DueOn <= days[s.Id]).OrderBy(s => days[s.Id]).ThenBy(s => s.Id)], s => days[s.Id], cancel);
    }
}
