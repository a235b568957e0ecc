using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Reports.Today;

/// <summary>Resellers that wait to go live or to come back, for the provider or the account it has given the confirming to.</summary>
internal sealed class AccountsToConfirm : IDecisionSource
{
    public DecisionKind Kind => DecisionKind.AccountToConfirm;

    public Expression<Func<TributaryDb, DecisionReader, bool>>? MayWait { get; } = (db, by) => db.Accounts
        .Where(a => (a.Status == AccountStatus.InProvisioning || a.ReactivationRequested) && string.Compare(a.Path, by.Path) >= 0 && string.Compare(a.Path, by.End) < 0)
        .OrderBy(a => a.Path).Select(a => a.Path).FirstOrDefault() != null;

    public async Task<IReadOnlyList<Decision>> Read(DecisionsAsked asked, CancellationToken cancel)
    {
        var viewer = asked.Viewer.For(Right.ViewAccounts | Right.ManageAccounts);
        var (own, branch, provider) = (viewer.AccountId, viewer.BranchId, viewer.IsProvider);
        if (!asked.Sells || !viewer.May(Right.ViewAccounts | Right.ManageAccounts)) return [];
        if (!provider && !await asked.Db.Branches.AnyAsync(b => b.Id == branch && b.ConfirmsId == own, cancel)) return [];
        var accounts = asked.Db.Accounts.AsNoTracking().SeenBy(viewer).Where(a => a.Status == AccountStatus.InProvisioning || a.ReactivationRequested);
        // Below the root nobody confirms what they asked for themselves.
        if (!provider) accounts = accounts.Where(a => a.Id != own && a.RequestedById != own);
        var rows = await accounts.OrderBy(a => a.Path).Take(asked.Most + 1).ToListAsync(cancel);
        return [.. rows.Select(a => new Decision
        {
            Kind = Kind, Subject = PublicId.Format("acc", a.Id), AccountId = a.Id, What = a.Name, Since = a.ReactivationRequested ? null : a.StatusSince, Again = a.ReactivationRequested,
        })];
    }
}
