using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tributary.Data;

/// <summary>The databases Tributary runs on.</summary>
public enum DatabaseKind
{
    /// <summary>One file, nothing to install: the default.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server, for when one file is too small.</summary>
    Postgres,
}

/// <summary>
/// Which database this installation runs on, and the only place that opens it. The choice is the setting
/// <c>TRIBUTARY_DB</c>: nothing means the SQLite file <c>./data/tributary.db</c>, a connection string with
/// <c>Host=</c> means PostgreSQL, and anything else is the path of a SQLite file. Safe for concurrent use.
/// </summary>
public sealed class DatabaseChoice : IDbContextFactory<TributaryDb>, IAsyncDisposable, IDisposable
{
    /// <summary>The name of the setting (and environment variable) that holds the choice.</summary>
    public const string Setting = "TRIBUTARY_DB";

    private const string DefaultFile = "data/tributary.db";

    private readonly Func<TributaryDb> contexts;

    // EF keeps its model and its compiled queries for as long as the options say the same, so what differs between two
    // programs in one process (the pool of connections, where logs go) is handed over beside the options.
    private DatabaseChoice(DatabaseKind kind, string connectionString, IServiceProvider? services)
    {
        Kind = kind;
        ConnectionString = connectionString;
        if (kind is DatabaseKind.Postgres)
        {
            var source = new NpgsqlDataSourceBuilder(Quick(connectionString));
            source.UseLoggerFactory(services?.GetService<ILoggerFactory>());
            var postgres = source.Build();
            var pooled = Pool<PostgresDb>(options => options.UseNpgsql(), services);
            contexts = () =>
            {
                var db = pooled();
                db.Database.SetDbConnection(postgres.CreateConnection(), contextOwnsConnection: true);
                return db;
            };
            Postgres = postgres;
        }
        else
        {
            contexts = Pool<SqliteDb>(
                options => options.UseSqlite(connectionString).AddInterceptors(SqlitePragmas.OnOpening)
                    // SQLite changes a key by writing the table anew, which cannot be in the migration's transaction: the manual has
                    // a copy made before each update, and nobody is helped by reading so at every first start.
                    .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning)), services);
        }
    }

    public DatabaseKind Kind { get; }

    public string ConnectionString { get; }

    /// <summary>The pool of raw PostgreSQL connections, for COPY and unnest; null on SQLite.</summary>
    public NpgsqlDataSource? Postgres { get; }

    /// <summary>Reads the choice from the setting's value; logs of the database go where the <paramref name="services"/> of the program say.</summary>
    /// <exception cref="ArgumentException">The value looks like a connection string but names no PostgreSQL host.</exception>
    public static DatabaseChoice From(string? setting, IServiceProvider? services = null)
    {
        var value = string.IsNullOrWhiteSpace(setting) ? DefaultFile : setting.Trim();
        if (value.Contains("Host=", StringComparison.OrdinalIgnoreCase))
            return new(DatabaseKind.Postgres, value, services);
        if (value.Contains('=', StringComparison.Ordinal) || value.Contains("://", StringComparison.Ordinal))
            throw new ArgumentException($"{Setting} must be empty, the path of a SQLite file, or a PostgreSQL connection string such as 'Host=…;Database=…;Username=…'.");

        var file = new SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(value), ForeignKeys = true };
        return new(DatabaseKind.Sqlite, file.ToString(), services);
    }

    /// <summary>A context from the pool; the caller disposes it, which gives it back.</summary>
    public TributaryDb CreateDbContext() => contexts();

    /// <summary>An open raw connection, set up as every other; the caller disposes it.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken cancel = default)
    {
        if (Postgres is not null) return await Postgres.OpenConnectionAsync(cancel);

        var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync(cancel);
        SqlitePragmas.Set(connection);
        return connection;
    }

    /// <summary>
    /// Brings the database to the newest migration, making the SQLite file's folder where it is missing. Where nothing is to be
    /// done it only reads, so that a program may serve under a role that cannot change tables.
    /// </summary>
    public async Task MigrateAsync(CancellationToken cancel = default)
    {
        if (Kind is DatabaseKind.Sqlite)
            Directory.CreateDirectory(Path.GetDirectoryName(new SqliteConnectionStringBuilder(ConnectionString).DataSource)!);

        await using var db = CreateDbContext();
        if (Kind is DatabaseKind.Sqlite) await SqliteSchema.MakeWhereEmpty(db, cancel);
        // Migrating begins by comparing models, which takes longer than the rest of a start; mostly there is nothing to do.
        if ((await db.Database.GetPendingMigrationsAsync(cancel)).Any()) await db.Database.MigrateAsync(cancel);
        await FillSearch.Do(db, cancel);
        await FillKeys.Do(db, cancel);
    }

    public void Dispose() => Postgres?.Dispose();

    public ValueTask DisposeAsync() => Postgres?.DisposeAsync() ?? ValueTask.CompletedTask;

    // What is asked again and again is prepared by the server once a connection; a pooled connection carries no state of
    // ours that would have to be reset. Who puts a pooler between says Max Auto Prepare=0 in the connection string.
    private static string Quick(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        if (!given.Keys.Contains("Max Auto Prepare")) given.MaxAutoPrepare = 200;
        if (!given.Keys.Contains("No Reset On Close")) given.NoResetOnClose = true;
        return given.ToString();
    }

    private static Func<TDb> Pool<TDb>(Action<DbContextOptionsBuilder> configure, IServiceProvider? services)
        where TDb : TributaryDb
    {
        var options = new DbContextOptionsBuilder<TDb>();
        configure(options);
        if (services is not null) options.UseApplicationServiceProvider(services);
        return new PooledDbContextFactory<TDb>(options.Options).CreateDbContext;
    }
}

/// <summary>
/// How a SQLite connection is set up: writers do not stop readers (WAL), a commit is on the disk before it is
/// answered (FULL), and a writer waits for the one before it instead of failing. The log may grow to 32 MiB before it is
/// taken into the file: a page that many batches change is then written there once for all of them.
/// </summary>
file sealed class SqlitePragmas : DbConnectionInterceptor
{
    public static readonly SqlitePragmas OnOpening = new();

    // A connection that is opened is mostly one of the pool, which was set up before and has kept it.
    private static readonly ConditionalWeakTable<object, object> SetUp = [];

    public static void Set(DbConnection connection)
    {
        var handle = ((SqliteConnection)connection).Handle!;
        if (SetUp.TryGetValue(handle, out _)) return;
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 8192;";
        command.ExecuteNonQuery();
        SetUp.TryAdd(handle, handle);
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Set(connection);
        return Task.CompletedTask;
    }
}

/// <summary>How the program's services come by the database.</summary>
public static class DatabaseRegistration
{
    /// <summary>
    /// Registers the chosen database: <see cref="DatabaseChoice"/> and <see cref="IDbContextFactory{TContext}"/> of
    /// <see cref="TributaryDb"/> for the whole program, and one <see cref="TributaryDb"/> a request.
    /// </summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="setting">The value of <see cref="DatabaseChoice.Setting"/>; read as <see cref="DatabaseChoice.From"/> does.</param>
    public static IServiceCollection AddDatabase(this IServiceCollection services, string? setting) => services
        .AddSingleton(provider => DatabaseChoice.From(setting, provider))
        .AddSingleton<IDbContextFactory<TributaryDb>>(provider => provider.GetRequiredService<DatabaseChoice>())
        .AddScoped(provider => provider.GetRequiredService<DatabaseChoice>().CreateDbContext());
}
