using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>A program gives a subscription to another account of the same payer.</summary>
public sealed class AssignSubscriptionTests
{
    [Theory, OnBoth]
    public async Task S1_07_A_program_reassigns_what_runs_within_one_payer_and_to_nobody_else(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var (world, running) = (stage.World, PublicId.Format("sub", stage.Running.Id));
        var (saul, cora, dana, xena) = (await stage.As(world.Saul), await stage.As(world.Cora), await stage.As(world.Dana), await stage.As(world.Xena));
        var door = $"/subscriptions/{running}/assign";
        object To(Cast cast) => new { account = cast.Ref() };

        Assert.Equal("subscription.other_payer", (await saul.Post(door, To(stage.Ines))).Must(422).Code);
        Assert.NotNull((await saul.Post(door, To(world.Saul))).Must(422).Wrong("account"));
        (await saul.Post(door, new { })).Must(422);
        foreach (var (by, to) in new[] { (cora, stage.Ines), (saul, world.Xena), (dana, world.Dana), (xena, world.Xena) }) (await by.Post(door, To(to))).Must(404);
        (await (await stage.As(world.Saul, "orders:read")).Post(door, To(world.Dana))).Must(403);
        Assert.Equal(world.Dana.Ref(), (await cora.Post(door + "/preview", To(world.Dana))).Must(200).At("account"));
        Assert.Equal(world.Cora.Ref(), (await cora.Get($"/subscriptions/{running}")).Must(200).At("account"));

        var first = (await cora.Post(door, To(world.Dana), key: "once")).Must(200);
        Assert.Equal((running, world.Dana.Ref()), (first.At("subscription"), first.At("account")));
        Assert.Equal(first.Text, (await cora.Post(door, To(world.Dana), key: "once")).Must(200).Text);
        Assert.Equal("idempotency.reused", (await cora.Post(door, To(world.Cora), key: "once")).Must(422).Code);

        // The division has it, and its key; who paid for it still does.
        Assert.Equal(world.Dana.Ref(), (await dana.Get($"/subscriptions/{running}")).Must(200).At("account"));
        Assert.Equal(("open sesame", world.Dana.Ref()), ((await dana.Get($"/assets/{stage.Asset}")).Must(200).At("secret"), (await saul.Get($"/assets/{stage.Asset}")).At("account")));
        Assert.Null((await cora.Get($"/assets/{stage.Asset}")).Must(200).At("secret"));
        await using var db = world.Db();
        Assert.Equal(2, await db.Trail.CountAsync(t => t.Subject == running && t.Action.StartsWith("subscription.assigned")));
    }
}
