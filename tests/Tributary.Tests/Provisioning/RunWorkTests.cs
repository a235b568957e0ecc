using Microsoft.AspNetCore.Http;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Provisioning.Connectors.Manual;
using Tributary.Subscriptions;

namespace Tributary.Tests.Provisioning;

public sealed class RunWorkTests
{
    [Theory, OnBoth]
    public async Task What_was_ordered_is_delivered_once_and_paid(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        var subscription = await shop.Order(await shop.Plan(receiver));

        Assert.Equal(1, await shop.Worker().Drain());
        Assert.Equal(0, await shop.Worker().Drain());

        var asked = Assert.Single(receiver.Requests);
        Assert.Equal("work.create", asked.Type);
        Assert.Equal(3, asked.Data.GetProperty("quantity").GetInt32());
        var delivered = await shop.Subscription(subscription);
        Assert.Equal((SubscriptionState.Active, Receiver.ExternalId(asked)), (delivered.State, delivered.ExternalId));
        Assert.Equal(WorkState.Done, (await shop.Work(subscription)).State);
    }

    [Theory, OnBoth]
    public async Task Two_workers_share_what_is_due_and_take_nothing_twice(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        var plan = await shop.Plan(receiver);
        for (var i = 0; i < 40; i++) await shop.Order(plan, 1);

        var counts = await Task.WhenAll(Task.Run(() => shop.Worker().Drain()), Task.Run(() => shop.Worker().Drain()));

        Assert.Equal(40, counts.Sum());
        Assert.Equal(40, receiver.Requests.Count);
        Assert.Equal(40, receiver.Delivered.Count);
    }

    [Theory, OnBoth]
    public async Task What_a_dead_worker_left_is_taken_up_under_the_same_id_after_its_lease(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        var plan = await shop.Plan(receiver);
        var first = await shop.Order(plan);
        var second = await shop.Order(plan);

        await shop.Worker(dies: true).Drain();
        Assert.Equal(0, await shop.Worker().Drain());
        shop.World.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(2, await shop.Worker().Drain());

        Assert.Equal(4, receiver.Requests.Count);
        Assert.Equal(2, receiver.Delivered.Count);
        Assert.All(receiver.Requests.GroupBy(r => r.Id), again => Assert.Single(again.Select(r => Convert.ToHexString(r.Body)).Distinct()));
        Assert.Equal(SubscriptionState.Active, (await shop.Subscription(first)).State);
        Assert.Equal(SubscriptionState.Active, (await shop.Subscription(second)).State);
    }

    [Theory, OnBoth]
    public async Task A_worker_that_lost_its_lease_cannot_undo_what_another_did(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        var subscription = await shop.Order(await shop.Plan(receiver));
        await shop.Worker(dies: true).Drain();
        var stale = await shop.Work(subscription);
        shop.World.Clock.Advance(TimeSpan.FromMinutes(3));
        await shop.Worker().Drain();

        await shop.Report(stale, new() { Kind = OutcomeKind.NeedsPerson, Reason = "Too late.", Lease = stale.LeasedBy });
        await shop.Report(stale, new() { Kind = OutcomeKind.Done, ExternalId = stale.ExternalId, Lease = stale.LeasedBy });

        var work = await shop.Work(subscription);
        Assert.Equal((WorkState.Done, null), (work.State, work.DisputedAt));
    }

    [Theory, OnBoth]
    public async Task What_fails_comes_back_with_growing_gaps_and_ends_before_a_person(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        receiver.Answer = (_, http) =>
        {
            http.Response.StatusCode = 503;
            return http.Response.WriteAsync("Being painted.");
        };
        var subscription = await shop.Order(await shop.Plan(receiver));
        var worker = shop.Worker();
        var gaps = new List<TimeSpan>();

        await worker.Drain();
        while ((await shop.Work(subscription)) is { State: WorkState.Waiting } work)
        {
            gaps.Add(work.NotBefore - shop.World.Clock.GetUtcNow().UtcDateTime);
            shop.World.Clock.MoveTo(work.NotBefore.AddSeconds(-1));
            Assert.Equal(0, await worker.Drain());
            shop.World.Clock.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(1, await worker.Drain());
        }

        Assert.Equal(11, gaps.Count);
        Assert.InRange(gaps[0], TimeSpan.FromSeconds(48), TimeSpan.FromSeconds(72));
        Assert.InRange(gaps[3], TimeSpan.FromMinutes(6.4), TimeSpan.FromMinutes(9.6));
        Assert.Equal(TimeSpan.FromHours(6), gaps[^1]);
        var asked = await shop.Work(subscription);
        Assert.Equal(WorkState.NeedsPerson, asked.State);
        Assert.Contains("Tried 12 times", asked.LastError);
        Assert.Contains("Being painted.", asked.LastError);

        receiver.Answer = null;
        await shop.World.Do(new ResubmitWork { By = shop.World.Nora.Viewer, WorkBranchId = asked.BranchId, WorkId = asked.Id });
        await worker.Drain();
        Assert.Equal(SubscriptionState.Active, (await shop.Subscription(subscription)).State);
        Assert.Single(receiver.Delivered);
    }

