using Microsoft.Data.Sqlite;
using Tributary.Data;
using Tributary.Data.Seed;

namespace Tributary.Browser;

/// <summary>
/// The demo company's year, lived once for all journeys: each gets a copy of the database of its own. A year that ended on another day
/// than it is now is lived again, for a journey past midnight must find a company that was at work yesterday.
/// </summary>
internal sealed class LivedDemo : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tributary-lived-").FullName;
    private readonly SemaphoreSlim door = new(1, 1);
    private (DateOnly Day, string File, IReadOnlyList<DemoAccount> Shown)? lived;

    /// <summary>Puts a database with the year behind it into this file, and tells whom the demo shows.</summary>
    public async Task<IReadOnlyList<DemoAccount>> CopyTo(string file)
    {
        await door.WaitAsync();
        try
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            if (lived is not { } year || year.Day != DateOnly.FromDateTime(now)) lived = year = await Live(now);
            File.Copy(year.File, file);
            return year.Shown;
        }
        finally
        {
            door.Release();
        }
    }

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        door.Dispose();
    }

    private async Task<(DateOnly Day, string File, IReadOnlyList<DemoAccount> Shown)> Live(DateTime now)
    {
        var day = DateOnly.FromDateTime(now);
        var (work, file) = (Path.Combine(folder, $"{day:yyyyMMdd}-work.db"), Path.Combine(folder, $"{day:yyyyMMdd}.db"));
        var shown = await Fill(work, now, year: true);
        // A copy of its own holds what a write-ahead log may still have had beside the file.
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = work, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var copy = connection.CreateCommand();
        copy.CommandText = "VACUUM INTO $file";
        copy.Parameters.AddWithValue("$file", file);
        await copy.ExecuteNonQueryAsync();
        return (day, file, shown);
    }

    /// <summary>Makes a database with the demo company in this file: on its first day, or after a year that ends now.</summary>
    public static async Task<IReadOnlyList<DemoAccount>> Fill(string file, DateTime now, bool year)
    {
        await using var database = DatabaseChoice.From(file);
        await database.MigrateAsync();
        await using var demo = new Demo(database, now);
        var shown = await demo.Begin();
        if (year) await demo.Live(_ => { });
        return shown;
    }
}
