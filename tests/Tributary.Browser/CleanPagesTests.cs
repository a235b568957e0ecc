using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Tributary.Browser;

/// <summary>Every page as the four kinds of people see it: the navigation, what it leads to, and one of each kind of details.</summary>
public sealed partial class CleanPagesTests(Panel panel)
{
    private static readonly bool Pictures = Environment.GetEnvironmentVariable("TRIBUTARY_PICTURES") == "1";
    private static readonly string Folder = Path.Combine(Folders.Root, "artifacts", "screenshots");

    // Run by name only: the whole crawl has not run to its end yet (see the open issue).
    [Fact(Explicit = true)]
    public async Task Every_page_is_clean()
    {
        await using var site = await panel.AfterAYear();
        var wrong = new List<string>();
        foreach (var who in new[] { "Nora", "Piet", "Rosa", "Cora" })
        {
            var wide = await site.SignIn(who);
            var pages = await Visit(wide, who, await Found(wide), "light", wrong, axe: true);
            var narrow = await site.SignIn(who, 390, dark: true);
            await Visit(narrow, who, pages, "dark", wrong, axe: who is "Nora" or "Cora");
            if (Pictures)
            {
                await Visit(await site.SignIn(who, 390), who, pages, "light", wrong, axe: false);
                await Visit(await site.SignIn(who, dark: true), who, pages, "dark", wrong, axe: false);
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // One address of each pattern: the ids are left out, and so are filters and sorting.
    private static async Task<IReadOnlyList<string>> Found(IPage page)
    {
        var first = new Dictionary<string, string>();
        var open = new Queue<string>(["/", .. await page.Links("nav"), "/profile", "/sign-ins", "/notices"]);
        while (open.TryDequeue(out var address))
        {
            var pattern = Id().Replace(address.Split('?', '#')[0], "{id}");
            if (pattern is "/logout" or "/kit" || pattern.StartsWith("/docs", StringComparison.Ordinal) || address.Contains("handler=Export", StringComparison.OrdinalIgnoreCase)) continue;
            if (address.Contains("edit=", StringComparison.Ordinal)) pattern += "?edit";
            if (address.Contains("handler=Terms", StringComparison.Ordinal)) pattern += "?terms";
            if (!first.TryAdd(pattern, address)) continue;
            var answer = await page.GotoAsync(address);
            if (answer?.Headers.GetValueOrDefault("content-type")?.StartsWith("text/html", StringComparison.Ordinal) != true)
            {
                first.Remove(pattern);
                continue;
            }
            foreach (var next in await page.Links("main")) open.Enqueue(next);
        }
        return [.. first.Values];
    }

    private static async Task<IReadOnlyList<string>> Visit(IPage page, string who, IReadOnlyList<string> addresses, string theme, List<string> wrong, bool axe)
    {
        var width = page.ViewportSize!.Width;
        var here = "";
        void Note(string what) => wrong.Add($"{who} {width} {theme} {here}: {what}");
        page.Console += (_, message) =>
        {
            if (message.Type == "error") Note(message.Text);
        };
        page.PageError += (_, error) => Note(error);
        foreach (var address in addresses)
        {
            here = address;
            var answer = await page.GotoAsync(address);
            if (answer!.Status >= 400) Note($"answers {answer.Status}");
            if (await page.TitleAsync() is "" or "Tributary") Note("has no title");
            if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth")) Note("scrolls sideways");
            if (axe)
            {
                foreach (var found in (await page.RunAxe()).Violations)
                    Note($"{found.Id}: {found.Help} {string.Join(" | ", found.Nodes.Take(3).Select(node => node.Html))}");
            }
            if (Pictures)
            {
                var name = Id().Replace(address.Split('?', '#')[0], "one").Trim('/').Replace('/', '-') + (address.Contains("edit=", StringComparison.Ordinal) ? "-edit" : "") + (address.Contains("Terms", StringComparison.Ordinal) ? "-terms" : "");
                await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{who.ToLowerInvariant()}-{(name is "" ? "home" : name)}-{width}-{theme}.png"), FullPage = true });
            }
        }
        return addresses;
    }

    [GeneratedRegex("[a-z]{2,4}_[0-9a-z]{20,}(\\.[a-z]+)?")]
    private static partial Regex Id();
}
