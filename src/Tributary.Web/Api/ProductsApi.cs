using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>Something that is sold.</summary>
public sealed record ProductJson
{
    /// <summary>The product.</summary>
    public required Ref<Product> Id { get; init; }
    /// <summary>A short code, unique for its maker.</summary>
    public required string Code { get; init; }
    /// <summary>The name.</summary>
    public required string Name { get; init; }
    /// <summary>Who stands behind it, or empty.</summary>
    public required string Vendor { get; init; }
    /// <summary>A few sentences.</summary>
    public required string Description { get; init; }
    /// <summary>The account that makes it, where that is you or stands below you; else null.</summary>
    public Ref<Account>? Maker { get; init; }
    /// <summary>Where it is opened from the panel, or empty; null to everybody but its maker.</summary>
    public string? LaunchAddress { get; init; }
    /// <summary>The product it needs, or null where it is sold by itself.</summary>
    public Ref<Product>? NeedsProduct { get; init; }
    /// <summary>When it was taken off sale, or null.</summary>
    public DateTime? WithdrawnAt { get; init; }
}

/// <summary>One way of buying a product, or an add-on to it.</summary>
public sealed record PlanJson
{
    /// <summary>The plan.</summary>
    public required Ref<Plan> Id { get; init; }
    /// <summary>Its product.</summary>
    public required Ref<Product> Product { get; init; }
    /// <summary>Plan or add-on.</summary>
    public required PlanKind Kind { get; init; }
    /// <summary>A short code, unique in its product.</summary>
    public required string Code { get; init; }
    /// <summary>The name.</summary>
    public required string Name { get; init; }
    /// <summary>A few sentences.</summary>
    public required string Description { get; init; }
    /// <summary>What one of it is; quantities count these.</summary>
    public required string Unit { get; init; }
    /// <summary>Grows with every change of what is sold.</summary>
    public required int Version { get; init; }
    /// <summary>For which intervals it is sold today.</summary>
    public required IReadOnlyList<Interval> Intervals { get; init; }
    /// <summary>The smallest quantity of one order.</summary>
    public required int MinQuantity { get; init; }
    /// <summary>The largest, or null.</summary>
    public int? MaxQuantity { get; init; }
    /// <summary>Days after a term's start in which cancelling now gives the rest back; 0 for never.</summary>
    public required int CancellationDays { get; init; }
    /// <summary>Days before a term's end by which a cancellation must be said.</summary>
    public required int NoticeDays { get; init; }
    /// <summary>The one account it is made for, where you see that one; null where it is for everybody.</summary>
    public Ref<Account>? MadeFor { get; init; }
    /// <summary>When it was taken off sale, or null.</summary>
    public DateTime? WithdrawnAt { get; init; }
    /// <summary>How it is delivered; null to everybody but its maker.</summary>
    public string? Connector { get; init; }
    /// <summary>What it costs its maker; null to everybody else.</summary>
    public IReadOnlyList<PricePointJson>? PricePoints { get; init; }
}

/// <summary>What a plan costs its maker for one interval from a day on.</summary>
public sealed record PricePointJson
{
    /// <summary>For how long one pays.</summary>
    public required Interval Interval { get; init; }
    /// <summary>The base cost of one unit.</summary>
    public required Money Cost { get; init; }
    /// <summary>The price recommended to end customers, or null.</summary>
    public Money? Recommended { get; init; }
    /// <summary>First day it counts.</summary>
    public required DateOnly EffectiveFrom { get; init; }
    /// <summary>Whether it can be bought.</summary>
    public required SaleState SaleState { get; init; }
    /// <summary>The supplier's article number, or empty.</summary>
    public required string SupplierSku { get; init; }
}

/// <summary>An add-on for one buyer of yours, delivered by hand.</summary>
public sealed record MakeAddOnJson
{
    /// <summary>The account you sell to; it may sell the add-on on, nobody else is offered it.</summary>
    [Required] public Ref<Account>? Buyer { get; init; }
    /// <summary>A short code, unique among your products.</summary>
    [Required] public string? Code { get; init; }
    /// <summary>The name.</summary>
    [Required] public string? Name { get; init; }
    /// <summary>A few sentences.</summary>
    public string? Description { get; init; }
    /// <summary>What one of it is.</summary>
    public string? Unit { get; init; }
    /// <summary>For how long one pays.</summary>
    [Required] public Interval? Interval { get; init; }
    /// <summary>What the buyer pays for one, in the currency of its terms.</summary>
    [Required] public Money? Price { get; init; }
    /// <summary>What one costs you, in the same currency; nothing without it.</summary>
    public Money? Cost { get; init; }
}

