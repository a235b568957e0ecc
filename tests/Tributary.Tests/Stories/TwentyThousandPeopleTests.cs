using System.Diagnostics;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;
using Tributary.Identity.Imports;
using Tributary.Tests.Identity.Imports;

namespace Tributary.Tests.Stories;

/// <summary>A batch file of twenty thousand rows, of which one in a hundred is at fault: the right ones in, the others told by row and column.</summary>
[Trait("Category", "Long")]
public sealed class TwentyThousandPeopleTests
{
    private const int Many = 20_000;

    /// <summary>The file, and what is wrong in it as <see cref="Batch.Faults"/> tells it. Rows are counted from 2 on.</summary>
    internal static (string Text, IReadOnlyList<string> Wrong) File(int rows)
    {
        var (text, wrong) = (new StringBuilder("email,name,role,language,time zone\n"), new List<string>());
        for (var n = 1; n <= rows; n++)
        {
            var (email, role, language, zone) = ($"person.{n}@example.com", n % 3 == 0 ? "support" : "", n % 5 == 0 ? "de" : "", n % 7 == 0 ? "Asia/Tokyo" : "");
            if (n % 100 == 0)
            {
                string? column;
                (column, var code) = (n / 100 % 5) switch { 0 => ("email", "email.wrong"), 1 => ("role", "role.unknown"), 2 => ("language", "language.unknown"), 3 => ("time zone", "time_zone.unknown"), _ => ("email", "person.repeated") };
                wrong.Add($"{n + 1} {column} {code}");
                if (code == "email.wrong") email = $"person.{n}";
                else if (code == "role.unknown") role = "king";
                else if (code == "language.unknown") language = "tlh";
                else if (code == "time_zone.unknown") zone = "Mars/Base";
                else email = $"Person.{n - 1}@Example.com";
            }
            text.Append($"{email},\"Person, {n}\",{role},{language},{zone}\r\n");
        }
        return (text.ToString(), wrong);
    }

    [Theory, OnBoth]
    public async Task S4_07_Of_twenty_thousand_rows_the_right_ones_come_in_and_the_others_are_told(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var saul = await Batch.Somebody(world, world.Saul);
        var (text, wrong) = File(Many);
        using var measure = new Measure();

        var batch = await Batch.Upload(world, saul, text, world.Cora);
        var found = await batch.Work();
        measure.Lap("checked");
        Assert.Equal((PeopleImportState.Checked, Many, Many / 100, 0), (found.State, found.Rows, found.Faulty, found.There));
        Assert.Equal(wrong, await batch.Faults());
        var done = await batch.Apply();
        measure.Lap("added");
        Assert.Equal((PeopleImportState.Done, Many - Many / 100, Many / 100), (done.State, done.Added, done.Faulty));
        await InOnce(world, Many - Many / 100);

        var again = await Batch.Checked(world, saul, text, world.Cora);
        measure.Lap("checked again");
        Assert.Equal((Many - Many / 100, 0), ((await again.Now()).There, (await again.Now()).Ready));
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {Many} rows, {text.Length / 1024} KB: {measure}");
    }

    /// <summary>Nobody is there twice and nobody was written to twice.</summary>
    internal static async Task InOnce(World world, int people)
    {
        await using var db = world.Db();
        var cora = world.Cora.Id;
        Assert.Equal(people, await db.Memberships.CountAsync(m => m.AccountId == cora));
        Assert.Equal(people, await db.Memberships.Where(m => m.AccountId == cora).Select(m => m.UserId).Distinct().CountAsync());
        Assert.Equal(people, await db.Messages.CountAsync(m => m.AccountId == cora));
        Assert.Equal(people, await db.Messages.Where(m => m.AccountId == cora).Select(m => m.UserId).Distinct().CountAsync());
        Assert.Equal(people, await db.Users.CountAsync(u => db.Memberships.Any(m => m.AccountId == cora && m.UserId == u.Id)));
        Assert.Equal(0, await db.Users.CountAsync(u => u.NormalizedEmail!.StartsWith("PERSON.") && !db.Memberships.Any(m => m.UserId == u.Id)));
    }

    /// <summary>Time and the most memory that is held, told and not asserted: machines differ.</summary>
    private sealed class Measure : IDisposable
    {
        private readonly StringBuilder told = new();
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private readonly long before = GC.GetTotalMemory(forceFullCollection: true);
        private readonly Timer timer;
        private long most;

        public Measure() => timer = new(_ => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before), null, 0, 50);

        public void Lap(string what)
        {
            told.Append($"{what} in {watch.Elapsed.TotalSeconds:0.0} s with at most {most / 1024 / 1024} MB more on the heap, {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1024 / 1024} MB held after; ");
            most = 0;
            watch.Restart();
        }

        public void Dispose() => timer.Dispose();

        public override string ToString() => told.ToString();
    }
}
