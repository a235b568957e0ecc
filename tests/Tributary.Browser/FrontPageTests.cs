using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Playwright;

namespace Tributary.Browser;

public sealed class FrontPageTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("tributary-browser-").FullName;
    private readonly WebApplicationFactory<Program> program = new();
    private IPlaywright? driver;
    private IBrowser? chromium;

    public async ValueTask InitializeAsync()
    {
        driver = await Playwright.CreateAsync();
        chromium = await driver.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
    }

    [Fact]
    public async Task It_opens_and_axe_finds_nothing()
    {
        await using var running = program.WithWebHostBuilder(host => host
            .UseSetting("TRIBUTARY_DB", Path.Combine(folder, "tributary.db"))
            .UseSetting("urls", "http://127.0.0.1:0"));
        running.UseKestrel(0);
        running.StartServer();
        var page = await chromium!.NewPageAsync();

        await page.GotoAsync(running.ClientOptions.BaseAddress.ToString());

        Assert.Equal("Tributary", await page.TitleAsync());
        Assert.Empty((await page.RunAxe()).Violations);
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null) await chromium.DisposeAsync();
        driver?.Dispose();
        await program.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
