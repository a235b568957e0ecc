using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tributary.Bench;

/// <summary>A program that serves on a port of this machine, as it is started and ended: the published product, or a reference.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly Process process;

    private readonly List<string> told;

    private Served(Process process, int port, double millisecondsToFirstPage, List<string> told) =>
        (this.process, Port, MillisecondsToFirstPage, this.told) = (process, port, millisecondsToFirstPage, told);

    /// <summary>The last of what it has written.</summary>
    public string Last
    {
        get { lock (told) return string.Join('\n', told.TakeLast(5)); }
    }

    public int Port { get; }

    public int ProcessId => process.Id;

    /// <summary>From starting the process to the first answer.</summary>
    public double MillisecondsToFirstPage { get; }

    /// <summary>Where the published product is; <c>bench/run</c> puts it there.</summary>
    public static string Published => Path.Combine(Shell.Root, "artifacts", "bench", "tributary");

    /// <summary>The product, as it is published, with limits that let the load through; they are counted all the same.</summary>
    public static Task<Served> Product(string database, string firstPage = "/health/live") => Start(Published, port => ["serve", "--urls", $"http://127.0.0.1:{port}"], firstPage, new()
    {
        ["TRIBUTARY_DB"] = database, ["Api__PerKeyPerMinute"] = "1000000000", ["Api__PerAddressPerMinute"] = "1000000000",
    });

    /// <summary>A reference of the bench's own, see <see cref="References"/>.</summary>
    public static Task<Served> Reference(string database, params string[] more) =>
        Start(Environment.ProcessPath!, port => ["reference", $"{port}", database, .. more], "/ready", new() { ["DOTNET_gcServer"] = "1" });

    private static async Task<Served> Start(string program, Func<int, string[]> arguments, string firstPage, Dictionary<string, string> environment)
    {
        var port = FreePort();
        var clock = Stopwatch.StartNew();
        var process = Shell.Start(program, arguments(port), environment);
        // Whoever ends the bench ends what it serves.
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try { process.Kill(); }
            catch (InvalidOperationException) { /* It has ended. */ }
        };
        var told = new List<string>();
        process.OutputDataReceived += (_, line) => { lock (told) told.Add(line.Data ?? ""); };
        process.ErrorDataReceived += (_, line) => { lock (told) told.Add(line.Data ?? ""); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        while (!process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync($"http://127.0.0.1:{port}{firstPage}");
                if ((int)answer.StatusCode < 500) return new(process, port, clock.Elapsed.TotalMilliseconds, told);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(2);
            }
            if (clock.Elapsed > TimeSpan.FromMinutes(2)) process.Kill();
        }
        lock (told) throw new InvalidOperationException($"{program} did not begin to serve: {string.Join('\n', told)}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await Shell.Run("kill", ["-TERM", $"{process.Id}"]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try { await process.WaitForExitAsync(patience.Token); }
        catch (OperationCanceledException) { process.Kill(); }
        process.Dispose();
    }
}
