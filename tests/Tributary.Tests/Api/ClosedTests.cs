using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Orders;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>What a program may rely on when it hears a no, agrees to a price, guesses keys, or keeps secrets with us.</summary>
public sealed class ClosedTests
{
    private static object Lines(Cast account, MadePlan plan, int quantity = 1, object? agreed = null) => new
    {
        account = account.Ref(), agreedTotal = agreed, items = new[] { new { plan = PublicId.Format("pln", plan.PlanId), quantity, interval = "monthly" } },
    };

    [Theory, OnBoth]
    public async Task The_business_no_is_kept_under_its_key_and_wrong_input_is_not(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var plan = await world.Plan();
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul }) await world.TopUp(buyer, 100m);
        var cora = await panel.Api(world.Cora);

        var no = (await cora.Post("/orders", Lines(world.Cora, plan), key: "k")).Must(409);
        await world.TopUp(world.Cora, 100m);
        var again = (await cora.Post("/orders", Lines(world.Cora, plan), key: "k")).Must(409);

        Assert.Equal(("wallet.insufficient", no.Text), (again.Code, again.Text));
        Assert.Equal("idempotency.reused", (await cora.Post("/orders", Lines(world.Cora, plan, 2), key: "k")).Must(422).Code);
        (await cora.Post("/orders", Lines(world.Cora, plan), key: "another")).Must(201);
        (await cora.Post("/orders", Lines(world.Cora, plan, 1_000_001), key: "fixed")).Must(422);
        (await cora.Post("/orders", Lines(world.Cora, plan), key: "fixed")).Must(201);
    }

    [Theory, OnBoth]
    public async Task An_order_at_another_price_than_agreed_is_refused(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var world = panel.World;
        var plan = await Shopping.Stocked(panel);
        var (cora, rosa) = (await panel.Api(world.Cora), await panel.Api(world.Rosa));

        var wrong = (await cora.Post("/orders", Lines(world.Cora, plan, 3, new { amount = "58.61", currency = "USD" }))).Must(409);
        Assert.Equal("order.price_changed", wrong.Code);
        Assert.Contains("58.62 USD", wrong.Text);
        Assert.Equal("order.price_changed", (await cora.Post("/orders", Lines(world.Cora, plan, 3, new { amount = "58.62", currency = "EUR" }))).Must(409).Code);
        (await cora.Post("/orders", Lines(world.Cora, plan, 3, new { amount = "58.62", currency = "USD" }))).Must(201);
        // Rosa pays Piet 12.50 each; what Cora pays is not hers to know, nor to find out by trying.
        Assert.DoesNotContain("19.54", (await rosa.Post("/orders", Lines(world.Cora, plan, 1, new { amount = "19.54", currency = "USD" }))).Must(409).Text);
        (await rosa.Post("/orders", Lines(world.Cora, plan, 1, new { amount = "12.50", currency = "USD" }))).Must(201);
    }

    [Fact]
    public async Task Whoever_guesses_keys_is_held_before_anything_is_looked_up()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite, host => host.UseSetting("Api:WrongKeysPerAddressPerMinute", "3"));
        var right = await panel.Api(panel.World.Rosa);
        var guesser = panel.Api("trb_" + new string('x', 40));

        (await right.Get("/accounts")).Must(200);
        for (var i = 0; i < 3; i++) (await guesser.Get("/accounts")).Must(401);
        var held = (await guesser.Get("/accounts")).Must(429);

        Assert.Equal("rate.limited", held.Code);
        Assert.True(held.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        (await panel.Visitor().Client.GetAsync("/login")).EnsureSuccessStatusCode();
    }

    [Theory, OnBoth]
    public async Task A_connectors_secret_is_sealed_and_never_shown(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var nora = await panel.Api(panel.World.Nora);
        var plan = await panel.World.Plan("HOOK");
        var id = PublicId.Format("pln", plan.PlanId);
        async Task<string> Stored()
        {
            await using var db = panel.World.Db();
            return await db.Plans.Where(p => p.Id == plan.PlanId).Select(p => p.ConnectorSettings).SingleAsync();
        }
        const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

        var wrong = (await nora.Patch($"/plans/{id}", new { promises = new { connector = "webhook", connectorSettings = new { nonsense = "1" } } })).Must(422);
        Assert.Equal("connector.settings", wrong.Code);
        (await nora.Patch($"/plans/{id}", new { promises = new { connector = "webhook", connectorSettings = new { url = "https://example.com/hook", secret = Secret } } })).Must(200);
        var first = await Stored();
        Assert.DoesNotContain(Secret, first);
        Assert.Contains("sealed:", first);

        var visitor = await panel.SignIn(panel.World.Nora);
        var form = await visitor.Get($"/catalogue/plans/{id}/edit");
        Assert.Contains("https://example.com/hook", form.Document.DocumentElement.OuterHtml);
        foreach (var hidden in new[] { Secret, "sealed:" })
        {
            Assert.DoesNotContain(hidden, form.Document.DocumentElement.OuterHtml);
            Shopping.Lacks(await visitor.Get($"/catalogue/plans/{id}"), [hidden]);
            Assert.DoesNotContain(hidden, (await nora.Get($"/plans/{id}")).Must(200).Text);
        }
        // What is left out stays as it was, in the form and in the API.
        (await nora.Patch($"/plans/{id}", new { promises = new { connectorSettings = new { url = "https://example.com/other" } } })).Must(200);
        Assert.Contains("sealed:", await Stored());
        await visitor.Submit(await visitor.Get($"/catalogue/plans/{id}/edit"), null, ("Input.Name", "Hook"), ("Input.Unit", "seat"), ("Input.Connector", "webhook"), ("Input.ConnectorSettings", "{\"url\":\"https://example.com/third\"}"));
        Assert.Contains("third", await Stored());
        Assert.Contains("sealed:", await Stored());
    }

    [Theory, OnBoth]
    public async Task The_tag_of_an_order_changes_with_what_is_shown_and_not_with_what_happens_above(DatabaseKind kind)
    {
        await using var levels = await Vaults.Open(kind);
        var world = levels.World;
        var cora = await levels.Stage.As(world.Cora);
        async Task<string> Tag() => (await cora.Get($"/orders/{levels.OrderId}")).Must(200).Headers.ETag!.ToString();
        var before = await Tag();

        await world.TopUp(world.Rosa, 1m);
        await world.Retry(world.Rosa);
        Assert.Equal(before, await Tag());
        await world.TopUp(world.Rosa, 50_000m);
        await world.Retry(world.Rosa);
        Assert.Equal(before, await Tag());

        await levels.Deliver();
        Assert.NotEqual(before, await Tag());
        (await cora.Post($"/orders/{levels.OrderId}/cancel", match: before)).Must(412);
        var waiting = (await cora.Get($"/orders/{levels.Stage.Waiting}")).Headers.ETag!.ToString();
        (await cora.Post($"/orders/{levels.Stage.Waiting}/cancel", match: "\"never\"")).Must(412);
        (await cora.Post($"/orders/{levels.Stage.Waiting}/cancel", match: waiting)).Must(200);
    }
}
