using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Subscriptions;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>What delivery made.</summary>
public sealed record AssetJson
{
    /// <summary>The asset.</summary>
    public required Ref<Asset> Id { get; init; }
    /// <summary>Whose it is.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary>The subscription it belongs to, or null.</summary>
    public Ref<Subscription>? Subscription { get; init; }
    /// <summary>What it is, as a code.</summary>
    public required string Kind { get; init; }
    /// <summary>What people call it.</summary>
    public required string Name { get; init; }
    /// <summary>A key that its owner alone reads; null for everybody else.</summary>
    public string? Secret { get; init; }
    /// <summary>When it was made.</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>Its last day, or null.</summary>
    public DateOnly? ExpiresOn { get; init; }
    /// <summary>When it was taken back, or null.</summary>
    public DateTime? RemovedAt { get; init; }
}

/// <summary><c>/assets</c>: licences, domains, mailboxes and other things that were delivered.</summary>
internal static class AssetsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var assets = api.MapGroup("/assets").WithTags("assets");
        assets.MapGet("/", List).RequireAuthorization(Policies.ViewOrders).WithSummary("What was delivered, the latest first");
        assets.MapGet("/{id}", One).RequireAuthorization(Policies.ViewOrders).WithSummary("One delivered thing");
    }

    private static async Task<ListOf<AssetJson>> List(
        string? account, string? subscription, string? kind, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var rows = db.Assets.AsNoTracking().SeenBy(viewer);
        if (Filter.Id<Account>(account, "account") is { } owner) rows = await rows.OfAccount(db, viewer, owner, cancel);
        if (Filter.Id<Subscription>(subscription, "subscription") is { } of) rows = rows.Where(a => a.SubscriptionId == of);
        if (Filter.Text(kind, "kind") is { } code) rows = rows.Where(a => a.Kind == code);
        var found = await paging.Latest(rows).ToListAsync(cancel);
        return paging.Page(found, a => Shown(a, viewer));
    }

    private static async Task<AssetJson> One(Ref<Asset> id, Viewer viewer, TributaryDb db, CancellationToken cancel) =>
        Shown(await db.Assets.One(viewer, id.Id, "asset", cancel), viewer);

    private static AssetJson Shown(Asset asset, Viewer viewer) => new()
    {
        Id = new(asset.Id), Account = new(asset.AccountId), Subscription = Refs.To<Subscription>(asset.SubscriptionId), Kind = asset.Kind, Name = asset.Name,
        Secret = asset.AccountId == viewer.AccountId ? asset.Secret : null, CreatedAt = asset.CreatedAt, ExpiresOn = asset.ExpiresOn, RemovedAt = asset.RemovedAt,
    };
}
