using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tributary.Crash;

/// <summary>
/// Lets the tests move the clock of the real program: named in <c>DOTNET_STARTUP_HOOKS</c>, it runs before
/// <c>tributary serve</c> and puts a <see cref="FileClock"/> in the place of the system's clock when the host is built.
/// The program itself has no such door. The runtime asks for exactly this name, outside of every namespace.
/// </summary>
internal sealed class StartupHook : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private readonly FileClock clock;

    private StartupHook(string file) => clock = new(file);

    /// <summary>Called by the runtime.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FileClock.Setting) is { Length: > 0 } file) DiagnosticListener.AllListeners.Subscribe(new StartupHook(file));
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting") value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: "HostBuilding", Value: IHostBuilder host }) host.ConfigureServices(services => services.AddSingleton<TimeProvider>(clock));
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }
}
