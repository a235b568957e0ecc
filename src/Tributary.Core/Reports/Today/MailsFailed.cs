using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Notices;

namespace Tributary.Reports.Today;

/// <summary>Mails of the reader's account that were given up in the last month and that nobody has sent again.</summary>
internal sealed class MailsFailed : IDecisionSource
{
    /// <summary>How long one is asked to send a mail again.</summary>
    public static readonly TimeSpan Matters = TimeSpan.FromDays(30);

    public DecisionKind Kind => DecisionKind.MailFailed;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.Messages
        .Where(m => m.SenderId == by.Own && m.State == MessageState.Failed && m.ResentAt == null && m.At > by.FailedSince)
        .OrderByDescending(m => m.At).Select(m => (Guid?)m.Id).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        if (!asked.Sells || !asked.Viewer.May(Right.ViewPeople)) return [];
        var (own, since) = (asked.Viewer.AccountId, asked.Now - Matters);
        var rows = await asked.Db.Messages.AsNoTracking().Where(m => m.SenderId == own && m.State == MessageState.Failed && m.ResentAt == null && m.At > since)
            .OrderByDescending(m => m.At).Take(asked.Most + 1).ToListAsync(cancel);
        return [.. rows.Where(m => asked.Viewer.Sees(Right.ViewPeople, m.Path)).Select(m => new Decision
        {
            Kind = Kind, Subject = PublicId.Format("msg", m.Id), AccountId = m.AccountId, What = m.To ?? m.Email ?? "", Since = m.At,
        })];
    }
}
