using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Usage;

/// <summary>Who came into the product, and for what.</summary>
/// <param name="UserId">The person.</param>
/// <param name="SubscriptionId">What they opened.</param>
/// <param name="AccountId">The account that has it.</param>
/// <param name="Language">The language they read.</param>
public sealed record LaunchRedeemed(Guid UserId, Guid SubscriptionId, Guid AccountId, string Language);

/// <summary>
/// A product's maker redeems the token that a person came with, once; that they opened it is recorded with it. Whatever is wrong
/// with a token is answered alike, so that nobody learns anything by trying.
/// </summary>
public sealed class RedeemLaunch(DatabaseChoice database, RecordUsage record, TimeProvider clock)
{
    /// <summary>Redeems it.</summary>
    /// <exception cref="Refusal">404.</exception>
    public async Task<LaunchRedeemed> Do(Viewer viewer, string token, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var (id, maker, now) = (Launch.KeyOf(token), viewer.AccountId, clock.GetUtcNow().UtcDateTime);
        var launch = await db.Launches.AsNoTracking().FirstOrDefaultAsync(l => l.Id == id && l.MakerId == maker && l.ExpiresAt > now, cancel) ?? throw Nothing;
        var subscription = await db.Subscriptions.AsNoTracking().SeenBy(viewer).FirstOrDefaultAsync(s => s.Id == launch.SubscriptionId, cancel);
        if (subscription is null || !Launch.MayBeUsed(subscription)) throw Nothing;
        var language = await db.Users.Where(u => u.Id == launch.UserId).Select(u => u.Language).FirstOrDefaultAsync(cancel) ?? throw Nothing;

        // Recorded first, because that does nothing a second time: whoever lost the answer to a crash tries again.
        var use = new ReportedUse($"launch:{launch.Id:N}", subscription.Id, PublicId.Format("usr", launch.UserId), launch.At, "launch");
        if ((await record.Do(viewer, [use], cancel)).Rejected.Count > 0) throw Nothing;
        // Of several at once, the one that takes the row away is the first.
        if (await db.Launches.Where(l => l.BranchId == launch.BranchId && l.Id == id).ExecuteDeleteAsync(cancel) == 0) throw Nothing;
        return new(launch.UserId, subscription.Id, subscription.AccountId, language);
    }

    private static Refusal Nothing => Refusal.NotFound("launch");
}

/// <summary>Forgets the tokens that nobody redeemed in time.</summary>
public static class ForgetLaunches
{
    /// <summary>Does it; answers how many were forgotten.</summary>
    public static Task<int> Do(TributaryDb db, DateTime now, CancellationToken cancel) => db.Launches.Where(l => l.ExpiresAt <= now).ExecuteDeleteAsync(cancel);
}
