using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>Resellers of the reader's own that have been in progress for two weeks, the longest first.</summary>
internal sealed class OnboardingStuck : IDecisionSource
{
    /// <summary>How long a reseller may be set up before somebody is asked to look.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(14);

    public DecisionKind Kind => DecisionKind.OnboardingStuck;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.Accounts
        .Where(a => a.ParentId == by.Own && a.Status == AccountStatus.InProgress && a.StatusSince < by.StuckBefore)
        .OrderBy(a => a.StatusSince).Select(a => a.Path).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        if (!asked.Sells || !asked.Viewer.May(Right.ViewAccounts)) return [];
        var (own, before) = (asked.Viewer.AccountId, asked.Now - Patience);
        if (asked.Viewer.For(Right.ViewAccounts).Reach == Reach.Own) return [];
        var rows = await asked.Db.Accounts.AsNoTracking().Where(a => a.ParentId == own && a.Status == AccountStatus.InProgress && a.StatusSince < before)
            .OrderBy(a => a.StatusSince).Take(asked.Most + 1).ToListAsync(cancel);
        return [.. rows.Select(a => new Decision { Kind = Kind, Subject = PublicId.Format("acc", a.Id), AccountId = a.Id, What = a.Name, Since = a.StatusSince })];
    }
}
