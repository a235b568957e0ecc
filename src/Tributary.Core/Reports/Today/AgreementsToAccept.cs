using System.Linq.Expressions;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>The version of its seller's agreement that a reseller is still to accept. While it is being set up, its list says so.</summary>
internal sealed class AgreementsToAccept : IDecisionSource
{
    public DecisionKind Kind => DecisionKind.AgreementToAccept;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait => null; // Known without asking.

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        var own = asked.Account;
        if (own is not { Kind: AccountKind.Reseller } || own.Status == AccountStatus.InProgress) return [];
        if (await asked.Db.AgreementAsked(own, asked.Today, cancel) is not { } agreement) return [];
        return
        [
            new Decision { Kind = Kind, Subject = PublicId.Format("agr", agreement.Id), AccountId = own.Id, What = $"{agreement.Title} ({agreement.Number})", Again = agreement.Anew },
        ];
    }
}
