using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Provisioning;
using Tributary.Subscriptions;

namespace Tributary.Tests.Web;

/// <summary>The work list as those who deliver use it, and as those who wait for it see it.</summary>
public sealed class ProvisioningPagesTests
{
    [Theory, OnBoth]
    public async Task Whoever_delivers_by_hand_takes_it_and_says_that_it_is_done(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var (work, address) = await Ordered(panel);
        var nora = await panel.SignIn(panel.World.Nora);

        var list = await nora.Get("/provisioning?status=needsperson");
        Assert.Equal(200, list.Status);
        Assert.Contains("Instructions for nobody else", list.Text);
        Assert.Equal(address, list.Document.QuerySelector("a.row-open")!.GetAttribute("href"));
        var details = await nora.Get(address);
        Assert.Contains("Instructions for nobody else", details.Text);

        await nora.Submit(details, "/take");
        Assert.Contains("Taken by", (await nora.Get(address)).Text);
        var done = await nora.Submit(await nora.Get(address + "/done"), null, ("Input.ExternalId", "desk 4"), ("Input.Asset", "The phone on desk 4"), ("Input.Secret", "4711"));
        Assert.Equal("/provisioning", done.Leads);

        await using var db = panel.World.Db();
        var finished = await db.Work.SingleAsync(w => w.Id == work.Id);
        Assert.Equal((WorkState.Done, "desk 4"), (finished.State, finished.ExternalId));
        Assert.Equal("4711", (await db.Assets.SingleAsync()).Secret);
        Assert.Equal(SubscriptionState.Active, (await panel.World.Reload(work.SubscriptionId)).State);
        Assert.Contains("Said that it is done", (await nora.Get(address)).Text);
    }

    [Fact]
    public async Task Giving_up_asks_first_wants_a_reason_and_releases_the_money()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (_, address) = await Ordered(panel);
        var nora = await panel.SignIn(panel.World.Nora);
        var before = await panel.World.Held(panel.World.Cora);
        Assert.True(before.Reserved > 0);

        var ask = await nora.Get(address + "/failed");
        Assert.Contains("is released, at every level", ask.Text);
        Assert.Equal(200, (await nora.Submit(ask, "/failed", ("Input.Reason", ""))).Status);
        Assert.Equal(before, await panel.World.Held(panel.World.Cora));
        Assert.Equal("/provisioning", (await nora.Submit(ask, "/failed", ("Input.Reason", "Out of stock."))).Leads);
        Assert.Equal((before.Available + before.Reserved, 0), await panel.World.Held(panel.World.Cora));
        Assert.Contains("finished already", (await nora.Submit(await nora.Get(address + "/done"), null)).Text);
    }

    [Fact]
    public async Task Trying_again_puts_it_back_into_the_queue()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (work, address) = await Ordered(panel);
        var nora = await panel.SignIn(panel.World.Nora);
        Assert.Equal(address, (await nora.Submit(await nora.Get(address), "/retry")).Leads);
        await using var db = panel.World.Db();
        Assert.Single(await db.Trail.Where(t => t.Action == "work.resubmitted" && t.Subject == PublicId.Format("wrk", work.Id)).ToListAsync());
    }

    [Fact]
    public async Task Buyers_and_the_levels_between_see_no_delivery_before_it_is_done()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (work, address) = await Ordered(panel);
        Cast[] levels = [panel.World.Cora, panel.World.Saul, panel.World.Piet];
        foreach (var level in levels)
        {
            var somebody = await panel.SignIn(level);
            Assert.DoesNotContain(address, (await somebody.Get("/provisioning")).Document.DocumentElement.OuterHtml);
            foreach (var part in new[] { "", "/done", "/failed", "/take" }) Assert.Equal(404, (await somebody.Get(address + part)).Status);
        }
        await panel.World.Do(new Tributary.Orders.FinishWork
        {
            By = panel.World.Nora.Viewer, Branch = work.BranchId, WorkId = work.Id, Outcome = new() { Kind = OutcomeKind.Done },
        });
        foreach (var level in levels)
        {
            var somebody = await panel.SignIn(level);
            foreach (var page in new[] { await somebody.Get("/provisioning?status=Done"), await somebody.Get(address) })
            {
                Assert.Equal(200, page.Status);
                Assert.DoesNotContain("Instructions", page.Text);
                Assert.DoesNotContain("By hand", page.Text);
                Assert.DoesNotContain("Nora", page.Text);
                Assert.Empty(page.Document.QuerySelectorAll("main form[method=post]:not([action$='handler=Columns'])"));
            }
            Assert.Equal(403, (await somebody.Get(address + "/done")).Status);
        }
    }

    [Fact]
    public async Task A_stranger_finds_nothing_and_a_reader_may_only_read()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (_, address) = await Ordered(panel);
        var xena = await panel.SignIn(panel.World.Xena);
        var reader = await panel.SignIn(panel.World.Nora, Role.Viewer);
        foreach (var page in new[] { "", "/done", "/failed", "/take", "/retry", "/settle" })
        {
            Assert.Equal(404, (await xena.Get(address + page)).Status);
            Assert.Equal(page is "" ? 200 : 403, (await reader.Get(address + page)).Status);
            Assert.Contains("/login", (await panel.Visitor().Get(address + page)).Leads);
        }
        Assert.Equal(404, (await xena.Get("/provisioning/wrk_01h455vb4pex5vsknk084sn02q")).Status);
        Assert.Equal(404, (await xena.Get("/provisioning/nonsense")).Status);
    }

    [Fact]
    public async Task The_door_for_later_answers_is_there_and_wants_a_signature()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (_, address) = await Ordered(panel);
        using var answer = await panel.Visitor().Client.PostAsync(address.Replace("/provisioning/", "/hooks/work/"), new StringContent("{}"));
        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Contains("signature.invalid", await answer.Content.ReadAsStringAsync());
    }

    // A worker of the stage has looked at it and found that a person is needed.
    private static async Task<(Work Work, string Address)> Ordered(Panel panel)
    {
        var world = panel.World;
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        var order = await world.Order(world.Cora, await world.Plan("DESK", 10m));
        await using var db = world.Db();
        var work = await db.Work.AsNoTracking().SingleAsync(w => w.OrderId == order.OrderId);
        await world.Do(new Tributary.Orders.FinishWork
        {
            By = world.Worker, Branch = work.BranchId, WorkId = work.Id, Outcome = new() { Kind = OutcomeKind.NeedsPerson, Reason = "Instructions for nobody else." },
        });
        return (work, "/provisioning/" + PublicId.Format("wrk", work.Id));
    }
}
