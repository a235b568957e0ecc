using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Tributary.Data;

namespace Tributary.Design;

// The tool needs a context of each kind to read the model from; it connects to neither database.

internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteDb>
{
    public SqliteDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=:memory:").Options);
}

internal sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresDb>
{
    public PostgresDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql("Host=localhost").Options);
}

/// <summary>Writes what the migrations make of a new SQLite file as one script, to the path that is given.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is not [var path])
        {
            await Console.Error.WriteLineAsync("This project only serves eng/migrate.");
            return 1;
        }
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        await using var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite(connection).Options);
        await db.Database.MigrateAsync();
        await File.WriteAllTextAsync(path, await SqliteSchema.Of(connection));
        return 0;
    }
}
