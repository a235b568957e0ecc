using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Tributary.Tests.House;

namespace Tributary.Tests.Web;

/// <summary>What a person reads comes from the resources, and what a page loads is served from here.</summary>
public sealed partial class TextsTests
{
    // The gallery is for those who write pages; it is there in Development only.
    private static IEnumerable<(string Path, string Text)> Pages =>
        Sources.Of("src/Tributary.Web").Where(file => file.Path.EndsWith(".cshtml", StringComparison.Ordinal) && file.Path != "Pages/Kit.cshtml");

    [Fact]
    public void Every_word_of_a_page_is_looked_up() =>
        Sources.AssertNone(from page in Pages from words in PageWords.In(page.Text) select $"{page.Path}: {words}");

    [Theory]
    [InlineData("<p>Hello @Model.Name</p>", "Hello …")]
    [InlineData("@if (Model.Ok) {\n<b>Good</b>\n}", "Good")]
    [InlineData("<a title=\"Go back\" href=\"/x\"></a>", "title=\"Go back\"")]
    [InlineData("<field for=\"A\" label=\"Name\" />", "label=\"Name\"")]
    public void A_forgotten_word_is_found(string page, string found) => Assert.Equal([found], PageWords.In(page));

    [Theory]
    [InlineData("@page \"/x\"\n@{ var a = \"Words here\"; }\n<p class=\"card\">@T[\"Hello {0}\", Model.Name]</p>")]
    [InlineData("@foreach (var row in Model.Rows)\n{\n  var name = row.Name;\n  <td>@(row.Open ? T[\"Open\"] : T[\"Shut\"])</td>\n}")]
    [InlineData("<a title=\"@T[\"Edit \\\"{0}\\\"\", name]\" href=\"/x\">CSV</a> · 25&nbsp;%")]
    [InlineData("@* A comment *@ <!-- Another --> @await Component.InvokeAsync(\"Balance\")")]
    public void What_is_looked_up_or_code_is_fine(string page) => Assert.Empty(PageWords.In(page));

    [Fact]
    public void Every_text_is_in_the_resources()
    {
        var start = new ProcessStartInfo("perl", ["eng/texts", "--check"])
        {
            WorkingDirectory = RepositoryFolder.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var check = Process.Start(start)!;
        var missing = check.StandardOutput.ReadToEnd() + check.StandardError.ReadToEnd();
        check.WaitForExit();

        Assert.True(check.ExitCode == 0, $"Run eng/texts. Missing:\n{missing}");
    }

    [Fact]
    public void A_text_takes_as_many_arguments_in_every_language()
    {
        var folder = Path.Combine(RepositoryFolder.Root, "src/Tributary.Web/Resources");
        Sources.AssertNone(from file in Directory.EnumerateFiles(folder, "Texts*.resx")
                           from text in XDocument.Load(file).Descendants("data")
                           let key = (string)text.Attribute("name")!
                           let value = (string)text.Element("value")!
                           where !Places(key).SetEquals(Places(value))
                           select $"{Path.GetFileName(file)}: {key} = {value}");
    }

    [Fact]
    public void Nothing_is_inline() =>
        Sources.AssertNone(from page in Pages
                           from Match inline in Inline().Matches(page.Text)
                           select $"{page.Path}: {inline.Value}");

    [Fact]
    public void Every_icon_that_is_used_is_drawn()
    {
        var sprite = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "src/Tributary.Web/wwwroot/img/icons.svg"));
        var drawn = Symbol().Matches(sprite).Select(symbol => symbol.Groups[1].Value).ToHashSet();

        Assert.Contains("pencil", drawn);
        Sources.AssertNone(from page in Sources.Of("src/Tributary.Web")
                           from Match icon in UsedIcon().Matches(page.Text)
                           let name = icon.Groups[1].Value + icon.Groups[2].Value
                           where !name.Contains('@') && !drawn.Contains(name)
                           select $"{page.Path}: {name}");
    }

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(place => place.Value)];

    [GeneratedRegex(@"\{\d+")]
    private static partial Regex Place();

    [GeneratedRegex(@"\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*""|<script(?![^>]*\ssrc=)[^>]*>|\shx-on|javascript:")]
    private static partial Regex Inline();

    [GeneratedRegex(@"<symbol id=""([^""]+)""")]
    private static partial Regex Symbol();

    [GeneratedRegex(@"<(?:icon name|empty icon)=""([^""]+)""|Draw\(\w+, ""([^""]+)""")]
    private static partial Regex UsedIcon();
}
