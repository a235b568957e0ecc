using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Tributary.Web.Kit;

/// <summary>
/// <c>&lt;form method="post" handler="Save"&gt;</c>: every form. It always writes where it goes (<c>action</c>, or this page with the handler),
/// because a form may be shown in a dialog of another page; a form that changes something carries the antiforgery token. The browser's own
/// checks are off: the page says what is wrong in its own words, beside the field. <c>upload</c> lets it carry files.
/// </summary>
[HtmlTargetElement("form")]
public sealed class FormTag(IAntiforgery antiforgery) : TagHelper
{
    public string? Action { get; set; }

    public string? Handler { get; set; }

    public string Method { get; set; } = "get";

    public bool Upload { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var request = ViewContext.HttpContext.Request;
        var posts = Method.Equals("post", StringComparison.OrdinalIgnoreCase);
        output.Attributes.SetAttribute("method", posts ? "post" : "get");
        output.Attributes.SetAttribute("action", Action ?? (Handler is null ? request.Here() : request.With(("handler", Handler))));
        if (!posts)
        {
            return;
        }

        output.Attributes.SetAttribute("novalidate", "novalidate");
        if (Upload)
        {
            output.Attributes.SetAttribute("enctype", "multipart/form-data");
        }

        output.PostContent.AppendHtml(antiforgery.GetHtml(ViewContext.HttpContext));
    }
}
