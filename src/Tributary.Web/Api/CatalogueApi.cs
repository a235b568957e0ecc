using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Provisioning;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>A product of your own.</summary>
public sealed record MakeProductJson
{
    /// <summary>A short code, unique among yours.</summary>
    [Required] public string? Code { get; init; }
    /// <summary>The name.</summary>
    [Required] public string? Name { get; init; }
    /// <summary>Who stands behind it.</summary>
    public string? Vendor { get; init; }
    /// <summary>A few sentences.</summary>
    public string? Description { get; init; }
    /// <summary>Where those who have it open it from the panel: an https address.</summary>
    public string? LaunchAddress { get; init; }
    /// <summary>The product it needs, where it is not sold by itself.</summary>
    public Ref<Product>? NeedsProduct { get; init; }
}

/// <summary>What is to change; what is left out stays.</summary>
public sealed record EditProductJson
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }
    /// <summary>Who stands behind it.</summary>
    public string? Vendor { get; init; }
    /// <summary>A few sentences.</summary>
    public string? Description { get; init; }
    /// <summary>Where it is opened from the panel; empty for nowhere.</summary>
    public string? LaunchAddress { get; init; }
    /// <summary>True takes it off sale, false brings it back.</summary>
    public bool? Withdrawn { get; init; }
}

/// <summary>A plan or add-on of your product.</summary>
public sealed record MakePlanJson
{
    /// <summary>The product, one of yours.</summary>
    [Required] public Ref<Product>? Product { get; init; }
    /// <summary>A short code, unique in the product.</summary>
    [Required] public string? Code { get; init; }
    /// <summary>Plan, or add-on; a plan without it.</summary>
    public PlanKind? Kind { get; init; }
    /// <summary>The name.</summary>
    [Required] public string? Name { get; init; }
    /// <summary>What it promises besides.</summary>
    public PlanPromisesJson? Promises { get; init; }
}

/// <summary>What is to change; what is left out stays. Whatever it promises makes a new version.</summary>
public sealed record EditPlanJson
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }
    /// <summary>What it promises besides.</summary>
    public PlanPromisesJson? Promises { get; init; }
    /// <summary>True takes it off sale, false brings it back.</summary>
    public bool? Withdrawn { get; init; }
}

/// <summary>What a plan promises and how it is delivered.</summary>
public sealed record PlanPromisesJson
{
    /// <summary>A few sentences.</summary>
    public string? Description { get; init; }
    /// <summary>What one of it is.</summary>
    public string? Unit { get; init; }
    /// <summary>The smallest quantity of one order.</summary>
    public int? MinQuantity { get; init; }
    /// <summary>The largest; 0 for any.</summary>
    public int? MaxQuantity { get; init; }
    /// <summary>Days in which the service goes on after an unpaid renewal.</summary>
    public int? GraceDays { get; init; }
    /// <summary>Days it stays paused before it expires.</summary>
    public int? PausedDays { get; init; }
    /// <summary>Days after a term's start in which cancelling now gives the rest back.</summary>
    public int? CancellationDays { get; init; }
    /// <summary>Days before a term's end by which a cancellation must be said.</summary>
    public int? NoticeDays { get; init; }
    /// <summary>Days before a renewal after which the vendor cannot be stopped.</summary>
    public int? VendorCutoffDays { get; init; }
    /// <summary>True when fewer seats or a cheaper plan take effect at once.</summary>
    public bool? DowngradesAtOnce { get; init; }
    /// <summary>The plans it may be changed to; an empty list for every plan of the product.</summary>
    [MaxLength(200)] public IReadOnlyList<Ref<Plan>>? UpgradePaths { get; init; }
    /// <summary>How it is delivered: <c>manual</c>, <c>licence</c>, <c>webhook</c>.</summary>
    public string? Connector { get; init; }
    /// <summary>The connector's settings.</summary>
    public JsonElement? ConnectorSettings { get; init; }

