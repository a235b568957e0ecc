using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Tributary.Web.Kit;

/// <summary>
/// <c>&lt;icon name="pencil" /&gt;</c>: an icon beside a word; hidden from screen readers. Alone in a link or button it takes a
/// <c>label</c>, which is its name to everybody who does not see it and its hint to those who hover.
/// The names are the ids in <c>wwwroot/img/icons.svg</c>.
/// </summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class IconTag : TagHelper
{
    private const string Sprite = "/img/icons.svg";

    public string Name { get; set; } = "";

    public string? Label { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>The icon as a part of another tag helper's output.</summary>
    public static IHtmlContent Draw(ViewContext view, string name, string? css = null)
    {
        var icon = Html.Element("svg", css is null ? "icon" : $"icon {css}").With("aria-hidden", "true").With("focusable", "false");
        return icon.Add(Html.Element("use").With("href", $"{SpriteOf(view)}#{name}"));
    }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", "icon");
        output.Attributes.SetAttribute("focusable", "false");
        if (Label is null)
        {
            output.Attributes.SetAttribute("aria-hidden", "true");
        }
        else
        {
            output.Attributes.SetAttribute("role", "img");
            output.Attributes.SetAttribute("aria-label", Label);
            output.Content.AppendHtml(Html.Element("title", text: Label));
        }

        output.Content.AppendHtml(Html.Element("use").With("href", $"{SpriteOf(ViewContext)}#{Name}"));
    }

    // The version in the address lets browsers keep the sprite for good.
    private static string SpriteOf(ViewContext view)
    {
        var http = view.HttpContext;
        return http.RequestServices.GetRequiredService<IFileVersionProvider>()
            .AddFileVersionToPath(http.Request.PathBase, http.Request.PathBase + Sprite);
    }
}
