using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Pricing;
using Tributary.Tests.Orders;
using Tributary.Tests.Stories;

namespace Tributary.Tests.Ledger;

public sealed class DeskTests
{
    [Theory, OnBoth, Trait("Category", "Long")]
    public async Task A_batch_comes_to_what_its_deeds_come_to_one_by_one(DatabaseKind kind)
    {
        var seed = (ulong)Random.Shared.NextInt64();
        var whims = Whim.All.Sample(600, new Rnd(seed), 50).Chunk(60).ToList();
        // Several lanes keep the order of arrival within a branch only.
        await using var together = await Town.Open(kind, lanes: 1);
        await using var apart = await Town.Open(kind, lanes: 1);
        var (one, other) = (new Model(together), new Model(apart));
        foreach (var crowd in whims)
        {
            await one.Do(together.Desks[0], crowd, await together.Look());
            var sight = await apart.Look();
            foreach (var whim in crowd) await other.Do(apart.Desks[0], [whim], sight);
            Assert.True((await Told(together)).SequenceEqual(await Told(apart)),
                $"With seed {seed}: {string.Join(" | ", (await Told(together)).Except(await Told(apart)).Take(5))} <> {string.Join(" | ", (await Told(apart)).Except(await Told(together)).Take(5))}");
            foreach (var town in new[] { together, apart }) town.World.Clock.Advance(TimeSpan.FromHours(31));
        }
        await one.MustHold();
        await other.MustHold();
    }

    [Theory, OnBoth]
    public async Task A_refused_deed_leaves_no_trace(DatabaseKind kind)
    {
        await using var town = await Town.Open(kind);
        var model = new Model(town);
        foreach (var crowd in Whim.All.Sample(400, 50).Chunk(100)) await model.Do(town.Desks[0], crowd, await town.Look());
        var sight = await town.Look();
        var refused = new List<Deed>();
        foreach (var whim in Whim.All.Sample(300, 50))
            // Under a reference that was done before, the first answer comes again, whatever a preview says by now.
            if (whim.On(sight, town.World.Worker) is { Reference: null } deed && await Refuses(town, deed)) refused.Add(deed);
        Assert.True(refused.Count > 50);

        var before = await Digest(town);
        var answers = await town.Desks[0].DoAll(refused);

        Assert.All(answers, a => Assert.IsType<Refusal>(a));
        Assert.Equal(before, await Digest(town));
    }

    [Theory, OnBoth]
    public async Task A_deed_with_a_bug_does_not_take_its_batch_with_it(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        TopUp Pay() => new() { By = world.Saul.Viewer, InBranch = 1, BuyerId = world.Cora.Id, Amount = new(1_00, Currency.Usd) };
        var answers = await world.Desk.DoAll([Pay(), new Broken { By = world.Saul.Viewer, Buyer = world.Cora }, Pay()]);
        Assert.Equal(["ToppedUp", "InvalidOperationException", "ToppedUp"], answers.Select(a => a.GetType().Name));
        Assert.Equal(1002m, await world.Balance(world.Cora));
    }

    [Theory, OnBoth]
    public async Task What_is_done_is_not_done_again_when_somebody_who_is_told_of_it_fails(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        world.Desk.Committed += _ => throw new InvalidOperationException("I am told too much.");
        TopUp Pay() => new() { By = world.Saul.Viewer, InBranch = 1, BuyerId = world.Cora.Id, Amount = new(1_00, Currency.Usd) };
        var answers = await world.Desk.DoAll([Pay(), Pay(), Pay()]);
        Assert.All(answers, a => Assert.IsType<ToppedUp>(a));
        Assert.Equal(1003m, await world.Balance(world.Cora));
    }

