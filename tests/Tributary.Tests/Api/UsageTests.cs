using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Usage;

namespace Tributary.Tests.Api;

public sealed class UsageTests
{
    [Theory, OnBoth]
    public async Task S1_01_Active_users_are_counted_once_and_late_ones_on_their_own_day(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (saul, piet) = (await stage.As(stage.World.Saul), await stage.As(stage.World.Piet));
        var subscription = PublicId.Format("sub", stage.Running.Id);
        object Use(string id, string who, string at) => new { id, subscription, endUser = who, at };

        var first = (await saul.Post("/usage-events", new { events = new[] { Use("1", "ada", "2026-01-14T08:00:00Z"), Use("2", "ADA", "2026-01-15T08:00:00Z"), Use("3", "bob", "2025-12-20T08:00:00+01:00") } })).Must(200);
        Assert.Equal(("3", "0"), (first.At("recorded"), first.At("repeated")));
        var again = (await saul.Post("/usage-events", new { events = new[] { Use("3", "bob", "2025-12-20T08:00:00+01:00"), Use("4", "bob", "2031-01-01T00:00:00Z") } })).Must(200);
        Assert.Equal(("0", "1", "at.future", "4"), (again.At("recorded"), again.At("repeated"), again.At("rejected.0.code"), again.At("rejected.0.event")));

        foreach (var (reader, account) in new[] { (saul, stage.World.Saul), (saul, stage.World.Cora), (piet, stage.World.Piet) })
        {
            Assert.Equal("2", (await reader.Get($"/accounts/{account.Ref()}/dashboard")).Must(200).At("activeUsers"));
            var usage = (await reader.Get($"/accounts/{account.Ref()}/usage?from=2025-12-20&to=2026-01-14")).Must(200);
            Assert.Equal(("1", "1", "1"), (usage.At("days.0.activeUsers"), usage.At("days.0.new"), usage.At("days.25.activeUsers")));
            Assert.Equal(("2025-12-01", "1"), (usage.At("months.0.month"), usage.At("months.0.activeUsers")));
        }
    }

    [Theory, OnBoth]
    public async Task S1_01_Who_counts_without_keeping_names_counts_on_exactly(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (saul, rosa) = (await stage.As(stage.World.Saul), await stage.As(stage.World.Rosa));
        var subscription = PublicId.Format("sub", stage.Running.Id);
        async Task Use(string id, string who) => Assert.Equal("1", (await saul.Post("/usage-events", new
        {
            events = new[] { new { id, subscription, endUser = who, at = "2026-01-14T08:00:00Z" } },
        })).Must(200).At("recorded"));

        await Use("1", "ada@cora.example");
        Assert.Equal("False", (await rosa.Get("/usage-settings")).Must(200).At("hidesEndUsers"));
        Assert.Equal("True", (await rosa.Patch("/usage-settings", new { hidesEndUsers = true })).Must(200).At("hidesEndUsers"));
        // What is above does not show below, and what is left out stays.
        Assert.Equal("False", (await saul.Get("/usage-settings")).Must(200).At("hidesEndUsers"));
        Assert.Equal("True", (await rosa.Patch("/usage-settings", new { })).Must(200).At("hidesEndUsers"));

        await Use("2", "Ada@Cora.example");
        await Use("3", "bob@cora.example");
        await ForgetEndUsers.Do(stage.World.Database, default);
        await using var db = stage.World.Db();
        Assert.Equal(2, await db.EndUsers.CountAsync(user => user.Name == null));
        Assert.False(await db.EndUsers.AnyAsync(user => user.Name != null));
        Assert.Equal("2", (await saul.Get($"/accounts/{stage.World.Cora.Ref()}/dashboard")).Must(200).At("activeUsers"));
    }

