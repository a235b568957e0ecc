using System.Collections.Concurrent;
using System.Text.Encodings.Web;
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
    public static IHtmlContent Draw(ViewContext view, string name, string? css = null) => Drawn.GetOrAdd((SpriteOf(view.HttpContext), name, css), static icon => new(
        Html.Element("svg", icon.Css is null ? "icon" : $"icon {icon.Css}").With("aria-hidden", "true").With("focusable", "false").Add(Use(icon.Sprite, icon.Name)).Text()));

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (output.Attributes.Count > 0) throw new InvalidOperationException($"The icon {Name} takes a name and a label, nothing else.");
        output.TagName = null;
        output.Content.SetHtmlContent(Label is null ? Draw(ViewContext, Name) : new Labelled(Label, SpriteOf(ViewContext.HttpContext), Name));
    }

    private static TagBuilder Use(string sprite, string name) => Html.Element("use").With("href", $"{sprite}#{name}");

    // A list draws hundreds of them, and there are few: each is written once. The sprite's version stands in its address, so that
    // another sprite is another icon; the names stand in the program.
    private static readonly ConcurrentDictionary<(string Sprite, string Name, string? Css), HtmlString> Drawn = new();

    private static readonly object Sprites = new();

    // The version in the address lets browsers keep the sprite for good. It is looked up once a page.
    private static string SpriteOf(HttpContext http)
    {
        if (http.Items.TryGetValue(Sprites, out var known)) return (string)known!;
        var sprite = http.RequestServices.GetRequiredService<IFileVersionProvider>().AddFileVersionToPath(http.Request.PathBase, http.Request.PathBase + Sprite);
        http.Items[Sprites] = sprite;
        return sprite;
    }

    /// <summary>An icon with words of its own, which are another row's in the next row.</summary>
    private sealed class Labelled(string label, string sprite, string name) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            var words = encoder.Encode(label);
            writer.Write("<svg class=\"icon\" focusable=\"false\" role=\"img\" aria-label=\"");
            writer.Write(words);
            writer.Write("\"><title>");
            writer.Write(words);
            writer.Write("</title><use href=\"");
            encoder.Encode(writer, sprite);
            writer.Write('#');
            encoder.Encode(writer, name);
            writer.Write("\"></use></svg>");
        }
    }
}
