using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Tributary.Browser;

/// <summary>
/// Axe, run in the page itself. The runner that comes with it opens another page for every run; with hundreds of pages
/// that is most of the time.
/// </summary>
internal static class Axe
{
    // Target size is the one rule of WCAG 2.2 AA that axe leaves out unless it is asked for.
    private const string Run = "async () => JSON.stringify((await axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })).violations)";

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What is wrong with the page as it is shown now: the rule, what it asks for, and the first elements that break it.</summary>
    public static async Task<IReadOnlyList<string>> Violations(this IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window")) await page.EvaluateAsync(Script);
        using var found = JsonDocument.Parse(await page.EvaluateAsync<string>(Run));
        return [.. found.RootElement.EnumerateArray().Select(Words)];
    }

    private static string Words(JsonElement violation) =>
        $"{violation.GetProperty("id").GetString()}: {violation.GetProperty("help").GetString()}: "
        + string.Join(" | ", violation.GetProperty("nodes").EnumerateArray().Take(3).Select(node => $"{node.GetProperty("html").GetString()} ({First(node)})"));

    private static string? First(JsonElement node) => node.GetProperty("any").EnumerateArray().Select(check => check.GetProperty("message").GetString()).FirstOrDefault();
}
