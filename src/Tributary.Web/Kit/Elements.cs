using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Tributary.Web.Kit;

/// <summary>
/// What sorts of elements stand in what was drawn. It goes through the parts as they lie there and writes none of them: the rows of a list
/// are most of its page, and would otherwise be written twice.
/// </summary>
public sealed class Elements : IHtmlContentBuilder
{
    private bool opens;

    private Elements()
    {
    }

    /// <summary>Whether there is a table.</summary>
    public bool Table { get; private set; }

    /// <summary>Whether there is a link.</summary>
    public bool Link { get; private set; }

    /// <summary>What stands in this content.</summary>
    public static Elements In(IHtmlContent content)
    {
        var found = new Elements();
        found.AppendHtml(content);
        return found;
    }

    public IHtmlContentBuilder AppendHtml(IHtmlContent content)
    {
        if (Table && Link) return this;
        switch (content)
        {
            case TagBuilder element:
                Table |= element.TagName == "table";
                Link |= element.TagName == "a";
                if (element.HasInnerHtml) AppendHtml(element.InnerHtml);
                break;
            case IHtmlContentContainer several:
                several.CopyTo(this);
                break;
            case HtmlString { Value: { } html }:
                AppendHtml(html);
                break;
        }
        return this;
    }

    public IHtmlContentBuilder AppendHtml(string encoded)
    {
        if (Table && Link) return this;
        // A tag helper leaves the bracket and the name in two parts.
        if (opens)
        {
            Table |= encoded == "table";
            Link |= encoded == "a";
        }
        opens = encoded == "<";
        Table = Table || encoded.Contains("<table", StringComparison.Ordinal);
        Link = Link || encoded.Contains("<a ", StringComparison.Ordinal);
        return this;
    }

    /// <summary>Text holds no element.</summary>
    public IHtmlContentBuilder Append(string unencoded) => this;

    public IHtmlContentBuilder Clear() => this;

    public void CopyTo(IHtmlContentBuilder builder) => throw new NotSupportedException();

    public void MoveTo(IHtmlContentBuilder builder) => throw new NotSupportedException();

    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => throw new NotSupportedException();
}
