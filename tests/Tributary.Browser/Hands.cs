using System.Diagnostics;
using Microsoft.Playwright;

namespace Tributary.Browser;

/// <summary>What a person does with a page.</summary>
internal static class Hands
{
    /// <summary>How long anything may take before a journey gives up, in milliseconds: long, since the machine may be busy with other things.</summary>
    public const int Patience = 60_000;

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
    public static Task Press(this IPage page, string words) =>
        page.Follow(page.Locator("main, dialog").GetByRole(AriaRole.Button, new() { Name = words, Exact = true }).First);

    /// <summary>Clicks what leads to another page, and waits until that page is there, however it was redirected.</summary>
    public static async Task Follow(this IPage page, ILocator what)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Arrive(object? sender, IPage there) => arrived.TrySetResult();
        page.DOMContentLoaded += Arrive;
        try
        {
            await what.ClickAsync();
            await arrived.Task.WaitAsync(TimeSpan.FromMilliseconds(Patience), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{what} on {page.Url} leads nowhere:\n{await page.Text()}");
        }
        finally
        {
            page.DOMContentLoaded -= Arrive;
        }
    }

    /// <summary>The text of the content.</summary>
    public static async Task<string> Text(this IPage page) => (await page.Locator("main").InnerTextAsync()).Replace("\u00a0", " ", StringComparison.Ordinal);

    /// <summary>Opens an address and gives the text of its content.</summary>
    public static async Task<string> Read(this IPage page, string address)
    {
        await page.GotoAsync(address);
        return await page.Text();
    }

    /// <summary>Opens an address again and again until its content says so.</summary>
    public static async Task Until(this IPage page, string address, string words)
    {
        for (var since = Stopwatch.StartNew(); ;)
        {
            var text = await page.Read(address);
            if (text.Contains(words, StringComparison.Ordinal)) return;
            if (since.ElapsedMilliseconds > Patience) Assert.Fail($"{address} does not come to say “{words}”:\n{text}");
            await Task.Delay(250, TestContext.Current.CancellationToken);
        }
    }
}
