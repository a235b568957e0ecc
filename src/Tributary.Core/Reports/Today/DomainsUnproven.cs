using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>The domain that the reader's account wants for its panel and that was looked for in vain for a day.</summary>
internal sealed class DomainsUnproven : IDecisionSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    public DecisionKind Kind => DecisionKind.DomainUnproven;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.HostNames.Where(h => h.AccountId == by.Own && h.ProvenAt == null && h.Finding != null)
        .OrderBy(h => h.AccountId).Select(h => h.Host).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        if (asked.Viewer.Kind != AccountKind.Reseller || !asked.Viewer.May(Right.ManageSettings)) return [];
        var (own, branch, before) = (asked.Viewer.AccountId, asked.Viewer.BranchId, asked.Now - Patience);
        var claims = await asked.Db.HostNames.AsNoTracking().Where(h => h.AccountId == own && h.ProvenAt == null && h.Finding != null && h.ClaimedAt < before)
            .OrderBy(h => h.ClaimedAt).Take(asked.Most + 1).ToListAsync(cancel);
        if (claims.Count == 0) return [];
        // What it wanted before is claimed still, and nobody waits for it.
        var wanted = await asked.Db.CompanyProfiles.Where(p => p.BranchId == branch && p.AccountId == own).Select(p => p.Domain).FirstOrDefaultAsync(cancel);
        return [.. claims.Where(h => h.Host == wanted).Select(h => new Decision
        {
            Kind = Kind, Subject = PublicId.Format("acc", own), AccountId = own, What = h.Host, Since = h.ClaimedAt,
        })];
    }
}
