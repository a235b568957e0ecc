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
        var named = deeds.Cast<SeeNotices>().SelectMany(d => d.NoticeIds ?? []);
        var accounts = deeds.Cast<SeeNotices>().Where(d => d.NoticeIds is null).Select(d => d.By.AccountId).Distinct().ToArray();
        var all = accounts.Length == 0 ? [] : await sheet.Db.Notices.Where(n => accounts.Contains(n.AccountId) && n.SeenAt == null)
            .OrderByDescending(n => n.At).Take(Most * accounts.Length).Select(n => n.Id).ToListAsync();
        await sheet.Lock<Notice>(named.Take(Most * deeds.Count).Concat(all).Distinct());
    }

    public override NoticesSeen Decide(Sheet sheet)
    {
        if (By.Guest is not null) throw Refusal.Forbidden("guest.not_told", "What an account is told is marked as seen by its own people.");
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