    /// <param name="name">The plan's name.</param>
    /// <param name="promises">What is said of it.</param>
    /// <param name="connectors">Checks what the connector is told, and seals its secrets.</param>
    /// <param name="plan">The plan as it is, or null for a new one.</param>
    internal static PlanDetails Details(string? name, PlanPromisesJson? promises, ConnectorList connectors, Plan? plan) => new()
    {
        Name = name, Description = promises?.Description, Unit = promises?.Unit, MinQuantity = promises?.MinQuantity, MaxQuantity = promises?.MaxQuantity,
        GraceDays = promises?.GraceDays, PausedDays = promises?.PausedDays, CancellationDays = promises?.CancellationDays, NoticeDays = promises?.NoticeDays,
        VendorCutoffDays = promises?.VendorCutoffDays, DowngradesAtOnce = promises?.DowngradesAtOnce,
        UpgradePaths = promises?.UpgradePaths is { } paths ? [.. paths.Select(p => p.Id)] : null, Connector = promises?.Connector,
        ConnectorSettings = Said(promises, connectors, plan),
    };

    // Settings without a connector are those of the one the plan has; another connector keeps nothing of the one before.
    private static string? Said(PlanPromisesJson? promises, ConnectorList connectors, Plan? plan)
    {
        var settings = promises?.ConnectorSettings is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given ? given.GetRawText() : null;
        var connector = promises?.Connector ?? plan?.Connector ?? "manual";
        if (settings is null && (promises?.Connector is null || promises.Connector == plan?.Connector)) return null;
        return connectors.Seal(connector, settings ?? "{}", connector == plan?.Connector ? plan.ConnectorSettings : null);
    }
}

/// <summary>A price point to be added to your plan.</summary>
public sealed record SetPricePointJson
{
    /// <summary>For how long one pays.</summary>
    [Required] public Interval? Interval { get; init; }
    /// <summary>What one unit costs you.</summary>
    [Required] public Money? BaseCost { get; init; }
    /// <summary>The price recommended to end customers, in the same currency.</summary>
    public Money? Recommended { get; init; }
    /// <summary>First day it counts; today without it.</summary>
    public DateOnly? EffectiveFrom { get; init; }
    /// <summary>Whether it can be bought; sold without it.</summary>
    public SaleState? SaleState { get; init; }
    /// <summary>The supplier's article number.</summary>
    public string? SupplierSku { get; init; }
}

/// <summary>A product that was made or changed.</summary>
public sealed record ProductRefJson
{
    /// <summary>The product.</summary>
    public required Ref<Product> Id { get; init; }
}

/// <summary>A plan that was made or changed.</summary>
public sealed record PlanRefJson
{
    /// <summary>The plan.</summary>
    public required Ref<Plan> Id { get; init; }
    /// <summary>The version it is sold at now.</summary>
    public required int Version { get; init; }
}

/// <summary>A price point that was added.</summary>
public sealed record PricePointSetJson
{
    /// <summary>The plan.</summary>
    public required Ref<Plan> Plan { get; init; }
    /// <summary>First day it counts.</summary>
    public required DateOnly EffectiveFrom { get; init; }
}

