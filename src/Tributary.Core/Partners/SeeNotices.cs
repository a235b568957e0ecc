using Microsoft.EntityFrameworkCore;
using Tributary.Ledger;
using Tributary.Notices;

namespace Tributary.Partners;

/// <summary>
/// Somebody of an account has seen what it was told. The notice itself keeps when, so it leaves no line in the trail.
/// </summary>
public sealed class SeeNotices : Deed<NoticesSeen>
{
    /// <summary>The most that are marked at once.</summary>
    public const int Most = 500;

    /// <summary>The notices; null for all that the account has not seen yet.</summary>
    public IReadOnlyList<Guid>? NoticeIds { get; init; }

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        var ids = new HashSet<Guid>();
        foreach (var deed in deeds.Cast<SeeNotices>())
        {
            var account = deed.By.AccountId;
            var unseen = sheet.Db.Notices.Where(n => n.AccountId == account && n.SeenAt == null);
            if (deed.NoticeIds is { } some) unseen = unseen.Where(n => some.Contains(n.Id));
            ids.UnionWith(await unseen.OrderByDescending(n => n.At).Take(Most).Select(n => n.Id).ToListAsync());
        }
        await sheet.Lock<Notice>(ids);
    }

    public override NoticesSeen Decide(Sheet sheet)
    {
        var count = 0;
        foreach (var notice in sheet.All<Notice>().Where(n => n.AccountId == By.AccountId && n.SeenAt is null).ToList())
        {
            if (NoticeIds is { } some && !some.Contains(notice.Id)) continue;
            sheet.Change(notice).See(sheet.Now);
            count++;
        }
        return new(count);
    }
}

/// <summary>How many notices were new.</summary>
public sealed record NoticesSeen(int Count);
