using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;
using Tributary.Web.Help;
using Tributary.Web.Security;

namespace Tributary.Web.Kit;

/// <summary>The window's title. It belongs to the request: what a partial page leaves in its view data does not reach the layout.</summary>
public static class PageTitle
{
    private static readonly object Key = new();

    /// <summary>Sets it.</summary>
    public static void Set(ViewContext view, string title) => view.HttpContext.Items[Key] = title;

    /// <summary>What a heading or a question set, or null.</summary>
    public static string? Of(HttpContext context) => context.Items[Key] as string;
}

/// <summary>
/// <c>&lt;page-head title="@T["Resellers"]" back="/resellers" back-text="@T["Resellers"]"&gt;</c>: the page's heading, and as content what can
/// be done here, at most one of it primary. Sets the title of the window too. <c>under</c> is a line below the heading.
/// </summary>
[HtmlTargetElement("page-head")]
public sealed class PageHeadTag : TagHelper
{
    public string Title { get; set; } = "";

    public string? Under { get; set; }

    public string? Back { get; set; }

    public string? BackText { get; set; }

    /// <summary>A state shown beside the heading, as <c>&lt;status&gt;</c> takes it.</summary>
    public object? Status { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var actions = await output.GetChildContentAsync();
        PageTitle.Set(ViewContext, Title);
        output.TagName = "header";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", "page-head");
        var words = Html.Element("div", "page-words");
        if (!string.IsNullOrEmpty(Back))
        {
            words.Add(Html.Element("a", "page-back").With("href", Back)
                .Add(IconTag.Draw(ViewContext, "chevron-left")).Add(Html.Element("span", text: BackText)));
        }

        var line = Html.Element("div", "page-line").Add(Html.Element("h1", text: Title));
        if (Status is not null)
        {
            var (word, tone) = Statuses.Of(Status);
            var texts = ViewContext.HttpContext.RequestServices.GetRequiredService<IStringLocalizer<Texts>>();
            line.Add(Html.Element("span", $"pill pill-{tone.ToString().ToLowerInvariant()}", texts[word]));
        }

        if (Explained() is { } article)
        {
            line.Add(article);
        }

        words.Add(line);
        if (!string.IsNullOrEmpty(Under))
        {
            words.Add(Html.Element("p", "page-under", Under));
        }

        output.Content.AppendHtml(words);
        if (!actions.IsEmptyOrWhiteSpace)
        {
            output.Content.AppendHtml(Html.Element("div", "page-actions").Add(actions));
        }
    }

    // The article of the help that explains this page, for who is signed in and may read it.
    private TagBuilder? Explained()
    {
        var context = ViewContext.HttpContext;
        if (context.RequestServices.GetService<CurrentViewer>()?.OrNull is not { } viewer || HelpArticles.Explaining(context.Request.Path, viewer) is not { } article)
        {
            return null;
        }

        var texts = context.RequestServices.GetRequiredService<IStringLocalizer<Texts>>();
        var words = texts["Help: {0}", article.Title];
        return Html.Element("a", "icon-button help-link").With("href", $"/help/{article.Name}").With("title", words)
            .Add(IconTag.Draw(ViewContext, "help-circle")).Add(Html.Element("span", "visually-hidden", words));
    }
}

/// <summary>
/// <c>&lt;tabs label="@T["Parts of this record"]"&gt;</c> with <c>&lt;tab href="/resellers/acc_1/prices"&gt;@T["Prices"]&lt;/tab&gt;</c>: the parts of
/// a record, each a page of its own.
/// </summary>
[HtmlTargetElement("tabs")]
public sealed class TabsTag : TagHelper
{
    public string Label { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "nav";
        output.Add("class", "tabs");
        output.Attributes.SetAttribute("aria-label", Label);
    }
}

/// <summary>One part in <c>&lt;tabs&gt;</c>; it is the current one when its address is this page's. <c>count</c> stands behind its word.</summary>
[HtmlTargetElement("tab", Attributes = "href")]
public sealed class TabTag : TagHelper
{
    public string Href { get; set; } = "";

    public long? Count { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var request = ViewContext.HttpContext.Request;
        output.TagName = "a";
        output.Attributes.SetAttribute("href", Href);
        output.Add("class", "tab");
        if (string.Equals(request.PathBase + request.Path, Href.Split('?')[0], StringComparison.OrdinalIgnoreCase))
        {
            output.Attributes.SetAttribute("aria-current", "page");
        }

        if (Count is { } count)
        {
            output.PostContent.AppendHtml(Html.Element("span", "tab-count", Culture.Of(ViewContext.HttpContext).Number(count)));
        }
    }
}

/// <summary>
/// <c>&lt;empty icon="users" title="@T["No customers yet"]"&gt;</c>: what stands where nothing is yet. Its content says what will stand there and
/// offers the first step.
/// </summary>
[HtmlTargetElement("empty")]
public sealed class EmptyTag : TagHelper
{
    public string Icon { get; set; } = "inbox";

    public string Title { get; set; } = "";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var said = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", "empty-state");
        output.Content.AppendHtml(Html.Element("span", "empty-mark").Add(IconTag.Draw(ViewContext, Icon)));
        output.Content.AppendHtml(Html.Element("p", "empty-heading", Title));
        output.Content.AppendHtml(Html.Element("div", "empty-text").Add(said));
    }
}

/// <summary>
/// <c>&lt;progress-bar value="412" max="4000" label="@T["Rows checked"]" /&gt;</c>: how far long work is, with its counts. Put it in an element
/// with <c>hx-get</c> and <c>hx-trigger="every 1s"</c> to follow it.
/// </summary>
[HtmlTargetElement("progress-bar", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ProgressBarTag(IStringLocalizer<Texts> texts) : TagHelper
{
    public long Value { get; set; }

    public long Max { get; set; } = 100;

    public string Label { get; set; } = "";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var culture = Culture.Of(ViewContext.HttpContext);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", "progress-line");
        output.Content.AppendHtml(Html.Element("p", "progress-words")
            .Add(Html.Element("span", text: Label))
            .Add(Html.Element("span", "figures", texts["{0} of {1}", culture.Number(Value), culture.Number(Max)])));
        output.Content.AppendHtml(Html.Element("progress").With("aria-label", Label)
            .With("value", Value.ToString(CultureInfo.InvariantCulture)).With("max", Math.Max(1, Max).ToString(CultureInfo.InvariantCulture)));
    }
}

/// <summary><c>&lt;avatar name="Rosa Lind" picture="/pictures/usr_1" /&gt;</c>: a person's picture, or their initials. The name stands beside it.</summary>
[HtmlTargetElement("avatar", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class AvatarTag : TagHelper
{
    public string? Name { get; set; }

    public string? Picture { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", "face");
        output.Attributes.SetAttribute("aria-hidden", "true");
        if (!string.IsNullOrEmpty(Picture))
        {
            var image = Html.Element("img").With("src", Picture).With("alt", "");
            image.TagRenderMode = TagRenderMode.SelfClosing;
            output.Content.SetHtmlContent(image);
            return;
        }

        var words = (Name ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        output.Content.SetContent(words switch
        {
            [] => "?",
            [var one] => First(one),
            [var first, .., var last] => First(first) + First(last),
        });
    }

    // The first letter as people count letters, not as memory does.
    private static string First(string word) => StringInfo.GetNextTextElement(word).ToUpper(CultureInfo.CurrentCulture);
}
