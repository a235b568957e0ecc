using System.Diagnostics;

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
        var connection = Script("start", Environment.ProcessId.ToString());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Script("stop", connection);
        return connection;
    }

    private static string Script(string verb, string argument)
    {
        var start = new ProcessStartInfo(Path.Combine(RepositoryFolder.Root, "tests", "postgres"), [verb, argument]) { RedirectStandardOutput = true };
        using var script = Process.Start(start)!;
        var said = script.StandardOutput.ReadToEnd().Trim();
        script.WaitForExit();
        return script.ExitCode == 0 ? said : throw new InvalidOperationException($"tests/postgres {verb} ended with {script.ExitCode}: see its error output.");
    }
}