    [Theory, OnBoth]
    public async Task The_other_side_may_ask_to_be_left_alone_for_longer(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        receiver.Answer = (_, http) =>
        {
            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "1800";
            return Task.CompletedTask;
        };
        var subscription = await shop.Order(await shop.Plan(receiver));
        await shop.Worker().Drain();
        Assert.Equal(shop.World.Clock.GetUtcNow().UtcDateTime.AddMinutes(30), (await shop.Work(subscription)).NotBefore);
    }

    [Theory, OnBoth]
    public async Task The_work_of_one_subscription_is_done_in_its_order(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        receiver.Answer = (_, http) =>
        {
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        var plan = await shop.Plan(receiver);
        var subscription = await shop.Order(plan);
        await shop.Ask(subscription, plan, WorkAction.Suspend);

        Assert.Equal(1, await shop.Worker().Drain());
        receiver.Answer = null;
        shop.World.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(2, await shop.Worker().Drain());
        Assert.Equal(["work.create", "work.create", "work.suspend"], receiver.Requests.Select(r => r.Type));
        Assert.Equal(Receiver.ExternalId(receiver.Requests.Last()), receiver.Requests.Last().Data.GetProperty("externalId").GetString());
    }

    [Theory, OnBoth]
    public async Task Work_for_a_connector_that_is_gone_needs_a_person(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        var subscription = await shop.Order(await shop.Plan(receiver));
        await shop.Worker(connectors: new ConnectorList([new ManualConnector()], shop.Protection)).Drain();
        var work = await shop.Work(subscription);
        Assert.Equal(WorkState.NeedsPerson, work.State);
        Assert.Contains("no connector \"webhook\"", work.LastError);
    }

    [Theory, OnBoth]
    public async Task A_connector_that_throws_or_never_ends_is_tried_again(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        var stuck = new Stuck();
        var list = new ConnectorList([stuck], shop.Protection);
        var subscription = await shop.Order(await shop.Plan("licence"));
        await shop.Worker(connectors: list).Drain();
        Assert.Contains("gave no answer", (await shop.Work(subscription)).LastError);

        stuck.Throws = true;
        shop.World.Clock.Advance(TimeSpan.FromMinutes(2));
        await shop.Worker(connectors: list).Drain();
        var work = await shop.Work(subscription);
        Assert.Equal((WorkState.Waiting, 2), (work.State, work.Attempts));
        Assert.Contains("The paper is jammed.", work.LastError);
    }

    [Theory, OnBoth]
    public async Task A_slow_piece_holds_up_its_own_place_only(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        receiver.Answer = async (asked, http) =>
        {
            if (receiver.Requests.Count == 1)
            {
                begun.SetResult();
                await end.Task;
            }
            else end.TrySetResult();
            await receiver.Deliver(asked, http);
        };
        var plan = await shop.Plan(receiver);
        await shop.Order(plan);
        var running = shop.Worker(pace: new WorkPace { Pulse = TimeSpan.FromMilliseconds(10) }).Drain();
        await begun.Task;
        await shop.Order(plan);
        Assert.Equal(2, await running);
        Assert.Equal(2, receiver.Delivered.Count);
    }

    [Theory, OnBoth]
    public async Task A_program_that_stops_gives_back_what_it_had_begun(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        await using var receiver = await Receiver.Start(shop.World.Clock);
        var begun = new TaskCompletionSource();
        receiver.Answer = async (_, http) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        };
        var subscription = await shop.Order(await shop.Plan(receiver));
        using var stop = new CancellationTokenSource();
        var running = shop.Worker().Drain(stop.Token);
        await begun.Task;
        await stop.CancelAsync();
        await running;
        var work = await shop.Work(subscription);
        Assert.Equal((WorkState.Waiting, null, 0), (work.State, work.LeasedBy, work.Attempts));
    }

    private sealed class Stuck : IConnector
    {
        public bool Throws { get; set; }
        public string Key => "licence";
        public string Name => "Stuck";
        public string About => "Never ends.";
        public IReadOnlyList<ConnectorSetting> Settings => [];
        public int AtOnce => 1;
        public TimeSpan Patience => TimeSpan.FromMilliseconds(50);

        public Task<Outcome> Do(WorkOrder order, CancellationToken cancel) =>
            Throws ? throw new IOException("The paper is jammed.") : new TaskCompletionSource<Outcome>().Task;
    }
}