/// <summary>Making products and plans of one's own; reading them is <see cref="ProductsApi"/>.</summary>
internal static class CatalogueApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var products = api.MapGroup("/products").WithTags("products");
        products.MapPost("/", Make).RequireAuthorization(Policies.ManageCatalogue).WithSummary("Make a product of your own");
        products.MapPatch("/{id}", Edit).RequireAuthorization(Policies.ManageCatalogue).WithSummary("Change your product, or take it off sale");
        var plans = api.MapGroup("/plans").WithTags("plans");
        plans.MapPost("/", MakePlan).RequireAuthorization(Policies.ManageCatalogue).WithSummary("Make a plan or add-on of your product");
        plans.MapPatch("/{id}", EditPlan).RequireAuthorization(Policies.ManageCatalogue).WithSummary("Change your plan, or take it off sale");
        plans.MapPost("/{id}/price-points", SetPoint).RequireAuthorization(Policies.ManageCatalogue).WithSummary("Say what your plan costs you from a day on");
    }

    private static async Task<Created<ProductRefJson>> Make(Body<MakeProductJson> body, Asked asked, Viewer viewer, Desk desk, CancellationToken cancel)
    {
        var made = await desk.Do(new MakeProduct
        {
            By = viewer, Code = body.Value.Code!, Name = body.Value.Name!, Vendor = body.Value.Vendor ?? "", Description = body.Value.Description ?? "",
            LaunchAddress = body.Value.LaunchAddress ?? "", NeedsProductId = body.Value.NeedsProduct?.Id, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        var shown = new ProductRefJson { Id = new(made.Id) };
        return TypedResults.Created($"{ApiSetup.Base}/products/{shown.Id}", shown);
    }

    private static async Task<ProductRefJson> Edit(
        Ref<Product> id, Body<EditProductJson> body, HttpContext http, Asked asked, IfMatch match, Viewer viewer, Desk desk, CancellationToken cancel)
    {
        var edited = await desk.Do(new EditProduct
        {
            By = viewer, ProductId = id.Id, Name = body.Value.Name, Vendor = body.Value.Vendor, Description = body.Value.Description, Withdrawn = body.Value.Withdrawn,
            LaunchAddress = body.Value.LaunchAddress, Version = match.Version, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        http.Tag(edited.Version);
        return new() { Id = new(edited.Id) };
    }

    private static async Task<Created<PlanRefJson>> MakePlan(Body<MakePlanJson> body, Asked asked, Viewer viewer, ConnectorList connectors, Desk desk, CancellationToken cancel)
    {
        var made = await desk.Do(new MakePlan
        {
            By = viewer, ProductId = body.Value.Product!.Value.Id, Code = body.Value.Code!, Kind = body.Value.Kind ?? PlanKind.Plan,
            Details = PlanPromisesJson.Details(body.Value.Name, body.Value.Promises, connectors, null), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        var shown = new PlanRefJson { Id = new(made.Id), Version = 1 };
        return TypedResults.Created($"{ApiSetup.Base}/plans/{shown.Id}", shown);
    }

    private static async Task<PlanRefJson> EditPlan(
        Ref<Plan> id, Body<EditPlanJson> body, HttpContext http, Asked asked, IfMatch match, Viewer viewer, ConnectorList connectors, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var wanted = id.Id;
        var plan = await db.Plans.AsNoTracking().MadeBy(viewer).FirstOrDefaultAsync(p => p.Id == wanted, cancel) ?? throw Refusal.NotFound("plan");
        var edited = await desk.Do(new EditPlan
        {
            By = viewer, PlanId = id.Id, Details = PlanPromisesJson.Details(body.Value.Name, body.Value.Promises, connectors, plan), Withdrawn = body.Value.Withdrawn,
            Version = match.Version, Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        http.Tag(edited.Version);
        return new() { Id = new(edited.Id), Version = edited.PlanVersion };
    }

    private static async Task<Created<PricePointSetJson>> SetPoint(
        Ref<Plan> id, Body<SetPricePointJson> body, Asked asked, Viewer viewer, Desk desk, CancellationToken cancel)
    {
        var set = await desk.Do(new SetPricePoint
        {
            By = viewer, PlanId = id.Id, Interval = body.Value.Interval!.Value, BaseCost = body.Value.BaseCost!.Value, Recommended = body.Value.Recommended,
            EffectiveFrom = body.Value.EffectiveFrom, SaleState = body.Value.SaleState ?? SaleState.Sold, SupplierSku = body.Value.SupplierSku ?? "",
            Reference = asked.Reference, Asked = asked.Hash,
        }, cancel);
        return TypedResults.Created($"{ApiSetup.Base}/plans/{id}", new PricePointSetJson { Plan = id, EffectiveFrom = set.EffectiveFrom });
    }
}
