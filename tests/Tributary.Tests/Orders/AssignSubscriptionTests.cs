using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Tests.Orders;

/// <summary>A subscription goes to another account of the same payer, with what it delivered and all that is counted of it.</summary>
public sealed class AssignSubscriptionTests
{
    [Theory, OnBoth]
    public async Task To_a_division_to_the_one_beside_it_and_back_and_every_level_counts_it_where_it_is(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var (plan, emil) = (await world.Plan("MAIL", 10m), await world.Add(world.Cora, AccountKind.Division, "Emil"));
        var bought = await world.Buy(world.Cora, plan, 2);
        var held = await world.Held(world.Cora);
        Assert.Equal("1 1 1 0 0", await Counted());

        var answer = await world.Do(Assign(world, bought, world.Dana));
        Assert.Equal((bought.Id, world.Dana.Id, world.Cora.Id), (answer.SubscriptionId, answer.AccountId, answer.FromId));
        var moved = await world.Reload(bought.Id);
        Assert.Equal((world.Dana.Id, world.Dana.Account.Path, world.Cora.Id), (moved.AccountId, moved.Path, moved.PayerId));
        Assert.Equal((bought.Anchor, bought.TermStart, bought.TermEnd, bought.DueOn, bought.State, bought.Quantity, bought.Version + 1),
            (moved.Anchor, moved.TermStart, moved.TermEnd, moved.DueOn, moved.State, moved.Quantity, moved.Version));
        Assert.Equal("1 1 1 1 0", await Counted());

        await world.Do(Assign(world, bought, emil));
        Assert.Equal("1 1 1 0 1", await Counted());
        await world.Do(Assign(world, bought, emil, world.Saul));
        Assert.Equal("1 1 1 0 1", await Counted());
        Assert.Equal(held, await world.Held(world.Cora));

        await world.Do(Assign(world, bought, world.Cora, world.Saul));
        Assert.Equal("1 1 1 0 0", await Counted());
        Assert.Equal(held, await world.Held(world.Cora));

        // Each reads what happened to it; from whom to whom is read by who sees both.
        await using var db = world.Db();
        var lines = await db.Trail.AsNoTracking().Where(t => t.Action.StartsWith("subscription.assigned")).OrderBy(t => t.Id).ToListAsync();
        Assert.Equal(
            ["Cora subscription.assigned Product MAIL Plan MAIL: Cora → Dana", "Cora subscription.assigned Product MAIL Plan MAIL: Dana → Emil", "Cora subscription.assigned Product MAIL Plan MAIL: Emil → Cora",
             "Dana subscription.assigned_away Product MAIL Plan MAIL", "Dana subscription.assigned_here Product MAIL Plan MAIL", "Emil subscription.assigned_away Product MAIL Plan MAIL", "Emil subscription.assigned_here Product MAIL Plan MAIL"],
            // All of it happened in one moment.
            lines.Select(t => $"{new[] { world.Cora, world.Dana, emil }.Single(c => c.Id == t.AccountId).Account.Name} {t.Action} {t.Summary}").Order(StringComparer.Ordinal));

        // Of Nora, Saul, Cora, Dana, Emil: what is active, which has to be what was activated and runs of the product too.
        async Task<string> Counted()
        {
            await using var db = world.Db();
            var counts = new List<long>();
            foreach (var cast in new[] { world.Nora, world.Saul, world.Cora, world.Dana, emil })
            {
                async Task<long> Of(string name) => await db.Figures.Where(f => f.AccountId == cast.Id && f.Name == name && (name != FigureName.Subscriptions || f.Key == "active")).SumAsync(f => f.Count);
                counts.Add(await Of(FigureName.Subscriptions));
                foreach (var name in new[] { FigureName.Software, FigureName.Activated, FigureName.ActivatedOf }) Assert.Equal(counts[^1], await Of(name));
            }
            return string.Join(' ', counts);
        }
    }

    [Theory, OnBoth]
    public async Task It_renews_on_its_day_is_paid_by_the_same_payer_and_is_ordered_for_the_new_account(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        var first = (await world.Held(world.Cora)).Available;
        world.Clock.Advance(TimeSpan.FromDays(10));
        await world.Do(Assign(world, bought, world.Dana));
        await world.Foretell();

        await world.RenewOn(new(2026, 2, 15));
        var renewed = await world.Reload(bought.Id);
        Assert.Equal((new DateOnly(2026, 2, 15), new DateOnly(2026, 3, 15), new DateOnly(2026, 1, 15)), (renewed.TermStart!.Value, renewed.TermEnd!.Value, renewed.Anchor!.Value));
        Assert.True((await world.Held(world.Cora)).Available < first);
        await using var db = world.Db();
        var orders = await db.Orders.AsNoTracking().OrderBy(o => o.Id).ToListAsync();
        Assert.Equal([(world.Cora.Id, world.Cora.Id), (world.Dana.Id, world.Cora.Id)], orders.Select(o => (o.AccountId, o.PayerId)));
        Assert.Equal([world.Cora.Id, world.Dana.Id], await db.OrderLines.OrderBy(l => l.Id).Select(l => l.AccountId).ToListAsync());
        await world.Foretell();
    }

