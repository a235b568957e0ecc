using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Partners;

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

    [Fact]
    public async Task What_was_prepared_on_a_sqlite_connection_goes_with_it()
    {
        var folder = Directory.CreateTempSubdirectory("tributary-test-").FullName;
        var file = Path.Combine(folder, "tributary.db");
        await using (var choice = DatabaseChoice.From(file))
        {
            await choice.MigrateAsync();
            await using var db = choice.CreateDbContext();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await Bulk.Insert(db, typeof(Setting), [new Setting { Name = "name", Value = "" }], default);
            await transaction.CommitAsync();
        }

        // The last to close takes what is in the log into the file; a statement left over would keep the connection.
        Assert.True(File.Exists(file + "-wal"));
        using (var choice = DatabaseChoice.From(file))
        using (var pool = new SqliteConnection(choice.ConnectionString)) SqliteConnection.ClearPool(pool);
        Assert.False(File.Exists(file + "-wal"));
        Directory.Delete(folder, recursive: true);
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

    [Fact]
    public async Task A_program_may_serve_under_a_role_that_cannot_change_tables()
    {
        await using var world = await World.Open(DatabaseKind.Postgres);
        var role = $"program_{Environment.ProcessId}";
        await using var owner = await world.Database.OpenAsync();
        await Scalar(owner, $"""
            REVOKE CREATE ON SCHEMA public FROM PUBLIC; CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA public TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}; GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
            """);
        try
        {
            await using var choice = DatabaseChoice.From(new NpgsqlConnectionStringBuilder(world.Setting) { Username = role, Pooling = false }.ToString());
            await choice.MigrateAsync();
            await using var desk = new Desk(choice, world.Clock, NullLogger<Desk>.Instance);
            await desk.Do(new EditAccount { By = world.Saul.Viewer, InBranch = world.Cora.BranchId, AccountId = world.Cora.Id, Details = new AccountDetails { Name = "Cora & Co" } });

            Assert.Equal("Cora & Co", (await world.Reload(world.Cora)).Name);
            await using var raw = await choice.OpenAsync();
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => Scalar(raw, "CREATE TABLE not_here (id int)"))).SqlState);
        }
        finally
        {
            await Scalar(owner, $"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    private static async Task<object?> Scalar(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
