using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Tests.Orders;

public sealed class RenewalTests
{
    [Theory]
    [OnBoth(28), OnBoth(29), OnBoth(30), OnBoth(31)]
    public async Task Fourteen_months_from_an_anchor_at_the_months_end_leave_no_gap_and_charge_each_term_once(DatabaseKind kind, int day)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        world.Clock.MoveTo(new DateTime(2026, 1, day, 12, 0, 0, DateTimeKind.Utc));
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));

        // Two runs at once each day, as two programs would.
        for (var month = 1; month <= 14; month++)
        {
            world.Clock.MoveTo(new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc).AddMonths(month).AddDays(27));
            for (var d = 0; d < 4; d++)
            {
                await Task.WhenAll(world.Renew(), world.Renew());
                world.Clock.Advance(TimeSpan.FromDays(1));
            }
        }

        var starts = Enumerable.Range(0, 16).Select(n => Calendar.NthStart(new DateOnly(2026, 1, day), Interval.Monthly, n)).ToList();
        var line = await world.TimeLine(bought.Id);
        Assert.Equal(starts.Zip(starts.Skip(1), (from, to) => $"Paid {from:yyyy-MM-dd}..{to:yyyy-MM-dd}").Take(line.Count), line);
        Assert.Equal(15, line.Count);
        Assert.Equal(1000_00 - 15 * 24_43, (await world.Held(world.Cora)).Available);
        Assert.Equal(15 * 12_50, await world.Sales(world.Piet));
    }

    [Theory]
    [OnBoth(Interval.Quarterly, "2026-11-30", "2027-02-28 2027-05-30 2027-08-30 2027-11-30 2028-02-29")]
    [OnBoth(Interval.HalfYearly, "2026-08-31", "2027-02-28 2027-08-31 2028-02-29 2028-08-31")]
    [OnBoth(Interval.Yearly, "2028-02-29", "2029-02-28 2030-02-28 2031-02-28 2032-02-29 2033-02-28")]
    public async Task Longer_terms_are_counted_from_their_anchor_too(DatabaseKind kind, Interval interval, string anchor, string starts)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var plan = await world.Plan("MAIL", 10m);
        await world.PricePoint(world.Nora, plan.PlanId, interval, 10m);
        world.Clock.MoveTo(DateOnly.Parse(anchor, CultureInfo.InvariantCulture));
        var bought = await world.Buy(world.Cora, plan, 1, interval);
        DateOnly[] days = [world.Today, .. starts.Split(' ').Select(d => DateOnly.Parse(d, CultureInfo.InvariantCulture))];

        foreach (var day in days[1..])
        {
            world.Clock.MoveTo(day.AddDays(-1));
            Assert.Equal(0, (await world.Renew()).Total);
            world.Clock.MoveTo(day);
            await Task.WhenAll(world.Renew(), world.Renew());
        }

        var line = await world.TimeLine(bought.Id);
        Assert.Equal(days.Zip(days.Skip(1), (from, to) => $"Paid {from:yyyy-MM-dd}..{to:yyyy-MM-dd}"), line.Take(days.Length - 1));
        Assert.Equal(days.Length, line.Count);
        Assert.Equal(days.Length * 12_50, await world.Sales(world.Piet));
    }

    [Theory, OnBoth]
    public async Task A_downtime_is_caught_up_with_term_by_term(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        world.Clock.MoveTo(new DateTime(2026, 5, 20, 9, 0, 0, DateTimeKind.Utc));

        Assert.Equal(4, (await world.Renew()).Renewed);

        Assert.Equal(new DateOnly(2026, 6, 15), (await world.Reload(bought.Id)).TermEnd);
        Assert.Equal(0, (await world.Renew()).Total);
    }

    [Theory, OnBoth]
    public async Task What_is_due_in_several_branches_is_renewed_by_one_run(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        await world.TopUp(world.Xena, 1000m);
        var plan = await world.Plan("MAIL", 10m);
        Guid[] bought = [(await world.Buy(world.Cora, plan)).Id, (await world.Buy(world.Xena, plan)).Id, (await world.Buy(world.Piet, plan)).Id];
        world.Clock.MoveTo(new DateTime(2026, 4, 20, 9, 0, 0, DateTimeKind.Utc));

        Assert.Equal(9, (await world.Renew()).Renewed);

        foreach (var id in bought) Assert.Equal(new DateOnly(2026, 5, 15), (await world.Reload(id)).TermEnd);
    }

    [Fact]
    public async Task Where_another_program_is_at_work_a_run_does_the_rest_first_and_what_was_left_when_that_one_ends()
    {
        await using var world = await PlaceOrderTests.Funded(DatabaseKind.Postgres);
        await world.TopUp(world.Xena, 1000m);
        var plan = await world.Plan("MAIL", 10m);
        var (taken, free) = ((await world.Buy(world.Cora, plan)).Id, (await world.Buy(world.Xena, plan)).Id);
        world.Clock.MoveTo(new DateTime(2026, 2, 15, 9, 0, 0, DateTimeKind.Utc));
        await using var other = await world.Database.Postgres!.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var claim = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand($"SELECT pg_advisory_xact_lock(x'647565'::int, {world.Cora.BranchId})", other, claim))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var run = world.Renew();
        while ((await world.Reload(free)).TermEnd != new DateOnly(2026, 3, 15)) Assert.False(run.IsCompleted);
        Assert.Equal(new DateOnly(2026, 2, 15), (await world.Reload(taken)).TermEnd);

        // It is gone without having renewed anything.
        await claim.DisposeAsync();
        Assert.Equal(2, (await run).Renewed);
        Assert.Equal(new DateOnly(2026, 3, 15), (await world.Reload(taken)).TermEnd);
    }

    [Theory, OnBoth]
    public async Task A_short_payer_goes_through_grace_and_pause_and_comes_back_when_it_pays(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m), 40); // 977.20 of 1,000.00
        world.Clock.MoveTo(new DateTime(2026, 2, 15, 9, 0, 0, DateTimeKind.Utc));
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 1000m);

        await world.Renew();
        Assert.Equal((SubscriptionState.Grace, new DateOnly(2026, 2, 22)), await State(s => (s.State, s.GraceUntil!.Value)));

        world.Clock.MoveTo(new DateTime(2026, 2, 22, 9, 0, 0, DateTimeKind.Utc));
        await world.Renew();
        Assert.Equal((SubscriptionState.Paused, "unpaid"), await State(s => (s.State, s.StateReason)));

        world.Clock.MoveTo(new DateTime(2026, 3, 1, 9, 0, 0, DateTimeKind.Utc));
        await world.TopUp(world.Cora, 1000m);
        await world.Retry(world.Cora);

        // 14 of the 28 days from 15 February to 15 March are left: 12.22 a unit (24.43 × 14 ÷ 28, rounded), 40 of them.
        Assert.Equal(SubscriptionState.Active, await State(s => s.State));
        Assert.Equal((22_80 + 1000_00 - 40 * 12_22, 0), await world.Held(world.Cora));
        Assert.Equal(["Paid 2026-01-15..2026-02-15", "Unpaid 2026-02-15..2026-03-01", "Paid 2026-03-01..2026-03-15"], await world.TimeLine(bought.Id));

        async Task<T> State<T>(Func<Subscription, T> of) => of(await world.Reload(bought.Id));
    }

    [Theory, OnBoth]
    public async Task Within_grace_the_whole_term_is_paid_from_its_day(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind, rosa: 20m);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        world.Clock.MoveTo(new DateTime(2026, 2, 15, 9, 0, 0, DateTimeKind.Utc));
        await world.Renew();
        Assert.Equal(SubscriptionState.Grace, (await world.Reload(bought.Id)).State);

        world.Clock.Advance(TimeSpan.FromDays(5));
        await world.TopUp(world.Rosa, 20m);
        await world.Retry(world.Rosa);

        Assert.Equal(["Paid 2026-01-15..2026-02-15", "Paid 2026-02-15..2026-03-15"], await world.TimeLine(bought.Id));
    }

    [Theory, OnBoth]
    public async Task Nobody_pays_for_long_and_it_expires(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind, rosa: 20m);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        for (var day = 0; day < 80; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await world.Renew();
        }
        var subscription = await world.Reload(bought.Id);
        Assert.Equal((SubscriptionState.Expired, null), (subscription.State, subscription.DueOn));
        Assert.Equal("Unpaid 2026-02-15..2026-03-24", (await world.TimeLine(bought.Id))[^1]); // 7 days of grace, 30 days paused
    }

    [Theory, OnBoth]
    public async Task More_seats_now_are_charged_by_day_at_the_running_price_and_fewer_wait_for_the_renewal(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m), 2);
        world.Clock.MoveTo(new DateTime(2026, 1, 30, 9, 0, 0, DateTimeKind.Utc)); // 16 of 31 days left

        var more = await world.Do(new ChangeSubscription { By = world.Cora.Viewer, Branch = world.Cora.BranchId, SubscriptionId = bought.Id, Quantity = 5 });
        await world.Deliver();

        // 24.43 × 16 ÷ 31 = 12.609 → 12.61 a unit: five charged, two given back.
        Assert.Equal((ChangeWhen.Now, 3 * 12_61), (more.When, more.Levels[^1].Net));
        Assert.Equal(1000_00 - 2 * 24_43 - 3 * 12_61, (await world.Held(world.Cora)).Available);
        Assert.Equal(["Paid 2026-01-15..2026-01-30", "Paid 2026-01-30..2026-02-15"], await world.TimeLine(bought.Id));

        var fewer = await world.Do(new ChangeSubscription { By = world.Cora.Viewer, Branch = world.Cora.BranchId, SubscriptionId = bought.Id, Quantity = 1 });
        Assert.Equal((ChangeWhen.AtRenewal, new DateOnly(2026, 2, 15)), (fewer.When, fewer.EffectiveOn));
        world.Clock.MoveTo(new DateTime(2026, 2, 15, 9, 0, 0, DateTimeKind.Utc));
        await world.Renew();
        Assert.Equal(1, (await world.Reload(bought.Id)).Quantity);
        Assert.Equal(1000_00 - 3 * 24_43 - 3 * 12_61, (await world.Held(world.Cora)).Available);
    }

    [Theory, OnBoth]
    public async Task A_renewal_of_what_a_person_delivers_is_put_before_a_person_where_its_plan_says_so(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var silent = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        var confirmed = await world.Buy(world.Cora, await world.Plan("DESK", 10m, details: new() { ConnectorSettings = """{"confirmRenewals":"true"}""" }));
        world.Clock.MoveTo(new DateTime(2026, 2, 15, 9, 0, 0, DateTimeKind.Utc));

        await world.Renew();

        await using var db = world.Db();
        Assert.Equal(confirmed.Id, (await db.Work.SingleAsync(w => w.Action == WorkAction.Renew)).SubscriptionId);
        Assert.Equal(new DateOnly(2026, 3, 15), (await world.Reload(silent.Id)).TermEnd);
    }

    [Theory, OnBoth]
    public async Task An_upgrade_gives_the_rest_of_the_old_back_and_charges_the_rest_of_the_new(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var small = await world.Plan("SMALL", 10m);
        var big = await world.Plan(world.Nora, small.ProductId, "BIG", 20m);
        var bought = await world.Buy(world.Cora, small);
        world.Clock.MoveTo(new DateTime(2026, 1, 30, 9, 0, 0, DateTimeKind.Utc));

        var change = await world.Do(new ChangeSubscription { By = world.Cora.Viewer, Branch = world.Cora.BranchId, SubscriptionId = bought.Id, PlanId = big });
        await world.Deliver();

        // 20.00 becomes 48.83 for Cora; of 31 days 16 are left: 25.20 charged, 12.61 given back.
        Assert.Equal((25_20, 12_61, 12_59), (change.Levels[^1].Charge, change.Levels[^1].Credit, change.Levels[^1].Net));
        Assert.Equal(big, (await world.Reload(bought.Id)).PlanId);
        Assert.Equal(1000_00 - 24_43 - 12_59, (await world.Held(world.Cora)).Available);
    }

    [Theory, OnBoth]
    public async Task Cancelling_inside_the_window_gives_the_rest_back_at_every_level(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m, details: new() { CancellationDays = 7 }));
        world.Clock.Advance(TimeSpan.FromDays(1));

        await world.Do(new CancelSubscription { By = world.Cora.Viewer, Branch = world.Cora.BranchId, SubscriptionId = bought.Id, Now = true });

        // 30 of 31 days: 12.10, 15.13, 18.91, 23.64.
        Assert.Equal((1000_00 - 24_43 + 23_64, 0), await world.Held(world.Cora));
        Assert.Equal(12_50 - 12_10, await world.Sales(world.Piet));
        Assert.Equal(["Paid 2026-01-15..2026-01-16"], await world.TimeLine(bought.Id));
    }

    [Theory, OnBoth]
    public async Task Cancelled_with_its_term_it_ends_and_is_not_charged_again(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        await world.Do(new CancelSubscription { By = world.Cora.Viewer, Branch = world.Cora.BranchId, SubscriptionId = bought.Id });
        world.Clock.MoveTo(new DateTime(2026, 4, 1, 9, 0, 0, DateTimeKind.Utc));

        Assert.Equal(1, (await world.Renew()).Ended);

        Assert.Equal((SubscriptionState.Cancelled, 1000_00 - 24_43), ((await world.Reload(bought.Id)).State, (await world.Held(world.Cora)).Available));
    }

    [Theory, OnBoth]
    public async Task A_pause_stops_the_renewal_and_coming_back_pays_from_that_day_to_the_anchor(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        PauseSubscription Deed(PauseWhat what) => new() { By = world.Cora.Viewer, Branch = world.Cora.BranchId, SubscriptionId = bought.Id, What = what };
        await world.Do(Deed(PauseWhat.Pause));
        world.Clock.MoveTo(new DateTime(2026, 3, 1, 9, 0, 0, DateTimeKind.Utc));
        Assert.Equal(0, (await world.Renew()).Total);

        var resumed = await world.Do(Deed(PauseWhat.Resume));

        Assert.Equal(12_22, resumed.Levels[^1].Net);
        Assert.Equal(["Paid 2026-01-15..2026-02-15", "Paused 2026-02-15..2026-03-01", "Paid 2026-03-01..2026-03-15"], await world.TimeLine(bought.Id));
    }

    [Theory, OnBoth]
    public async Task What_is_not_sold_any_more_is_not_renewed_early_and_ends_with_what_was_paid(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var plan = await world.Plan("MAIL", 10m);
        var bought = await world.Buy(world.Cora, plan);
        await world.Do(new SetPricePoint { By = world.Nora.Viewer, PlanId = plan.PlanId, Interval = Interval.Monthly, BaseCost = new(10_00, Currency.Usd), SaleState = SaleState.Withdrawn });

        await world.Refused("plan.not_sold", new RenewSubscription { By = world.Cora.Viewer, Branch = 1, SubscriptionId = bought.Id, Early = true });

        Assert.Equal(SubscriptionState.Active, (await world.Reload(bought.Id)).State);
        world.Clock.MoveTo(new DateTime(2026, 2, 15, 9, 0, 0, DateTimeKind.Utc));
        Assert.Equal(1, (await world.Renew()).Ended);
    }

    [Theory, OnBoth]
    public async Task What_was_to_end_while_it_was_paused_does_not_come_back_after_its_end(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        PauseSubscription Deed(PauseWhat what) => new() { By = world.Cora.Viewer, Branch = 1, SubscriptionId = bought.Id, What = what };
        await world.Do(Deed(PauseWhat.Pause));
        await world.Do(new CancelSubscription { By = world.Cora.Viewer, Branch = 1, SubscriptionId = bought.Id });
        world.Clock.MoveTo(new DateTime(2026, 2, 15, 0, 1, 0, DateTimeKind.Utc)); // The night's run has not looked at it yet.

        await world.Refused("subscription.not_paused", Deed(PauseWhat.Resume));

        Assert.Equal(1, (await world.Renew()).Ended);
        Assert.Equal(1000_00 - 24_43, (await world.Held(world.Cora)).Available);
    }

    [Theory, OnBoth]
    public async Task Cancelled_too_late_for_this_term_it_ends_with_the_next_in_its_new_interval(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var bought = await world.Buy(world.Cora, await world.Plan("MAIL", 10m, details: new() { NoticeDays = 10 }));
        await world.Do(new ChangeSubscription { By = world.Cora.Viewer, Branch = 1, SubscriptionId = bought.Id, Interval = Interval.Yearly });
        world.Clock.MoveTo(new DateTime(2026, 2, 10, 9, 0, 0, DateTimeKind.Utc));

        var cancelled = await world.Do(new CancelSubscription { By = world.Cora.Viewer, Branch = 1, SubscriptionId = bought.Id });

        Assert.Equal(new DateOnly(2027, 2, 15), cancelled.EndsOn);
        world.Clock.MoveTo(new DateTime(2027, 2, 15, 9, 0, 0, DateTimeKind.Utc));
        await world.Renew();
        Assert.Equal((SubscriptionState.Cancelled, new DateOnly(2027, 2, 15)), ((await world.Reload(bought.Id)).State, (await world.Reload(bought.Id)).TermEnd));
    }
}
