using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Subscriptions;

namespace Tributary.Tests.Data;

public sealed class BulkTests
{
    [Theory, OnBoth]
    public async Task A_set_may_begin_with_a_null_and_go_on_with_a_moment(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var now = world.Clock.GetUtcNow().UtcDateTime;
        Asset Row(DateTime? removed) => new()
        {
            BranchId = 1, Id = PublicId.New(world.Clock), AccountId = world.Cora.Id, Path = world.Cora.Account.Path, Kind = "licence", Name = "Key", CreatedAt = now, RemovedAt = removed,
        };
        await using var db = world.Db();
        await using var transaction = await db.Database.BeginTransactionAsync();

        await Bulk.Insert(db, typeof(Asset), [Row(null), Row(now), Row(null)], default);

        Assert.Equal([null, now, null], await db.Assets.OrderBy(a => a.Id).Select(a => a.RemovedAt).ToListAsync());
    }
}