    [Theory, OnBoth]
    public async Task What_a_seller_sets_counts_for_the_deeds_after_it_in_the_same_batch(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var plan = await world.Plan("MAIL", 10m);
        PlaceOrder Order() => new() { By = world.Saul.Viewer, Branch = 1, AccountId = world.Cora.Id, Items = [new(plan.PlanId, Interval.Monthly, 1)] };
        await using var desk = new Desk(world.Database, world.Clock, NullLogger<Desk>.Instance, lanes: 1);
        var answers = await desk.DoAll(
        [
            new SetTerms { By = world.Saul.Viewer, InBranch = 1, BuyerId = world.Cora.Id, Settlement = Settlement.Invoiced, CreditLimit = 50_00 },
            Order(),
            new SetPrice { By = world.Saul.Viewer, PlanId = plan.PlanId, Kind = PriceRuleKind.Fixed, Amount = new(30_00, Currency.Usd) },
            Order(),
            new SetPricePoint { By = world.Nora.Viewer, PlanId = plan.PlanId, Interval = Interval.Monthly, BaseCost = new(20_00, Currency.Usd) },
            Order(),
        ]);
        Assert.Equal([24_43, 30_00, 0], new[] { 1, 3, 5 }.Select(i => answers[i] is OrderAnswer order ? order.Lines[0].Levels[^1].UnitPrice : 0));
        // Its cost has risen above the price that was fixed, and it is the seller who asks.
        Assert.Equal("price.below_cost", Assert.IsType<Refusal>(answers[5]).Code);
    }

    [Theory, OnBoth]
    public async Task A_product_ordered_in_the_same_batch_counts_for_what_needs_it(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var mail = await world.Plan("MAIL", 10m);
        var extra = await world.Do(new MakeProduct { By = world.Nora.Viewer, Code = "EXTRA", Name = "Extra", NeedsProductId = mail.ProductId });
        var extraPlan = await world.Plan(world.Nora, extra.Id, "EXTRA", 1m);
        PlaceOrder Order(Guid plan) => new() { By = world.Cora.Viewer, Branch = 1, AccountId = world.Cora.Id, Items = [new(plan, Interval.Monthly, 1)] };
        var answers = await world.Desk.DoAll([Order(extraPlan), Order(mail.PlanId), Order(extraPlan)]);
        Assert.Equal(["Refusal", "OrderAnswer", "OrderAnswer"], answers.Select(a => a.GetType().Name));
    }

    [Theory, OnBoth]
    public async Task The_currency_stays_while_what_was_ordered_in_the_same_batch_waits(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var free = await world.Plan("FREE", 0m);
        var answers = await world.Desk.DoAll(
        [
            new PlaceOrder { By = world.Saul.Viewer, Branch = 1, AccountId = world.Cora.Id, Items = [new(free.PlanId, Interval.Monthly, 1)] },
            new SetTerms { By = world.Saul.Viewer, InBranch = 1, BuyerId = world.Cora.Id, Currency = Currency.Eur },
        ]);
        Assert.Equal("terms.busy", Assert.IsType<Refusal>(answers[1]).Code);
    }

    [Theory, OnBoth]
    public async Task What_goes_on_and_is_cancelled_in_the_same_batch_leaves_nothing_to_deliver(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind, rosa: 15m);
        var order = await world.Order(world.Cora, await world.Plan("MAIL", 10m));
        await world.TopUp(world.Rosa, 5m);
        ProceedOrder Proceed(ProceedWhy why) => new() { By = (why == ProceedWhy.Resubmitted ? world.Rosa : world.Cora).Viewer, Branch = 1, OrderId = order.OrderId, Why = why };

        var answers = await world.Desk.DoAll([Proceed(ProceedWhy.Resubmitted), Proceed(ProceedWhy.Cancelled)]);

