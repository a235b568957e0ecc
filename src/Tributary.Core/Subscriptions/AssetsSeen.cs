using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Subscriptions;

/// <summary>Who uses an asset, if anybody.</summary>
public enum AssetShare
{
    /// <summary>Those that wait to be assigned.</summary>
    Unassigned = 1,
    /// <summary>Those that somebody uses.</summary>
    Assigned = 2,
    /// <summary>Those that were taken back for good when their subscription ended.</summary>
    Removed = 3,
    /// <summary>Those that were not removed, whoever uses them.</summary>
    Living = 4,
}

/// <summary>When an asset runs out.</summary>
public enum AssetExpiry
{
    /// <summary>It has run out.</summary>
    Expired = 1,
    /// <summary>Within the next 30 days.</summary>
    Soon = 2,
    /// <summary>Later, or never.</summary>
    Later = 3,
}

/// <summary>Filters of the list of assets.</summary>
public sealed record AssetsAsked
{
    /// <summary>Part of its name, or null.</summary>
    public string? Search { get; init; }
    /// <summary>What it is, as a code, or null.</summary>
    public string? Kind { get; init; }
    /// <summary>Which of them; null for all.</summary>
    public AssetShare? Share { get; init; }
    /// <summary>Of the account at this path and those below it, as owner or as user; or null.</summary>
    public string? Under { get; init; }
    /// <summary>Out of subscriptions to this product, or null.</summary>
    public Guid? ProductId { get; init; }
    /// <summary>When it runs out, or null.</summary>
    public AssetExpiry? Expiry { get; init; }
}

/// <summary>
/// The assets a viewer sees: what accounts within reach own, and what they were given to use by an owner above them.
/// </summary>
public static class AssetsSeen
{
    /// <summary>How many days ahead an asset runs out soon.</summary>
    public const int SoonDays = 30;

    /// <summary>Those owned or used within the viewer's reach.</summary>
    public static IQueryable<Asset> SeenOrUsedBy(this IQueryable<Asset> assets, Viewer viewer)
    {
        viewer = viewer.For(Right.ViewOrders);
        var (branch, path, end) = (viewer.BranchId, viewer.Path, TreePath.End(viewer.Path));
        if (branch != 0) assets = assets.Where(a => a.BranchId == branch);
        var deepest = TreePath.Depth(path) + 2; // A path has one slash more than its depth, and a child is one deeper.
        return viewer.Reach switch
        {
            Reach.AllBelow => assets.Where(a => string.Compare(a.Path, path) >= 0 && string.Compare(a.Path, end) < 0
                || a.AssignedPath != null && string.Compare(a.AssignedPath, path) >= 0 && string.Compare(a.AssignedPath, end) < 0),
            Reach.Direct => assets.Where(a => string.Compare(a.Path, path) >= 0 && string.Compare(a.Path, end) < 0 && a.Path.Length - a.Path.Replace("/", "").Length <= deepest
                || a.AssignedPath != null && string.Compare(a.AssignedPath, path) >= 0 && string.Compare(a.AssignedPath, end) < 0
                    && a.AssignedPath.Length - a.AssignedPath.Replace("/", "").Length <= deepest),
            Reach.Own => assets.Where(a => a.Path == path || a.AssignedPath == path),
            _ => throw new InvalidOperationException($"Unknown reach {viewer.Reach}."),
        };
    }

    /// <summary>Those that are asked for.</summary>
    public static IQueryable<Asset> Asked(this IQueryable<Asset> assets, TributaryDb db, AssetsAsked asked, DateOnly today)
    {
        assets = asked.Share switch
        {
            AssetShare.Unassigned => assets.Where(a => a.RemovedAt == null && a.AssignedToId == null),
            AssetShare.Assigned => assets.Where(a => a.RemovedAt == null && a.AssignedToId != null),
            AssetShare.Removed => assets.Where(a => a.RemovedAt != null),
            AssetShare.Living => assets.Where(a => a.RemovedAt == null),
            _ => assets,
        };
        if (asked.Search?.Trim().ToLowerInvariant() is { Length: > 0 } part) assets = assets.Where(a => a.Name.ToLower().Contains(part));
        if (asked.Kind is { Length: > 0 } kind) assets = assets.Where(a => a.Kind == kind);
        if (asked.ProductId is { } product) assets = assets.Where(a => db.Subscriptions.Any(s => s.BranchId == a.BranchId && s.Id == a.SubscriptionId && s.ProductId == product));
        if (asked.Under is { } top)
        {
            var end = TreePath.End(top);
            assets = assets.Where(a => string.Compare(a.Path, top) >= 0 && string.Compare(a.Path, end) < 0
                || a.AssignedPath != null && string.Compare(a.AssignedPath, top) >= 0 && string.Compare(a.AssignedPath, end) < 0);
        }
        var soon = today.AddDays(SoonDays);
        return asked.Expiry switch
        {
            AssetExpiry.Expired => assets.Where(a => a.ExpiresOn != null && a.ExpiresOn < today),
            AssetExpiry.Soon => assets.Where(a => a.ExpiresOn != null && a.ExpiresOn >= today && a.ExpiresOn <= soon),
            AssetExpiry.Later => assets.Where(a => a.ExpiresOn == null || a.ExpiresOn > soon),
            _ => assets,
        };
    }

    /// <summary>
    /// Whether the viewer may read its key: people of the account that owns it, and of the one that uses it. Everybody else knows that
    /// there is one.
    /// </summary>
    public static bool IsKeyFor(this Asset asset, Viewer viewer) =>
        viewer.May(Right.ViewOrders) && (asset.AccountId == viewer.AccountId || asset.AssignedToId == viewer.AccountId);
}
