using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Provisioning.Connectors.Licence;
using Tributary.Provisioning.Connectors.Manual;
using Tributary.Provisioning.Connectors.Webhook;
using Tributary.Subscriptions;

namespace Tributary.Tests.Provisioning;

/// <summary>The stage with what delivery needs: Carl, a customer of Nora who pays by invoice, her plans, and the connectors.</summary>
public sealed class Workshop : IAsyncDisposable
{
    private readonly WebhookConnector webhook;

    private Workshop(World world, Cast carl)
    {
        (World, Carl) = (world, carl);
        Protection = new EphemeralDataProtectionProvider();
        Keys = new LicenceKeys(world.Database, Protection);
        webhook = new WebhookConnector(new(AllowPrivate: true, new Uri("https://panel.example.com")), world.Clock);
        Connectors = new ConnectorList([new ManualConnector(), new LicenceConnector(Keys), webhook], Protection);
    }

    public World World { get; }
    public Cast Carl { get; }
    public IDataProtectionProvider Protection { get; }
    public LicenceKeys Keys { get; }
    public ConnectorList Connectors { get; }

    public static async Task<Workshop> Open(DatabaseKind kind)
    {
        var world = await World.Open(kind);
        return new(world, await world.Add(world.Nora, AccountKind.Customer, "Carl", settlement: Settlement.Invoiced, creditLimit: 100_000_00));
    }

    /// <summary>A plan of Nora's at 10.00 a month.</summary>
    public async Task<Plan> Plan(string connector, string settings = "{}", string code = "basic", Cast? maker = null)
    {
        maker ??= World.Nora;
        var product = new Product
        {
            BranchId = maker.BranchId, Id = PublicId.New(World.Clock), OwnerId = maker.Id, OwnerPath = maker.Account.Path, Code = $"suite-{connector}-{code}", Name = "Suite",
        };
        var plan = new Plan
        {
            BranchId = product.BranchId, Id = PublicId.New(World.Clock), ProductId = product.Id, OwnerId = product.OwnerId, OwnerPath = product.OwnerPath, Code = code,
            Kind = PlanKind.Plan, Name = "Basic", Connector = connector, ConnectorSettings = Connectors.Seal(connector, settings),
        };
        var point = new PricePoint
        {
            BranchId = product.BranchId, Id = PublicId.New(World.Clock), PlanId = plan.Id, OwnerId = plan.OwnerId, Interval = Interval.Monthly,
            Currency = Currency.Of("USD"), BaseCost = 10_00, EffectiveFrom = World.Today, CreatedAt = World.Clock.GetUtcNow().UtcDateTime,
        };
        await using var db = World.Db();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await Bulk.Insert(db, typeof(Product), [product], default);
        await Bulk.Insert(db, typeof(Plan), [plan], default);
        await Bulk.Insert(db, typeof(PricePoint), [point], default);
        await transaction.CommitAsync();
        return plan;
    }

    /// <summary>A plan that the other side delivers.</summary>
    public Task<Plan> Plan(Receiver receiver, int timeout = 20) =>
        Plan("webhook", $$"""{"url":"{{receiver.Url}}/deliver","secret":"{{Receiver.Secret}}","timeoutSeconds":{{timeout}}}""");

    /// <summary>Carl orders three of it; gives the subscription.</summary>
    public async Task<Guid> Order(Plan plan, int quantity = 3)
    {
        var order = await World.Do(new PlaceOrder
        {
            By = World.Nora.Viewer, Branch = Carl.BranchId, AccountId = Carl.Id, Items = [new OrderItem(plan.Id, Interval.Monthly, quantity)],
        });
        return order.Lines[0].SubscriptionId;
    }

    /// <summary>A worker. One that <paramref name="dies"/> is gone after the other side answered and before it could say so.</summary>
    public RunWork Worker(bool dies = false, WorkPace? pace = null, ConnectorList? connectors = null) =>
        new(World.Database, connectors ?? Connectors, World.Clock, NullLogger<RunWork>.Instance, dies ? (_, _, _, _) => throw new IOException("Gone.") : Report, pace);

    /// <summary>Hands an outcome to the desk, as the program does.</summary>
    public Task Report(Work work, WorkOutcome outcome, string? reference = null, byte[]? asked = null) => World.Do(new FinishWork
    {
        By = World.Worker, Branch = work.BranchId, WorkId = work.Id, Outcome = outcome, Reference = reference, Asked = asked ?? [],
    });

    public async Task<Work> Work(Guid subscription)
    {
        await using var db = World.Db();
        return await db.Work.AsNoTracking().Where(w => w.SubscriptionId == subscription).OrderByDescending(w => w.Id).FirstAsync();
    }

    public async Task<Subscription> Subscription(Guid id)
    {
        await using var db = World.Db();
        return await db.Subscriptions.AsNoTracking().SingleAsync(s => s.Id == id);
    }

    public async Task<List<Asset>> Assets(Guid subscription)
    {
        await using var db = World.Db();
        return await db.Assets.AsNoTracking().Where(a => a.SubscriptionId == subscription).ToListAsync();
    }

    /// <summary>Asks for something more of what a subscription has, as deeds of orders do.</summary>
    public async Task<Work> Ask(Guid subscription, Plan plan, WorkAction action, int quantity = 3)
    {
        World.Clock.Advance(TimeSpan.FromSeconds(1));
        var work = Tributary.Provisioning.Work.For(PublicId.New(World.Clock), await Subscription(subscription), plan, action, World.Clock.GetUtcNow().UtcDateTime, "Suite Basic", quantity);
        await using var db = World.Db();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await Bulk.Insert(db, typeof(Work), [work], default);
        await transaction.CommitAsync();
        return work;
    }

    public async ValueTask DisposeAsync()
    {
        webhook.Dispose();
        await World.DisposeAsync();
    }
}
