using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Tributary.Data;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>The manners that hold for every address: problems, strict bodies, lists, limits.</summary>
public sealed class MannersTests
{
    [Fact]
    public async Task Every_no_is_a_problem_with_a_code()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var rosa = await panel.Api(panel.World.Rosa);
        var nobody = panel.Visitor().Client;

        foreach (var (answer, status, code) in new[]
        {
            (await nobody.Get("/accounts"), 401, "key.invalid"),
            (await (await panel.Api(panel.World.Rosa, "orders:read")).Get("/accounts"), 403, "right.missing"),
            (await rosa.Get("/nothing"), 404, "not_found"),
            (await rosa.Get("/accounts/garbage"), 404, "account.not_found"),
            (await rosa.Get($"/accounts/{PublicId.Format("ord", panel.World.Rosa.Id)}"), 404, "account.not_found"),
            (await rosa.Get($"/accounts/{panel.World.Xena.Ref()}"), 404, "account.not_found"),
            (await rosa.Delete("/accounts"), 405, "method.not_allowed"),
            (await rosa.Raw("/accounts", "<a/>", "application/xml"), 415, "body.type"),
            (await rosa.Raw("/accounts", "{"), 400, "body.malformed"),
            (await rosa.Raw("/accounts", "[]"), 400, "body.malformed"),
            (await rosa.Raw("/accounts", "{\"name\":\"a\",\"name\":\"b\"}"), 400, "body.malformed"),
            (await rosa.Raw("/accounts", new string('[', 40) + new string(']', 40)), 400, "body.malformed"),
            (await rosa.Raw("/accounts", $"{{\"name\":\"{new string('x', 1_100_000)}\"}}"), 413, "body.too_large"),
            (await rosa.Post("/accounts"), 422, "body.invalid"),
            (await rosa.Get("/accounts?limit=0"), 422, "query.invalid"),
            (await rosa.Get("/accounts?after=%20nonsense"), 422, "query.invalid"),
            (await rosa.Get("/accounts?kind=king"), 422, "query.invalid"),
            (await rosa.Get("/accounts?parent=acc_1"), 422, "query.invalid"),
        })
        {
            Assert.True((answer.Status, answer.Code) == (status, code), $"{status} {code} was expected, and this came: {answer.Text}");
            Assert.Equal("application/problem+json", answer.Type);
            Assert.Equal(status, answer.Body.GetProperty("status").GetInt32());
            Assert.DoesNotContain("Tributary.", answer.Text);
        }
    }

    [Fact]
    public async Task A_wrong_body_is_told_by_field_all_at_once()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var rosa = await panel.Api(panel.World.Rosa);

        var missing = (await rosa.Post("/accounts", new { })).Must(422);
        Assert.Equal(["address", "kind", "name"], missing.Body.GetProperty("errors").EnumerateObject().Select(wrong => wrong.Name).Order());

        var unknown = (await rosa.Post("/accounts", new { kind = "customer", nmae = "Carla", address = new { contry = "DE" } })).Must(422);
        Assert.NotNull(unknown.Wrong("nmae"));
        Assert.NotNull(unknown.Wrong("address.contry"));

        Assert.NotNull((await rosa.Post("/accounts", new { kind = "king", name = "K", address = new { country = "DE" } })).Must(422).Wrong("kind"));
        Assert.NotNull((await rosa.Post("/accounts", new { kind = 2, name = "K", address = new { country = "DE" } })).Must(422).Wrong("kind"));
        Assert.NotNull((await rosa.Post("/accounts", new { kind = "customer", name = 5, address = new { country = "DE" } })).Must(422).Wrong("name"));
        Assert.NotNull((await rosa.Post("/accounts", new { kind = "customer", name = "a\0b", address = new { country = "DE" } })).Must(422).Wrong("name"));
        Assert.NotNull((await rosa.Post("/accounts", new { kind = "customer", parent = "acc_nothing", name = "a", address = new { country = "DE" } })).Must(422).Wrong("parent"));
        var business = (await rosa.Post("/accounts", new { kind = "customer", name = new string('x', 300), address = new { country = "XX" } })).Must(422);
        Assert.NotNull(business.Wrong("name"));
        Assert.NotNull(business.Wrong("address.country"));
        Assert.NotNull(business.Wrong("address.street"));
    }

    [Fact]
    public async Task Money_is_a_decimal_text_with_exactly_its_digits()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var piet = await panel.Api(panel.World.Piet);
        Task<Answer> Credit(string amount) => piet.Raw($"/accounts/{panel.World.Rosa.Ref()}/wallet/top-ups", $"{{\"amount\":{amount}}}");

        Assert.Equal("12.50", (await Credit("{\"amount\":\"12.50\",\"currency\":\"USD\"}")).Must(201).At("balance.amount"));
        Assert.Equal("25.00", (await Credit("{\"currency\":\"USD\",\"amount\":\"12.50\"}")).Must(201).At("balance.amount"));
        foreach (var amount in new[]
        {
            "{\"amount\":12.50,\"currency\":\"USD\"}",
            "{\"amount\":\"12.5\",\"currency\":\"USD\"}",
            "{\"amount\":\"12.505\",\"currency\":\"USD\"}",
            "{\"amount\":\"+12.50\",\"currency\":\"USD\"}",
            "{\"amount\":\"012.50\",\"currency\":\"USD\"}",
            "{\"amount\":\"1e3\",\"currency\":\"USD\"}",
            "{\"amount\":\"12.50\",\"currency\":\"usd\"}",
            "{\"amount\":\"12.50\"}",
            "{\"amount\":\"12.50\",\"currency\":\"USD\",\"more\":\"x\"}",
            "\"12.50 USD\"",
            "12.50",
            "null",
            "{\"amount\":\"0.00\",\"currency\":\"USD\"}",
            "{\"amount\":\"-1.00\",\"currency\":\"USD\"}",
            "{\"amount\":\"1000\",\"currency\":\"JPY\"}",
            "{\"amount\":\"99999999999999999999999.00\",\"currency\":\"USD\"}",
        })
        {
            var answer = await Credit(amount);
            Assert.True(answer.Status == 422 && answer.Wrong("amount") is not null, $"{amount}: {answer.Text}");
        }
        Assert.Equal(25m, await panel.World.Balance(panel.World.Rosa));
    }

    [Theory, OnBoth]
    public async Task Lists_page_by_cursor_without_gap_or_repetition(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var nora = await panel.Api(panel.World.Nora);
        for (var i = 0; i < 5; i++) (await nora.Post("/accounts", Caller.Customer(name: $"Customer {i}"))).Must(201);

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = (await nora.Get($"/accounts?limit=3{(after is null ? "" : $"&after={after}")}")).Must(200);
            var items = page.Body.GetProperty("items").EnumerateArray().ToList();
            Assert.InRange(items.Count, 1, 3);
            seen.AddRange(items.Select(i => i.GetProperty("id").GetString()!));
            after = page.At("next");
        }
        while (after is not null);

        Assert.Equal(12, seen.Count);
        Assert.Equal(seen.Order(StringComparer.Ordinal).Reverse(), seen);
        Assert.Equal(seen.Distinct(), seen);
        (await nora.Get("/accounts?limit=200")).Must(200);
        Assert.NotNull((await nora.Get("/accounts?limit=201")).Must(422).Wrong("limit"));
        Assert.NotNull((await nora.Get("/accounts?after=AAAA")).Must(422).Wrong("after"));
    }

    [Fact]
    public async Task Too_many_requests_are_told_when_to_come_back()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite, host => host.UseSetting("Api:PerKeyPerMinute", "5"));
        var rosa = await panel.Api(panel.World.Rosa);
        var other = await panel.Api(panel.World.Rosa);

        var answers = new List<Answer>();
        for (var i = 0; i < 12; i++) answers.Add(await rosa.Get("/notices"));

        var held = answers.First(a => a.Status == 429);
        Assert.Equal("rate.limited", held.Code);
        Assert.True(held.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        (await other.Get("/notices")).Must(200);
    }

    [Fact]
    public async Task An_address_that_asks_too_much_is_held_whatever_its_keys()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite, host => host.UseSetting("Api:PerAddressPerMinute", "5"));

        var statuses = new List<int>();
        for (var i = 0; i < 12; i++) statuses.Add((await panel.Api($"trb_guess{i}").Get("/accounts")).Status);

        Assert.Contains(401, statuses);
        Assert.Contains(429, statuses);
    }

    [Fact]
    public async Task While_the_database_is_away_programs_are_told_when_to_come_back()
    {
        using var server = new OwnPostgres();
        await using var panel = await Panel.Open(DatabaseKind.Sqlite, host => host.UseSetting(DatabaseChoice.Setting, server.ConnectionString));
        var caller = panel.Api("trb_" + new string('x', 40));
        (await caller.Get("/accounts")).Must(401);

        server.Dispose();

        foreach (var answer in new[] { await caller.Get("/accounts"), await caller.Post("/accounts", Caller.Customer(), key: "k"), await caller.Get("/orders") })
        {
            Assert.Equal("database.away", answer.Must(503).Code);
            Assert.True(answer.Headers.RetryAfter!.Delta > TimeSpan.Zero);
            Assert.DoesNotContain("Npgsql", answer.Text);
        }
    }

    [Fact]
    public async Task Health_tells_whether_it_lives_and_is_ready()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var probe = panel.Visitor().Client;

        Assert.Equal("{\"status\":\"live\"}", await probe.GetStringAsync("/health/live", TestContext.Current.CancellationToken));
        Assert.Equal("{\"status\":\"ready\"}", await probe.GetStringAsync("/health/ready", TestContext.Current.CancellationToken));
    }
}
