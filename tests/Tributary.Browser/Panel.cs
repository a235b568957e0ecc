using Microsoft.Playwright;
using Tributary.Browser;
using Tributary.Data.Seed;

[assembly: AssemblyFixture(typeof(Panel))]

namespace Tributary.Browser;

/// <summary>The one Chromium of all journeys, and the demo company that those share which only look and trade.</summary>
public sealed class Panel : IAsyncLifetime
{
    private readonly SemaphoreSlim door = new(1, 1);
    private readonly LivedDemo lived = new();
    private IPlaywright? driver;
    private IBrowser? chromium;
    private Site? trading;

    /// <summary>The browser.</summary>
    public IBrowser Chromium => chromium!;

    public async ValueTask InitializeAsync()
    {
        driver = await Playwright.CreateAsync();
        chromium = await driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("TRIBUTARY_TEST_CHROMIUM") ?? "/usr/bin/chromium",
            // Names below .example are nobody's in earnest; here they all lead to the programs of the journeys.
            Args = ["--no-sandbox", "--host-resolver-rules=MAP *.example 127.0.0.1"],
        });
    }

    /// <summary>A program of its own with nothing in it; the caller disposes it.</summary>
    public Task<Site> Empty() => Site.Start(Chromium, fill: null);

    /// <summary>The company that begins to trade: catalogue, a partner, a reseller below it, a customer of that, all funded.</summary>
    public async Task<Site> Trading()
    {
        await door.WaitAsync();
        try
        {
            return trading ??= await Site.Start(Chromium, FirstDay);
        }
        finally
        {
            door.Release();
        }
    }

    /// <summary>The company that begins to trade, for one journey alone and with settings of its own; the caller disposes it.</summary>
    public Task<Site> Demo(params (string Name, string Value)[] settings) => Site.Start(Chromium, FirstDay, settings);

    /// <summary>The demo company with the year behind it; the caller disposes it.</summary>
    public Task<Site> AfterAYear() => Site.Start(Chromium, lived.CopyTo);

    public async ValueTask DisposeAsync()
    {
        if (trading is not null) await trading.DisposeAsync();
        if (chromium is not null) await chromium.DisposeAsync();
        driver?.Dispose();
        lived.Dispose();
        door.Dispose();
    }

    private static Task<IReadOnlyList<DemoAccount>> FirstDay(string file) => LivedDemo.Fill(file, TimeProvider.System.GetUtcNow().UtcDateTime, year: false);
}
