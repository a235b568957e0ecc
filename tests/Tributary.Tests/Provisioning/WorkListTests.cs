using Tributary.Data;
using Tributary.Orders;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Tests.Provisioning;

public sealed class WorkListTests
{
    [Theory, OnBoth]
    public async Task A_person_delivers_by_hand_and_says_so(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        var nora = shop.World.Nora.Viewer;
        var subscription = await shop.Order(await shop.Plan("manual", """{"instructions":"Ring first."}"""));
        // Before a person with the order itself: a worker has nothing to do for it.
        await using (var db = shop.World.Db())
        {
            Assert.Equal(new WorkCounts(0, 0, 1, 0, 0), await WorkList.Count(db, nora));
            var row = Assert.Single(await WorkList.Page(db, nora, WorkView.NeedsPerson, null, 50));
            Assert.Equal($"Deliver 3 × Suite, Basic for Carl ({shop.Carl.Account.Number}). Ring first.", row.Error);
            Assert.True(row.MayManage);
            await shop.World.Do(new TakeWork { By = nora, WorkBranchId = row.BranchId, WorkId = row.Id });
            Assert.Equal("Nora", (await WorkList.Find(db, nora, row.Id))!.TakenBy);
            await shop.World.Do(new FinishWork
            {
                By = nora, Branch = row.BranchId, WorkId = row.Id,
                Outcome = new() { Kind = OutcomeKind.Done, ExternalId = "desk 4", Assets = [new MadeAsset("service", "The phone on desk 4")] },
            });
            Assert.Equal(WorkView.Done, (await WorkList.Find(db, nora, row.Id))!.View);
        }
        Assert.Equal(SubscriptionState.Active, (await shop.Subscription(subscription)).State);
        Assert.Equal("The phone on desk 4", Assert.Single(await shop.Assets(subscription)).Name);
    }

    [Theory, OnBoth]
    public async Task A_buyer_sees_no_delivery_before_it_is_done(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        var carl = shop.Carl.Viewer;
        var row = await shop.Work(await shop.Order(await shop.Plan("manual")));
        await shop.Worker().Drain();
        await using var db = shop.World.Db();

        // That there is work would tell that no level above is short of funds.
        Assert.Equal(new WorkCounts(0, 0, 0, 0, 0), await WorkList.Count(db, carl));
        Assert.Empty(await WorkList.Page(db, carl, null, null, 50));
        Assert.Null(await WorkList.Find(db, carl, row.Id));
        var no = await shop.World.Refused("work.not_yours", new ResubmitWork { By = carl, WorkBranchId = row.BranchId, WorkId = row.Id });
        Assert.Equal(RefusalKind.Forbidden, no.Kind);
        await shop.World.Refused("work.not_yours", new FinishWork { By = carl, Branch = row.BranchId, WorkId = row.Id, Outcome = new() { Kind = OutcomeKind.Done } });
        await shop.World.Do(new FinishWork { By = shop.World.Nora.Viewer, Branch = row.BranchId, WorkId = row.Id, Outcome = new() { Kind = OutcomeKind.Done } });
        var done = Assert.Single(await WorkList.Page(db, carl, WorkView.Done, null, 50));
        Assert.Equal((WorkView.Done, null, null, null, false), (done.View, done.Error, done.Connector, done.Attempts, done.MayManage));
    }

    [Theory, OnBoth]
    public async Task A_stranger_and_a_level_without_the_right_find_nothing_to_do(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        var subscription = await shop.Order(await shop.Plan("manual"));
        await shop.Worker().Drain();
        var work = await shop.Work(subscription);
        await using var db = shop.World.Db();
        foreach (var stranger in new[] { shop.World.Xena.Viewer, shop.World.Cora.Viewer })
        {
            Assert.Null(await WorkList.Find(db, stranger, work.Id));
            Assert.Equal(new WorkCounts(0, 0, 0, 0, 0), await WorkList.Count(db, stranger));
            await shop.World.Refused("work.not_found", new TakeWork { By = stranger, WorkBranchId = work.BranchId, WorkId = work.Id });
        }
        var reader = shop.World.Nora.Viewer with { Rights = Right.ViewAll };
        Assert.False((await WorkList.Find(db, reader, work.Id))!.MayManage);
        await shop.World.Refused("right.missing", new TakeWork { By = reader, WorkBranchId = work.BranchId, WorkId = work.Id });
        await shop.World.Refused("work.not_found", new TakeWork { By = shop.World.Nora.Viewer, WorkBranchId = shop.World.Xena.BranchId, WorkId = work.Id });
    }

    [Theory, OnBoth]
    public async Task Pages_of_the_list_follow_each_other_without_gap(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        var plan = await shop.Plan("manual");
        for (var i = 0; i < 7; i++) await shop.Order(plan);
        await using var db = shop.World.Db();
        var seen = new List<Guid>();
        for (Guid? after = null; (await WorkList.Page(db, shop.World.Nora.Viewer, WorkView.NeedsPerson, after, 3)) is { Count: > 0 } page; after = page[^1].Id)
            seen.AddRange(page.Select(r => r.Id));
        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal(7, seen.Count);
    }

    [Theory, OnBoth]
    public async Task Work_can_be_taken_only_while_a_person_is_needed(DatabaseKind kind)
    {
        await using var shop = await Workshop.Open(kind);
        var nora = shop.World.Nora.Viewer;
        var work = await shop.Work(await shop.Order(await shop.Plan("licence")));
        await shop.World.Refused("work.needs_nobody", new TakeWork { By = nora, WorkBranchId = work.BranchId, WorkId = work.Id });
        await shop.World.Do(new FinishWork { By = nora, Branch = work.BranchId, WorkId = work.Id, Outcome = new() { Kind = OutcomeKind.Failed, Reason = "Out of stock." } });
        await shop.World.Refused("work.cannot_resubmit", new ResubmitWork { By = nora, WorkBranchId = work.BranchId, WorkId = work.Id });
        await shop.World.Refused("work.finished", new FinishWork { By = nora, Branch = work.BranchId, WorkId = work.Id, Outcome = new() { Kind = OutcomeKind.Done } });
        await shop.World.Refused("work.not_disputed", new SettleWork { By = nora, WorkBranchId = work.BranchId, WorkId = work.Id });
    }
}
