using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>
/// Direct buyers whose wallets the forecast sees run dry within two weeks, from tomorrow on; who is dry today is short. At risk is what will be missing that day. Who stands
/// further below is their own seller's to help.
/// </summary>
internal sealed class BuyersRunDry : IDecisionSource
{
    public DecisionKind Kind => DecisionKind.BuyerRunsDry;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.WalletForecasts.Where(w => w.SellerId == by.Own && w.DryOn > by.Today && w.DryOn <= by.Soon)
        .OrderBy(w => w.DryOn).Select(w => (Guid?)w.Id).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        if (!asked.Sells || !asked.ShowsMoney || asked.Viewer.For(Right.ViewMoney).Reach == Reach.Own) return [];
        var (from, until) = (asked.Today, asked.Today.AddDays(RenewalsUnsure.Days));
        var wallets = await asked.Db.WalletForecasts.OfBuyersOf(asked.Viewer).Where(w => w.DryOn > from && w.DryOn <= until)
            .OrderBy(w => w.DryOn).ThenBy(w => w.Id).Take(asked.Most + 1).ToListAsync(cancel);
        return [.. wallets.Select(w => new Decision
        {
            Kind = Kind, Subject = PublicId.Format("acc", w.AccountId), AccountId = w.AccountId, AtRisk = new Money(w.Missing, w.Currency), LastSafe = asked.Begins(w.DryOn!.Value),
        })];
    }
}