/// <summary>An add-on that was made.</summary>
public sealed record AddOnMadeJson
{
    /// <summary>Its product.</summary>
    public required Ref<Product> Product { get; init; }
    /// <summary>The plan that is ordered.</summary>
    public required Ref<Plan> Plan { get; init; }
    /// <summary>Its code.</summary>
    public required string Code { get; init; }
}

/// <summary><c>/products</c>, <c>/plans</c>, <c>/add-ons</c>: what the accounts above the caller make, and the caller and those below it.</summary>
internal static class ProductsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var products = api.MapGroup("/products").WithTags("products");
        products.MapGet("/", Products).RequireAuthorization(Policies.ViewPrices).WithSummary("The catalogue's products");
        products.MapGet("/{id}", Product).RequireAuthorization(Policies.ViewPrices).WithSummary("One product");
        var plans = api.MapGroup("/plans").WithTags("plans");
        plans.MapGet("/", Plans).RequireAuthorization(Policies.ViewPrices).WithSummary("Plans and, with kind=add_on, add-ons");
        plans.MapGet("/{id}", Plan).RequireAuthorization(Policies.ViewPrices).WithSummary("One plan or add-on");
        api.MapPost("/add-ons", MakeAddOn).RequireAuthorization(Policies.ManageCatalogue).WithTags("add-ons").WithSummary("Make an add-on for one of your buyers");
        api.MapGet("/add-ons", AddOns).RequireAuthorization(Policies.ViewPrices).WithTags("add-ons").WithSummary("The catalogue's add-ons");
    }

    private static async Task<Created<AddOnMadeJson>> MakeAddOn(Body<MakeAddOnJson> body, Asked asked, Viewer viewer, Desk desk, CancellationToken cancel)
    {
        var wanted = body.Value;
        var made = await desk.Do(new MakeAddOn
        {
            By = viewer, BuyerId = wanted.Buyer!.Value.Id, Code = wanted.Code!, Name = wanted.Name!, Description = wanted.Description ?? "", Unit = wanted.Unit,
            Interval = wanted.Interval!.Value, Price = wanted.Price!.Value, Cost = wanted.Cost, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return TypedResults.Created($"{ApiSetup.Base}/plans/{new Ref<Plan>(made.PlanId)}", new AddOnMadeJson { Product = new(made.ProductId), Plan = new(made.PlanId), Code = made.Code });
    }

    /// <summary>The plans the viewer may know: its sellers' and those of accounts below it.</summary>
    public static IQueryable<Plan> SeenBy(IQueryable<Plan> plans, Viewer viewer)
    {
        var (above, path, end) = (TreePath.Chain(viewer.Path).ToArray(), viewer.Path, TreePath.End(viewer.Path));
        return plans.Where(p => (above.Contains(p.OwnerPath) && (p.ForPath == null || above.Contains(p.ForPath) || p.OwnerPath == path)) || (string.Compare(p.OwnerPath, path) >= 0 && string.Compare(p.OwnerPath, end) < 0));
    }

    private static IQueryable<Product> SeenBy(IQueryable<Product> products, Viewer viewer)
    {
        var (above, path, end) = (TreePath.Chain(viewer.Path).ToArray(), viewer.Path, TreePath.End(viewer.Path));
        return products.Where(p => (above.Contains(p.OwnerPath) && (p.ForPath == null || above.Contains(p.ForPath) || p.OwnerPath == path)) || (string.Compare(p.OwnerPath, path) >= 0 && string.Compare(p.OwnerPath, end) < 0));
    }

    private static async Task<ListOf<ProductJson>> Products(
        string? q, string? vendor, string? withdrawn, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var rows = SeenBy(db.Products.AsNoTracking(), viewer);
        if (Filter.Text(q, "q")?.ToLowerInvariant() is { } part) rows = rows.Where(p => p.Name.ToLower().Contains(part) || p.Code.ToLower().Contains(part));
        if (Filter.Text(vendor, "vendor") is { } of) rows = rows.Where(p => p.Vendor == of);
        if (Filter.Flag(withdrawn, "withdrawn") is { } gone) rows = rows.Where(p => p.WithdrawnAt != null == gone);
        var found = await paging.Latest(rows).ToListAsync(cancel);
        return paging.Page(found, p => Shown(p, viewer));
    }

    private static async Task<ProductJson> Product(Ref<Product> id, HttpContext http, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var wanted = id.Id;
        var product = await SeenBy(db.Products.AsNoTracking(), viewer).FirstOrDefaultAsync(p => p.Id == wanted, cancel) ?? throw Refusal.NotFound("product");
        if (product.OwnerId == viewer.AccountId) http.Tag(product);
        return Shown(product, viewer);
    }

    private static Task<ListOf<PlanJson>> Plans(
        string? product, string? kind, string? q, string? withdrawn, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
        List(product, Filter.Of<PlanKind>(kind, "kind"), q, withdrawn, paging, viewer, db, desk, cancel);

    private static Task<ListOf<PlanJson>> AddOns(
        string? product, string? q, string? withdrawn, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
        List(product, PlanKind.AddOn, q, withdrawn, paging, viewer, db, desk, cancel);

    private static async Task<ListOf<PlanJson>> List(
        string? product, PlanKind? kind, string? q, string? withdrawn, Paging paging, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var rows = SeenBy(db.Plans.AsNoTracking(), viewer);
        if (Filter.Id<Product>(product, "product") is { } of) rows = rows.Where(p => p.ProductId == of);
        if (kind is { } what) rows = rows.Where(p => p.Kind == what);
        if (Filter.Text(q, "q")?.ToLowerInvariant() is { } part) rows = rows.Where(p => p.Name.ToLower().Contains(part) || p.Code.ToLower().Contains(part));
        if (Filter.Flag(withdrawn, "withdrawn") is { } gone) rows = rows.Where(p => p.WithdrawnAt != null == gone);
        var found = await paging.Latest(rows).ToListAsync(cancel);
        var shown = await Shown(found, viewer, db, await desk.Today(), cancel);
        return paging.Page(found, p => shown[p.Id]);
    }

    private static async Task<PlanJson> Plan(Ref<Plan> id, HttpContext http, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var wanted = id.Id;
        var plan = await SeenBy(db.Plans.AsNoTracking(), viewer).FirstOrDefaultAsync(p => p.Id == wanted, cancel) ?? throw Refusal.NotFound("plan");
        if (plan.OwnerId == viewer.AccountId) http.Tag(plan);
        return (await Shown([plan], viewer, db, await desk.Today(), cancel))[plan.Id];
    }

    private static ProductJson Shown(Product product, Viewer viewer) => new()
    {
        Id = new(product.Id), Code = product.Code, Name = product.Name, Vendor = product.Vendor, Description = product.Description,
        LaunchAddress = product.OwnerId == viewer.AccountId ? product.LaunchAddress : null,
        Maker = viewer.Sees(product.OwnerPath) ? new Ref<Account>(product.OwnerId) : null, NeedsProduct = Refs.To<Product>(product.NeedsProductId), WithdrawnAt = product.WithdrawnAt,
    };

    private static async Task<Dictionary<Guid, PlanJson>> Shown(List<Plan> plans, Viewer viewer, TributaryDb db, DateOnly day, CancellationToken cancel)
    {
        var ids = plans.Select(p => p.Id).ToArray();
        var intervals = (await Items.SoldIntervals(db, ids, day, cancel)).ToDictionary();
        var own = plans.Where(p => p.OwnerId == viewer.AccountId && !viewer.HidesPrices).Select(p => p.Id).ToArray();
        var points = own.Length == 0 ? [] : await db.PricePoints.AsNoTracking().Where(p => own.Contains(p.PlanId)).ToListAsync(cancel);
        return plans.ToDictionary(p => p.Id, p => new PlanJson
        {
            Id = new(p.Id), Product = new(p.ProductId), Kind = p.Kind, Code = p.Code, Name = p.Name, Description = p.Description, Unit = p.Unit, Version = p.PlanVersion,
            Intervals = p.WithdrawnAt is null ? intervals.GetValueOrDefault(p.Id, []) : [], MinQuantity = p.MinQuantity, MaxQuantity = p.MaxQuantity,
            CancellationDays = p.CancellationDays, NoticeDays = p.NoticeDays, WithdrawnAt = p.WithdrawnAt,
            MadeFor = p.ForPath is { } path && viewer.Sees(path) ? Refs.To<Account>(p.ForId) : null, Connector = p.OwnerId == viewer.AccountId ? p.Connector : null,
            PricePoints = !own.Contains(p.Id) ? null : [.. points.Where(x => x.PlanId == p.Id).OrderBy(x => x.Interval).ThenBy(x => x.EffectiveFrom).ThenBy(x => x.CreatedAt).Select(Shown)],
        });
    }

    private static PricePointJson Shown(PricePoint point) => new()
    {
        Interval = point.Interval, Cost = new(point.BaseCost, point.Currency), Recommended = point.Recommended is { } r ? new Money(r, point.Currency) : null,
        EffectiveFrom = point.EffectiveFrom, SaleState = point.SaleState, SupplierSku = point.SupplierSku,
    };
}
