using System.Text;
using Microsoft.Playwright;

namespace Tributary.Browser;

/// <summary>A file of people, from the row of an account to the mended rest of it.</summary>
public sealed class BatchUploadTests(Panel panel)
{
    private static readonly bool Pictures = Environment.GetEnvironmentVariable("TRIBUTARY_PICTURES") == "1";

    [Fact]
    public async Task S4_07_A_file_of_people_is_checked_added_and_its_failed_rows_come_back_mended()
    {
        await using var site = await panel.AfterAYear();
        var rosa = await site.SignIn("Rosa");
        await rosa.GotoAsync("/customers");
        await rosa.Locator("tr", new() { HasText = "Corbel Architects" }).Locator("details.more summary").First.ClickAsync();
        await rosa.Follow(rosa.Locator("tr", new() { HasText = "Corbel Architects" }).GetByRole(AriaRole.Link, new() { Name = "Batch upload" }));
        Assert.Contains("Corbel Architects", await rosa.Text());
        await Look(rosa, "upload");

        var text = new StringBuilder("Nombre;Apellidos;Correo electrónico;Rol;Idioma\n");
        for (var n = 1; n <= 400; n++) text.Append($"Ana;García {n};ana{n}{(n % 100 == 0 ? "" : "@")}example.es;{(n == 50 ? "rey" : "soporte")};español\n");
        await rosa.Locator("[name='Input.File']").SetInputFilesAsync(new FilePayload { Name = "personas.csv", MimeType = "text/csv", Buffer = Encoding.Latin1.GetBytes(text.ToString()) });
        await rosa.Press("Upload");
        Assert.Contains("García 1", await rosa.Text());
        Assert.Equal("Correo electrónico", await rosa.Locator("[name='Input.EmailColumn']").InputValueAsync());
        Assert.Equal("Windows1252", await rosa.Locator("[name='Input.Encoding']").InputValueAsync());
        await Look(rosa, "mapping");
        await rosa.Press("Check all rows");
        await rosa.GetByText("Nobody is added yet.").WaitForAsync();
        var found = await rosa.Text();
        Assert.Contains("“rey” is no role", found);
        Assert.Contains("“ana100example.es” is no email address.", found);
        await Look(rosa, "check");

        var at = new Uri(rosa.Url).AbsolutePath;
        await rosa.Press("Add 395 people");
        // Progress comes by itself to whoever stays on the page.
        await rosa.GetByText("395 added, 0 invited.").First.WaitForAsync();
        await Look(rosa, "done");
        var download = await rosa.RunAndWaitForDownloadAsync(() => rosa.GetByRole(AriaRole.Link, new() { Name = "Failed rows" }).ClickAsync());
        var failed = await File.ReadAllTextAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);
        Assert.Equal(1 + 5, failed.Trim().Split('\n').Length);

        await rosa.GotoAsync("/people/imports?account=" + (await site.AddressOf("Corbel Architects")).Split('/')[^1]);
        var mended = failed.Replace("00example.es", "00@example.es", StringComparison.Ordinal).Replace(";rey;", ";soporte;", StringComparison.Ordinal);
        await rosa.Locator("[name='Input.File']").SetInputFilesAsync(new FilePayload { Name = "personas-failed.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(mended) });
        await rosa.Press("Upload");
        await rosa.Press("Check all rows");
        await rosa.GetByText("Every row can be used.").WaitForAsync();
        await rosa.Press("Add 5 people");
        await rosa.GetByText("5 added, 0 invited.").First.WaitForAsync();
        Assert.Contains("ana400@example.es", await rosa.Read("/people?q=ana400"));
        Assert.Contains("Done", await rosa.Read(at));
        Assert.Contains("personas.csv", await rosa.Read("/people/imports"));
        await Look(rosa, "list");
    }

    [Fact]
    public async Task Without_JavaScript_a_file_of_people_is_added()
    {
        var site = await panel.Trading();
        var rosa = await site.SignIn("Rosa", javaScript: false);
        await rosa.GotoAsync("/people/imports");
        await rosa.Locator("[name='Input.File']").SetInputFilesAsync(new FilePayload { Name = "people.csv", MimeType = "text/csv", Buffer = "email,name\nzoe@plain.example,Zoë\n"u8.ToArray() });
        await rosa.Press("Upload");
        await rosa.Press("Check all rows");
        var at = new Uri(rosa.Url).AbsolutePath;
        await rosa.Until(at, "Every row can be used.");
        await rosa.Press("Add one person");
        await rosa.Until(at, "1 added, 0 invited.");
    }

    // What reaches over the right edge of a page that scrolls sideways, the innermost last.
    private const string Wide = """
        () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
            const width = document.documentElement.clientWidth;
            done(document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll('body *')]
                .filter(one => one.getBoundingClientRect().right > width + 0.5).map(one => `${one.tagName}.${one.className} ${Math.round(one.getBoundingClientRect().right)} ${one.innerText?.slice(0, 40)}`).slice(-12).concat(document.title));
        })))
        """;

    // Axe finds nothing, nothing scrolls sideways; with TRIBUTARY_PICTURES=1 it is drawn wide and narrow, light and dark.
    private static async Task Look(IPage page, string name)
    {
        foreach (var (width, theme) in new[] { (1440, ColorScheme.Light), (1440, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            var wide = await page.EvaluateAsync<string[]>(Wide);
            Assert.True(wide.Length == 0, $"{name} {width} scrolls sideways: {string.Join(" | ", wide)}");
            Assert.Empty(await page.Violations());
            if (Pictures)
                await page.ScreenshotAsync(new() { Path = Path.Combine(Folders.Root, "artifacts", "screenshots", $"s4-07-{name}-{width}-{theme.ToString().ToLowerInvariant()}.png"), FullPage = true });
        }
        await page.SetViewportSizeAsync(1440, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
