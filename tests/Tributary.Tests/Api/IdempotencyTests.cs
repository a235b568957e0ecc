using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>The same key asks the same thing once; a version that was read is not overwritten by chance.</summary>
public sealed class IdempotencyTests
{
    private static object Usd(string amount) => new { amount = new { amount, currency = "USD" } };

    [Theory, OnBoth]
    public async Task The_same_key_is_done_once_and_answered_the_same(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var piet = await panel.Api(panel.World.Piet);
        var path = $"/accounts/{panel.World.Rosa.Ref()}/wallet/top-ups";

        var first = (await piet.Post(path, Usd("10.00"), key: "k1")).Must(201);
        var again = (await piet.Post(path, Usd("10.00"), key: "k1")).Must(201);
        var reordered = (await piet.Raw(path, "{ \"amount\" : {\"currency\":\"USD\", \"amount\":\"10.00\"} }", key: "k1")).Must(201);

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(first.Text, reordered.Text);
        Assert.Equal(10m, await panel.World.Balance(panel.World.Rosa));
        Assert.Equal("idempotency.reused", (await piet.Post(path, Usd("10.01"), key: "k1")).Must(422).Code);
        Assert.Equal("idempotency.reused", (await piet.Post("/accounts", Caller.Customer(), key: "k1")).Must(422).Code);
        (await piet.Post(path, Usd("10.00"), key: "k2")).Must(201);
        (await piet.Post(path, Usd("10.00"))).Must(201);
        Assert.Equal(30m, await panel.World.Balance(panel.World.Rosa));
    }

