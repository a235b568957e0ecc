using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Web.Pages.Subscriptions;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>A view of the list of subscriptions, to be kept.</summary>
public sealed record KeepViewJson
{
    /// <summary>What it is called.</summary>
    [Required, MaxLength(60)] public string? Name { get; init; }
    /// <summary>Filters and order as the panel's address has them, such as <c>status=active&amp;sort=due</c>.</summary>
    [MaxLength(2000)] public string? Query { get; init; }
    /// <summary>The columns' names; null for those each reader sees anyway.</summary>
    [MaxLength(40)] public IReadOnlyList<string>? Columns { get; init; }
    /// <summary>True for all people of the account; what a key of the account keeps always is.</summary>
    public bool Shared { get; init; }
    /// <summary>True to open the person's list with it.</summary>
    public bool Default { get; init; }
}

/// <summary>A view of the list of subscriptions.</summary>
public sealed record ViewJson
{
    /// <summary>The view.</summary>
    public required Ref<SavedView> Id { get; init; }
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }
    /// <summary>Filters and order, as the panel's address has them.</summary>
    public required string Query { get; init; }
    /// <summary>The columns' names, or null.</summary>
    public IReadOnlyList<string>? Columns { get; init; }
    /// <summary>True when all people of the account read it.</summary>
    public required bool Shared { get; init; }
    /// <summary>True when the list opens with it for its person.</summary>
    public required bool Default { get; init; }
    /// <summary>True when it is the asker's own.</summary>
    public required bool Own { get; init; }
    /// <summary>Who kept it.</summary>
    public required string KeptBy { get; init; }
}

/// <summary><c>/views</c>: the list of subscriptions as somebody wants to see it again.</summary>
internal static class ViewsApi
{
    private const string List = "subscriptions";

    public static void Map(RouteGroupBuilder api)
    {
        var views = api.MapGroup("/views").WithTags("views");
        views.MapGet("/", All).RequireAuthorization(Policies.ViewOrders).WithSummary("Your views, and those that others of the account share");
        views.MapPost("/", Keep).RequireAuthorization(Policies.ViewOrders).WithSummary("Keep a view");
        views.MapPut("/{id}", Change).RequireAuthorization(Policies.ViewOrders).WithSummary("Keep another in its place");
        views.MapDelete("/{id}", Drop).RequireAuthorization(Policies.ViewOrders).WithSummary("Take it away");
    }

    private static async Task<ListOf<ViewJson>> All([AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel) =>
        paging.Page(await paging.Latest(db.SavedViews.AsNoTracking().ReadBy(viewer).Where(v => v.List == List)).ToListAsync(cancel), view => Shown(view, viewer));

    private static async Task<Created<ViewJson>> Keep(Body<KeepViewJson> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var answer = await desk.Do(Deed(null, body.Value, asked, viewer), cancel);
        return TypedResults.Created($"{ApiSetup.Base}/views/{new Ref<SavedView>(answer.ViewId)}", Shown(await Read(new(answer.ViewId), viewer, db, cancel), viewer));
    }

    private static async Task<ViewJson> Change(Ref<SavedView> id, Body<KeepViewJson> body, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var view = await Read(id, viewer, db, cancel);
        await desk.Do(Deed(view.Id, body.Value, asked, viewer), cancel);
        return Shown(await Read(id, viewer, db, cancel), viewer);
    }

    private static async Task<NoContent> Drop(Ref<SavedView> id, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var view = await Read(id, viewer, db, cancel);
        await desk.Do(new DropView { By = viewer, ViewId = view.Id, Reference = asked.Reference, Asked = asked.Hash }, cancel);
        return TypedResults.NoContent();
    }

    private static KeepView Deed(Guid? id, KeepViewJson body, Asked asked, Viewer viewer) => new()
    {
        By = viewer, ViewId = id, List = List, Name = body.Name!, Query = SubscriptionAddress.Kept(new QueryCollection(QueryHelpers.ParseQuery(body.Query))),
        Columns = body.Columns is { } columns ? string.Join(' ', columns.Select(one => one.Replace(" ", "", StringComparison.Ordinal))) : null,
        Shared = body.Shared, Default = body.Default, Reference = asked.Reference, Asked = asked.Hash,
    };

    private static async Task<SavedView> Read(Ref<SavedView> id, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var wanted = id.Id;
        return await db.SavedViews.AsNoTracking().ReadBy(viewer).FirstOrDefaultAsync(v => v.Id == wanted, cancel) ?? throw Refusal.NotFound("view");
    }

    private static ViewJson Shown(SavedView view, Viewer viewer) => new()
    {
        Id = new(view.Id), Name = view.Name, Query = view.Query, Columns = view.Columns?.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Shared = view.SharedAt is not null, Default = view.DefaultAt is not null, Own = SavedViews.IsOf(view, viewer), KeptBy = view.KeptBy,
    };
}
