using System.Security.Cryptography;
using System.Text;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Subscriptions;

namespace Tributary.Usage;

/// <summary>
/// That a person is on the way from the panel into a product. Its token is known to nobody here: the row bears its digest. The row
/// is there until the product has redeemed the token, or until it is too old.
/// </summary>
public sealed class Launch : Row
{
    /// <summary>How long a token is good: long enough for a slow line, too short to be found and used by somebody else.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(60);

    /// <summary>The most characters of a token that is looked for.</summary>
    public const int LongestToken = 200;

    /// <summary>The branch of the subscription.</summary>
    public required int BranchId { get; init; }
    /// <summary>Made of the token: see <see cref="KeyOf"/>.</summary>
    public required Guid Id { get; init; }
    /// <summary>What is opened.</summary>
    public required Guid SubscriptionId { get; init; }
    /// <summary>The maker of what is opened, who alone redeems the token.</summary>
    public required Guid MakerId { get; init; }
    /// <summary>Who opens it.</summary>
    public required Guid UserId { get; init; }
    /// <summary>When it was opened (UTC).</summary>
    public required DateTime At { get; init; }
    /// <summary>From when on the token is good no more (UTC).</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>The row's id for a token: half of its digest, which is as much as nobody can guess.</summary>
    public static Guid KeyOf(string token) => new(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 16));

    /// <summary>True where the person may open what the subscription is of: it is their own account's, and it may be used.</summary>
    /// <param name="viewer">Who asks. A key is nobody, and a guest is nobody of the account.</param>
    /// <param name="subscription">What is to be opened.</param>
    /// <param name="address">The product's <see cref="Product.LaunchAddress"/>.</param>
    public static bool IsOpenTo(Viewer viewer, Subscription subscription, string address) =>
        address.Length > 0 && viewer is { UserId: not null, Guest: null } && viewer.AccountId == subscription.AccountId && MayBeUsed(subscription);

    /// <summary>True where its service goes on.</summary>
    internal static bool MayBeUsed(Subscription subscription) => subscription.State is SubscriptionState.Active or SubscriptionState.Grace;
}
