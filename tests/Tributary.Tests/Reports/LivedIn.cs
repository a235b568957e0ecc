using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Pricing;
using Tributary.Provisioning;

namespace Tributary.Tests.Reports;

/// <summary>
/// A world in which a little of everything has happened: Dana's subscription was delivered, grew and was renewed, Cora
/// cancelled one inside its window and paused another, Eva pays in euro through a dated rate, one order waits for
/// delivery, one failed, one waits for a level above, and Xena's branch has a sale of its own.
/// </summary>
internal static class LivedIn
{
    public static async Task<World> Open(DatabaseKind kind)
    {
        var world = await World.Open(kind);
        var eva = await world.Add(world.Rosa, AccountKind.Customer, "Eva", buysIn: Currency.Eur);
        var plan = await Catalogue(world, eva);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora, world.Xena }) await Deposit(world, buyer, 100_000, Currency.Usd);
        await Deposit(world, eva, 100_000, Currency.Eur);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var (danas, _) = await Deliver(world, await Order(world, world.Dana, plan, 3));
        var (cancelled, _) = await Deliver(world, await Order(world, world.Cora, plan, 1));
        var (paused, _) = await Deliver(world, await Order(world, world.Cora, plan, 2));
        await Deliver(world, await Order(world, eva, plan, 7));
        await Deliver(world, await Order(world, world.Xena, plan, 1));

        world.Clock.Advance(TimeSpan.FromDays(9));
        var more = await world.Do(new ChangeSubscription { By = world.Cora.Viewer, Branch = danas.BranchId, SubscriptionId = danas.Id, Quantity = 5 });
        await Deliver(world, more.Order!);
        await world.Do(new CancelSubscription { By = world.Cora.Viewer, Branch = cancelled.BranchId, SubscriptionId = cancelled.Id, Now = true });
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.Do(new PauseSubscription { By = world.Cora.Viewer, Branch = paused.BranchId, SubscriptionId = paused.Id, What = PauseWhat.Pause });

        world.Clock.Advance(TimeSpan.FromDays(25));
        await new RenewalRun(world.Database, world.Desk).Run(world.Worker);
        await world.Do(new PauseSubscription { By = world.Cora.Viewer, Branch = paused.BranchId, SubscriptionId = paused.Id, What = PauseWhat.Resume });

        world.Clock.Advance(TimeSpan.FromHours(1));
        await Order(world, world.Dana, plan, 4);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await Report(world, await Order(world, world.Cora, plan, 1), OutcomeKind.Failed);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await Deposit(world, world.Cora, 900_000, Currency.Usd);
        Assert.Equal(OrderState.AwaitingFunds, (await Order(world, world.Cora, plan, 300)).State);
        return world;
    }

    private static async Task<Plan> Catalogue(World world, Cast eva)
    {
        await using var db = world.Db();
        var (nora, at) = (world.Nora, world.Clock.GetUtcNow().UtcDateTime);
        var product = new Product { Id = PublicId.New(world.Clock), OwnerId = nora.Id, OwnerPath = "/", Code = "mail", Name = "Mail" };
        var plan = new Plan
        {
            Id = PublicId.New(world.Clock), ProductId = product.Id, OwnerId = nora.Id, OwnerPath = "/", Code = "basic", Kind = PlanKind.Plan, Name = "Basic",
            CancellationDays = 14,
        };
        db.AddRange(product, plan, new PricePoint
        {
            Id = PublicId.New(world.Clock), PlanId = plan.Id, OwnerId = nora.Id, Interval = Interval.Monthly, Currency = Currency.Usd, BaseCost = 333,
            EffectiveFrom = world.Today, CreatedAt = at,
        });
        db.Add(new ExchangeRate
        {
            BranchId = world.Rosa.BranchId, Id = PublicId.New(world.Clock), SellerId = world.Rosa.Id, From = Currency.Usd, To = Currency.Eur, Rate = 0.9137m,
            EffectiveFrom = world.Today, CreatedAt = at, CreatedBy = "Rosa",
        });
        await db.SaveChangesAsync();
        await world.Do(new SetPrice { By = world.Rosa.Viewer, Buyer = eva });
        return plan;
    }

    private static Task Deposit(World world, Cast buyer, long amount, Currency currency) =>
        world.Do(new PayIn { By = buyer.Seller!.Viewer, Buyer = buyer, Amount = new Money(amount, currency) });

    private static Task<OrderAnswer> Order(World world, Cast account, Plan plan, int quantity) =>
        world.Do(new PlaceOrder { By = (account.Seller ?? world.Saul).Viewer, Branch = account.BranchId, AccountId = account.Id, Items = [new(plan.Id, Interval.Monthly, quantity)] });

    private static async Task<((int BranchId, Guid Id) Subscription, Guid Work)> Deliver(World world, OrderAnswer order)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var work = await Report(world, order, OutcomeKind.Done);
        return ((order.BranchId, order.Lines[0].SubscriptionId), work);
    }

    private static async Task<Guid> Report(World world, OrderAnswer order, OutcomeKind outcome)
    {
        await using var db = world.Db();
        var work = await db.Work.Where(w => w.OrderId == order.OrderId).Select(w => w.Id).SingleAsync();
        await world.Do(new FinishWork { By = world.Nora.Viewer, Branch = order.BranchId, WorkId = work, Outcome = new() { Kind = outcome, Reason = "No." } });
        return work;
    }

    private sealed class PayIn : Deed<long>
    {
        public required Cast Buyer { get; init; }
        public required Money Amount { get; init; }

        public override int BranchId => Buyer.BranchId;

        public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
        {
            await sheet.Fetch(sheet.Db.Terms.Where(t => t.BuyerId == Buyer.Id));
            sheet.WantBooks(BranchId, Buyer.Id);
        }

        public override long Decide(Sheet sheet)
        {
            var terms = sheet.All<Terms>().Single(t => t.BuyerId == Buyer.Id);
            var posting = sheet.Post(BranchId, $"top_up:{sheet.NewId():N}", "top_up", null, "", [new(sheet.Book(terms, BookPurpose.Cash), sheet.Funding(terms), Amount.Minor)]);
            sheet.Trail(By, Buyer.Account, "wallet.credited");
            return posting!.Number;
        }
    }

    private sealed class SetPrice : Deed<Guid>
    {
        public required Cast Buyer { get; init; }

        public override int BranchId => Buyer.BranchId;

        public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => Task.CompletedTask;

        public override Guid Decide(Sheet sheet)
        {
            sheet.Trail(By, Buyer.Seller!.Account, "price.set");
            return sheet.Add(new PriceRule
            {
                BranchId = BranchId, Id = sheet.NewId(), SellerId = Buyer.Seller!.Id, BuyerId = Buyer.Id, Kind = PriceRuleKind.Markup, Percent = 17.5m,
                EffectiveFrom = sheet.Today, CreatedAt = sheet.Now, CreatedBy = By.Name,
            }).Id;
        }
    }
}
