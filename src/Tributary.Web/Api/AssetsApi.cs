using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
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
    /// <summary>A key that its owner and who uses it read; null for everybody else.</summary>
    public string? Secret { get; init; }
    /// <summary>Who uses it; null while it waits to be assigned.</summary>
    public Ref<Account>? AssignedTo { get; init; }
    /// <summary>Since when.</summary>
    public DateTime? AssignedAt { get; init; }
    /// <summary>When it was made.</summary>
    public required DateTime CreatedAt { get; init; }
    /// <summary>Its last day, or null.</summary>
    public DateOnly? ExpiresOn { get; init; }
    /// <summary>When it was taken back, or null.</summary>
    public DateTime? RemovedAt { get; init; }
}

/// <summary>Who shall use an asset.</summary>
public sealed record AssignAssetJson
{
    /// <summary>The account that bought it or one below that; null takes it back.</summary>
    public Ref<Account>? Account { get; init; }
}

/// <summary><c>/assets</c>: licences, domains, mailboxes and other things that were delivered.</summary>
internal static class AssetsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var assets = api.MapGroup("/assets").WithTags("assets");
        assets.MapGet("/", List).RequireAuthorization(Policies.ViewOrders).WithSummary("What was delivered, the latest first");
        assets.MapGet("/{id}", One).RequireAuthorization(Policies.ViewOrders).WithSummary("One delivered thing");
        assets.MapPost("/{id}/assign", Assign).RequireAuthorization(Policies.ManageOrders).WithSummary("Give it to an account to use, or take it back");
    }

    private static async Task<ListOf<AssetJson>> List(
        string? account, string? under, string? subscription, string? product, string? kind, string? share, string? expiry, string? q, [AsParameters] Paging paging,
        Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var top = Filter.Id<Account>(under, "under") is { } id ? (await db.Accounts.One(viewer, id, cancel)).Path : null;
        var rows = db.Assets.AsNoTracking().SeenOrUsedBy(viewer);
        if (Filter.Id<Account>(account, "account") is { } owner) rows = rows.Where(a => a.AccountId == owner || a.AssignedToId == owner);
        if (Filter.Id<Subscription>(subscription, "subscription") is { } of) rows = rows.Where(a => a.SubscriptionId == of);
        rows = rows.Asked(db, new()
        {
            Search = Filter.Text(q, "q"), Kind = Filter.Text(kind, "kind"), Share = Filter.Of<AssetShare>(share, "share"), Under = top,
            ProductId = Filter.Id<Product>(product, "product"), Expiry = Filter.Of<AssetExpiry>(expiry, "expiry"),
        }, await desk.Today());
        var found = await paging.Latest(rows).ToListAsync(cancel);
        return paging.Page(found, a => Shown(a, viewer));
    }

    private static async Task<AssetJson> One(Ref<Asset> id, HttpContext http, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var asset = await Find(id, viewer, db, cancel);
        http.Tag(asset);
        return Shown(asset, viewer);
    }

    private static async Task<AssetJson> Assign(
        Ref<Asset> id, Body<AssignAssetJson> body, IfMatch match, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var asset = await Find(id, viewer, db, cancel);
        await desk.Do(new AssignAsset
        {
            By = viewer, Branch = asset.BranchId, AssetId = asset.Id, ToId = body.Value.Account?.Id, Expected = match.For<Asset>(asset.Id), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return Shown(await Find(id, viewer, db, cancel), viewer);
    }

    private static async Task<Asset> Find(Ref<Asset> id, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var wanted = id.Id;
        return await db.Assets.AsNoTracking().SeenOrUsedBy(viewer).FirstOrDefaultAsync(a => a.Id == wanted, cancel) ?? throw Refusal.NotFound("asset");
    }

    private static AssetJson Shown(Asset asset, Viewer viewer) => new()
    {
        Id = new(asset.Id), Account = new(asset.AccountId), Subscription = Refs.To<Subscription>(asset.SubscriptionId), Kind = asset.Kind, Name = asset.Name,
        Secret = asset.IsKeyFor(viewer) ? asset.Secret : null, CreatedAt = asset.CreatedAt, ExpiresOn = asset.ExpiresOn, RemovedAt = asset.RemovedAt,
        AssignedTo = Refs.To<Account>(asset.AssignedToId), AssignedAt = asset.AssignedAt,
    };
}
