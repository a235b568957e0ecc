using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>What the top bar of every page tells: the balance, and how much is new.</summary>
public sealed class TopBar(TributaryDb db, CurrentViewer current, Desk desk)
{
    /// <summary>The most that are counted; beyond it the bell says so.</summary>
    public const int MostCounted = 99;

    /// <summary>The own wallet; null where there is none, or no amounts are shown.</summary>
    public async Task<Wallet?> Wallet()
    {
        if (current.OrNull is not { } viewer || viewer.HidesPrices || viewer.IsProvider || !viewer.May(Right.ViewMoney)) return null;
        return (await Ledger.Wallet.OfMany(db, viewer, [viewer.AccountId], await desk.Today())).GetValueOrDefault(viewer.AccountId);
    }

    /// <summary>How many notices nobody has seen, at most one more than <see cref="MostCounted"/>; null when nobody acts for an account.</summary>
    public async Task<int?> Unseen()
    {
        if (current.OrNull is not { AccountId: var id }) return null;
        return (await New.List(db, id)).Count;
    }

    // Their moments alone, which stand in the index; the database would count no fewer.
    private static readonly FixedQuery<Guid, DateTime> New = new((db, id) =>
        db.Notices.Where(n => n.AccountId == id && n.SeenAt == null).OrderBy(n => n.At).Take(MostCounted + 1).Select(n => n.At));
}
