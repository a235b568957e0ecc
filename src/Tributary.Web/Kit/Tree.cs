using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Kit;

/// <summary>Which nodes of a tree list stand open; they are in the address (<c>open=acc_1.acc_2</c>), so it works without JavaScript.</summary>
public static class OpenNodes
{
    private const string Name = "open";

    /// <summary>No address grows without end: so many nodes may stand open at once, the oldest close first.</summary>
    private const int Most = 50;

    /// <summary>The ids of the nodes that stand open, in the order they were opened.</summary>
    public static IReadOnlyList<string> Of(HttpRequest request) =>
        request.Query[Name].ToString().Split('.', StringSplitOptions.RemoveEmptyEntries).Distinct().TakeLast(Most).ToList();

    /// <summary>The address of the same page with one node opened, or closed when it is open.</summary>
    public static string Toggled(HttpRequest request, string id)
    {
        var open = Of(request);
        var after = open.Contains(id) ? open.Where(node => node != id) : open.Append(id);
        return request.With((Name, string.Join('.', after.TakeLast(Most))));
    }
}

/// <summary>
/// <c>&lt;tree node="acc_1" depth="1" has-children="true" href="/customers/acc_1"&gt;Cora&lt;/tree&gt;</c>, in the first cell of a row: the arrow
/// that opens the rows below, and the name that leads to the details (the whole row does). Depth 0 stands at the left edge. The page shows
/// the children of every node in <see cref="OpenNodes"/>.
/// </summary>
[HtmlTargetElement("tree")]
public sealed class TreeTag(IStringLocalizer<Texts> texts) : TagHelper
{
    private const int Deepest = 8;

    public string Node { get; set; } = "";

    public int Depth { get; set; }

    public bool HasChildren { get; set; }

    public string? Href { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var name = await output.GetChildContentAsync();
        var request = ViewContext.HttpContext.Request;
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", string.Create(CultureInfo.InvariantCulture, $"tree tree-{Math.Min(Depth, Deepest)}"));
        if (HasChildren)
        {
            var open = OpenNodes.Of(request).Contains(Node);
            // A link that says "expanded" is a button to a screen reader; it is a link so that it works without JavaScript.
            output.Content.AppendHtml(ListFrame.Link(ListFrame.Around(context), OpenNodes.Toggled(request, Node), "tree-arrow")
                .With("id", $"open-{Node}").With("role", "button").With("aria-expanded", open ? "true" : "false")
                .With("aria-label", texts["Accounts below {0}", System.Net.WebUtility.HtmlDecode(name.GetContent())])
                .Add(IconTag.Draw(ViewContext, "chevron-right")));
        }
        else
        {
            output.Content.AppendHtml(Html.Element("span", "tree-leaf"));
        }

        output.Content.AppendHtml(Href is null
            ? Html.Element("span").Add(name)
            : Html.Element("a", "row-open").With("href", Href).Add(name));
    }
}
