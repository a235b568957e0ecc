using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Subscriptions;
using Tributary.Web.Security;

namespace Tributary.Web.Api;

/// <summary>What is to be ordered.</summary>
public sealed record PlaceOrderJson
{
    /// <summary>Whom it is for: your own account or one below it.</summary>
    [Required] public Ref<Account>? Account { get; init; }
    /// <summary>What, from 1 to 100 lines.</summary>
    [Required, MinLength(1), MaxLength(Api.Items.Most)] public IReadOnlyList<OrderItemJson>? Items { get; init; }
    /// <summary>The buyer's own reference.</summary>
    [MaxLength(100)] public string? BuyerReference { get; init; }
    /// <summary>
    /// What you agreed to pay in all, gross; where you pay nothing of it yourself, what you agreed to charge. The order is
    /// refused (<c>order.price_changed</c>) when it comes to anything else by now.
    /// </summary>
    public Money? AgreedTotal { get; init; }
}

/// <summary>One thing to be ordered.</summary>
public sealed record OrderItemJson
{
    /// <summary>The plan.</summary>
    [Required] public Ref<Plan>? Plan { get; init; }
    /// <summary>How many units.</summary>
    [Required, Range(1, 1_000_000)] public int? Quantity { get; init; }
    /// <summary>For how long one pays; may be left out where the plan is sold for one interval only.</summary>
    public Interval? Interval { get; init; }
}

/// <summary>An order as you may see it.</summary>
public sealed record OrderJson
{
    /// <summary>The order.</summary>
    public required Ref<Order> Id { get; init; }
    /// <summary>Its human number.</summary>
    public required string Number { get; init; }
    /// <summary>What it is for.</summary>
    public required OrderKind Kind { get; init; }
    /// <summary>The account it is for.</summary>
    public required Ref<Account> Account { get; init; }
    /// <summary><c>awaiting_approval</c>, <c>processing</c>, <c>awaiting_funds</c>, <c>provisioning</c>, <c>needs_attention</c>, <c>completed</c>, <c>cancelled</c>.</summary>
    public required string State { get; init; }
    /// <summary>When it was placed.</summary>
    public required DateTime PlacedAt { get; init; }
    /// <summary>Its lines.</summary>
    public required IReadOnlyList<OrderLineJson> Lines { get; init; }
}

/// <summary>A line of an order.</summary>
public sealed record OrderLineJson
{
    /// <summary>The subscription it makes or changes; null in a preview.</summary>
    public Ref<Subscription>? Subscription { get; init; }
    /// <summary>The plan.</summary>
    public required Ref<Plan> Plan { get; init; }
    /// <summary>What is bought.</summary>
    public required string Title { get; init; }
    /// <summary>The interval.</summary>
    public required Interval Interval { get; init; }
    /// <summary>How many units.</summary>
    public required int Quantity { get; init; }
    /// <summary>First day paid for; null until it begins.</summary>
    public DateOnly? TermStart { get; init; }
    /// <summary>The day after the last one.</summary>
    public DateOnly? TermEnd { get; init; }
    /// <summary>What you pay your seller; null where that is not yours, or hidden from you.</summary>
    public AmountsJson? YouPay { get; init; }
    /// <summary>What you charge your buyer for it.</summary>
    public AmountsJson? YouCharge { get; init; }
}

/// <summary>What an order would do. Nothing of it is written, so that nothing has an id.</summary>
public sealed record OrderPreviewJson
{
    /// <summary>The state it would be in at first.</summary>
    public required string State { get; init; }
    /// <summary>Its lines.</summary>
    public required IReadOnlyList<OrderLineJson> Lines { get; init; }
}

/// <summary>A body without fields.</summary>
public sealed record NothingJson;

