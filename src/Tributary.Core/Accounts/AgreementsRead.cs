using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Accounts;

/// <summary>
/// The only ways to agreements. A version is read by who published it and, once its day has come, by the resellers that buy from
/// that seller; to everybody else, above and below them, there is no such agreement.
/// </summary>
public static class AgreementsRead
{
    /// <summary>The versions that the viewer's own account has published.</summary>
    public static IQueryable<Agreement> PublishedBy(this IQueryable<Agreement> agreements, Viewer viewer)
    {
        var (branch, seller) = (viewer.BranchId, viewer.AccountId);
        return agreements.AsNoTracking().Where(a => a.BranchId == branch && a.AccountId == seller);
    }

    /// <summary>One version, the viewer's own or its seller's.</summary>
    /// <exception cref="Refusal">404: it is not there, or not this viewer's to read.</exception>
    public static async Task<Agreement> AgreementFor(this TributaryDb db, Viewer viewer, Guid id, DateOnly today, CancellationToken cancel = default)
    {
        var found = await db.Agreements.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, cancel) ?? throw Refusal.NotFound("agreement");
        if (found.AccountId == viewer.AccountId) return found;
        var buys = viewer.Kind == AccountKind.Reseller && found.From <= today
            && await db.Accounts.AnyAsync(a => a.BranchId == viewer.BranchId && a.Id == viewer.AccountId && a.ParentId == found.AccountId, cancel);
        return buys ? found : throw Refusal.NotFound("agreement");
    }

    /// <summary>The version that a reseller is still to accept, and whether it accepted an earlier one; null where it owes its seller no answer.</summary>
    public static async Task<AgreementAsked?> AgreementAsked(this TributaryDb db, Account account, DateOnly today, CancellationToken cancel = default)
    {
        var (branch, id, seller) = (account.BranchId, account.Id, account.ParentId);
        var current = await db.Agreements.Where(a => a.AccountId == seller && a.From <= today).OrderByDescending(a => a.Number).Select(a => new { a.Id, a.Number, a.Title }).FirstOrDefaultAsync(cancel);
        if (current is null) return null;
        var accepted = await db.AgreementAcceptances.Where(a => a.BranchId == branch && a.AccountId == id && a.SellerId == seller).Select(a => a.AgreementId).ToListAsync(cancel);
        return accepted.Contains(current.Id) ? null : new(current.Id, current.Number, current.Title, accepted.Count > 0);
    }

    /// <summary>The version that holds today between an account, which was reached through the viewer, and its seller; null where there is none.</summary>
    /// <exception cref="Refusal">404 for whoever is neither of the two.</exception>
    public static async Task<Agreement?> AgreementOf(this TributaryDb db, Viewer viewer, Account account, DateOnly today, CancellationToken cancel = default)
    {
        if (account.Kind != AccountKind.Reseller || viewer.AccountId != account.Id && viewer.AccountId != account.ParentId) throw Refusal.NotFound("agreement");
        var seller = account.ParentId;
        return await db.Agreements.AsNoTracking().Where(a => a.AccountId == seller && a.From <= today).OrderByDescending(a => a.Number).FirstOrDefaultAsync(cancel);
    }
}

/// <summary>A version that waits to be accepted.</summary>
/// <param name="Id">The version.</param>
/// <param name="Number">Its number.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Anew">True where an earlier one was accepted.</param>
public sealed record AgreementAsked(Guid Id, int Number, string Title, bool Anew);
