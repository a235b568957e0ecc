using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Playwright;
using Tributary.Browser;
using Tributary.Data;

[assembly: AssemblyFixture(typeof(Panel))]

namespace Tributary.Browser;

/// <summary>
/// The whole program on a free port with a SQLite file of its own, and one Chromium to use it with; all journeys
/// share both, and each opens a page (a window of its own, signed in as nobody).
/// </summary>
public sealed class Panel : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("tributary-browser-").FullName;
    private WebApplicationFactory<Program>? program;
    private IPlaywright? driver;
    private IBrowser? chromium;

    public async ValueTask InitializeAsync()
    {
        program = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseSetting(DatabaseChoice.Setting, Path.Combine(folder, "tributary.db"))
            .UseSetting("urls", "http://127.0.0.1:0"));
        program.UseKestrel(0);
        program.StartServer();

        driver = await Playwright.CreateAsync();
        chromium = await driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("TRIBUTARY_TEST_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox"],
        });
    }

    /// <summary>A window <paramref name="width"/> pixels wide; paths given to it begin with a slash.</summary>
    public async Task<IPage> OpenAsync(int width = 1440, bool javaScript = true)
    {
        var window = await chromium!.NewContextAsync(new()
        {
            BaseURL = program!.ClientOptions.BaseAddress.ToString(),
            ViewportSize = new() { Width = width, Height = 900 },
            JavaScriptEnabled = javaScript,
        });
        return await window.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null) await chromium.DisposeAsync();
        driver?.Dispose();
        if (program is not null) await program.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