    [Theory, OnBoth]
    public async Task What_was_delivered_goes_with_it_and_what_another_division_uses_holds_it_back(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var (plan, emil) = (await world.Plan("MAIL", 10m), await world.Add(world.Cora, AccountKind.Division, "Emil"));
        var order = await world.Order(world.Cora, plan);
        await using var db = world.Db();
        var work = await db.Work.AsNoTracking().SingleAsync();
        await world.Do(new FinishWork
        {
            By = world.Worker, Branch = work.BranchId, WorkId = work.Id,
            Outcome = new() { Kind = OutcomeKind.Done, Assets = [new("licence", "Key one", "secret"), new("licence", "Key two", "secret"), new("licence", "Key three", "secret")] },
        });
        var bought = await world.Reload(order.Lines[0].SubscriptionId);
        var assets = await db.Assets.AsNoTracking().OrderBy(a => a.Name).ToListAsync();
        async Task Use(int which, Cast? by) => await world.Do(new AssignAsset { By = world.Cora.Viewer, Branch = 1, AssetId = assets[which].Id, ToId = by?.Id });
        await Use(0, world.Cora);
        await Use(2, emil);

        await world.Refused("subscription.used_elsewhere", Assign(world, bought, world.Dana));
        await Use(2, null);
        await world.Do(Assign(world, bought, world.Dana));

        var moved = await db.Assets.AsNoTracking().OrderBy(a => a.Name).ToListAsync();
        Assert.All(moved, a => Assert.Equal((world.Dana.Id, world.Dana.Account.Path), (a.AccountId, a.Path)));
        Assert.Equal([world.Dana.Id, null, null], moved.Select(a => a.AssignedToId));
        Assert.Equal((true, false), (moved[0].IsKeyFor(world.Dana.Viewer), moved[0].IsKeyFor(world.Cora.Viewer)));

        // What its owner uses itself, the next owner uses.
        await Use(1, world.Dana);
        await world.Do(Assign(world, bought, world.Cora));
        var back = await db.Assets.AsNoTracking().OrderBy(a => a.Name).ToListAsync();
        Assert.All(back, a => Assert.Equal(world.Cora.Id, a.AccountId));
        Assert.Equal([world.Cora.Id, world.Cora.Id, null], back.Select(a => a.AssignedToId));
    }

    [Theory, OnBoth]
    public async Task In_grace_paused_held_and_ending_it_goes_and_counts_as_it_did_and_nothing_else_does(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 9000m);
        var plan = await world.Plan("MAIL", 10m);
        var grace = await world.Buy(world.Cora, plan);
        world.Clock.Advance(TimeSpan.FromDays(10));
        var (ending, paused, held, cancelled) = (await world.Buy(world.Cora, plan), await world.Buy(world.Cora, plan), await world.Buy(world.Cora, plan), await world.Buy(world.Cora, plan));
        var single = await world.Buy(world.Cora, plan);
        await world.Do(new CancelSubscription { By = world.Cora.Viewer, Branch = 1, SubscriptionId = ending.Id });
        await world.Do(new CancelSubscription { By = world.Cora.Viewer, Branch = 1, SubscriptionId = cancelled.Id, Now = true });
        await world.Do(new PauseSubscription { By = world.Cora.Viewer, Branch = 1, SubscriptionId = paused.Id, What = PauseWhat.Pause });
        await world.Refused("subscription.work_open", Assign(world, paused, world.Dana));
        await world.Do(new PauseSubscription { By = world.Saul.Viewer, Branch = 1, SubscriptionId = held.Id, What = PauseWhat.Hold });
        await world.Deliver();
        var changing = new ChangeSubscription { By = world.Cora.Viewer, Branch = 1, SubscriptionId = single.Id, Quantity = 2 };
        await world.Do(changing);
        var pending = (await world.Order(world.Cora, plan)).Lines[0].SubscriptionId;
        var rest = await world.Balance(world.Cora);
        await world.Order(world.Cora, plan, (int)(rest / 24.43m));
        await world.RenewOn(new(2026, 2, 15));
        Assert.Equal(SubscriptionState.Grace, (await world.Reload(grace.Id)).State);

        foreach (var one in new[] { grace, ending, paused, held })
        {
            var before = await world.Reload(one.Id);
            await world.Do(Assign(world, before, world.Dana));
            var after = await world.Reload(one.Id);
            Assert.Equal((world.Dana.Id, before.State, before.StateSince, before.EndsOn, before.GraceUntil, before.HeldFrom), (after.AccountId, after.State, after.StateSince, after.EndsOn, after.GraceUntil, after.HeldFrom));
        }
        await world.Refused("subscription.cannot_assign", Assign(world, cancelled, world.Dana));
        await world.Refused("subscription.cannot_assign", Assign(world, await world.Reload(pending), world.Dana));
        await world.Refused("subscription.change_open", Assign(world, single, world.Dana));

