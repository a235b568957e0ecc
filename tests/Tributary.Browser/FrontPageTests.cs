using Deque.AxeCore.Playwright;

namespace Tributary.Browser;

public sealed class FrontPageTests(Panel panel)
{
    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Whoever_comes_first_finds_the_wizard_and_axe_finds_nothing(int width)
    {
        var page = await panel.OpenAsync(width);

        await page.GotoAsync("/");

        Assert.Equal("Set up your panel · Tributary", await page.TitleAsync());
        Assert.Empty((await page.RunAxe()).Violations);
    }
}
