using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Usage;

namespace Tributary.Tests.Api;

/// <summary>From the panel into a product: the token, who redeems it, and what is counted.</summary>
public sealed class LaunchTests
{
    [Theory, OnBoth]
    public async Task S1_01_Who_opens_a_product_from_the_panel_is_known_to_its_maker_and_counted_once(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (nora, saul) = (await stage.As(stage.World.Nora), await stage.As(stage.World.Saul));
        var body = new { token = stage.LaunchToken };
        await using (var db = stage.World.Db())
            Assert.DoesNotContain(stage.LaunchToken, System.Text.Json.JsonSerializer.Serialize(await db.Launches.AsNoTracking().SingleAsync()));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => nora.Post("/launches/redeem", body)));
        var known = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer != known), answer => Assert.Equal((404, "launch.not_found"), (answer.Status, answer.Code)));
        Assert.Equal((PublicId.Format("sub", stage.Running.Id), stage.World.Cora.Ref(), "en"), (known.At("subscription"), known.At("account"), known.At("language")));
        Assert.StartsWith("usr_", known.At("endUser"));

        await using var after = stage.World.Db();
        var use = await after.UsageEvents.AsNoTracking().SingleAsync();
        Assert.Equal(("launch", stage.World.Cora.Id, stage.World.Today), (use.Kind, use.AccountId, use.Day));
        Assert.Empty(await after.Launches.ToListAsync());
        Assert.Equal("1", (await saul.Get($"/accounts/{stage.World.Cora.Ref()}/dashboard")).Must(200).At("activeUsers"));
    }

    [Theory, OnBoth]
    public async Task A_token_that_is_too_old_unknown_anothers_or_of_a_paused_subscription_is_answered_alike(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (nora, saul) = (await stage.As(stage.World.Nora), await stage.As(stage.World.Saul));
        var subscription = PublicId.Format("sub", stage.Running.Id);
        async Task Refused(HttpClient by, string token) => Assert.Equal("launch.not_found", (await by.Post("/launches/redeem", new { token })).Must(404).Code);

        await Refused(nora, "nothing");
        await Refused(saul, stage.LaunchToken);
        (await saul.Post($"/subscriptions/{subscription}/pause")).Must(200);
        await Refused(nora, stage.LaunchToken);
        (await saul.Post($"/subscriptions/{subscription}/resume")).Must(200);
        stage.World.Clock.Advance(Launch.Lasts);
        await Refused(nora, stage.LaunchToken);
        (await nora.Post("/launches/redeem", new { token = new string('x', 201) })).Must(422);

        await using var db = stage.World.Db();
        Assert.Empty(await db.UsageEvents.ToListAsync());
        Assert.Equal(1, await ForgetLaunches.Do(db, stage.World.Clock.GetUtcNow().UtcDateTime, CancellationToken.None));
    }

    [Fact]
    public async Task Only_the_people_of_the_account_open_it_and_no_key_and_no_guest()
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var (world, launch) = (stage.World, new LaunchProduct(stage.World.Database, stage.World.Clock));
        var saul = world.Saul.Viewer with { UserId = Guid.NewGuid() };
        var cora = world.Cora.Viewer with { UserId = Guid.NewGuid() };
        var guest = new Guest { PassId = Guid.NewGuid(), Name = "Saul", AccountId = world.Saul.Id, Path = world.Saul.Viewer.Path, IsReadOnly = false };
        Task<Refusal> No(Viewer by) => Assert.ThrowsAsync<Refusal>(() => launch.Do(by, stage.Running.Id, CancellationToken.None));

        Assert.Equal(RefusalKind.NotFound, (await No(saul)).Kind);
        Assert.Equal(RefusalKind.NotFound, (await No(cora with { UserId = null })).Kind);
        Assert.Equal(RefusalKind.Forbidden, (await No(cora with { Guest = guest })).Kind);
        await world.Do(new Tributary.Catalog.EditProduct { By = world.Nora.Viewer, ProductId = stage.Plan.ProductId, LaunchAddress = "" });
        Assert.Equal("launch.closed", (await No(cora)).Code);
    }

    [Fact]
    public async Task A_launch_address_is_one_of_the_web_and_its_maker_alone_reads_it()
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var (nora, saul) = (await stage.As(stage.World.Nora), await stage.As(stage.World.Saul));
        var product = "/products/" + PublicId.Format("prd", stage.Plan.ProductId);

        foreach (var wrong in new[] { "mail.test", "http://mail.test/", "javascript:alert(1)", "https://ann:secret@mail.test/", "https://mail.test/#top", "https://mail.test/?launch=1", "https://mail.test/" + new string('x', 500) })
            Assert.NotNull((await nora.Send(HttpMethod.Patch, product, new { launchAddress = wrong })).Must(422).Wrong("launchAddress"));
        (await nora.Send(HttpMethod.Patch, product, new { launchAddress = "http://127.0.0.1:8080/in?from=panel" })).Must(200);

        Assert.Equal("http://127.0.0.1:8080/in?from=panel", (await nora.Get(product)).Must(200).At("launchAddress"));
        Assert.DoesNotContain("127.0.0.1", (await saul.Get(product)).Must(200).Text);
        Assert.Equal("?from=panel&launch=abc", LaunchAddress.With("http://127.0.0.1:8080/in?from=panel", "abc").Query);
    }
}