        Assert.Equal([OrderState.Provisioning, OrderState.Cancelled], answers.Select(a => Assert.IsType<OrderAnswer>(a).State));
        await using var db = world.Db();
        Assert.False(await db.Work.AnyAsync(w => w.FinishedAt == null));
        Assert.Equal((1000_00, 0), await world.Held(world.Cora));
    }

    [Theory, OnBoth]
    public async Task A_refusal_is_not_kept_under_its_reference_and_an_answer_is(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var plan = await world.Plan("MAIL", 10m);
        PlaceOrder Order(byte asked = 1) => new()
        {
            By = world.Cora.Viewer, Branch = 1, AccountId = world.Cora.Id, Items = [new(plan.PlanId, Interval.Monthly, 41)], Reference = "once", Asked = [asked],
        };
        Assert.All(await world.Desk.DoAll([Order(), Order()]), a => Assert.Equal("wallet.insufficient", Assert.IsType<Refusal>(a).Code));
        await world.TopUp(world.Cora, 100m);

        var same = await world.Desk.DoAll([Order(), Order(), Order(2)]);
        var later = await world.Desk.DoAll([Order(), Order(2)]);

        var id = Assert.IsType<OrderAnswer>(same[0]).OrderId;
        Assert.Equal((id, id), (Assert.IsType<OrderAnswer>(same[1]).OrderId, Assert.IsType<OrderAnswer>(later[0]).OrderId));
        Assert.Equal(["idempotency.reused", "idempotency.reused"], new[] { same[2], later[1] }.Select(a => Assert.IsType<Refusal>(a).Code));
    }

    // Previewing decides on what is there and writes nothing.
    private static async Task<bool> Refuses(Town town, Deed deed)
    {
        try
        {
            await (Task)typeof(Desk).GetMethod(nameof(Desk.Preview))!.MakeGenericMethod(deed.GetType().BaseType!.IsGenericType
                ? deed.GetType().BaseType!.GetGenericArguments()[0] : deed.GetType().BaseType!.BaseType!.GetGenericArguments()[0]).Invoke(town.Desks[0], [deed, null])!;
            return false;
        }
        catch (Refusal)
        {
            return true;
        }
    }

    /// <summary>What a town has come to, without the ids, which are by chance.</summary>
    private static async Task<List<string>> Told(Town town)
    {
        await using var db = town.World.Db();
        var names = await db.Accounts.AsNoTracking().ToDictionaryAsync(a => a.Id, a => $"{a.Path}{a.Name}");
        var plans = await db.Plans.AsNoTracking().ToDictionaryAsync(p => p.Id, p => p.Code);
        var products = await db.Products.AsNoTracking().ToDictionaryAsync(p => p.Id.ToString("N"), p => p.Code);
        List<string> told =
        [
            .. (await db.Books.AsNoTracking().ToListAsync()).Where(b => b.Balance != 0).Select(b => $"book {names[b.SellerId]} {names[b.BuyerId]} {b.Purpose} {b.Currency} {b.Balance}"),
            .. (await db.Figures.AsNoTracking().ToListAsync()).Where(f => f.Count != 0 || f.Amount != 0)
                .Select(f => $"figure {names[f.AccountId]} {f.Name} {string.Join(':', f.Key.Split(':').Select(part => products.GetValueOrDefault(part, part)))} {f.Currency} {f.Count} {f.Amount}"),
            .. (await db.Subscriptions.AsNoTracking().ToListAsync()).Select(s => $"subscription {s.Path} {plans[s.PlanId]} {s.Interval} {s.Quantity} {s.State} {s.TermStart} {s.TermEnd} {s.EndsOn} {s.DueOn}"),
            .. (await db.Orders.AsNoTracking().ToListAsync()).Select(o => $"order {o.Path} {o.Kind} {o.State} {o.CloseReason}"),
            .. (await db.Work.AsNoTracking().ToListAsync()).Select(w => $"work {w.Path} {w.Action} {w.State} {w.Title}"),
            .. (await db.Assets.AsNoTracking().ToListAsync()).Select(a => $"asset {a.Path} {a.Name} {a.RemovedAt is null}"),
            .. (await db.Accounts.AsNoTracking().ToListAsync()).Select(a => $"account {a.Path} {a.Status} {a.AccountsBelow}"),
        ];
        told.Sort(StringComparer.Ordinal);
        return told;
    }

    /// <summary>Every row of every table.</summary>
    private static async Task<string> Digest(Town town)
    {
        await using var db = town.World.Db();
        await using var connection = await town.World.Database.OpenAsync();
        var rows = new List<string>();
        foreach (var table in db.Model.GetEntityTypes().Select(t => t.GetTableName()!).Distinct())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                rows.Add(table + '|' + string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : reader.GetValue(i).ToString())));
        }
        rows.Sort(StringComparer.Ordinal);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows))));
    }

    private sealed class Broken : Deed<string>
    {
        public required Cast Buyer { get; init; }

        public override int BranchId => Buyer.BranchId;

        public override Task Load(Sheet sheet, IReadOnlyList<Deed> deeds) => Edges.Load(sheet, [(Buyer.BranchId, Buyer.Id)]);

        public override string Decide(Sheet sheet)
        {
            var (buyer, terms) = Edges.ForSeller(sheet, By, BranchId, Buyer.Id);
            sheet.Post(BranchId, "broken", "top_up", null, "", [new Move(sheet.Book(terms, BookPurpose.Cash), sheet.Funding(terms), 7_00)]);
            throw new InvalidOperationException($"A bug, after {buyer.Name} was paid.");
        }
    }
}
