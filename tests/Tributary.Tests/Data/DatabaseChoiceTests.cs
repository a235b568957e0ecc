using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Tests.Data;

public sealed class DatabaseChoiceTests
{
    [Theory]
    [InlineData(null, DatabaseKind.Sqlite)]
    [InlineData(" ", DatabaseKind.Sqlite)]
    [InlineData("books.db", DatabaseKind.Sqlite)]
    [InlineData("Host=db;Database=tributary;Username=tributary", DatabaseKind.Postgres)]
    [InlineData("Database=tributary; host=db", DatabaseKind.Postgres)]
    public void The_setting_says_which(string? setting, DatabaseKind kind)
    {
        using var choice = DatabaseChoice.From(setting);

        Assert.Equal(kind, choice.Kind);
        Assert.Equal(kind is DatabaseKind.Postgres, choice.Postgres is not null);
    }

    [Theory]
    [InlineData("Server=db;Database=tributary")]
    [InlineData("postgres://tributary@db/tributary")]
    public void A_setting_of_another_kind_is_refused(string setting) =>
        Assert.Throws<ArgumentException>(() => DatabaseChoice.From(setting));

    [Fact]
    public async Task A_sqlite_connection_is_durable_and_guarded_however_it_was_opened()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Sqlite);

        await using (var raw = await database.Choice.OpenAsync()) await Guarded(raw);
        await using var db = database.NewDb();
        await db.Database.OpenConnectionAsync();
        await Guarded(db.Database.GetDbConnection());

        static async Task Guarded(DbConnection connection)
        {
            Assert.Equal("wal", await Scalar(connection, "PRAGMA journal_mode"));
            Assert.Equal(2L, await Scalar(connection, "PRAGMA synchronous"));
            Assert.Equal(1L, await Scalar(connection, "PRAGMA foreign_keys"));
            Assert.Equal(10_000L, await Scalar(connection, "PRAGMA busy_timeout"));
        }
    }

    [Theory, OnBoth]
    public async Task A_test_database_is_migrated_and_its_own(DatabaseKind kind)
    {
        await using var one = await TestDatabase.Create(kind);
        await using var other = await TestDatabase.Create(kind);

        await using (var raw = await one.Choice.OpenAsync()) await Scalar(raw, "CREATE TABLE only_here (id int)");

        await using var db = other.NewDb();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        await using var there = await other.Choice.OpenAsync();
        await Assert.ThrowsAnyAsync<DbException>(() => Scalar(there, "SELECT count(*) FROM only_here"));
    }

    private static async Task<object?> Scalar(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
