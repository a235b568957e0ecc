using Tributary.Accounts;
using Tributary.Data;

namespace Tributary.Tests;

public sealed class WorldTests
{
    [Theory, OnBoth]
    public async Task The_cast_is_on_the_stage(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);

        Cast[] cast = [world.Nora, world.Piet, world.Rosa, world.Saul, world.Cora, world.Dana, world.Xena];
        Assert.All(cast, c => Assert.True(c.Account is { IsRegistered: true, Status: AccountStatus.Active }));
        Assert.Equal("/ /1/ /1/1/ /1/1/2/ /1/1/2/3/ /1/1/2/3/4/ /2/", string.Join(' ', cast.Select(c => c.Account.Path)));
        Assert.Equal([0, 1, 1, 1, 1, 1, 2], cast.Select(c => c.BranchId));
    }
}
