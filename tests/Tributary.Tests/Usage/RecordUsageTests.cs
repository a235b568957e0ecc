using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Subscriptions;
using Tributary.Tests.Orders;
using Tributary.Usage;

namespace Tributary.Tests.Usage;

public sealed class RecordUsageTests
{
    [Theory, OnBoth]
    public async Task An_event_counts_once_on_its_own_day_for_every_level(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var mail = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        ReportedUse[] uses =
        [
            new("a", mail.Id, "ada@cora.example", new(2026, 1, 14, 8, 0, 0, DateTimeKind.Utc), "open"), new("b", mail.Id, "Ada@Cora.example", new(2026, 1, 14, 9, 0, 0, DateTimeKind.Utc), "use"),
            new("c", mail.Id, "bob@cora.example", new(2025, 12, 1, 9, 0, 0, DateTimeKind.Utc), "use"), new("c", mail.Id, "bob@cora.example", new(2025, 12, 1, 9, 0, 0, DateTimeKind.Utc), "use"),
            new("d", mail.Id, "bob@cora.example", world.Clock.GetUtcNow().UtcDateTime.AddDays(1), "use"), new("e", Guid.NewGuid(), "bob@cora.example", new(2026, 1, 14, 9, 0, 0, DateTimeKind.Utc), "use"),
        ];

        var done = await Record(world, world.Saul, uses);
        Assert.Equal((3, 1), (done.Recorded, done.Repeated));
        Assert.Equal([(4, "at.future"), (5, "subscription.not_found")], done.Rejected.Select(r => (r.Index, r.Code)));
        Assert.Equal((0, 4), ((await Record(world, world.Rosa, uses)) is var again ? (again.Recorded, again.Repeated) : default));

        await using var db = world.Db();
        foreach (var level in new[] { world.Cora, world.Saul, world.Rosa, world.Piet, world.Nora })
        {
            var (then, late) = (await ActiveUsers.On(db, level.Id, new(2026, 1, 14)), await ActiveUsers.On(db, level.Id, new(2025, 12, 1)));
            Assert.Equal((2, 1, 1, 1), (then.Events, then.Users, then.Users7, then.Users30));
            Assert.Equal((1, 1, 1), (late.Users, late.Users30, late.Came));
            Assert.Equal(1, (await ActiveUsers.On(db, level.Id, new(2025, 12, 31))).Lost);
        }
        Assert.Equal(0, (await ActiveUsers.On(db, world.Dana.Id, new(2026, 1, 14))).Users);
        await Books.MustBalance(world.Database);
    }

    [Theory, OnBoth]
    public async Task A_stranger_and_a_child_record_nothing_and_learn_nothing(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var mail = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        foreach (var other in new[] { world.Xena, world.Dana })
        {
            var refused = Assert.Single((await Record(world, other, [new("x", mail.Id, "eve", new(2026, 1, 14, 8, 0, 0, DateTimeKind.Utc), "use")])).Rejected);
            var missing = Assert.Single((await Record(world, other, [new("x", Guid.NewGuid(), "eve", new(2026, 1, 14, 8, 0, 0, DateTimeKind.Utc), "use")])).Rejected);
            Assert.Equal(missing, refused);
        }
        await using var db = world.Db();
        Assert.False(await db.UsageEvents.AnyAsync());
    }

    [Theory, OnBoth]
    public async Task The_day_is_the_customers(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        await using (var db = world.Db())
            await db.CompanyProfiles.Where(p => p.AccountId == world.Cora.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.TimeZone, "Pacific/Auckland"));
        var mail = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        await Record(world, world.Saul, [new("x", mail.Id, "ada", new(2026, 1, 13, 23, 30, 0, DateTimeKind.Utc), "use")]);

        await using var read = world.Db();
        Assert.Equal(1, (await ActiveUsers.On(read, world.Nora.Id, new(2026, 1, 14))).Users);
        Assert.Equal(0, (await ActiveUsers.On(read, world.Nora.Id, new(2026, 1, 13))).Users);
    }

    [Theory, OnBoth]
    public async Task Many_batches_at_once_count_what_is_there(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var (mail, xenas) = (await world.Buy(world.Cora, await world.Plan("MAIL", 10m)), world.Xena);
        var random = new Random(20260115);
        var uses = Enumerable.Range(0, 6000).Select(i => new ReportedUse($"e{random.Next(5000)}", mail.Id, $"u{random.Next(120)}",
            new DateTime(2026, 1, 15, 0, 0, 0, DateTimeKind.Utc).AddMinutes(-random.Next(200 * 24 * 60)), "use")).ToList();
        // The same id says the same.
        uses = [.. uses.GroupBy(u => u.Id).SelectMany(g => g.Select(_ => g.First()))];

        var done = await Task.WhenAll(uses.Chunk(500).Select(chunk => Record(world, world.Saul, chunk)));
        Assert.Equal(uses.DistinctBy(u => u.Id).Count(), done.Sum(d => d.Recorded));
        await using var db = world.Db();
        Assert.Equal(uses.Select(u => u.EndUser).Distinct().Count(), await db.EndUsers.CountAsync());
        await Books.MustBalance(world.Database);

        // And a kept figure that is wrong is found.
        Task<int> Bend(int by) => db.ActiveDays.Where(d => d.AccountId == world.Rosa.Id && d.Day == new DateOnly(2026, 1, 1)).ExecuteUpdateAsync(set => set.SetProperty(d => d.Users30, d => d.Users30 + by));
        await Bend(1);
        var report = await Tributary.Reports.CheckBooks.Run(world.Database, TimeProvider.System);
        Assert.Equal(1, report.Findings);
        await Bend(-1);
    }

    [Theory, OnBoth]
    public async Task Who_wishes_not_to_know_end_users_is_told_no_names(DatabaseKind kind)
    {
        await using var world = await PlaceOrderTests.Funded(kind);
        var mail = await world.Buy(world.Cora, await world.Plan("MAIL", 10m));
        await Record(world, world.Saul, [new("x", mail.Id, "ada@cora.example", new(2026, 1, 14, 8, 0, 0, DateTimeKind.Utc), "use")]);
        await world.Do(new Tributary.Partners.SetOwnSettings { By = world.Rosa.Viewer, HidesEndUsers = true });
        await Record(world, world.Saul, [new("y", mail.Id, "bob@cora.example", new(2026, 1, 14, 8, 0, 0, DateTimeKind.Utc), "use")]);

        await using var db = world.Db();
        Assert.Equal([null, "ada@cora.example"], (await db.EndUsers.AsNoTracking().Select(u => u.Name).ToListAsync()).Order());
        Assert.Equal(1, await ForgetEndUsers.Do(world.Database, default));
        Assert.All(await db.EndUsers.AsNoTracking().ToListAsync(), user => Assert.Null(user.Name));
        Assert.Equal(2, (await ActiveUsers.On(db, world.Nora.Id, new(2026, 1, 14))).Users);
    }

    private static Task<UsageRecorded> Record(World world, Cast by, IReadOnlyList<ReportedUse> uses) =>
        new RecordUsage(world.Database, world.Clock).Do(by.Viewer, uses, default);
}
