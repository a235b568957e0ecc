using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
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
        await using var made = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using var opened = await made.Choice.OpenAsync(TestContext.Current.CancellationToken);
        Assert.Equal(migrated, await SqliteSchema.Of(opened));
    }
}
