using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Tests.Crashes;

/// <summary>
/// The served program, and the database under it, killed with SIGKILL in the midst of settlement, renewal and delivery:
/// nothing that was answered is lost, nothing is done twice, and the books fit. <c>bench/crash</c> does the same a
/// hundred times.
/// </summary>
[Trait("Category", "Crash")]
public sealed class KilledTests
{
    [Theory, OnBoth]
    public Task The_served_program_is_killed_and_nothing_is_lost_or_doubled(DatabaseKind kind) => Endure(
        async () => await Ordeal.Begin(await World.Open(kind)),
        async ordeal =>
        {
            await ordeal.Programs[0].Kill();
            await ordeal.Programs[0].Start();
        });

    [Fact]
    public async Task PostgreSQL_is_killed_under_the_served_program_and_nothing_is_lost_or_doubled()
    {
        using var server = new OwnPostgres();
        var stages = 0;
        await Endure(
            async () => await Ordeal.Begin(await World.Open(await TestDatabase.CreateOn(server.ConnectionString, $"story{++stages}"))),
            ordeal => Crash(server, ordeal));
    }

    [Fact]
    public async Task The_control_without_the_memory_of_keys_what_is_asked_again_is_doubled()
    {
        await using var ordeal = await Ordeal.Begin(await World.Open(DatabaseKind.Sqlite));
        await ordeal.Round(async () =>
        {
            await ordeal.Programs[0].Kill();
            await using (var db = ordeal.World.Db()) await db.Done.ExecuteDeleteAsync();
            await ordeal.Programs[0].Start();
        });
        await ordeal.Settle();

        var found = await Reckoning.All(ordeal);

        Assert.Contains(found, sentence => sentence.StartsWith("doubled: ", StringComparison.Ordinal));
        Assert.Contains(found, sentence => sentence.Contains(" was answered ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_control_without_durability_what_was_answered_is_lost()
    {
        using var server = new OwnPostgres();
        // Answered as soon as it is in the server's memory, which is large enough for the whole story; and nobody writes it down from there meanwhile.
        string[] lax = ["synchronous_commit = off", "wal_buffers = '64MB'", "full_page_writes = off", "bgwriter_lru_maxpages = 0", "checkpoint_timeout = '1h'", "autovacuum = off"];
        foreach (var setting in lax) await server.Run($"ALTER SYSTEM SET {setting}");
        await server.Crash();
        await server.Freeze("walwriter");
        await using var ordeal = await Ordeal.Begin(await World.Open(await TestDatabase.CreateOn(server.ConnectionString, "story")));
        // The stage itself is to outlive the crash: without it there would be no tables to look into.
        await server.Run("CHECKPOINT");

        await ordeal.Round(() => Crash(server, ordeal));

        Assert.NotEmpty(await Reckoning.Lost(ordeal));
    }

    // The story's own connections are dead as well.
    private static async Task Crash(OwnPostgres server, Ordeal ordeal)
    {
        await server.Crash();
        ordeal.World.Database.Postgres!.Clear();
    }

    private static async Task Endure(Func<Task<Ordeal>> begin, Func<Ordeal, Task> strike)
    {
        for (var left = Ordeal.Strikes; left > 0; left -= Ordeal.MostOnAStage)
        {
            var ordeal = await begin();
            try
            {
                for (var i = 0; i < Math.Min(left, Ordeal.MostOnAStage); i++) await ordeal.Round(() => strike(ordeal));
                await ordeal.Settle();
                await ordeal.MustHold();
            }
            catch (Exception first)
            {
                // Its end may fail as well, where the database is gone, and would hide what came first.
                if (await Record.ExceptionAsync(async () => await ordeal.DisposeAsync()) is { } second) throw new AggregateException(first, second);
                throw;
            }
            await ordeal.DisposeAsync();
        }
    }
}
