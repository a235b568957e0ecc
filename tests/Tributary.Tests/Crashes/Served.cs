extern alias crash;

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using crash::Tributary.Crash;
using Microsoft.Data.Sqlite;
using Tributary.Data;

namespace Tributary.Tests.Crashes;

/// <summary>The real program, <c>tributary serve</c>, in a process of its own at an address of its own; it can be killed and started again there.</summary>
public sealed class Served : IAsyncDisposable
{
    /// <summary>The executable that is tested.</summary>
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "tributary");

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const int FirstPort = 10_000, Ports = 9_000;

    // Runs beside each other begin elsewhere.
    private static int ports = Random.Shared.Next(Ports);

    private readonly string setting;
    private readonly FileClock? clock;
    private readonly (string Name, string Value)[] settings;
    private readonly HttpClient probe;
    private Process? process;
    private ConcurrentQueue<string> said = new();

    private Served(string setting, FileClock? clock, (string, string)[] settings)
    {
        (this.setting, this.clock, this.settings) = (setting, clock, settings);
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        probe = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
    }

    /// <summary>Where it is served, before and after it was killed.</summary>
    public Uri Address { get; }

    /// <summary>What it has said since it was started last.</summary>
    public string Said => string.Join('\n', said);

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="setting">What <c>TRIBUTARY_DB</c> is.</param>
    /// <param name="clock">The clock it goes by, or null for the machine's.</param>
    /// <param name="settings">Further environment variables.</param>
    public static async Task<Served> Start(string setting, FileClock? clock = null, params (string, string)[] settings)
    {
        var served = new Served(setting, clock, settings);
        await served.Start();
        return served;
    }

    /// <summary>Starts it again where it was, and waits until it is ready.</summary>
    public async Task Start()
    {
        LetGo(setting);
        said = new();
        var start = With(["serve", "--urls", Address.ToString().TrimEnd('/')]);
        process = Process.Start(start)!;
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var since = Stopwatch.StartNew();
        while (!await IsReady())
        {
            if (process.HasExited) throw new InvalidOperationException($"The program ended with {process.ExitCode}:\n{Said}");
            if (since.Elapsed > Patience) throw new TimeoutException($"The program does not become ready:\n{Said}");
            await Task.Delay(50);
        }
    }

    /// <summary>What <c>/health/ready</c> says; false when it cannot be asked.</summary>
    public async Task<bool> IsReady()
    {
        try
        {
            using var answer = await probe.GetAsync("/health/ready");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>The most memory that it has held since it was started last, in MB (<c>VmHWM</c>); null where the machine does not say.</summary>
    public int? MostMemory => process is { HasExited: false } && File.Exists($"/proc/{process.Id}/status")
        && File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
        ? int.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture) / 1024 : null;

    /// <summary>A program that calls its API with this key.</summary>
    public HttpClient Caller(string key) => new(new SocketsHttpHandler { UseCookies = false, UseProxy = false })
    {
        BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    /// <summary>Kills it (SIGKILL) and waits until it is gone.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to end (SIGTERM), as an operator or a container does.</summary>
    public async Task Terminate()
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended, and gives its exit code.</summary>
    public async Task<int> Ended()
    {
        using var limit = new CancellationTokenSource(Patience);
        await process!.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    /// <summary>Runs another command of the program on the same database to its end.</summary>
    public Task<(int Code, string Said)> Command(params string[] line) => Run(With(line));

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int Code, string Said)> Run(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var (told, warned) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await told + await warned);
    }

    /// <summary>
    /// A port of the loopback that nobody listens on, and that stays so while a program that was killed is away: it lies below those
    /// which the machine gives to connections, and is given once in this run.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = FirstPort + (int)((uint)Interlocked.Increment(ref ports) % Ports);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody is there; the next one.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false }) await Kill();
        process?.Dispose();
        probe.Dispose();
    }

    // With nobody else at the file, the next to open it has to recover what the killed one left.
    internal static void LetGo(string setting)
    {
        using var choice = DatabaseChoice.From(setting);
        if (choice.Kind != DatabaseKind.Sqlite) return;
        using var connection = new SqliteConnection(choice.ConnectionString);
        SqliteConnection.ClearPool(connection);
    }

    private ProcessStartInfo With(string[] line)
    {
        var start = new ProcessStartInfo(Program, line) { RedirectStandardOutput = true, RedirectStandardError = true };
        var environment = start.Environment;
        environment[DatabaseChoice.Setting] = setting;
        environment["DOTNET_USE_POLLING_FILE_WATCHER"] = "1";
        environment["Logging__LogLevel__Default"] = "Warning";
        environment["Api__PerKeyPerMinute"] = environment["Api__PerAddressPerMinute"] = "10000000";
        if (clock is not null)
        {
            environment["DOTNET_STARTUP_HOOKS"] = typeof(FileClock).Assembly.Location;
            environment[FileClock.Setting] = clock.File;
        }
        foreach (var (name, value) in settings) environment[name] = value;
        return start;
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text) return;
        said.Enqueue(text);
        while (said.Count > 2000) said.TryDequeue(out _);
    }
}