    [Theory, OnBoth]
    public async Task Of_many_at_once_under_one_key_one_is_done(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var piet = await panel.Api(panel.World.Piet);
        var path = $"/accounts/{panel.World.Rosa.Ref()}/wallet/top-ups";

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => piet.Post(path, Usd("10.00"), key: "k")));

        Assert.All(answers, a => Assert.True(a.Status == 201 || (a.Status, a.Code) == (409, "idempotency.running"), a.Text));
        Assert.Single(answers.Where(a => a.Status == 201).Select(a => a.Text).Distinct());
        Assert.Equal(10m, await panel.World.Balance(panel.World.Rosa));
    }

    [Fact]
    public async Task A_refusal_is_not_kept_and_another_caller_has_keys_of_its_own()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var (piet, nora) = (await panel.Api(panel.World.Piet), await panel.Api(panel.World.Nora));
        var rosa = $"/accounts/{panel.World.Rosa.Ref()}/wallet/top-ups";

        (await piet.Post(rosa, Usd("0.00"), key: "k")).Must(422);
        (await piet.Post(rosa, Usd("5.00"), key: "k")).Must(201);
        (await nora.Post($"/accounts/{panel.World.Piet.Ref()}/wallet/top-ups", Usd("7.00"), key: "k")).Must(201);
        Assert.Equal("idempotency.malformed", (await piet.Post(rosa, Usd("5.00"), key: new string('k', 201))).Must(422).Code);
    }

    [Theory, OnBoth]
    public async Task A_key_of_the_provider_means_one_request_in_all_branches(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var nora = await panel.Api(panel.World.Nora);

        var first = (await nora.Post($"/accounts/{panel.World.Piet.Ref()}/wallet/top-ups", Usd("7.00"), key: "k")).Must(201);
        Assert.Equal("idempotency.reused", (await nora.Post($"/accounts/{panel.World.Xena.Ref()}/wallet/top-ups", Usd("7.00"), key: "k")).Must(422).Code);
        Assert.Equal(first.Text, (await nora.Post($"/accounts/{panel.World.Piet.Ref()}/wallet/top-ups", Usd("7.00"), key: "k")).Must(201).Text);
        Assert.Equal(0m, await panel.World.Balance(panel.World.Xena));
    }

    [Fact]
    public async Task A_key_that_is_made_again_is_the_same_key()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var rosa = await panel.Api(panel.World.Rosa);
        var wanted = new { name = "Shop", scopes = new[] { "accounts:read" } };

        var first = (await rosa.Post("/keys", wanted, key: "k")).Must(201);
        var again = (await rosa.Post("/keys", wanted, key: "k")).Must(201);
        var other = (await rosa.Post("/keys", wanted)).Must(201);

        Assert.Equal(first.Text, again.Text);
        Assert.NotEqual(first.At("key"), other.At("key"));
        (await panel.Api(first.At("key")!).Get("/accounts")).Must(200);
        (await rosa.Delete($"/keys/{first.Id}")).Must(204);
        (await panel.Api(first.At("key")!).Get("/accounts")).Must(401);
    }

    [Theory, OnBoth]
    public async Task What_a_program_asked_is_forgotten_after_a_day_and_what_a_person_asked_is_not(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var piet = await panel.Api(world.Piet);
        var path = $"/accounts/{world.Rosa.Ref()}/wallet/top-ups";
        Task<ToppedUp> Form() => world.Do(new TopUp
        {
            By = world.Piet.Viewer with { UserId = world.Piet.Id }, InBranch = world.Rosa.BranchId, BuyerId = world.Rosa.Id, Amount = new(500, Currency.Usd), Reference = "form",
        });
        await using var database = DatabaseChoice.From(world.Setting);
        var since = DateTime.UnixEpoch;
        async Task<int> Forget()
        {
            var now = world.Clock.GetUtcNow().UtcDateTime;
            var forgotten = await ForgetReferences.Run(database, since, now, TestContext.Current.CancellationToken);
            since = now - ForgetReferences.Kept;
            return forgotten;
        }
        var first = (await piet.Post(path, Usd("10.00"), key: "k")).Must(201);
        var form = await Form();
        await using var db = world.Db();
        var kept = await db.Done.SingleAsync(d => d.Reference == "k", TestContext.Current.CancellationToken);
        db.AddRange(Enumerable.Range(0, 1500).Select(n => new Done { BranchId = kept.BranchId, CallerId = kept.CallerId, Reference = $"k{n}", Asked = [], Answer = "{}", At = kept.At }));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        world.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(0, await Forget());
        Assert.Equal(first.Text, (await piet.Post(path, Usd("10.00"), key: "k")).Must(201).Text);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1501, await Forget());
        Assert.Equal(["form"], await db.Done.Select(d => d.Reference).ToArrayAsync(TestContext.Current.CancellationToken));
        (await piet.Post(path, Usd("11.00"), key: "k")).Must(201);
        Assert.Equal(form, await Form());
        Assert.Equal(10m + 5m + 11m, await world.Balance(world.Rosa));
    }

    [Fact]
    public async Task The_program_forgets_by_itself()
    {
        var world = await World.Open(DatabaseKind.Sqlite);
        await using var panel = Panel.On(world);
        await panel.Key(world.Piet);
        await using var db = world.Db();
        var key = await db.ApiKeys.SingleAsync(TestContext.Current.CancellationToken);
        db.Add(new Done { BranchId = key.BranchId, CallerId = key.Id, Reference = "k", Asked = [], Answer = "{}", At = key.CreatedAt });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        world.Clock.Advance(TimeSpan.FromHours(25));

        (await panel.Visitor().Client.GetAsync("/health/live", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        for (var tries = 0; await db.Done.AnyAsync(TestContext.Current.CancellationToken); tries++)
        {
            Assert.True(tries < 1200, "Nobody has forgotten it.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    [Theory, OnBoth]
    public async Task A_key_that_is_made_under_a_forgotten_reference_is_another_key(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var rosa = await panel.Api(panel.World.Rosa);
        await using var database = DatabaseChoice.From(panel.World.Setting);
        var wanted = new { name = "Shop", scopes = new[] { "accounts:read" } };
        async Task<string> Make() => (await rosa.Post("/keys", wanted, key: "k")).Must(201).At("key")!;

        var first = await Make();
        panel.World.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(first, await Make());
        await ForgetReferences.Run(database, DateTime.UnixEpoch, panel.World.Clock.GetUtcNow().UtcDateTime, TestContext.Current.CancellationToken);
        var second = await Make();

        Assert.NotEqual(first, second);
        Assert.Equal(second, await Make());
        foreach (var key in new[] { first, second }) (await panel.Api(key).Get("/accounts")).Must(200);
    }

    [Theory, OnBoth]
    public async Task A_lost_update_is_told(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var piet = await panel.Api(panel.World.Piet);
        var path = $"/accounts/{panel.World.Rosa.Ref()}";
        var tag = (await piet.Get(path)).Must(200).Headers.ETag!.ToString();

        var changed = (await piet.Patch(path, new { phone = "+49 30 1" }, match: tag)).Must(200);
        Assert.Equal("stale", (await piet.Patch(path, new { phone = "+49 30 2" }, match: tag)).Must(412).Code);
        Assert.Equal("stale", (await piet.Patch(path, new { phone = "+49 30 2" }, match: "\"never\"")).Must(412).Code);
        (await piet.Patch(path, new { phone = "+49 30 3" }, match: changed.Headers.ETag!.ToString())).Must(200);
        (await piet.Patch(path, new { phone = "+49 30 4" }, match: "*")).Must(200);

        Assert.Equal("+49 30 4", (await piet.Get(path)).At("phone"));
        Assert.Equal("Hamburg", (await piet.Get(path)).At("address.city"));
    }

    [Theory, OnBoth]
    public async Task Work_and_imports_have_a_tag_too_and_an_old_one_is_told(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (nora, saul) = (await stage.As(stage.World.Nora), await stage.As(stage.World.Saul));
        var (work, import) = ($"/work/{stage.Works[0]}", $"/price-lists/imports/{stage.Import}");
        static async Task<string> Tag(HttpClient api, string path) => (await api.Get(path)).Must(200).Headers.ETag!.ToString();

        var first = await Tag(nora, work);
        (await nora.Post($"{work}/failed", new { reason = "No" }, match: "\"never\"")).Must(412);
        (await nora.Post($"{work}/done", match: first)).Must(200);
        Assert.NotEqual(first, await Tag(nora, work));
        (await nora.Post($"{work}/failed", new { reason = "No" }, match: first)).Must(412);

        var before = await Tag(saul, import);
        (await saul.Post($"{import}/check", match: before)).Must(200);
        Assert.Equal("stale", (await saul.Post($"{import}/apply", match: before)).Must(412).Code);
        Assert.Equal((await saul.Get(import)).Body.ToString(), (await saul.Get("/price-lists/imports")).Must(200).Body.GetProperty("items")[0].ToString());
        (await saul.Post($"{import}/apply", match: await Tag(saul, import))).Must(200);
    }

    [Theory, OnBoth]
    public async Task Of_two_changes_of_one_version_at_once_one_is_told(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var piet = await panel.Api(panel.World.Piet);
        var path = $"/accounts/{panel.World.Rosa.Ref()}";
        var tag = (await piet.Get(path)).Headers.ETag!.ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => piet.Patch(path, new { phone = $"+49 30 {i}" }, match: tag)));

        Assert.Equal([200, .. Enumerable.Repeat(412, 7)], answers.Select(a => a.Status).Order());
    }

    [Theory, OnBoth]
    public async Task Of_many_who_bring_the_same_person_at_once_one_does(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var rosa = await panel.Api(panel.World.Rosa);
        var path = $"/accounts/{panel.World.Rosa.Ref()}/users";

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => rosa.Post(path, new { email = "new@example.com", name = "Nia New", role = "viewer", reach = "own" })));

        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers, a => Assert.True(a.Status is 201 or 409 or 422, a.Text));
        await using var db = panel.World.Db();
        Assert.Equal("Nia New", (await db.Users.SingleAsync(u => u.Email == "new@example.com")).Name);
    }
}
