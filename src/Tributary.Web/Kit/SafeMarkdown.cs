using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Html;

namespace Tributary.Web.Kit;

/// <summary>
/// Markdown that somebody else wrote, as HTML that cannot do harm: no HTML of theirs, no pictures that would tell where it is
/// read, and links only to the web and to mail, without passing on from where one comes.
/// </summary>
public static class SafeMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    /// <summary>The text as HTML.</summary>
    public static IHtmlContent Html(string text)
    {
        var document = Markdown.Parse(text, Pipeline);
        // Of pictures, and of links that lead to where nobody should go, the words stay, as words.
        foreach (var harm in document.Descendants<LinkInline>().Where(link => link.IsImage || !Leads(link.GetDynamicUrl?.Invoke() ?? link.Url)).ToList())
        {
            harm.MoveChildrenAfter(harm);
            harm.Remove();
        }
        foreach (var link in document.Descendants<LinkInline>())
        {
            link.GetAttributes().AddPropertyIfNotExist("rel", "noopener noreferrer nofollow");
        }
        foreach (var harm in document.Descendants<AutolinkInline>().Where(link => !link.IsEmail && !Leads(link.Url)).ToList())
            harm.ReplaceBy(new LiteralInline(harm.Url));
        // The page has a heading of its own above the text.
        foreach (var heading in document.Descendants<HeadingBlock>()) heading.Level = Math.Min(6, heading.Level + 1);
        return new HtmlString(document.ToHtml(Pipeline));
    }

    private static bool Leads(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https" or "mailto");
}
