using System.Diagnostics;
using Npgsql;

namespace Tributary.Tests;

/// <summary>
/// The PostgreSQL server the tests run on: the one <c>TRIBUTARY_TEST_POSTGRES</c> names, or else one of their own,
/// started when the first test asks for it and stopped when the run ends.
/// </summary>
internal static class PostgresServer
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("TRIBUTARY_TEST_POSTGRES");
    private static readonly Lazy<string> Running = new(() => Outlives ? Given! : Start());

    /// <summary>Whether the server is somebody else's and still there after the run.</summary>
    public static bool Outlives => !string.IsNullOrEmpty(Given);

    /// <summary>Connects to the server's maintenance database as one who may create databases.</summary>
    public static string ConnectionString => Running.Value;

    private static string Start()
    {
        var connection = Script("start", Environment.ProcessId.ToString(), "quick");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Script("stop", connection);
        return connection;
    }

    internal static string Script(string verb, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(RepositoryFolder.Root, "tests", "postgres"), [verb, .. arguments]) { RedirectStandardOutput = true };
        using var script = Process.Start(start)!;
        var said = script.StandardOutput.ReadToEnd().Trim();
        script.WaitForExit();
        return script.ExitCode == 0 ? said : throw new InvalidOperationException($"tests/postgres {verb} ended with {script.ExitCode}: see its error output.");
    }
}

/// <summary>A PostgreSQL server of one story's own, which the story may kill.</summary>
internal sealed class OwnPostgres : IDisposable
{
    /// <summary>Connects to its maintenance database as one who may create databases.</summary>
    public string ConnectionString { get; } = PostgresServer.Script("start", Environment.ProcessId.ToString());

    /// <summary>Kills it (SIGKILL, all of its processes) and starts it again; it has recovered when this returns.</summary>
    public Task Crash() => Task.Run(() => PostgresServer.Script("crash", ConnectionString));

    /// <summary>Runs a statement as its owner, and gives its first value.</summary>
    public async Task<object?> Run(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Stops one of its background processes (SIGSTOP) until the next crash.</summary>
    public async Task Freeze(string process)
    {
        var id = await Run($"SELECT pid FROM pg_stat_activity WHERE backend_type = '{process}'");
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -STOP {id}"]);
        await kill.WaitForExitAsync();
    }

    public void Dispose() => PostgresServer.Script("stop", ConnectionString);
}
