using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;

namespace Tributary.Reports.Today;

/// <summary>Visits that the account's own people have to say yes to. No guest answers for them.</summary>
internal sealed class VisitsAsked : IDecisionSource
{
    public DecisionKind Kind => DecisionKind.VisitAsked;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.GuestPasses.Where(p => p.AccountId == by.Own && p.EndedAt == null && p.State == GuestState.Asked && p.OverAt > by.Now)
        .OrderBy(p => p.AccountId).Select(p => (Guid?)p.Id).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        if (asked.Viewer.Guest is not null || !asked.Viewer.May(Right.ViewAccounts | Right.ManagePeople)) return [];
        var (own, now) = (asked.Viewer.AccountId, asked.Now);
        var rows = await asked.Db.GuestPasses.AsNoTracking().Where(p => p.AccountId == own && p.EndedAt == null && p.State == GuestState.Asked && p.OverAt > now)
            .OrderBy(p => p.Id).Take(asked.Most + 1).ToListAsync(cancel);
        return [.. rows.Select(p => new Decision { Kind = Kind, Subject = PublicId.Format("gst", p.Id), AccountId = own, What = p.Reason, Since = p.AskedAt, LastSafe = p.OverAt })];
    }
}
