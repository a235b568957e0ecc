using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>People who were invited a week ago or longer and have neither said yes nor set a password. Of who has not said yes only the email is known.</summary>
internal sealed class InvitationsUnanswered : IDecisionSource
{
    /// <summary>How long somebody may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(7);

    public DecisionKind Kind => DecisionKind.InvitationUnanswered;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.Memberships
        .Where(m => m.InvitedAt != null && m.EndedAt == null && m.InvitedAt < by.InvitedBefore && string.Compare(m.Path, by.Path) >= 0 && string.Compare(m.Path, by.End) < 0)
        .OrderBy(m => m.Path).Select(m => (Guid?)m.Id).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        if (!asked.Viewer.May(Right.ViewPeople | Right.ManagePeople)) return [];
        var before = asked.Now - Patience;
        var rows = await asked.Db.Memberships.AsNoTracking().SeenBy(asked.Viewer.For(Right.ViewPeople | Right.ManagePeople))
            .Where(m => m.InvitedAt != null && m.EndedAt == null && m.InvitedAt < before).OrderBy(m => m.Path).ThenBy(m => m.InvitedAt).Take(asked.Most + 1).ToListAsync(cancel);
        if (rows.Count == 0) return [];
        var ids = rows.Select(m => m.UserId).Distinct().ToArray();
        var people = await asked.Db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).Select(u => new { u.Id, u.Email }).ToDictionaryAsync(u => u.Id, u => u.Email, cancel);
        return [.. rows.Select(m => new Decision
        {
            Kind = Kind, Subject = PublicId.Format("mbr", m.Id), AccountId = m.AccountId, What = people.GetValueOrDefault(m.UserId) ?? "", Since = m.InvitedAt,
            // Whoever was a user before is asked at their next sign-in; to them no link is sent.
            Again = m.AwaitsConsent,
        })];
    }
}
