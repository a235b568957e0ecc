using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Kit;

/// <summary>
/// <c>&lt;error-summary /&gt;</c>, first inside a form: every error of it, each a link to its field. It takes the focus when the page opens,
/// so that nobody looks for what is wrong. Without errors it is nothing. (The framework's own writes inline style, which our policy forbids.)
/// </summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ErrorSummaryTag(IStringLocalizer<Texts> texts) : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var errors = ViewContext.ModelState
            .SelectMany(entry => entry.Value!.Errors.Select(error => (Field: entry.Key, Text: error.ErrorMessage)))
            .Select(error => error with { Text = error.Text.Length > 0 ? error.Text : texts["This value cannot be used."] })
            .Distinct()
            .ToList();
        if (errors.Count == 0)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Add("class", "note note-bad error-summary");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute("autofocus", "autofocus");
        output.Content.AppendHtml(IconTag.Draw(ViewContext, "alert-circle"));
        var body = Html.Element("div", "note-body");
        body.Add(Html.Element("strong", text: errors.Count == 1 ? texts["Please look at this again"] : texts["Please look at these {0} again", errors.Count]));
        var list = Html.Element("ul");
        foreach (var (field, text) in errors)
        {
            var line = field.Length == 0
                ? Html.Element("span", text: text)
                : Html.Element("a").With("href", $"#{TagBuilder.CreateSanitizedId(field, "_")}").Add(new Named(ViewContext.HttpContext, field)).Add(Html.Element("span", text: text));
            list.Add(Html.Element("li").Add(line));
        }

        output.Content.AppendHtml(body.Add(list));
    }

    /// <summary>Remembers what a field is called on this page.</summary>
    internal static void Name(HttpContext context, string field, string label) => context.Items[(typeof(ErrorSummaryTag), field)] = label;

    // The fields come after the summary, so their labels are asked for only when the page is written out.
    private sealed class Named(HttpContext context, string field) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            if (context.Items[(typeof(ErrorSummaryTag), field)] is string { Length: > 0 } label)
            {
                encoder.Encode(writer, $"{label}: ");
            }
        }
    }
}
