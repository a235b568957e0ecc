using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Partners;

namespace Tributary.Tests.Partners;

/// <summary>A number that does not come is put before a person, once.</summary>
public sealed class ReportPendingTests
{
    private static async Task<Guid> Opened(World world) => (await world.Do(new OpenAccount
    {
        By = world.Saul.Viewer, ParentBranchId = world.Saul.BranchId, ParentId = world.Saul.Id, Kind = AccountKind.Customer, Details = World.Details("Late Ltd"),
    })).Id;

    private static async Task<int> Report(World world)
    {
        await using var db = world.Db();
        var told = 0;
        foreach (var deed in await ReportPending.Waiting(db, world.Worker, world.Desk.Now)) told += (await world.Do(deed)).Count;
        return told;
    }

    [Theory, OnBoth]
    public async Task The_provider_is_told_after_an_hour_and_once(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var id = await Opened(world);
        async Task<int> Notices()
        {
            await using var db = world.Db();
            return await db.Notices.CountAsync(n => n.Kind == "account.pending" && n.AccountId == world.Nora.Id && n.Subject == PublicId.Format("acc", id));
        }

        world.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await Report(world));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await Report(world));
        world.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, await Report(world));

        Assert.Equal(1, await Notices());
        await using var all = world.Db();
        Assert.Equal(1, await all.Notices.CountAsync(n => n.Kind == "account.pending"));
        Assert.NotNull((await all.Accounts.SingleAsync(a => a.Id == id)).PendingReportedAt);
    }

    [Theory, OnBoth]
    public async Task What_failed_is_told_at_once_and_what_has_its_number_is_not(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var id = await Opened(world);
        ReportPending Told() => new() { By = world.Worker, InBranch = world.Saul.BranchId, AccountIds = [id, world.Cora.Id] };

        Assert.Equal(1, (await world.Do(Told())).Count);
        Assert.Equal(0, (await world.Do(Told())).Count);
        await world.Refused("right.missing", new ReportPending { By = world.Nora.Viewer, InBranch = world.Saul.BranchId, AccountIds = [id] });
    }

    [Theory, OnBoth]
    public async Task A_person_of_the_provider_may_try_it_and_nobody_else(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var id = await Opened(world);
        RegisterAccounts Try(Viewer by) => new() { By = by, InBranch = world.Saul.BranchId, AccountIds = [id] };

        await world.Refused("right.missing", Try(world.Saul.Viewer));
        await world.Refused("right.missing", Try(world.Nora.Viewer with { Rights = Right.ViewAll }));
        Assert.Equal(1, (await world.Do(Try(world.Nora.Viewer))).Count);
        await using var db = world.Db();
        Assert.NotNull((await db.Accounts.SingleAsync(a => a.Id == id)).Number);
    }
}