        // What is paused goes on where it is now.
        await world.Do(new PauseSubscription { By = world.Dana.Viewer, Branch = 1, SubscriptionId = held.Id, What = PauseWhat.Pause }).ContinueWith(t => Assert.True(t.IsFaulted));
        await world.Do(new PauseSubscription { By = world.Saul.Viewer, Branch = 1, SubscriptionId = held.Id, What = PauseWhat.Unhold });
        await world.Deliver();
        await world.Do(Assign(world, held, world.Cora));
    }

    [Theory, OnBoth]
    public async Task Another_payer_is_refused_and_what_is_not_seen_is_not_there(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var plan = await world.Plan("MAIL", 10m);
        var ines = await world.Add(world.Saul, AccountKind.Customer, "Ines");
        var desk = await world.Add(world.Saul, AccountKind.Division, "Saul's desk");
        var bought = await world.Buy(world.Cora, plan);

        Assert.Contains("cancel", (await world.Refused("subscription.other_payer", Assign(world, bought, ines, world.Saul))).Message, StringComparison.Ordinal);
        await world.Refused("subscription.other_payer", Assign(world, bought, world.Saul, world.Saul));
        await world.Refused("subscription.other_payer", Assign(world, bought, desk, world.Saul));
        await world.Refused("subscription.other_payer", Assign(world, bought, world.Xena, world.Nora));
        await world.Refused("account.not_found", Assign(world, bought, ines, world.Cora));
        await world.Refused("account.not_found", Assign(world, bought, world.Xena, world.Saul));
        await world.Refused("subscription.not_found", Assign(world, bought, world.Dana, world.Dana));
        await world.Refused("subscription.not_found", Assign(world, bought, world.Xena, world.Xena));
        await world.Refused("right.missing", new AssignSubscription { By = world.Cora.Viewer with { Rights = Right.ViewOrders }, Branch = 1, SubscriptionId = bought.Id, AccountId = world.Dana.Id });

        await world.Do(new Deactivate { By = world.Saul.Viewer, InBranch = 1, AccountId = world.Dana.Id, Reason = "Closed" });
        await world.Refused("account.not_active", Assign(world, bought, world.Dana, world.Saul));
        Assert.Equal(world.Cora.Id, (await world.Reload(bought.Id)).AccountId);

        // What a reseller uses itself goes to its own division, and back.
        var own = await world.Buy(world.Saul, plan);
        await world.Do(Assign(world, own, desk, world.Saul));
        await world.Refused("subscription.other_payer", Assign(world, own, world.Cora, world.Saul));
        Assert.Equal((desk.Id, world.Saul.Id), ((await world.Reload(own.Id)).AccountId, (await world.Reload(own.Id)).PayerId));
        await world.Do(Assign(world, own, world.Saul, world.Saul));
    }

    [Theory, OnBoth]
    public async Task Said_twice_under_one_reference_it_is_done_once_and_beside_pauses_it_is_one_or_the_other(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var plan = await world.Plan("MAIL", 10m);
        var bought = await world.Buy(world.Cora, plan);
        AssignSubscription Once(Cast to) => new() { By = world.Cora.Viewer, Branch = 1, SubscriptionId = bought.Id, AccountId = to.Id, Reference = "once", Asked = [1] };
        Assert.Equal(await world.Do(Once(world.Dana)), await world.Do(Once(world.Dana)));
        await using (var db = world.Db()) Assert.Equal(2, await db.Trail.CountAsync(t => t.Action.StartsWith("subscription.assigned")));

        var others = new List<Subscription>();
        for (var i = 0; i < 6; i++) others.Add(await world.Buy(world.Cora, plan));
        var outcomes = await Task.WhenAll(others.SelectMany(one => new[] { Try(Assign(world, one, world.Dana)), Try(new PauseSubscription { By = world.Cora.Viewer, Branch = 1, SubscriptionId = one.Id, What = PauseWhat.Pause }) }));
        Assert.All(outcomes.OfType<Refusal>(), no => Assert.Equal("subscription.work_open", no.Code));
        foreach (var one in others)
        {
            var after = await world.Reload(one.Id);
            Assert.Equal(SubscriptionState.Paused, after.State);
            await using var db = world.Db();
            Assert.Equal(after.Path, await db.Work.Where(w => w.SubscriptionId == one.Id && w.FinishedAt == null).Select(w => w.Path).SingleAsync());
        }

        async Task<Refusal?> Try<T>(Deed<T> deed) where T : notnull
        {
            try
            {
                await world.Do(deed);
                return null;
            }
            catch (Refusal no)
            {
                return no;
            }
        }
    }

    private static AssignSubscription Assign(World world, Subscription of, Cast to, Cast? by = null) =>
        new() { By = (by ?? world.Cora).Viewer, Branch = of.BranchId, SubscriptionId = of.Id, AccountId = to.Id };
}
