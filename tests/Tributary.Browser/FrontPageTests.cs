namespace Tributary.Browser;

public sealed class FrontPageTests(Panel panel)
{
    [Fact]
    public async Task Whoever_comes_first_finds_the_wizard_and_axe_finds_nothing()
    {
        await using var site = await panel.Empty();
        foreach (var width in new[] { 1440, 390 })
        {
            var page = await site.Open(width);

            await page.GotoAsync("/");

            Assert.Equal("Set up your panel · Tributary", await page.TitleAsync());
            Assert.Empty(await page.Violations());
        }
    }
}
