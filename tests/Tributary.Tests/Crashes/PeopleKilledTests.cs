extern alias crash;

using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity.Imports;
using Tributary.Tests.Api;
using Tributary.Tests.Stories;

namespace Tributary.Tests.Crashes;

/// <summary>
/// A batch file of twenty thousand rows is being added when the served program is killed with SIGKILL, at moments of chance;
/// the next one goes on: nobody is there twice, nobody is missing, nobody is written to twice.
/// </summary>
[Trait("Category", "Crash")]
public sealed class PeopleKilledTests
{
    private const int Many = 20_000, Faulty = Many / 100, Kills = 3;

    [Theory, OnBoth]
    public async Task S4_07_Killed_while_people_are_added_nobody_is_there_twice_and_nobody_is_missing(DatabaseKind kind)
    {
        // A quick program may have added all of them before it is killed: what that comes to must be right too, but it is told once more.
        for (var told = 1; !await KilledInTime(kind); told++) Assert.True(told < 5, "It was never killed in time to show anything.");
    }

    // Whether each kill met it at work.
    private static async Task<bool> KilledInTime(DatabaseKind kind)
    {
        var inTime = true;
        var folder = Directory.CreateTempSubdirectory("tributary-people-").FullName;
        await using var world = await World.Open(kind);
        try
        {
            // The clock of the story is moved past leases, which the killed program took along.
            var clock = new crash::Tributary.Crash.FileClock(Path.Combine(folder, "clock"));
            clock.MoveTo(world.Clock.GetUtcNow().UtcDateTime);
            var key = await world.Key(world.Saul);
            var (text, wrong) = TwentyThousandPeopleTests.File(Many);
            await using var program = await Served.Start(world.Setting, clock);
            var id = await Upload(program, key, world.Cora, text);

            // Once in the midst of the check, which begins anew, and more often while people are added.
            await Kill(program, world, clock, import => import.Rows > 0);
            await Until(program, world, clock, import => import.State == PeopleImportState.Checked);
            Assert.Equal((Many, Faulty), await Counts(world));
            (await program.Caller(key).Post($"/imports/{id}/apply", new { })).Must(200);
            for (var kill = 1; inTime && kill <= Kills; kill++)
            {
                var least = Many * kill / (Kills + 2);
                await Kill(program, world, clock, import => import.Finished > least);
                await using var db = world.Db();
                inTime = (await db.PeopleImports.SingleAsync()).State == PeopleImportState.Applying;
            }
            await Until(program, world, clock, import => !import.IsUnderWay);

            await using var read = world.Db();
            var done = await read.PeopleImports.AsNoTracking().SingleAsync();
            Assert.Equal((PeopleImportState.Done, Many - Faulty, 0, 0, Faulty), (done.State, done.Added, done.Asked, done.There, done.Faulty));
            await TwentyThousandPeopleTests.InOnce(world, Many - Faulty);
            var faults = await FailedRows.Page(read, done, 0, Many, default);
            Assert.Equal(wrong, faults.Select(f => $"{f.Row} {f.Wrong()[0].Column} {f.Wrong()[0].Code}"));
            return inTime;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory, OnBoth]
    public async Task S4_07_Twenty_thousand_rows_are_checked_and_added_in_flat_memory(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var key = await world.Key(world.Saul);
        await using var program = await Served.Start(world.Setting);
        // What is compiled and connected once is not of the file.
        await Added(program, key, world.Dana, TwentyThousandPeopleTests.File(2_000).Text.Replace("@example.com", "@dana.example", StringComparison.OrdinalIgnoreCase));
        var (before, text) = (program.MostMemory, TwentyThousandPeopleTests.File(Many).Text);

        var (check, all) = await Added(program, key, world.Cora, text);

        await TwentyThousandPeopleTests.InOnce(world, Many - Faulty);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {Many} rows, {text.Length / 1024} KB: checked after {check.TotalSeconds:0.0} s, all added after {all.TotalSeconds:0.0} s; most memory {before} MB before, {program.MostMemory} MB after.");
        if (before is { } held) Assert.InRange(program.MostMemory!.Value - held, 0, 200);
    }

    // Checked after, and added after.
    private static async Task<(TimeSpan Checked, TimeSpan Added)> Added(Served program, string key, Cast to, string text)
    {
        using var caller = program.Caller(key);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var id = await Upload(program, key, to, text);
        await PeopleImportsTests.Until(caller, id, "checked");
        var check = watch.Elapsed;
        (await caller.Post($"/imports/{id}/apply", new { })).Must(200);
        await PeopleImportsTests.Until(caller, id, "done");
        return (check, watch.Elapsed);
    }

    private static async Task<string> Upload(Served program, string key, Cast to, string text)
    {
        var file = new StringContent(text, Encoding.UTF8, "text/csv");
        return (await program.Caller(key).Send(HttpMethod.Post, $"/imports/people?account={to.Ref()}&fileName=people.csv", file)).Must(201).Id;
    }

    private static async Task Kill(Served program, World world, crash::Tributary.Crash.FileClock clock, Func<PeopleImport, bool> when)
    {
        await Until(program, world, clock, when, Random.Shared.Next(0, 15));
        await Task.Delay(Random.Shared.Next(0, 120));
        await program.Kill();
        world.Database.Postgres?.Clear();
        clock.Advance(TimeSpan.FromMinutes(1));
        await program.Start();
    }

    private static async Task Until(Served program, World world, crash::Tributary.Crash.FileClock clock, Func<PeopleImport, bool> what, int look = 50)
    {
        for (var since = System.Diagnostics.Stopwatch.StartNew(); ; await Task.Delay(look))
        {
            await using var db = world.Db();
            if (what(await db.PeopleImports.AsNoTracking().SingleAsync())) return;
            if (since.Elapsed > TimeSpan.FromMinutes(4)) Assert.Fail($"It does not come so far by {clock.GetUtcNow()}:\n{program.Said}");
        }
    }

    private static async Task<(int, int)> Counts(World world)
    {
        await using var db = world.Db();
        var import = await db.PeopleImports.AsNoTracking().SingleAsync();
        return (import.Rows, import.Faulty);
    }
}
