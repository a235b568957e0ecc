using System.Linq.Expressions;
using Tributary.Data;
using Tributary.Ledger;

namespace Tributary.Reports.Today;

/// <summary>The reader's own balance has passed the mark that the account set for itself; at risk is what is missing up to the mark.</summary>
internal sealed class BalanceLow : IDecisionSource
{
    public DecisionKind Kind => DecisionKind.BalanceLow;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait => null; // Known without asking.

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        var own = asked.Account;
        if (!asked.ShowsMoney || own.LowBalance is not { } mark) return [];
        if ((await Wallet.OfMany(asked.Db, asked.Viewer, [own.Id], asked.Today, cancel)).GetValueOrDefault(own.Id)?.Available is not { } available || available.Minor >= mark) return [];
        return
        [
            new Decision
            {
                Kind = Kind, Subject = PublicId.Format("acc", own.Id), AccountId = own.Id, AtRisk = new Money(mark - available.Minor, available.Currency),
                // Nothing is left: whatever comes next waits.
                LastSafe = available.Minor == 0 ? asked.Now : null,
            },
        ];
    }
}
