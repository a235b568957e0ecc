using System.Globalization;
using Npgsql;

namespace Tributary.Bench;

/// <summary>
/// A PostgreSQL server of the bench's own, with durability on and room for a million rows; the product and its references
/// use the same one. With <c>slow</c>, every fsync takes a millisecond more, which is what a network disk costs.
/// </summary>
internal sealed class Postgres : IAsyncDisposable
{
    private const string Settings = """
        max_connections = 300
        shared_buffers = 1GB
        work_mem = 32MB
        maintenance_work_mem = 512MB
        max_wal_size = 8GB
        checkpoint_timeout = 15min
        autovacuum_max_workers = 2
        autovacuum_naptime = 10s
        fsync = on
        synchronous_commit = on
        full_page_writes = on
        """;

    private static readonly string Script = Path.Combine(Shell.Root, "tests", "postgres");

    private Postgres(string connection, bool slow) => (Connection, Slow) = (connection, slow);

    /// <summary>Where the server is; its database is <c>postgres</c>.</summary>
    public string Connection { get; }

    /// <summary>Whether each fsync takes a millisecond more.</summary>
    public bool Slow { get; }

    /// <summary>The folder of its socket.</summary>
    public string Host => new NpgsqlConnectionStringBuilder(Connection).Host!;

    /// <summary>Its first process.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Host, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    public static async Task<Postgres> Start(bool slow = false)
    {
        var environment = new Dictionary<string, string> { ["TRIBUTARY_POSTGRES_MORE"] = Settings + "\n" + Environment.GetEnvironmentVariable("TRIBUTARY_POSTGRES_MORE") };
        if (slow) environment["TRIBUTARY_POSTGRES_PRELOAD"] = await SlowSync.Compile();
        var connection = (await Shell.Run(Script, ["start", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)], environment)).Trim();
        return new(connection, slow);
    }

    /// <summary>A database of this name: a new one, or a copy of another, which nobody may be using.</summary>
    public async Task<string> Create(string name, string? template = null)
    {
        NpgsqlConnection.ClearAllPools();
        await Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        await Execute(template is null ? $"CREATE DATABASE {name}" : $"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy");
        return Of(name);
    }

    /// <summary>The connection string of a database of this server.</summary>
    public string Of(string name) => new NpgsqlConnectionStringBuilder(Connection) { Database = name }.ToString();

    /// <summary>Runs SQL on a database of this server.</summary>
    public async Task Execute(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(Of(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Shell.Run(Script, ["stop", Connection]);
    }
}

/// <summary>A small library that makes every fsync take a millisecond more, compiled when it is needed.</summary>
internal static class SlowSync
{
    private const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <time.h>
        static void wait_a_millisecond(void) { struct timespec t = { 0, 1000000 }; nanosleep(&t, 0); }
        int fsync(int file) { static int (*real)(int); if (!real) real = dlsym(RTLD_NEXT, "fsync"); int r = real(file); wait_a_millisecond(); return r; }
        int fdatasync(int file) { static int (*real)(int); if (!real) real = dlsym(RTLD_NEXT, "fdatasync"); int r = real(file); wait_a_millisecond(); return r; }
        """;

    public static async Task<string> Compile()
    {
        var folder = Directory.CreateTempSubdirectory("tributary-slow-").FullName;
        // The server runs as a user of its own, who must be let in.
        await Shell.Run("chmod", ["755", folder]);
        var (source, library) = (Path.Combine(folder, "slow.c"), Path.Combine(folder, "slow.so"));
        await File.WriteAllTextAsync(source, Source);
        await Shell.Run("gcc", ["-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"]);
        return library;
    }
}

/// <summary>TPC-B by pgbench: the yardstick everybody has. A row each of three tables is updated and one inserted, in a transaction.</summary>
internal static class TpcB
{
    private const int Scale = 16;

    public static async Task Prepare(Postgres server)
    {
        await server.Create("tpcb");
        await Shell.Run(Bin("pgbench"), ["-h", server.Host, "-U", "postgres", "-i", "-q", "-s", $"{Scale}", "tpcb"]);
    }

    /// <summary>Sixteen clients for some seconds, with prepared statements.</summary>
    public static async Task<Counted> Run(Postgres server, int seconds)
    {
        var text = await Shell.Run(Bin("pgbench"), ["-h", server.Host, "-U", "postgres", "-c", "16", "-j", "2", "-M", "prepared", "-T", $"{seconds}", "-n", "tpcb"]);
        var done = Number(text, "number of transactions actually processed:");
        return new((long)done, done / Number(text, "tps ="), []);
    }

    private static double Number(string text, string behind)
    {
        var rest = text[(text.IndexOf(behind, StringComparison.Ordinal) + behind.Length)..].TrimStart();
        return double.Parse(new string([.. rest.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]), CultureInfo.InvariantCulture);
    }

    private static string Bin(string name) =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin", name)).Where(File.Exists).Order().Last()
            : name;
}
