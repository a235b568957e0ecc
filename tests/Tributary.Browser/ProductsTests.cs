using Microsoft.Playwright;

namespace Tributary.Browser;

/// <summary>The activated products: found by any column, kept as a view, and tended by the dozen.</summary>
public sealed class ProductsTests(Panel panel)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task S1_07_Products_are_filtered_kept_as_a_view_and_paused_many_at_once(bool javaScript)
    {
        await using var site = await panel.AfterAYear();
        var rosa = await site.SignIn("Rosa", javaScript: javaScript);
        await rosa.GotoAsync("/subscriptions?view=all&status=active&sort=activated");
        Assert.Contains("Activated products", await rosa.Text());
        if (javaScript) await rosa.Look("products");

        var name = javaScript ? "Monthly ones" : "Ones by the month";
        await rosa.Locator("main details:has(#view-name) > summary").ClickAsync();
        if (javaScript) await rosa.Look("products-views");
        await rosa.Locator("#view-name").FillAsync(name);
        await rosa.Press("Keep the view");
        Assert.Contains(name, await rosa.Text());
        Assert.Contains("sort=activated", rosa.Url);

        await rosa.Locator("main details:has(#f-client) > summary").ClickAsync();
        if (javaScript) await rosa.Look("products-filters");
        await rosa.GotoAsync("/subscriptions?view=all&status=active");
        await rosa.Locator("main [name='id']").First.CheckAsync();
        await rosa.Locator("main details:has(#bulk-deed) > summary").ClickAsync();
        await rosa.Locator("#bulk-deed").SelectOptionAsync(javaScript ? "pause" : "resume");
        if (javaScript) await rosa.Look("products-bulk");
        await rosa.Press("Review");
        Assert.Contains(": 1 subscriptions", await rosa.Text());
        if (javaScript)
        {
            await rosa.Look("products-review");
            await rosa.Press("Yes, pause: 1 subscriptions");
            await rosa.Until(new Uri(rosa.Url).AbsolutePath, "Every one was tried");
            await rosa.Look("products-done");
        }
        else
        {
            Assert.Contains("This subscription is not paused.", await rosa.Text());
        }
        await rosa.GotoAsync("/subscriptions/views");
        if (javaScript) await rosa.Look("products-views-page");
        await rosa.Press($"Take away {name}");
        Assert.DoesNotContain(name, await rosa.Locator("main .card").AllInnerTextsAsync());
    }
}
