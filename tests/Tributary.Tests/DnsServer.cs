using System.Diagnostics;

namespace Tributary.Tests;

/// <summary>
/// A real DNS server of one story's own, on the loopback: it knows what it is told of names below <c>.example</c>. The program asks it
/// where <c>TRIBUTARY_DNS</c> is its <see cref="Address"/>.
/// </summary>
public sealed class DnsServer : IDisposable
{
    /// <summary>Where it answers.</summary>
    public string Address { get; } = Script("start", Environment.ProcessId.ToString());

    /// <summary>There is this TXT record from now on.</summary>
    public Task Say(string name, string text) => Task.Run(() => Script("say", Address, name, text));

    /// <summary>There is none from now on.</summary>
    public Task Forget() => Task.Run(() => Script("forget", Address));

    /// <summary>It answers no more.</summary>
    public void Dispose() => Script("stop", Address);

    private static string Script(string verb, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(RepositoryFolder.Root, "tests", "dns"), [verb, .. arguments]) { RedirectStandardOutput = true };
        using var script = Process.Start(start)!;
        var said = script.StandardOutput.ReadToEnd().Trim();
        script.WaitForExit();
        return script.ExitCode == 0 ? said : throw new InvalidOperationException($"tests/dns {verb} ended with {script.ExitCode}: see its error output.");
    }
}
