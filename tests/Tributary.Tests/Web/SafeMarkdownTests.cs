using AngleSharp.Html.Parser;
using Tributary.Web.Kit;

namespace Tributary.Tests.Web;

public sealed class SafeMarkdownTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("[a](javascript:alert(1))")]
    [InlineData("[a](JaVaScRiPt:alert(1))")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("![spy](https://spy.example/x.png)")]
    [InlineData("[a]: data:text/html,x\n\n[a]")]
    [InlineData("[a](/logout)")]
    [InlineData("<img src=x onerror=alert(1)>")]
    public void What_could_do_harm_is_only_words(string text)
    {
        var html = new HtmlParser().ParseDocument(Html(text));
        Assert.Empty(html.QuerySelectorAll("a, img, script, iframe"));
        Assert.NotEqual("", html.Body!.TextContent.Trim());
    }

    [Fact]
    public void Headings_lists_tables_and_links_to_the_web_stay()
    {
        var html = Html("# One\n\n- two\n\n[three](https://three.example)\n\n|a|b|\n|-|-|\n|c|d|\n");
        Assert.All(["<h2>One</h2>", "<li>two</li>", "href=\"https://three.example\"", "noopener", "<td>c</td>"], part => Assert.Contains(part, html));
    }

    private static string Html(string text)
    {
        using var writer = new StringWriter();
        SafeMarkdown.Html(text).WriteTo(writer, System.Text.Encodings.Web.HtmlEncoder.Default);
        return writer.ToString();
    }
}
