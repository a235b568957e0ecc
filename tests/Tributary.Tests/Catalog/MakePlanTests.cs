using Microsoft.EntityFrameworkCore;
using Tributary.Catalog;
using Tributary.Data;

namespace Tributary.Tests.Catalog;

public sealed class MakePlanTests
{
    [Theory, OnBoth]
    public async Task A_plan_is_made_edited_and_keeps_its_versions(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var mail = await world.Plan("mail-1");
        var edited = await world.Do(new EditPlan { By = world.Nora.Viewer, PlanId = mail.PlanId, Version = 0, Details = new() { Name = "Mail Plus", MaxQuantity = 50 } });
        Assert.Equal((2, 1L), (edited.PlanVersion, edited.Version));
        await world.Refused("stale", new EditPlan { By = world.Nora.Viewer, PlanId = mail.PlanId, Version = 0 });
        Assert.Equal(2, (await world.Do(new EditPlan { By = world.Nora.Viewer, PlanId = mail.PlanId, Withdrawn = true })).PlanVersion);

        await using var db = world.Db();
        var plan = await db.Plans.SingleAsync();
        Assert.Equal(("MAIL-1", "Mail Plus", 50, true), (plan.Code, plan.Name, plan.MaxQuantity, plan.WithdrawnAt is not null));
        var versions = await db.PlanVersions.OrderBy(v => v.Number).Select(v => v.Snapshot).ToListAsync();
        Assert.Contains("\"name\":\"Plan mail-1\"", versions[0]);
        Assert.Contains("\"name\":\"Mail Plus\"", versions[1]);
        Assert.Equal([8_00L, 80_00L], await db.PricePoints.OrderBy(p => p.BaseCost).Select(p => p.BaseCost).ToListAsync());
    }

    [Theory, OnBoth]
    public async Task A_code_is_unique_for_its_maker_within_a_batch_too(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        MakeProduct Make(Cast by, string code) => new() { By = by.Viewer, Code = code, Name = "X" };
        var answers = await world.Desk.DoAll([Make(world.Nora, "a"), Make(world.Nora, "A")]);
        Assert.Equal("product.code_taken", Assert.Single(answers.OfType<Refusal>()).Code);
        await world.Refused("product.code_taken", Make(world.Nora, "A "));
        await world.Do(Make(world.Piet, "A"));
        foreach (var wrong in new[] { "", "-a", "a b", "ä", new('a', 65) }) await world.Refused("product.invalid", Make(world.Nora, wrong));
    }

    [Theory, OnBoth]
    public async Task Only_its_maker_changes_it_and_only_who_sells_makes(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var mail = await world.Plan();
        await world.Refused("plan.not_found", new EditPlan { By = world.Piet.Viewer, PlanId = mail.PlanId });
        await world.Refused("product.not_found", new EditProduct { By = world.Piet.Viewer, ProductId = mail.ProductId, Name = "Mine" });
        await world.Refused("product.not_found", new MakePlan { By = world.Piet.Viewer, ProductId = mail.ProductId, Code = "X", Details = new() { Name = "X" } });
        await world.Refused("plan.not_found", new SetPricePoint { By = world.Piet.Viewer, PlanId = mail.PlanId, Interval = Interval.Monthly, BaseCost = new(1, Currency.Usd) });
        await world.Refused("account.no_seller", new MakeProduct { By = world.Cora.Viewer, Code = "X", Name = "X" });
        await world.Do(new EditProduct { By = world.Nora.Viewer, ProductId = mail.ProductId, Name = "Post", Withdrawn = true });
    }

    [Theory, OnBoth]
    public async Task What_is_wrong_is_named_by_field(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var mail = await world.Plan();
        var refusal = await world.Refused("plan.invalid", new MakePlan
        {
            By = world.Nora.Viewer, ProductId = mail.ProductId, Code = "?", Details = new() { MinQuantity = 5, MaxQuantity = 2, GraceDays = -1, ConnectorSettings = "[]" },
        });
        Assert.Equal(["code", "connectorSettings", "graceDays", "maxQuantity", "name"], refusal.Errors.Keys.Order());
        refusal = await world.Refused("price_point.invalid", new SetPricePoint
        {
            By = world.Nora.Viewer, PlanId = mail.PlanId, Interval = (Interval)5, BaseCost = new(-1, Currency.Usd), Recommended = new(1, Currency.Eur), EffectiveFrom = new(2026, 1, 1),
        });
        Assert.Equal(["baseCost", "effectiveFrom", "interval", "recommended"], refusal.Errors.Keys.Order());
        await world.Refused("plan.invalid", new EditPlan { By = world.Nora.Viewer, PlanId = mail.PlanId, Details = new() { MinQuantity = 0 } });
        await using var db = world.Db();
        Assert.Equal(1, (await db.Plans.SingleAsync()).MinQuantity);
    }
}
