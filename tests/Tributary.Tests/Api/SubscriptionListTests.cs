using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>The activated products as a program reads and tends them: filters, orders, views, and deeds on many.</summary>
public sealed class SubscriptionListTests
{
    [Theory, OnBoth]
    public async Task S1_07_A_program_finds_by_every_column_keeps_a_view_and_ends_many_at_once(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var plan = await Shopping.Stocked(panel);
        var ids = new List<string>();
        foreach (var (quantity, interval) in new[] { (1, Interval.Monthly), (3, Interval.Monthly), (1, Interval.Yearly) })
        {
            ids.Add(PublicId.Format("sub", (await world.Buy(world.Cora, plan, quantity, interval)).Id));
            world.Clock.Advance(TimeSpan.FromDays(2));
        }
        await panel.Person(world.Cora, email: "cora@clients.test");
        var (saul, xena) = (await panel.Api(world.Saul), await panel.Api(world.Xena));

        async Task<string[]> Found(string query) => [.. (await saul.Get("/subscriptions" + query)).Must(200).Body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];
        Assert.Equal([ids[2], ids[1], ids[0]], await Found(""));
        Assert.Equal(ids, await Found("?sort=activated"));
        Assert.Equal([ids[2], ids[1], ids[0]], await Found("?sort=-due"));
        Assert.Equal([ids[1], ids[0]], await Found("?interval=monthly"));
        Assert.Equal([ids[1]], await Found("?minQuantity=2"));
        Assert.Equal([ids[2], ids[0]], await Found("?maxQuantity=2"));
        Assert.Equal([ids[1], ids[0]], await Found("?activatedTo=2026-01-18"));
        Assert.Equal([ids[2]], await Found("?activatedFrom=2026-01-19"));
        Assert.Equal([ids[0]], await Found("?nextFrom=2026-02-15&nextTo=2026-02-16"));
        Assert.Equal(3, (await Found("?client=cora%40clients")).Length);
        Assert.Equal(3, (await Found("?q=mail&status=active")).Length);
        Assert.Empty(await Found("?status=paused"));
        foreach (var wrong in new[] { "sort=name", "status=odd", "minQuantity=x", "nextFrom=tomorrow", "interval=weekly" })
            Assert.Equal("query.invalid", (await saul.Get("/subscriptions?" + wrong)).Must(422).Code);
        var first = (await saul.Get("/subscriptions?sort=activated&limit=2")).Must(200);
        Assert.Equal([ids[2]], await Found($"?sort=activated&limit=2&after={first.At("next")}"));

        var view = (await saul.Post("/views", new { name = "Monthly", query = "interval=monthly&sort=due&evil=1", columns = new[] { "status", "next" } })).Must(201);
        Assert.Equal(("interval=monthly&sort=due", "True", "True"), (view.At("query"), view.At("shared"), view.At("own")));
        Assert.Equal("view.name_taken", (await saul.Post("/views", new { name = "monthly" })).Must(422).Code);
        Assert.Equal("Due", (await saul.Send(HttpMethod.Put, $"/views/{view.Id}", new { name = "Due", query = "sort=due" })).Must(200).At("name"));
        (await xena.Send(HttpMethod.Put, $"/views/{view.Id}", new { name = "Mine" })).Must(404);
        (await saul.Delete($"/views/{view.Id}")).Must(204);
        Assert.Empty((await saul.Get("/views")).Must(200).Body.GetProperty("items").EnumerateArray());

        var review = (await saul.Post("/subscriptions/bulk/preview?interval=monthly", new { deed = "end_now" })).Must(200);
        Assert.Equal(("2", "2"), (review.At("total"), review.At("possible")));
        var run = (await saul.Post("/subscriptions/bulk", new { deed = "end", subscriptions = new[] { ids[0], ids[1] }, reason = "Moves away" }, key: "once")).Must(202);
        Assert.Equal(run.Id, (await saul.Post("/subscriptions/bulk", new { deed = "end", subscriptions = new[] { ids[0], ids[1] }, reason = "Moves away" }, key: "once")).Must(202).Id);
        var done = await PeopleImportsTests.Until(saul, run.Id, "done", "/subscriptions/bulk/");
        Assert.Equal(("2", "0", "100"), (done.At("done"), done.At("refused"), done.At("percent")));
        Assert.All(ids.Take(2), id => Assert.NotNull(world.Reload(Shopping.IdOf(id, "sub")).Result.EndsOn));
        var again = (await saul.Post("/subscriptions/bulk?interval=yearly", new { deed = "resume" })).Must(202);
        Assert.Equal("1", (await PeopleImportsTests.Until(saul, again.Id, "done", "/subscriptions/bulk/")).At("refused"));
        Assert.Equal("subscription.not_paused", (await saul.Get($"/subscriptions/bulk/{again.Id}/refused")).Must(200).At("items.0.code"));
        Assert.Equal("bulk.over", (await saul.Post($"/subscriptions/bulk/{again.Id}/stop")).Must(409).Code);
        foreach (var stranger in new[] { xena, await panel.Api(world.Cora), await panel.Api(world.Rosa) })
            (await stranger.Get($"/subscriptions/bulk/{run.Id}")).Must(404);
        (await xena.Post("/subscriptions/bulk", new { deed = "pause", subscriptions = new[] { ids[2] } })).Must(404);
        await using var db = world.Db();
        Assert.Equal(2, await db.Trail.CountAsync(t => t.Action == "subscription.ends_with_term" && t.Summary == "Moves away"));
    }
}
