using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Data.Seed;
using Tributary.Orders;
using Tributary.Subscriptions;

namespace Tributary.Tests.Data;

[Trait("Category", "Long")]
public sealed class DemoTests
{
    [Theory, OnBoth]
    public async Task The_demo_lives_through_a_year_by_the_deeds_of_the_business(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind);
        await using var demo = new Demo(database.Choice, new DateTime(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc));

        var shown = await demo.Begin();
        var share = 0.0;
        await demo.Live(done => share = done, TestContext.Current.CancellationToken);

        Assert.Equal((5, 1.0), (shown.Count, share));
        await using var db = database.NewDb();
        var kinds = await db.Accounts.GroupBy(a => a.Kind).ToDictionaryAsync(g => g.Key, g => g.Count(), TestContext.Current.CancellationToken);
        Assert.Equal((1, 43, 330, 70), (kinds[AccountKind.Provider], kinds[AccountKind.Reseller], kinds[AccountKind.Customer], kinds[AccountKind.Division]));
        Assert.All(await db.Accounts.ToListAsync(TestContext.Current.CancellationToken), a => Assert.True(a.IsRegistered));
        Assert.True(await db.Orders.CountAsync(o => o.Kind == OrderKind.Renewal, TestContext.Current.CancellationToken) > 1000);
        var rosa = shown.Single(a => a.Name == "Rosewood IT").Id;
        Assert.True(await db.Subscriptions.AnyAsync(s => s.ShortId == rosa, TestContext.Current.CancellationToken));
        Assert.True(await db.Work.AnyAsync(w => w.FinishedAt == null, TestContext.Current.CancellationToken));
        await database.BooksMustBalance();
    }
}
