using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Notices;
using Tributary.Web.Security;

namespace Tributary.Web.Pages;

/// <summary>What the top bar of every page tells: the balance, and how much is new. Each is read once a request, and not at all where the page has read it.</summary>
public sealed class TopBar(TributaryDb db, CurrentViewer current, Desk desk)
{
    /// <summary>The most that are counted; beyond it the bell says so.</summary>
    public const int MostCounted = 99;

    /// <summary>The most of <see cref="Newest"/>.</summary>
    public const int MostNewest = 5;

    private (bool IsRead, Wallet? Wallet) own;
    private int? unseen;

    /// <summary>The own wallet; null where there is none, or no amounts are shown.</summary>
    public async Task<Wallet?> Wallet()
    {
        if (own.IsRead) return own.Wallet;
        if (current.OrNull is not { } viewer || viewer.HidesPrices || viewer.IsProvider || !viewer.May(Right.ViewMoney)) return null;
        Knows((await Ledger.Wallet.OfMany(db, viewer, [viewer.AccountId], await desk.Today())).GetValueOrDefault(viewer.AccountId));
        return own.Wallet;
    }

    /// <summary>Takes the own wallet from a page that has read it, with the same rights.</summary>
    public void Knows(Wallet? wallet) => own = (true, wallet);

    /// <summary>How many notices nobody has seen, at most one more than <see cref="MostCounted"/>; null when nobody acts for an account.</summary>
    public async Task<int?> Unseen()
    {
        if (current.OrNull is not { AccountId: var id }) return null;
        return unseen ??= (await Moments.List(db, id)).Count;
    }

    /// <summary>The newest of the notices nobody has seen; how many there are in all is read with them.</summary>
    public async Task<IReadOnlyList<Notice>> Newest(CancellationToken cancel = default)
    {
        var rows = await Latest.List(db, current.Viewer.AccountId, cancel);
        unseen = rows.Count == 0 ? 0 : rows[0].Unseen;
        return [.. rows.Select(row => row.Notice)];
    }

    // Their moments alone, which stand in the index.
    private static readonly FixedQuery<Guid, DateTime> Moments = new((db, id) =>
        db.Notices.Where(n => n.AccountId == id && n.SeenAt == null).OrderBy(n => n.At).Take(MostCounted + 1).Select(n => n.At));

    private static readonly FixedQuery<Guid, NewNotice> Latest = new((db, id) =>
        db.Notices.AsNoTracking().Where(n => n.AccountId == id && n.SeenAt == null).OrderByDescending(n => n.At).ThenByDescending(n => n.Id).Take(MostNewest).Select(n => new NewNotice
        {
            Notice = n, Unseen = db.Notices.Where(o => o.AccountId == id && o.SeenAt == null).OrderBy(o => o.At).Take(MostCounted + 1).Count(),
        }));

    private sealed class NewNotice
    {
        public required Notice Notice { get; init; }
        public required int Unseen { get; init; }
    }
}
