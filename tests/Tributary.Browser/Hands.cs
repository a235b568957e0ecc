using Microsoft.Playwright;

namespace Tributary.Browser;

/// <summary>What a person does with a page.</summary>
internal static class Hands
{
    /// <summary>Fills in fields of the content by their names, whatever sort they are.</summary>
    public static async Task Type(this IPage page, params (string Name, string Value)[] typed)
    {
        foreach (var (name, value) in typed)
        {
            var field = page.Locator($"main [name='{name}']:not([type=hidden])");
            var sort = await field.First.EvaluateAsync<string>("field => field.tagName === 'SELECT' ? 'select' : field.type");
            if (sort == "select") await field.SelectOptionAsync(value);
            else if (sort == "radio") await page.Locator($"main [name='{name}'][value='{value}']").CheckAsync();
            else if (sort == "checkbox") await field.First.SetCheckedAsync(value == "true");
            else await field.FillAsync(value);
        }
    }

    /// <summary>Presses the button of the content with these words, and waits for the page that follows.</summary>
    public static async Task Press(this IPage page, string words)
    {
        await page.RunAndWaitForResponseAsync(
            () => page.Locator("main, dialog").GetByRole(AriaRole.Button, new() { Name = words, Exact = true }).First.ClickAsync(),
            response => response.Request.IsNavigationRequest && response.Status < 300);
        await page.WaitForLoadStateAsync(LoadState.DOMContentLoaded);
    }

    /// <summary>The text of the content.</summary>
    public static async Task<string> Text(this IPage page) => (await page.Locator("main").InnerTextAsync()).Replace("\u00a0", " ", StringComparison.Ordinal);

    /// <summary>Opens an address again and again until its content says so.</summary>
    public static async Task Until(this IPage page, string address, string words)
    {
        for (var i = 0; ; i++)
        {
            await page.GotoAsync(address);
            var text = await page.Text();
            if (text.Contains(words, StringComparison.Ordinal)) return;
            if (i == 60) Assert.Fail($"{address} does not come to say “{words}”:\n{text}");
            await Task.Delay(250, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The addresses of this site that the page leads to, without those that do something.</summary>
    public static async Task<IReadOnlyList<string>> Links(this IPage page, string within) =>
        await page.Locator($"{within} a[href^='/']").EvaluateAllAsync<string[]>("links => [...new Set(links.map(link => link.getAttribute('href')))]");
}