    [Theory, OnBoth]
    public async Task S1_01_A_file_of_events_counts_what_is_right_of_it_once(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (saul, xena) = (await stage.As(stage.World.Saul), await stage.As(stage.World.Xena));
        var sub = PublicId.Format("sub", stage.Running.Id);
        var file = $"""
            Event ID;Subscription;End user;At;Kind
            1;{sub};ada;2026-01-14T08:00:00Z;open
            2;{sub};Ada;2026-01-15 08:00;
            3;{sub};"bob; the builder";2025-12-20T08:00:00+01:00;use

            4;{sub};bob;14/01/2026;use
            5;sub_1;bob;2026-01-14T08:00:00Z;use
            6;{sub};;2026-01-14T08:00:00Z;use
            ;{sub};bob;2026-01-14T08:00:00Z;use
            8;{sub};bob;2026-01-14T08:00:00Z;=1+1
            9;{sub};bob;2031-01-01T00:00:00Z;use
            10;{PublicId.Format("sub", Guid.CreateVersion7())};bob;2026-01-14T08:00:00Z;use
            """;
        var first = (await saul.Raw("/usage-events", file, "text/csv")).Must(200);
        Assert.Equal(("3", "0"), (first.At("recorded"), first.At("repeated")));
        Assert.Equal(
            [
                "6 At usage.at", "7 Subscription usage.subscription", "8 End user usage.end_user", "9 Event ID usage.id", "10 Kind usage.kind",
                "11  at.future", "12  subscription.not_found",
            ],
            first.Body.GetProperty("rejected").EnumerateArray().Select(r => $"{r.GetProperty("row")} {r.GetProperty("column")} {r.GetProperty("code")}"));
        Assert.Equal("3", (await saul.Raw("/usage-events", file, "text/csv")).Must(200).At("repeated"));
        Assert.Equal("2", (await saul.Get($"/accounts/{stage.World.Cora.Ref()}/dashboard")).Must(200).At("activeUsers"));

        // Of another branch nothing is there, whatever is said of it.
        var foreign = (await xena.Raw("/usage-events", file, "text/csv")).Must(200);
        Assert.Equal(("0", "0", "subscription.not_found"), (foreign.At("recorded"), foreign.At("repeated"), foreign.At("rejected.0.code")));
        (await saul.Raw("/usage-events", "id,subscription\n1,2\n", "text/csv")).Must(422);
        (await saul.Raw("/usage-events", "", "text/csv")).Must(422);
        (await saul.Raw("/usage-events", "\0\u0001\0", "text/csv")).Must(422);
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_field_and_nothing_is_recorded()
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var saul = await stage.As(stage.World.Saul);
        var subscription = PublicId.Format("sub", stage.Running.Id);
        object Good(int i) => new { id = $"g{i}", subscription, endUser = "ada", at = "2026-01-14T08:00:00Z" };

        async Task Wrong(string field, object bad) =>
            Assert.NotNull((await saul.Post("/usage-events", new { events = new[] { Good(1), bad } })).Must(422).Wrong(field));
        await Wrong("events[1].id", new { id = "", subscription, endUser = "ada", at = "2026-01-14T08:00:00Z" });
        await Wrong("events[1].endUser", new { id = "b", subscription, endUser = new string('x', 201), at = "2026-01-14T08:00:00Z" });
        await Wrong("events[1].kind", new { id = "b", subscription, endUser = "ada", at = "2026-01-14T08:00:00Z", kind = "DROP TABLE" });
        await Wrong("events[1].subscription", new { id = "b", subscription = "sub_1", endUser = "ada", at = "2026-01-14T08:00:00Z" });
        await Wrong("events[1].at", new { id = "b", subscription, endUser = "ada", at = "yesterday" });
        await Wrong("events[1].spy", new { id = "b", subscription, endUser = "ada", at = "2026-01-14T08:00:00Z", spy = 1 });
        (await saul.Post("/usage-events", new { events = Array.Empty<object>() })).Must(422);
        (await saul.Post("/usage-events", new { events = Enumerable.Range(0, 10_001).Select(Good) })).Must(422);
        (await saul.Raw("/usage-events", "{\"events\":[")).Must(400);
        (await saul.Raw("/usage-events", "events", "text/plain")).Must(415);
        Assert.Equal("0", (await saul.Get($"/accounts/{stage.World.Saul.Ref()}/dashboard")).At("activeUsers"));

        (await saul.Get($"/accounts/{stage.World.Saul.Ref()}/usage?from=2026-02-01&to=2026-01-01")).Must(422);
        (await saul.Get($"/accounts/{stage.World.Saul.Ref()}/usage?from=2020-01-01&to=2026-01-01")).Must(422);
    }
}
