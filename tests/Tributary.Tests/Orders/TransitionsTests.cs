using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Tests.Orders;

/// <summary>In which state what may be done: every deed in every state, decided and not written.</summary>
public sealed class TransitionsTests
{
    [Theory, OnBoth]
    public async Task A_subscription_takes_what_fits_its_state_and_refuses_the_rest(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 9000m);
        var plan = await world.Plan("MAIL", 10m, details: new() { PausedDays = 300 });
        var hasty = await world.Plan("HASTY", 10m, details: new() { PausedDays = 2, GraceDays = 2 });

        // One of each state: what is short is so because Cora's money has gone elsewhere by then.
        var states = new Dictionary<string, Guid> { ["expired"] = (await world.Buy(world.Cora, hasty)).Id, ["unpaid"] = (await world.Buy(world.Cora, plan)).Id };
        world.Clock.MoveTo(new DateTime(2026, 1, 20, 9, 0, 0, DateTimeKind.Utc));
        states["grace"] = (await world.Buy(world.Cora, plan)).Id;
        world.Clock.MoveTo(new DateTime(2026, 2, 5, 9, 0, 0, DateTimeKind.Utc));
        foreach (var name in new[] { "active", "ending", "paused", "held", "cancelled", "changing" }) states[name] = (await world.Buy(world.Cora, plan, 2)).Id;
        await world.Do(Cancel("ending"));
        await world.Do(Pause("paused", PauseWhat.Pause));
        await world.Do(Pause("held", PauseWhat.Hold, world.Saul));
        await world.Do(Cancel("cancelled", now: true));
        await world.Deliver();
        await world.Do(Change("changing"));
        states["pending"] = (await world.Order(world.Cora, plan)).Lines[0].SubscriptionId;
        var rest = await world.Balance(world.Cora);
        await world.Order(world.Cora, plan, (int)(rest / 24.43m));
        for (var day = 15; day <= 23; day++)
        {
            world.Clock.MoveTo(new DateTime(2026, 2, day, 9, 0, 0, DateTimeKind.Utc));
            await world.Renew();
        }
        Assert.Equal("active:Active cancelled:Cancelled changing:Active ending:Active expired:Expired grace:Grace held:OnHold paused:Paused pending:Pending unpaid:Paused",
            string.Join(' ', (await All()).Select(s => $"{s.Name}:{s.State}")));

        Dictionary<string, Func<string, Deed>> deeds = new()
        {
            ["change"] = Change, ["cancel"] = n => Cancel(n), ["now"] = n => Cancel(n, now: true), ["undo"] = n => Cancel(n, undo: true),
            ["pause"] = n => Pause(n, PauseWhat.Pause), ["resume"] = n => Pause(n, PauseWhat.Resume), ["hold"] = n => Pause(n, PauseWhat.Hold, world.Saul),
            ["unhold"] = n => Pause(n, PauseWhat.Unhold, world.Saul), ["early"] = n => new RenewSubscription { By = world.Cora.Viewer, Branch = 1, SubscriptionId = states[n], Early = true },
        };
        await world.TopUp(world.Cora, 1000m);
        var allowed = new List<string>();
        foreach (var (name, _) in await All())
        {
            var may = new List<string>();
            foreach (var (what, deed) in deeds)
                if (await May(world, deed(name))) may.Add(what);
            allowed.Add($"{name}: {string.Join(' ', may)}");
        }
        Assert.Equal(
            ["active: change cancel now pause hold early", "cancelled: ", "changing: ", "ending: change cancel now undo pause hold", "expired: ", "grace: cancel now early",
             "held: cancel now unhold", "paused: cancel now resume", "pending: ", "unpaid: cancel now resume"],
            allowed);

        CancelSubscription Cancel(string name, bool now = false, bool undo = false) => new() { By = world.Cora.Viewer, Branch = 1, SubscriptionId = states[name], Now = now, Undo = undo };
        PauseSubscription Pause(string name, PauseWhat what, Cast? by = null) => new() { By = (by ?? world.Cora).Viewer, Branch = 1, SubscriptionId = states[name], What = what };
        ChangeSubscription Change(string name) => new() { By = world.Cora.Viewer, Branch = 1, SubscriptionId = states[name], Quantity = 3 };
        async Task<List<(string Name, SubscriptionState State)>> All()
        {
            await using var db = world.Db();
            var rows = await db.Subscriptions.AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.State);
            return [.. states.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, rows[s.Value]))];
        }
    }

    [Theory, OnBoth]
    public async Task An_order_goes_on_or_ends_only_from_where_it_can(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind, rosa: 60m);
        var plan = await world.Plan("MAIL", 10m);
        var orders = new Dictionary<string, OrderAnswer> { ["completed"] = await world.Order(world.Cora, plan) };
        await world.Deliver();
        orders["attention"] = await world.Order(world.Cora, plan);
        await Finish(orders["attention"], OutcomeKind.NeedsPerson);
        orders["cancelled"] = await world.Order(world.Cora, plan);
        await world.Do(Proceed("cancelled", ProceedWhy.Cancelled));
        orders["delivering"] = await world.Order(world.Cora, plan);
        orders["funds"] = await world.Order(world.Cora, plan, 5);
        await world.Do(new SetOwnSettings { By = world.Saul.Viewer, ApprovesCustomerOrders = true });
        orders["approval"] = await world.Order(world.Cora, plan);

        var allowed = new List<string>();
        foreach (var name in orders.Keys.Order(StringComparer.Ordinal))
        {
            var may = new List<string>();
            foreach (var why in new[] { ProceedWhy.Approved, ProceedWhy.Resubmitted, ProceedWhy.Cancelled })
                if (await May(world, Proceed(name, why))) may.Add(why.ToString());
            allowed.Add($"{name}: {string.Join(' ', may)}");
        }
        Assert.Equal(
            ["approval: Approved Cancelled", "attention: Cancelled", "cancelled: ", "completed: ", "delivering: Cancelled", "funds: Cancelled"], allowed);
        // Trying again is for who may know that funds are missing.
        Assert.True(await May(world, new ProceedOrder { By = world.Rosa.Viewer, Branch = 1, OrderId = orders["funds"].OrderId, Why = ProceedWhy.Resubmitted }));
        // Nobody approves what they bought themselves.
        Assert.False(await May(world, new ProceedOrder { By = world.Cora.Viewer, Branch = 1, OrderId = orders["approval"].OrderId, Why = ProceedWhy.Approved }));

        ProceedOrder Proceed(string name, ProceedWhy why) => new() { By = world.Saul.Viewer, Branch = 1, OrderId = orders[name].OrderId, Why = why };
        async Task Finish(OrderAnswer order, OutcomeKind outcome)
        {
            await using var db = world.Db();
            var work = await db.Work.AsNoTracking().SingleAsync(w => w.OrderId == order.OrderId);
            await world.Do(new FinishWork { By = world.Worker, Branch = work.BranchId, WorkId = work.Id, Outcome = new() { Kind = outcome, Reason = "Look." } });
        }
    }

    private static async Task<bool> May(World world, Deed deed)
    {
        try
        {
            _ = deed switch
            {
                ChangeSubscription d => (object)await world.Desk.Preview(d),
                CancelSubscription d => await world.Desk.Preview(d),
                PauseSubscription d => await world.Desk.Preview(d),
                RenewSubscription d => await world.Desk.Preview(d),
                ProceedOrder d => await world.Desk.Preview(d),
                _ => throw new InvalidOperationException(),
            };
            return true;
        }
        catch (Refusal)
        {
            return false;
        }
    }
}
