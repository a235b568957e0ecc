using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Tributary.Data;

/// <summary>
/// The whole schema as one script: a new SQLite file is made by it sooner than by the migrations one after the other, whose
/// models would have to be built and compared. <c>eng/migrate</c> writes it from a file that the migrations made; a test holds both
/// against each other. A file in which something is, and PostgreSQL, are brought up by the migrations.
/// </summary>
public static class SqliteSchema
{
    private const string Resource = "sqlite-schema.sql";

    // The automatic indexes, whose text is null, come with their tables; all else is made behind them.
    private const string Made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type <> 'table', type, name";
    private const string Applied = "SELECT printf('INSERT INTO \"__EFMigrationsHistory\" VALUES (%Q, %Q)', MigrationId, ProductVersion) FROM \"__EFMigrationsHistory\" ORDER BY MigrationId";

    /// <summary>The script that the program brings along.</summary>
    public static string Kept()
    {
        using var reader = new StreamReader(typeof(SqliteSchema).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd();
    }

    /// <summary>Makes everything in a file that has nothing in it, in one transaction; of several programs that start at once, one does it.</summary>
    internal static async Task MakeWhereEmpty(TributaryDb db, CancellationToken cancel)
    {
        await db.Database.OpenConnectionAsync(cancel);
        try
        {
            var connection = (SqliteConnection)db.Database.GetDbConnection();
            if (!await IsEmpty(connection, cancel)) return;
            await using var transaction = connection.BeginTransaction();
            if (!await IsEmpty(connection, cancel)) return;
            await using var command = connection.CreateCommand();
            command.CommandText = Kept();
            await command.ExecuteNonQueryAsync(cancel);
            await transaction.CommitAsync(cancel);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>The script of a file that the migrations made; its connection is open.</summary>
    public static async Task<string> Of(DbConnection connection)
    {
        var statements = new List<string>();
        foreach (var query in new[] { Made, Applied })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = query;
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) statements.Add(reader.GetString(0).ReplaceLineEndings("\n"));
        }
        return string.Concat(statements.Select(s => $"{s};\n"));
    }

    private static async Task<bool> IsEmpty(SqliteConnection connection, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT NOT EXISTS (SELECT 1 FROM sqlite_master)";
        return (long)(await command.ExecuteScalarAsync(cancel))! == 1;
    }
}
