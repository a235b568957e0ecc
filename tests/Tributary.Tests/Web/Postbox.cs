using System.Diagnostics;
using System.Text.Json;
using Tributary.Web.Mail;

namespace Tributary.Tests.Web;

/// <summary>A real SMTP server on loopback (<c>tests/smtp</c>) with all that it was given. It takes nothing for nobody@…, and puts later@… off.</summary>
public sealed class Postbox : IAsyncDisposable
{
    private readonly string port;
    private readonly string folder;

    private Postbox(string port, string folder) => (this.port, this.folder) = (port, folder);

    /// <summary>Starts one.</summary>
    public static async Task<Postbox> Open()
    {
        var told = (await Script("start", Environment.ProcessId.ToString())).Trim().Split(' ');
        return new(told[0], told[1]);
    }

    /// <summary>What <see cref="MailServer.Setting"/> says for it.</summary>
    public string Setting => $"smtp://127.0.0.1:{port}?from=panel@installation.test";

    /// <summary>Stops it; what was taken stays.</summary>
    public Task Stop() => Script("stop", folder);

    /// <summary>Starts it again at the same port.</summary>
    public Task Start() => Script("start", Environment.ProcessId.ToString(), port, folder);

    /// <summary>All that was taken, in the order of arrival.</summary>
    public async Task<IReadOnlyList<Received>> Read() =>
        [.. (await Script("read", folder)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Received>(line, JsonSerializerOptions.Web)!)];

    /// <summary>What was taken for this address, once there are as many; the runner ends a test that waits for ever.</summary>
    public async Task<IReadOnlyList<Received>> To(string address, int count = 1)
    {
        while (true)
        {
            var there = (await Read()).Where(mail => mail.Of("X-Envelope-To") == address).ToList();
            if (there.Count >= count) return there;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync() => await Stop();

    private static async Task<string> Script(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(RepositoryFolder.Root, "tests", "smtp"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var script = Process.Start(start)!;
        var complaint = script.StandardError.ReadToEndAsync();
        var said = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        return script.ExitCode == 0 ? said : throw new InvalidOperationException($"tests/smtp {arguments[0]} ended with {script.ExitCode}: {await complaint}");
    }
}

/// <summary>A mail as a mail program reads it.</summary>
/// <param name="Headers">Names and decoded values, in their order.</param>
/// <param name="Raw">The headers as they came.</param>
/// <param name="Kind">The content type of the whole.</param>
public sealed record Received(string[][] Headers, string Raw, string Kind, string Plain, string Html)
{
    /// <summary>The one header of this name.</summary>
    public string Of(string name) => Assert.Single(Headers, header => header[0].Equals(name, StringComparison.OrdinalIgnoreCase))[1];

    /// <summary>Whether there is a header of this name.</summary>
    public bool Has(string name) => Headers.Any(header => header[0].Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The address, from its path on, of the one link of the plain text that leads to this page.</summary>
    public string Link(string page) => new Uri(Assert.Single(Plain.Split('\n'), line => line.StartsWith("http", StringComparison.Ordinal) && line.Contains(page, StringComparison.Ordinal))).PathAndQuery;

    /// <summary>The pictures that came along: id, type and size of each.</summary>
    public string[] Pictures { get; init; } = [];

    /// <summary>The files that were attached, by name, as text.</summary>
    public Dictionary<string, string> Files { get; init; } = [];

    /// <summary>All of it, for what must not stand in it.</summary>
    public string Whole => string.Join('\n', Headers.Select(header => header[1])) + Raw + Plain + Html + string.Concat(Files.Values);
}
