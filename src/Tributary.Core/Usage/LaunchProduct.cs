using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;

namespace Tributary.Usage;

/// <summary>
/// Sends a person on into a product, with a token that is good once and for a minute. Nothing of the business changes and the event
/// itself is recorded when the product redeems it, so it passes by the desk and leaves no trail.
/// </summary>
public sealed class LaunchProduct(DatabaseChoice database, TimeProvider clock)
{
    /// <summary>Answers where the person is to go.</summary>
    /// <exception cref="Refusal">404 where the subscription is not their own account's, 409 where it cannot be opened now.</exception>
    public async Task<Uri> Do(Viewer viewer, Guid subscriptionId, CancellationToken cancel)
    {
        await using var db = database.CreateDbContext();
        var subscription = await db.Subscriptions.One(viewer, subscriptionId, "subscription", cancel);
        // It is opened by those who use it; everybody above them only looks at it.
        if (viewer.UserId is not { } user || viewer.AccountId != subscription.AccountId) throw Refusal.NotFound("subscription");
        if (viewer.Guest is not null) throw Refusal.Forbidden("launch.guest", "A guest does not open what the account uses.");
        var product = await db.Products.AsNoTracking().Where(p => p.Id == subscription.ProductId).Select(p => new { p.OwnerId, p.LaunchAddress }).SingleAsync(cancel);
        if (!Launch.IsOpenTo(viewer, subscription, product.LaunchAddress)) throw Refusal.Conflict("launch.closed", "This cannot be opened now.");

        var (token, now) = (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), clock.GetUtcNow().UtcDateTime);
        db.Launches.Add(new()
        {
            BranchId = subscription.BranchId, Id = Launch.KeyOf(token), SubscriptionId = subscription.Id, MakerId = product.OwnerId, UserId = user, At = now, ExpiresAt = now + Launch.Lasts,
        });
        await db.SaveChangesAsync(cancel);
        return LaunchAddress.With(product.LaunchAddress, token);
    }
}
