using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Subscriptions;

namespace Tributary.Reports.Today;

/// <summary>Renewals that the reader's own wallet did not pay: in grace, then paused, then gone.</summary>
internal sealed class RenewalsUnpaid : IDecisionSource
{
    public DecisionKind Kind => DecisionKind.RenewalUnpaid;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.Subscriptions.Where(s => s.ShortPath != null && s.ShortPath == by.Path)
        .OrderBy(s => s.ShortPath).Select(s => s.ShortPath).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        if (!asked.Viewer.May(Right.ViewOrders) || asked.Viewer.IsProvider) return [];
        var own = asked.Viewer.Path;
        var rows = await asked.Db.Subscriptions.AsNoTracking().SeenBy(asked.Viewer.For(Right.ViewOrders))
            .Where(s => s.ShortPath == own).OrderBy(s => s.Id).Take(asked.Most + 1).ToListAsync(cancel);
        return await Due.Decisions(asked, Kind, rows, s => s.GraceUntil ?? s.ExpiresOn ?? asked.Today, cancel);
    }
}

/// <summary>Decisions about subscriptions, named by their plans.</summary>
internal static class Due
{
    public static async Task<IReadOnlyList<Decision>> Decisions(
        DecisionsAsked asked, DecisionKind kind, IReadOnlyList<Subscription> rows, Func<Subscription, DateOnly?> last, CancellationToken cancel)
    {
        if (rows.Count == 0) return [];
        var (plans, own) = (rows.Select(s => s.PlanId).Distinct().ToArray(), asked.Viewer.AccountId);
        var names = await asked.Db.Plans.AsNoTracking().Where(p => plans.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel);
        return [.. rows.Select(s => new Decision
        {
            Kind = kind, Subject = PublicId.Format("sub", s.Id), AccountId = s.AccountId, What = s.Label.Length > 0 ? s.Label : names.GetValueOrDefault(s.PlanId, ""),
            Since = s.ShortId is null ? null : s.StateSince, LastSafe = last(s) is { } day ? asked.Begins(day) : null, AtRisk = asked.Shown(PerTerm(s, own)),
        })];
    }

    /// <summary>What a level pays for a term, or what it is paid where it buys nothing of it; null where it has no part in it.</summary>
    public static Money? PerTerm(Subscription subscription, Guid accountId) =>
        (subscription.Levels.FirstOrDefault(level => level.BuyerId == accountId) ?? subscription.Levels.FirstOrDefault(level => level.SellerId == accountId)) is { } mine
            ? new Money(mine.PerTerm, mine.Currency) : null;
}
