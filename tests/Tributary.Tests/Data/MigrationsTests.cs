using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Tributary.Data;

namespace Tributary.Tests.Data;

public sealed class MigrationsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Host=localhost")]
    public async Task Each_set_tells_the_whole_model(string setting)
    {
        await using var choice = DatabaseChoice.From(setting);
        await using var db = choice.CreateDbContext();

        Assert.False(db.Database.HasPendingModelChanges(), "The model changed: run eng/migrate NAME.");
    }

    [Fact]
    public async Task The_script_for_a_new_file_makes_what_the_migrations_make()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite(connection).Options);
        await db.Database.MigrateAsync(TestContext.Current.CancellationToken);
        var migrated = await SqliteSchema.Of(connection);

        Assert.True(migrated == SqliteSchema.Kept(), "The migrations make something else: run eng/migrate NAME.");
    }

    [Fact]
    public async Task Programs_that_start_at_once_on_a_new_file_make_it_once() => await InFile(async file =>
    {
        var programs = Enumerable.Range(0, 4).Select(_ => DatabaseChoice.From(file)).ToList();
        await Task.WhenAll(programs.Select(p => Task.Run(() => p.MigrateAsync())));

        await using var connection = await programs[0].OpenAsync(TestContext.Current.CancellationToken);
        Assert.Equal(SqliteSchema.Kept(), await SqliteSchema.Of(connection));
    });

    [Fact]
    public async Task An_older_file_is_brought_up_by_the_migrations() => await InFile(async file =>
    {
        await using var choice = DatabaseChoice.From(file);
        await using (var db = choice.CreateDbContext()) await db.GetService<IMigrator>().MigrateAsync(db.Database.GetMigrations().First(), TestContext.Current.CancellationToken);
        await choice.MigrateAsync(TestContext.Current.CancellationToken);

        await using var connection = await choice.OpenAsync(TestContext.Current.CancellationToken);
        Assert.Equal(SqliteSchema.Kept(), await SqliteSchema.Of(connection));
    });

    private static async Task InFile(Func<string, Task> story)
    {
        var folder = Directory.CreateTempSubdirectory("tributary-test-").FullName;
        var file = Path.Combine(folder, "tributary.db");
        await story(file);
        using var choice = DatabaseChoice.From(file);
        using (var pool = new SqliteConnection(choice.ConnectionString)) SqliteConnection.ClearPool(pool);
        Directory.Delete(folder, recursive: true);
    }
}
