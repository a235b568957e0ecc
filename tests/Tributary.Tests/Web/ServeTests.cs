using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Tributary.Data;

namespace Tributary.Tests.Web;

/// <summary>The program as an operator starts it.</summary>
public sealed class ServeTests
{
    [Fact]
    public async Task Where_another_program_listens_it_says_so_in_a_sentence_and_ends_with_1()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://{other.LocalEndpoint}";
        var folder = Directory.CreateTempSubdirectory("tributary-serve-");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "tributary"), ["serve", "--demo", "--urls", address])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.FullName,
        };
        start.Environment[DatabaseChoice.Setting] = Path.Combine(folder.FullName, "tributary.db");

        using var program = Process.Start(start)!;
        var (said, complained) = (program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, program.ExitCode);
        Assert.Equal($"Another program listens at {address} already. Stop it, or choose another address with --urls http://127.0.0.1:5081\n", await complained);
        // It founded no demo that would then lack its year, and says nowhere that it is there.
        Assert.DoesNotContain("Tributary is at", await said);
        Assert.False(File.Exists(Path.Combine(folder.FullName, "data", "demo-sign-ins.txt")));
        folder.Delete(recursive: true);
    }
}
