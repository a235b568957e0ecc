using Xunit.v3;

namespace Tributary.Browser;

/// <summary>That the ear which every journey has does hear.</summary>
public sealed class ComplaintsTests(Panel panel)
{
    [Theory]
    [InlineData("const script = document.createElement('script'); script.textContent = '1'; document.head.append(script);", "Content Security Policy")]
    [InlineData("document.querySelector('h1').setAttribute('style', 'color: red');", "Content Security Policy")]
    [InlineData("setTimeout(() => { throw new Error('a script fell over'); });", "a script fell over")]
    [InlineData("document.body.append(Object.assign(new Image(), { src: '/error/404', alt: '' }));", "/error/404 answers 404")]
    public async Task What_the_browser_has_against_a_page_is_heard(string wrong, string heard)
    {
        await using var site = await panel.Empty();
        var page = await site.Open();
        await page.GotoAsync("/error/404");

        // As the page itself would do it: what a test evaluates is not under the page's policy, an element it adds is.
        await page.EvaluateAsync($"() => {{ {wrong} }}");
        await page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.NetworkIdle);
        await page.EvaluateAsync("() => new Promise(done => setTimeout(done, 50))");

        var ear = Assert.Single(((IXunitTestMethod)TestContext.Current.TestMethod!).BeforeAfterTestAttributes.OfType<NothingToComplainAttribute>());
        var no = Assert.ThrowsAny<Exception>(() => ear.After(null!, (IXunitTest)TestContext.Current.Test!));
        Assert.Contains(heard, no.Message);
    }
}
