using Microsoft.Data.Sqlite;
using Npgsql;
using Tributary.Data;

namespace Tributary.Tests;

/// <summary>
/// A database of one story's own, empty and at the newest migration. The migrations run once a kind and run of the
/// tests; each story gets a copy, and disposing it removes it.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> SqliteTemplate = new(MakeSqliteTemplate);
    private static readonly Lazy<Task<string>> PostgresTemplate = new(MakePostgresTemplate);
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

    public static async Task<TestDatabase> Create(DatabaseKind kind) => kind switch
    {
        DatabaseKind.Sqlite => CopyOfFile(await SqliteTemplate.Value),
        DatabaseKind.Postgres => await CopyOnServer(await PostgresTemplate.Value),
    };

    /// <summary>One on a PostgreSQL server of the story's own, with which it goes.</summary>
    /// <param name="server">Connects to the server as one who may create databases.</param>
    /// <param name="name">The database is called so.</param>
    public static async Task<TestDatabase> CreateOn(string server, string name)
    {
        await On(server, $"CREATE DATABASE {name}");
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

    private static TestDatabase CopyOfFile(string template)
    {
        var folder = Directory.CreateTempSubdirectory("tributary-test-").FullName;
        var file = Path.Combine(folder, "tributary.db");
        File.Copy(template, file);
        return new(file, () =>
        {
            CloseConnectionsTo(file);
            Directory.Delete(folder, recursive: true);
            return Task.CompletedTask;
        });
    }

    private static async Task<TestDatabase> CopyOnServer(string template)
    {
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref made)}";
        await OnServer($"CREATE DATABASE {name} TEMPLATE {template}");
        return new(Connection(name), () => OnServer($"DROP DATABASE {name} WITH (FORCE)"));
    }

    private static async Task<string> MakeSqliteTemplate()
    {
        var folder = Directory.CreateTempSubdirectory("tributary-template-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);

        var file = Path.Combine(folder, "tributary.db");
        using (var choice = DatabaseChoice.From(file)) await choice.MigrateAsync();
        CloseConnectionsTo(file); // The last to close takes what is in the log into the file.
        return file;
    }

    private static async Task<string> MakePostgresTemplate()
    {
        var name = $"template_{Environment.ProcessId}";
        await OnServer($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        await OnServer($"CREATE DATABASE {name}");
        if (PostgresServer.Outlives)
            AppDomain.CurrentDomain.ProcessExit += (_, _) => OnServer($"DROP DATABASE IF EXISTS {name} WITH (FORCE)").Wait();

        // A template is copied only while nobody is connected to it, so its connections must really close.
        using (var choice = DatabaseChoice.From(Connection(name) + ";Pooling=false")) await choice.MigrateAsync();
        return name;
    }

    private static string Connection(string database) =>
        new NpgsqlConnectionStringBuilder(PostgresServer.ConnectionString) { Database = database }.ToString();

    private static Task OnServer(string sql) => On(PostgresServer.ConnectionString, sql);

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
