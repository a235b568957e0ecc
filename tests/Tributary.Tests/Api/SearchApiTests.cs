using Tributary.Data;

namespace Tributary.Tests.Api;

/// <summary>The search as programs use it.</summary>
public sealed class SearchApiTests
{
    [Theory, OnBoth]
    public async Task A_key_finds_what_its_scopes_read(DatabaseKind kind)
    {
        await using var stage = await Stage.Open(kind);
        var saul = await stage.As(stage.World.Saul);

        var all = (await saul.Get("/search?q=cora&limit=1")).Must(200);
        Assert.Equal("customer", all.At("groups.0.kind"));
        Assert.Equal((stage.World.Cora.Ref(), "Cora"), (all.At("groups.0.items.0.id"), all.At("groups.0.items.0.name")));
        Assert.Contains("\"subscription\"", (await saul.Get("/search?q=product+ma")).Must(200).Text);
        var orders = (await (await stage.As(stage.World.Saul, "orders:read")).Get("/search?q=product+ma")).Must(200).Text;
        Assert.Contains("\"subscription\"", orders);
        Assert.DoesNotContain("\"product\"", orders);
        Assert.DoesNotContain("cora", (await (await stage.As(stage.World.Saul, "wallet:read")).Get("/search?q=cora")).Must(200).Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_search_for_nothing_is_told_so()
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var saul = await stage.As(stage.World.Saul);

        foreach (var query in new[] { "", "?q=", "?q=x", "?q=%2D%2D", "?q=cora&limit=0", "?q=cora&limit=21", "?q=cora&limit=x" })
            Assert.Equal("query.invalid", (await saul.Get("/search" + query)).Must(422).Code);
    }
}
