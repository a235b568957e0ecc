using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Tributary.Web.Kit;

namespace Tributary.Tests.Web;

/// <summary>What a list finds among its rows: it can be scrolled by keyboard when there is a table without a link.</summary>
public sealed class ElementsTests
{
    [Fact]
    public void A_table_and_a_link_are_found_however_they_were_drawn()
    {
        Assert.Equal((false, false), In("<p>A <abbr>text</abbr></p>"));
        Assert.Equal((true, false), In("<table class=\"table\">", "<tr><td>"));
        Assert.Equal((true, true), In("<table>", "<td><a href=\"/x\">"));
        Assert.Equal((false, true), In("<", "a", " href=\"/x\"", ">"));
        Assert.Equal((false, false), In("<", "abbr", ">"));
        var row = new TagBuilder("td");
        row.InnerHtml.AppendHtml(new TagBuilder("a"));
        Assert.Equal((false, true), Of(new HtmlContentBuilder().AppendHtml(row)));
        Assert.Equal((true, false), Of(new HtmlContentBuilder().AppendHtml(new HtmlString("<table>")).Append("<a href>")));
    }

    private static (bool Table, bool Link) In(params string[] parts)
    {
        var content = new HtmlContentBuilder();
        foreach (var part in parts) content.AppendHtml(part);
        return Of(content);
    }

    private static (bool Table, bool Link) Of(IHtmlContent content)
    {
        var found = Elements.In(content);
        return (found.Table, found.Link);
    }
}