/// <summary><c>/orders</c>: placing, reading, approving, cancelling and resubmitting.</summary>
internal static class OrdersApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var orders = api.MapGroup("/orders").WithTags("orders");
        orders.MapGet("/", List).RequireAuthorization(Policies.ViewOrders).WithSummary("Orders, the latest first");
        orders.MapPost("/", Place).RequireAuthorization(Policies.ManageOrders).WithSummary("Place an order");
        orders.MapPost("/preview", Preview).RequireAuthorization(Policies.ManageOrders).WithSummary("What placing an order would do; nothing is written");
        orders.MapGet("/{id}", One).RequireAuthorization(Policies.ViewOrders).WithSummary("One order");
        foreach (var (verb, why, says) in new[]
        {
            ("cancel", ProceedWhy.Cancelled, "End an order before it is delivered"),
            ("approve", ProceedWhy.Approved, "Agree to an order of your customer"),
            ("resubmit", ProceedWhy.Resubmitted, "Try an order again that waits for funds"),
        })
        {
            orders.MapPost($"/{{id}}/{verb}", (Ref<Order> id, Body<NothingJson> _, IfMatch match, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel) =>
                    Proceed(id, why, match, asked, viewer, db, desk, cancel))
                .RequireAuthorization(Policies.ManageOrders).WithSummary(says);
        }
    }

    private static async Task<ListOf<OrderJson>> List(
        string? account, string? state, string? kind, [AsParameters] Paging paging, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var rows = db.Orders.AsNoTracking().SeenBy(viewer);
        if (Filter.Id<Account>(account, "account") is { } owner) rows = await rows.OfAccount(db, viewer, owner, cancel);
        if (Filter.Of<OrderKind>(kind, "kind") is { } what) rows = rows.Where(o => o.Kind == what);
        if (state is not null) rows = OrderStates.Where(rows, viewer, state);
        var found = await paging.Latest(rows).ToListAsync(cancel);
        var lines = await LinesOf(db, found, cancel);
        return paging.Page(found, o => Shown(o, lines[o.Id], viewer));
    }

    private static async Task<OrderJson> One(Ref<Order> id, HttpContext http, Viewer viewer, TributaryDb db, CancellationToken cancel)
    {
        var order = await db.Orders.One(viewer, id.Id, "order", cancel);
        var shown = Shown(order, (await LinesOf(db, [order], cancel))[order.Id], viewer);
        http.TagShown(shown);
        return shown;
    }

    private static async Task<Created<OrderJson>> Place(
        Body<PlaceOrderJson> body, Asked asked, Viewer viewer, AccountsById accounts, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var deed = await Deed(body.Value, asked, viewer, accounts, db, desk, cancel);
        var order = Shown(await desk.Do(deed, cancel), viewer.At(deed.AccountPath!));
        return TypedResults.Created($"{ApiSetup.Base}/orders/{order.Id}", order);
    }

    private static async Task<OrderPreviewJson> Preview(
        Body<PlaceOrderJson> body, Asked asked, Viewer viewer, AccountsById accounts, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var deed = await Deed(body.Value, asked, viewer, accounts, db, desk, cancel);
        return Foreseen(await desk.Preview(deed), viewer.At(deed.AccountPath!));
    }

    private static async Task<OrderJson> Proceed(
        Ref<Order> id, ProceedWhy why, IfMatch match, Asked asked, Viewer viewer, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var order = await db.Orders.One(viewer, id.Id, "order", cancel);
        var read = Shown(order, (await LinesOf(db, [order], cancel))[order.Id], viewer);
        return Shown(await desk.Do(new ProceedOrder
        {
            By = viewer, Branch = order.BranchId, OrderId = order.Id, Why = why, Expected = match.ForShown<Order>(order.Id, order.Version, read), Reference = asked.Reference, Asked = asked.Hash,
        }, cancel), viewer.At(order.Path));
    }

    private static async Task<PlaceOrder> Deed(
        PlaceOrderJson body, Asked asked, Viewer viewer, AccountsById accounts, TributaryDb db, Desk desk, CancellationToken cancel)
    {
        var account = await accounts.One(viewer, body.Account!.Value.Id);
        return new()
        {
            By = viewer, Branch = account.BranchId, AccountId = account.Id, AccountPath = account.Path, Items = await Items.Read(body.Items!, viewer, db, await desk.Today(), cancel),
            BuyerReference = body.BuyerReference ?? "", AgreedTotal = body.AgreedTotal, Reference = asked.Reference, Asked = asked.Hash,
        };
    }

    private static async Task<ILookup<Guid, OrderLine>> LinesOf(TributaryDb db, List<Order> orders, CancellationToken cancel)
    {
        var ids = orders.Select(o => o.Id).ToArray();
        var lines = await db.OrderLines.AsNoTracking().Where(l => ids.Contains(l.OrderId)).OrderBy(l => l.Seq).ToListAsync(cancel);
        return lines.ToLookup(l => l.OrderId);
    }

    private static OrderJson Shown(Order order, IEnumerable<OrderLine> lines, Viewer viewer) => new()
    {
        Id = new(order.Id), Number = order.Number, Kind = order.Kind, Account = new(order.AccountId), PlacedAt = order.PlacedAt,
        State = viewer.StateFor(order.State, order.ShortPath, order.AccountId),
        Lines = [.. lines.Select(l => Shown(new LineAnswer(l.Id, l.SubscriptionId, l.PlanId, l.Title, l.Interval, l.Quantity, l.TermStart, l.TermEnd, l.Levels), viewer.At(order.Path)))],
    };

    public static OrderJson Shown(OrderAnswer order, Viewer viewer) => new()
    {
        Id = new(order.OrderId), Number = order.Number, Kind = order.Kind, Account = new(order.AccountId), PlacedAt = order.PlacedAt,
        State = viewer.StateFor(order.State, order.ShortPath, order.AccountId), Lines = [.. order.Lines.Select(l => Shown(l, viewer))],
    };

    /// <summary>An order that was decided on and not written.</summary>
    public static OrderPreviewJson Foreseen(OrderAnswer order, Viewer viewer)
    {
        var shown = Shown(order, viewer);
        return new() { State = shown.State, Lines = [.. shown.Lines.Select(line => line with { Subscription = null })] };
    }

    private static OrderLineJson Shown(LineAnswer line, Viewer viewer)
    {
        var (pay, charge) = AmountsJson.Of(line.Levels, viewer);
        return new()
        {
            Subscription = new Ref<Subscription>(line.SubscriptionId), Plan = new(line.PlanId), Title = line.Title, Interval = line.Interval, Quantity = line.Quantity,
            TermStart = line.TermStart, TermEnd = line.TermEnd, YouPay = pay, YouCharge = charge,
        };
    }
}
