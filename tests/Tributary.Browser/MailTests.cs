using Microsoft.Playwright;

namespace Tributary.Browser;

/// <summary>Mail that is kept, since there is no mail server: read in the panel, its links handed over.</summary>
public sealed class MailTests(Panel panel)
{
    private static readonly bool Pictures = Environment.GetEnvironmentVariable("TRIBUTARY_PICTURES") == "1";

    [Fact]
    public async Task S0_03_Somebody_changes_their_email_and_confirms_it_by_the_link_their_seller_hands_them()
    {
        var site = await panel.Trading();
        await site.Person("Carl Cole", "carl@example.com", "Corbel Architects");
        var carl = await site.SignInAs("carl@example.com");
        await carl.GotoAsync("/profile");
        var form = carl.Locator("main form[action$='handler=Email']");
        await form.Locator("[name='Input.Email']").FillAsync("carl@corbel.example");
        await form.Locator("[name='Input.CurrentPassword']").FillAsync(Site.Password);
        await carl.Follow(form.GetByRole(AriaRole.Button));
        Assert.Contains("carl@corbel.example is waiting to be confirmed", await carl.Text());

        var rosa = await site.SignIn("Rosa");
        await rosa.Until("/mail?q=carl", "carl@corbel.example");
        await Draw(rosa, "mail");
        Assert.Contains("carl@example.com", await rosa.Read("/mail"));
        await rosa.GotoAsync("/mail");
        await rosa.Follow(rosa.Locator("main a.row-open", new() { HasTextString = "carl@corbel.example" }).First);
        Assert.Contains("hand it over yourself", await rosa.Text());
        var frame = rosa.FrameLocator("iframe.mail-frame");
        var link = await frame.Locator("a").First.GetAttributeAsync("href");
        Assert.Contains("/email?token=", link);
        Assert.Contains("/email?token=", await rosa.Locator("#mail-text").InnerTextAsync());
        Assert.Equal("Rosewood IT", await frame.Locator("strong").First.InnerTextAsync());
        await Draw(rosa, "mail-one");
        Assert.Empty(await rosa.Violations());

        var window = await site.Open();
        await window.GotoAsync(new Uri(link!).PathAndQuery);
        await window.Press("Sign in with this email from now on");
        var there = await site.SignInAs("carl@corbel.example");
        Assert.Contains("carl@corbel.example", await there.Read("/profile"));
    }

    [Fact]
    public async Task An_invitation_is_read_under_sent_mail_and_sent_again()
    {
        var site = await panel.Trading();
        var rosa = await site.SignIn("Rosa");
        await rosa.GotoAsync("/people/add?account=" + (await site.AddressOf("Corbel Architects")).Split('/')[^1]);
        await rosa.Type(("Input.Name", "Dietlinde Quast"), ("Input.Email", "dietlinde@quast.example"), ("Input.Role", "Viewer"), ("Input.Reach", "AllBelow"));
        await rosa.Press("Add");
        await rosa.Until("/mail?q=dietlinde", "Kept here");

        await rosa.Follow(rosa.Locator("main a.row-open").First);
        Assert.Contains("Your access to Corbel Architects", await rosa.Text());
        await rosa.Press("Send again");

        Assert.Contains("written once more", await rosa.Text());
        await rosa.GotoAsync("/mail?q=dietlinde");
        Assert.Equal(2, await rosa.Locator("main tbody tr").CountAsync());
    }

    private static async Task Draw(IPage page, string name)
    {
        if (!Pictures) return;
        foreach (var (width, theme) in new[] { (1440, ColorScheme.Light), (1440, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            await page.ScreenshotAsync(new()
            {
                Path = Path.Combine(Folders.Root, "artifacts", "screenshots", $"journey-{name}-{width}-{theme.ToString().ToLowerInvariant()}.png"), FullPage = true,
            });
        }
        await page.SetViewportSizeAsync(1440, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
