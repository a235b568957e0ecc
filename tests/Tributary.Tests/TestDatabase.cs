using Microsoft.Data.Sqlite;
using Npgsql;
using Tributary.Data;

namespace Tributary.Tests;

/// <summary>A database that is made once a kind and run of the tests, and of which each story gets a copy.</summary>
/// <param name="make">Makes it; nobody may be connected to it when that is done.</param>
public sealed class Template(Func<DatabaseKind, Task<TestDatabase>> make)
{
    private readonly Dictionary<DatabaseKind, Lazy<Task<TestDatabase>>> kept =
        Enum.GetValues<DatabaseKind>().ToDictionary(kind => kind, kind => new Lazy<Task<TestDatabase>>(() => Made(make(kind))));

    /// <summary>A copy of it; disposing that removes it.</summary>
    public async Task<TestDatabase> Copy(DatabaseKind kind) => await (await kept[kind].Value).Copy();

    private static async Task<TestDatabase> Made(Task<TestDatabase> making)
    {
        var database = await making;
        await database.Keep();
        return database;
    }
}

/// <summary>A database of one story's own, empty and at the newest migration; disposing it removes it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Template Migrated = new(Migrate);
    private static int made;

    private readonly Func<Task> remove;

    private TestDatabase(string setting, Func<Task> remove)
    {
        Setting = setting;
        this.remove = remove;
        Choice = DatabaseChoice.From(setting);
    }

    /// <summary>What <c>TRIBUTARY_DB</c> would be: for a program started on this database.</summary>
    public string Setting { get; }

    public DatabaseChoice Choice { get; }

    public DatabaseKind Kind => Choice.Kind;

    public static Task<TestDatabase> Create(DatabaseKind kind) => Migrated.Copy(kind);

    /// <summary>One on a PostgreSQL server of the story's own, with which it goes.</summary>
    /// <param name="server">Connects to the server as one who may create databases.</param>
    /// <param name="name">The database is called so.</param>
    public static async Task<TestDatabase> CreateOn(string server, string name)
    {
        // Unpooled: where the server is killed between two stories, a kept connection would be a dead one.
        await On(server + ";Pooling=false", $"CREATE DATABASE {name}");
        var database = new TestDatabase(new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString(), () => Task.CompletedTask);
        await database.Choice.MigrateAsync();
        return database;
    }

    /// <summary>A context of its own; the caller disposes it.</summary>
    public TributaryDb NewDb() => Choice.CreateDbContext();

    public async ValueTask DisposeAsync()
    {
        await Choice.DisposeAsync();
        await remove();
    }

    /// <summary>Closes its connections, since it is copied only while there are none, and keeps it until the tests end.</summary>
    internal async Task Keep()
    {
        await Choice.DisposeAsync();
        if (Kind == DatabaseKind.Sqlite) CloseConnectionsTo(Setting); // The last to close takes what is in the log into the file.
        if (Kind == DatabaseKind.Sqlite || PostgresServer.Outlives) AppDomain.CurrentDomain.ProcessExit += (_, _) => remove().Wait();
    }

    /// <summary>A copy of it, of its own.</summary>
    internal async Task<TestDatabase> Copy()
    {
        if (Kind == DatabaseKind.Postgres) return await OnServer($"TEMPLATE {new NpgsqlConnectionStringBuilder(Setting).Database}");
        var copy = InFile();
        File.Copy(Setting, copy.Setting);
        return copy;
    }

    private static async Task<TestDatabase> Migrate(DatabaseKind kind)
    {
        var database = kind == DatabaseKind.Postgres ? await OnServer("") : InFile();
        await database.Choice.MigrateAsync();
        return database;
    }

    private static TestDatabase InFile()
    {
        var folder = Directory.CreateTempSubdirectory("tributary-test-").FullName;
        var file = Path.Combine(folder, "tributary.db");
        return new(file, () =>
        {
            CloseConnectionsTo(file);
            Directory.Delete(folder, recursive: true);
            return Task.CompletedTask;
        });
    }

    private static async Task<TestDatabase> OnServer(string like)
    {
        var (server, name) = (PostgresServer.ConnectionString, $"test_{Environment.ProcessId}_{Interlocked.Increment(ref made)}");
        await On(server, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)"); // A run that was killed may have left one.
        await On(server, $"CREATE DATABASE {name} {like}");
        return new(new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString(), () => On(server, $"DROP DATABASE {name} WITH (FORCE)"));
    }

    private static async Task On(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static void CloseConnectionsTo(string file)
    {
        using var choice = DatabaseChoice.From(file);
        using var connection = new SqliteConnection(choice.ConnectionString);
        SqliteConnection.ClearPool(connection);
    }
}
