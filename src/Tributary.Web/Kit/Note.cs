using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Tributary.Web.Kit;

/// <summary>
/// <c>&lt;note tone="Warning" title="@T["…"]"&gt;@T["…"]&lt;/note&gt;</c>: a few sentences in a quiet frame, for what a person should know
/// before going on. Not for errors of a form: those have <c>&lt;error-summary /&gt;</c>.
/// </summary>
[HtmlTargetElement("note")]
public sealed class NoteTag : TagHelper
{
    public Tone Tone { get; set; }

    public string? Title { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>The icon that says the same as the colour.</summary>
    public static string IconOf(Tone tone) => tone switch
    {
        Tone.Good => "circle-check",
        Tone.Warning => "alert-triangle",
        Tone.Bad => "alert-circle",
        Tone.Busy => "hourglass",
        Tone.Neutral => "info-circle",
    };

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", $"note note-{Tone.ToString().ToLowerInvariant()}");
        output.Content.AppendHtml(IconTag.Draw(ViewContext, IconOf(Tone)));
        var body = new TagBuilder("div");
        body.AddCssClass("note-body");
        if (Title is not null)
        {
            var title = new TagBuilder("strong");
            title.InnerHtml.Append(Title);
            body.InnerHtml.AppendHtml(title);
        }

        body.InnerHtml.AppendHtml(content);
        output.Content.AppendHtml(body);
    }
}
